package shape

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"go.yaml.in/yaml/v4"
)

func TestYAMLIsForPeople(t *testing.T) {
	got, err := YAML(&ecs.RegisterTaskDefinitionInput{
		Family: ptr("shop"), Cpu: ptr("256"), NetworkMode: types.NetworkModeAwsvpc,
		ContainerDefinitions: []types.ContainerDefinition{{
			Name: ptr("web"), Image: ptr("123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:1.10"), Memory: ptr(int32(64)),
			Command:      []string{"sh", "-c", "echo a\necho b\n"},
			DockerLabels: map[string]string{"yes": "no", "a b": "c: d", "e": "# f", "g": "", "h": "i j", "k": "arn:aws:iam::1:role/x"},
			PortMappings: []types.PortMapping{{ContainerPort: ptr(int32(80)), HostPort: ptr(int32(0))}},
			Links:        []string{},
			HealthCheck:  &types.HealthCheck{},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "people.yaml", got)
}

// The words that some reader of YAML 1.1 or 1.2 takes for something else than
// a string, or for no scalar at all.
func TestAStringStaysAStringToEveryReader(t *testing.T) {
	for _, s := range []string{
		"", " ", "a ", " a", "~", "null", "Null", "NULL", "true", "True", "FALSE", "yes", "No", "on", "OFF", "y", "N",
		"12", "-12", "+12", "012", "0x1F", "0o17", "0b1", "1_000", "1e3", "1.5", ".5", "5.", "1.5e+3", "-.inf", ".Inf", ".NaN",
		"190:20:30", "12:30", "2024-01-01", "2024-01-01T00:00:00Z", "2024-01-01 00:00:00", "<<", "=", "-", "---", "...", "--- a",
		"- a", "? a", ": a", "a:", "a: b", "a #b", "#a", "&a", "*a", "!a", "|", ">", "'a'", "\"a\"", "%a", "@a", "`a`", "{a", "}a",
		"[a", "]a", ",a", "a\tb", "a\nb", "\u0085", "\u2028", "\ufeffa", "\x00", "\x7f", "\u00a0a", "0", "0.0",
	} {
		if isPlain(s) {
			t.Errorf("%q is written plain", s)
		}
		var back string
		text := quoted(s)
		if err := yaml.Load([]byte(text), &back); err != nil || back != s {
			t.Errorf("%q is written %s and read as %q, %v", s, text, back, err)
		}
	}
	for _, s := range []string{
		"web", "nginx:1.27-alpine", "a-b", "80/tcp", "/path", "arn:aws:iam::1:role/x", "a b", "a,b", "$VAR", "é", "🚀",
		"1.27-alpine", "http://a?b=c#d", "(a)", "_a", "app.internal", "10.0.0.1/16", "512MB",
	} {
		if got := quoted(s); got != s {
			t.Errorf("%q is written %s, want it plain", s, got)
		}
		var back any
		if err := yaml.Load([]byte(s), &back); err != nil || back != s {
			t.Errorf("%q is read as %v, %v", s, back, err)
		}
	}
}
