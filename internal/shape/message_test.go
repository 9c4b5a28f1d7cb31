package shape

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const marker = "hunter2-marker"

// Every way to be wrong, with a value that must not be seen.
func TestMessagesNeverShowASecretOrASubstitutedValue(t *testing.T) {
	const text = `{memory: M, essential: M, command: M, versionConsistency: M, healthCheck: M,
  dockerLabels: M, links: {a: M}, ulimits: [{name: M, softLimit: M}], unknown: {a: [M]}}`
	for name, mark := range map[string]func(*Node){
		"secret":      func(n *Node) { n.Secret = true },
		"substituted": func(n *Node) { n.Written = "${PASSWORD}" },
		"both":        func(n *Node) { n.Written, n.Secret = "${PASSWORD:-"+n.Text+"}", true },
	} {
		for _, value := range []string{marker, "yes", "DISABLED", "512MB", "0x1F", "nofiles", "99999999999", "{{" + marker + "}}"} {
			n, problems := Parse("t", []byte(text))
			if n == nil {
				t.Fatal(problems)
			}
			n.Walk(func(n *Node) bool {
				if n.Text == "M" {
					n.Text = value
					mark(n)
				}
				return true
			})
			problems = Decode(n, &types.ContainerDefinition{})
			if len(problems) < 8 {
				t.Errorf("%s %q: %d problems, want 8 or more:\n%v", name, value, len(problems), problems)
			}
			for _, p := range problems {
				s := p.String()
				for _, leak := range []string{value, "write true", `"disabled"`, "write 512", "write 31", `"nofile"`} {
					if strings.Contains(s, leak) {
						t.Errorf("%s %q shows through: %s", name, value, s)
					}
				}
				if name == "substituted" && strings.Contains(s, "the value") {
					t.Errorf("what the file holds is not shown: %s", s)
				}
			}
		}
	}
}

func TestAVariableMayStandInQuotes(t *testing.T) {
	n, _ := Parse("t", []byte(`{"containerPort": "${PORT}"}`))
	port := n.Get("containerPort")
	port.Text, port.Written = "80", port.Text
	var m types.PortMapping
	if problems := Decode(n, &m); len(problems) > 0 || *m.ContainerPort != 80 {
		t.Error(problems, m.ContainerPort)
	}
	port.Text = "8o"
	const want = `t:1:19: "${PORT}" is not a whole number`
	if got := Decode(n, &m).Error(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
