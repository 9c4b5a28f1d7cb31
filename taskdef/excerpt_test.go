package taskdef

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// report is what a person sees of all problems: line and excerpt.
func report(ps Problems) string {
	var b strings.Builder
	for _, p := range ps {
		fmt.Fprintln(&b, p.String())
		for _, l := range p.Excerpt {
			fmt.Fprintf(&b, "%3d | %s\n", l.Number, l.Text)
		}
	}
	return b.String()
}

func reportOf(t *testing.T, src string, opts Options) string {
	t.Helper()
	d, err := Parse("task.yaml", []byte(src), opts)
	var ps Problems
	if !errors.As(err, &ps) {
		if err != nil {
			t.Fatalf("Parse gave %v, want Problems", err)
		}
		ps = append(d.Warnings, d.Check()...)
	}
	return report(ps)
}

func TestExcerptsShowTheLineAndHideValues(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{
			"the line, after the one that opens the item",
			"family: web\ncontainerDefinitions:\n- name: app\n  image: nginx\n  portMappings:\n" +
				"  - containerPort: 80\n    hostport: 80\n  memory: 512MB\n",
			`task.yaml:7:5: unknown key "hostport" in a port mapping (did you mean "hostPort"?)
  6 |   - containerPort: 80
  7 |     hostport: 80
task.yaml:8:11: "512MB" is not a whole number (write 512)
  8 |   memory: 512MB
`,
		},
		{
			"values of variables on the line of a problem",
			`{"family": "web", "containerDefinitions": [{"name": "app", "image": 1, "cpu": "x", "environment": ` +
				`[{"name": "A", "value": "s3cr3t"}, {"name": "B", "value": "s3cr3t", "valu": "s3cr3t"}]}]}`,
			`task.yaml:1:79: "x" is not a whole number
  1 | {"family": "web", "containerDefinitions": [{"name": "app", "image": 1, "cpu": "x", "environment": ` +
				`[{"name": "A", "value": ***}, {"name": "B", "value": ***, "valu": ***}]}]}
task.yaml:1:167: unknown key "valu" in a key value pair (did you mean "value"?)
  1 | {"family": "web", "containerDefinitions": [{"name": "app", "image": 1, "cpu": "x", "environment": ` +
				`[{"name": "A", "value": ***}, {"name": "B", "value": ***, "valu": ***}]}]}
`,
		},
		{
			"a line that ends a value of several lines is left out",
			"{family: web, containerDefinitions: [{name: app, image: n, environment: {A: 's3cr3t\n s3cr3t', B: [x]}}]}\n",
			"task.yaml:2:14: want text, got a list (take the \"- \" or the [ ] away)\n",
		},
		{
			"a line that begins one ends there",
			"{family: web, containerDefinitions: [{name: app, image: n, cpu: x, environment: {A: 's3cr3t # s3cr3t\n s3cr3t'}}]}\n",
			"task.yaml:1:65: \"x\" is not a whole number\n" +
				"  1 | {family: web, containerDefinitions: [{name: app, image: n, cpu: x, environment: {A: ***\n",
		},
		{
			"nothing of a text with variables that does not parse",
			"family: web\nenvironment: {A: 's3cr3t\n",
			"task.yaml:3:1: not YAML: found unexpected end of stream\n",
		},
		{
			"a line of a text without variables that does not parse",
			"family: web\ncpu: [\n  - }\n",
			"task.yaml:3:3: not YAML: did not find expected node content\n  3 |   - }\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, reportOf(t, tt.src, Options{})); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
		})
	}
}

// A value of the environment reaches no report, whatever else is wrong.
func TestNoValueOfTheEnvironmentReachesAReport(t *testing.T) {
	const marker = "s3cr3t"
	container := func(members string) string {
		return "family: web\ncontainerDefinitions:\n- name: app\n  image: nginx\n" + members
	}
	tests := []struct {
		name, src string
		opts      Options
	}{
		{"a list where a name is wanted", container("  environment:\n  - name: [s3cr3t]\n    value: s3cr3t\n"), Options{}},
		{"a text where a list is wanted", container("  environment: s3cr3t\n"), Options{}},
		{"a list as in Compose", container("  environment:\n  - A=s3cr3t\n"), Options{}},
		{"a misspelt member", container("  enviroment:\n    A: s3cr3t\n    B: {c: s3cr3t}\n"), Options{}},
		{"a map as a value", container("  environment:\n    name: {s3cr3t: s3cr3t}\n    B: [s3cr3t]\n"), Options{}},
		{"an unquoted shell variable", `{family: web, containerDefinitions: [{name: app, image: n, environment: {A: $s3cr3t}}]}`,
			Options{}},
		{"a bad variable beside it", container("  environment:\n    A: s3cr3t ${X} s3cr3t\n"), Options{}},
		{"a substituted value in the wrong place", container("  memory: ${M}\n  environment: ${M}\n"),
			Options{Var: variables("M", marker)}},
		{"a log driver's token", container("  memory: x\n  logConfiguration: {logDriver: splunk, options: {splunk-token: [s3cr3t]}}\n"),
			Options{}},
		{"a --set of the wrong shape", container("  memory: 1\n"),
			Options{Set: []Assignment{{"containerDefinitions[app].environment", "s3cr3t"}}}},
		{"a --set that is no YAML", container("  memory: 1\n"),
			Options{Set: []Assignment{{"containerDefinitions[app].environment[A]", "[s3cr3t"}}}},
		{"twice", container("  memory: 9\n  environment: [{name: A, value: s3cr3t}, {name: A, value: s3cr3t}]\n"), Options{}},
		{"an overlay", container("  memory: 9\n"), Options{Overlays: []File{{"o",
			[]byte("containerDefinitions: [{name: app, memory: x, environment: {A: s3cr3t, B: [s3cr3t]}}]")}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := reportOf(t, tt.src, tt.opts)
			if got == "" {
				t.Fatal("there is no report")
			}
			if strings.Contains(got, marker) {
				t.Errorf("the value is in the report:\n%s", got)
			}
		})
	}
}
