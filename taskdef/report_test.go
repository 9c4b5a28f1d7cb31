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

func TestProblemsShowTheirLines(t *testing.T) {
	tests := []struct {
		name, src string
		opts      Options
		want      string
	}{
		{
			"of the file", "family: web\ncontainerDefinitions:\n- name: app\n  image: nginx\n  memory: 512MB\n",
			Options{},
			"task.yaml:5:11: \"512MB\" is not a whole number (write 512)\n  4 |   image: nginx\n  5 |   memory: 512MB\n",
		},
		{
			"of an overlay", onEC2,
			Options{Overlays: []File{{"prod.yaml", []byte("cpu: 256\nnetworkMode: vpc\n")}}},
			"prod.yaml:2:14: \"vpc\" is not one of awsvpc, bridge, host, none\n" +
				"  1 | cpu: 256\n  2 | networkMode: vpc\n",
		},
		{
			"of a member that is ignored", "taskDefinition:\n  revision: 3\n" +
				"  family: web\n  containerDefinitions: [{name: app, image: n, memory: 9}]\n",
			Options{},
			"task.yaml:2:3: warning: \"revision\" is set by ECS and is ignored\n" +
				"  1 | taskDefinition:\n  2 |   revision: 3\n",
		},
		{
			"of another file", "services:\n  web: {image: nginx, environment: [A=s3cr3t]}\n",
			Options{},
			"task.yaml:1:1: this is a Docker Compose file, not a task definition" +
				" (write the members of RegisterTaskDefinition instead)\n  1 | services:\n",
		},
		{
			"found by Check", "family: my web\ncontainerDefinitions: [{name: app, image: n, memory: 9}]\n",
			Options{},
			"task.yaml:1:9: a family is named by up to 255 letters, digits, hyphens and underscores" +
				" (write my-web)\n  1 | family: my web\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, reportOf(t, tt.src, tt.opts)); diff != "" {
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
		{"a misspelt member", container("  environment_:\n    A: s3cr3t\n    B: {c: s3cr3t}\n"), Options{}},
		{"a map as a value", container("  environment:\n    name: {s3cr3t: s3cr3t}\n    B: [s3cr3t]\n"), Options{}},
		{
			"an unquoted shell variable", `{family: web, containerDefinitions: [{name: app, image: n, environment: {A: $s3cr3t}}]}`,
			Options{},
		},
		{"a bad variable beside it", container("  environment:\n    A: s3cr3t ${X} s3cr3t\n"), Options{}},
		{
			"a substituted value in the wrong place", container("  memory: ${M}\n  environment: ${M}\n"),
			Options{Var: variables("M", marker)},
		},
		{"a text around a variable", container("  environment: s3cr3t${M}\n"), Options{Var: variables("M", "x")}},
		{
			"a log driver's token", container("  memory: x\n  logConfiguration: {logDriver: splunk, options: {splunk-token: [s3cr3t]}}\n"),
			Options{},
		},
		{
			"a --set of the wrong shape", container("  memory: 1\n"),
			Options{Set: []Assignment{{"containerDefinitions[app].environment", "s3cr3t"}}},
		},
		{
			"a --set that is no YAML", container("  memory: 1\n"),
			Options{Set: []Assignment{{"containerDefinitions[app].environment[A]", "[s3cr3t"}}},
		},
		{"twice", container("  memory: 9\n  environment: [{name: A, value: s3cr3t}, {name: A, value: s3cr3t}]\n"), Options{}},
		{"an overlay", container("  memory: 9\n"), Options{Overlays: []File{{
			"o",
			[]byte("containerDefinitions: [{name: app, memory: x, environment: {A: s3cr3t, B: [s3cr3t]}}]"),
		}}}},
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
