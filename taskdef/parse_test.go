package taskdef

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// request parses src and gives its request as compact JSON.
func request(t *testing.T, src string, opts Options) string {
	t.Helper()
	d, err := Parse("task.yaml", []byte(src), opts)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	text, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	compact, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(compact)
}

// problemsOf parses src, which has to be refused, and gives the lines of the
// report.
func problemsOf(t *testing.T, src string, opts Options) []string {
	t.Helper()
	d, err := Parse("task.yaml", []byte(src), opts)
	var ps Problems
	if !errors.As(err, &ps) {
		t.Fatalf("Parse gave %v, %v; want Problems", d, err)
	}
	return textOf(ps)
}

func textOf(ps Problems) []string {
	var lines []string
	for _, p := range ps {
		lines = append(lines, p.String())
	}
	return lines
}

// variables is a set of variables for Options.Var.
func variables(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func TestParseGivesTheRequestOfTheText(t *testing.T) {
	const app = `{"containerDefinitions":[{"image":"nginx","name":"app"}],"family":"web"}`
	tests := []struct{ name, src, want string }{
		{"YAML", "family: web\ncontainerDefinitions:\n- name: app\n  image: nginx\n", app},
		{"JSON", `{"family": "web", "containerDefinitions": [{"name": "app", "image": "nginx"}]}`, app},
		{"a byte-order mark and CRLF", "\uFEFFfamily: web\r\ncontainerDefinitions:\r\n- {name: app, image: nginx}\r\n", app},
		{"UTF-16", utf16Text("family: web\ncontainerDefinitions: [{name: app, image: nginx}]\n"), app},
		{"nulls are absent", `{"family": "web", "cpu": null, "volumes": null,
			"containerDefinitions": [{"name": "app", "image": "nginx", "command": null, "healthCheck": null}]}`, app},
		{
			"numbers where the API wants strings",
			"family: web\ncpu: 256\nmemory: 0512\ncontainerDefinitions: [{name: app, image: nginx}]",
			`{"containerDefinitions":[{"image":"nginx","name":"app"}],"cpu":"256","family":"web","memory":"0512"}`,
		},
		{
			"plain maps for environment, secrets, dockerLabels and tags",
			`family: web
tags: {team: shop, cost: 010}
containerDefinitions:
- name: app
  image: nginx
  environment: {PORT: 8080, FLAG: on, EMPTY: ""}
  secrets: {KEY: "arn:aws:ssm:eu-west-1:123456789012:parameter/key"}
  dockerLabels: {com.example.tier: 1}
`,
			`{"containerDefinitions":[{"dockerLabels":{"com.example.tier":"1"},"environment":[{"name":"PORT","value":"8080"},` +
				`{"name":"FLAG","value":"on"},{"name":"EMPTY","value":""}],"image":"nginx","name":"app",` +
				`"secrets":[{"name":"KEY","valueFrom":"arn:aws:ssm:eu-west-1:123456789012:parameter/key"}]}],` +
				`"family":"web","tags":[{"key":"team","value":"shop"},{"key":"cost","value":"010"}]}`,
		},
		{
			"anchors and merge keys",
			`family: web
containerDefinitions:
- &base {name: app, image: nginx, memory: 64}
- <<: *base
  name: sidecar
`,
			`{"containerDefinitions":[{"image":"nginx","memory":64,"name":"app"},` +
				`{"image":"nginx","memory":64,"name":"sidecar"}],"family":"web"}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, request(t, tt.src, Options{})); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
		})
	}
}

func utf16Text(s string) string {
	out := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(s)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return string(out)
}

func TestParseRefusesWithAPosition(t *testing.T) {
	tests := []struct {
		name, src string
		want      []string
	}{
		{"an empty file", "", []string{"task.yaml:1:1: the text is empty"}},
		{
			"a missing family and containers",
			"cpu: 256\n",
			[]string{
				`task.yaml:1:1: "family" is missing`,
				`task.yaml:1:1: "containerDefinitions" is missing`,
			},
		},
		{
			"an empty family",
			`{"family": "", "containerDefinitions": []}`,
			[]string{"task.yaml:1:12: the family has no name"},
		},
		{
			"an empty tag key",
			"family: web\ncontainerDefinitions: [{name: app, image: nginx}]\ntags:\n- key: \"\"\n  value: x\n",
			[]string{"task.yaml:4:8: a tag has no key"},
		},
		{
			"all problems at once, in the order of the lines",
			"family: web\nnetworkMode: vpc\ncontainerDefinitions:\n- name: app\n  image: nginx:${TAG}\n  memory: lots\n",
			[]string{
				`task.yaml:2:14: "vpc" is not one of awsvpc, bridge, host, none`,
				"task.yaml:5:16: variable TAG is not set (pass --var TAG=... or set STEADY_VAR_TAG)",
				`task.yaml:6:11: "lots" is not a whole number`,
			},
		},
		{
			"a variable of the environment without a value",
			"family: web\ncontainerDefinitions:\n- name: app\n  image: nginx\n  environment:\n    HOME:\n",
			[]string{`task.yaml:6:5: environment "HOME" has no value (write "" for an empty one)`},
		},
		{
			"a variable where YAML takes its brace for a map",
			"family: web\ncontainerDefinitions: [{name: ${NAME}, image: nginx}]\n",
			[]string{"task.yaml:2:32: not YAML: did not find expected ',' or '}' " +
				"(put the variable between double quotes; it can still be a number)"},
		},
		{
			"a shell variable without quotes in JSON",
			"{\n \"family\": $NAME,\n \"containerDefinitions\": [{\"name\": \"app\", \"image\": \"nginx\"}]}",
			[]string{"task.yaml:2:12: the variable $NAME was not filled in (write \"${NAME}\" to have it filled in here)"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, problemsOf(t, tt.src, Options{})); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEmptyEnumsGiveOneWarning(t *testing.T) {
	d, err := Parse("task.json", []byte(`{"family": "web", "pidMode": "", "ipcMode": "",
 "containerDefinitions": [{"name": "app", "image": "nginx", "versionConsistency": ""}]}`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"task.json:1:30: warning: an empty value is taken as absent " +
		"(also: ipcMode, containerDefinitions[0].versionConsistency)"}
	if diff := cmp.Diff(want, textOf(d.Warnings)); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	if d.Input.PidMode != "" || d.Input.IpcMode != "" {
		t.Errorf("pidMode %q, ipcMode %q; want both absent", d.Input.PidMode, d.Input.IpcMode)
	}
}

func TestPositionFindsTheNearestMember(t *testing.T) {
	src := "family: web\ncontainerDefinitions:\n- name: app\n  image: nginx\n- name: side\n  image: busybox\n"
	d, err := Parse("task.yaml", []byte(src), Options{Set: []Assignment{{Path: "cpu", Value: "256"}}})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		path         string
		line, column int
		ok           bool
	}{
		{"containerDefinitions[1].image", 6, 10, true},
		{"containerDefinitions[side].image", 6, 10, true},
		{"containerDefinitions[0].cpu", 3, 3, true},
		{"containerDefinitions", 2, 1, true},
		{"nonsense", 1, 1, true},
		{"cpu", 0, 0, false},
	}
	for _, tt := range tests {
		_, line, column, ok := d.Position(tt.path)
		if line != tt.line || column != tt.column || ok != tt.ok {
			t.Errorf("Position(%q) = %d, %d, %t; want %d, %d, %t", tt.path, line, column, ok, tt.line, tt.column, tt.ok)
		}
	}
}

func TestYAMLReadsBack(t *testing.T) {
	src := "family: web\ncontainerDefinitions:\n- name: app\n  image: nginx\n  environment: {A: \"yes\", B: \"010\"}\n"
	d, err := Parse("task.yaml", []byte(src), Options{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := d.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "family: web\n") {
		t.Errorf("the YAML does not begin with the family:\n%s", text)
	}
	if diff := cmp.Diff(request(t, src, Options{}), request(t, string(text), Options{})); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}
