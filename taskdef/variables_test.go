package taskdef

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAVariableNeverChangesTheStructure(t *testing.T) {
	src := `family: web
containerDefinitions:
- name: app
  image: "app:${TAG}"
  environment:
    NOTE: "${NOTE}"
    PLAIN: ${NULL}
  memory: ${MEMORY}
  essential: "${ESSENTIAL}"
  portMappings: [{containerPort: "${PORT}"}]
`
	got := request(t, src, Options{Var: variables("TAG", "1", "NOTE", "a: [b, {c}]\n- d # e", "NULL", "null",
		"MEMORY", "64", "ESSENTIAL", "true", "PORT", "80")})
	want := `{"containerDefinitions":[{"environment":[{"name":"NOTE","value":"a: [b, {c}]\n- d # e"},` +
		`{"name":"PLAIN","value":"null"}],"essential":true,"image":"app:1","memory":64,"name":"app",` +
		`"portMappings":[{"containerPort":80}]}],"family":"web"}`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

func TestAVariableIsReportedAtItsOwnColumn(t *testing.T) {
	tests := []struct{ name, line, want string }{
		{"plain", `  image: app:${TAG}`, "4:14"},
		{"in double quotes", `  image: "app:${TAG}"`, "4:15"},
		{"in single quotes", `  image: 'app:${TAG}'`, "4:15"},
		{"after an escape, at the scalar", `  image: "app\u003a${TAG}"`, "4:10"},
		{"after a letter outside ASCII", `  image: äpp:${TAG}`, "4:14"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := "family: web\ncontainerDefinitions:\n- name: app\n" + tt.line + "\n"
			got := problemsOf(t, src, Options{})
			if len(got) != 1 || !strings.HasPrefix(got[0], "task.yaml:"+tt.want+": variable TAG is not set") {
				t.Errorf("problems %q, want one at %s", got, tt.want)
			}
		})
	}
}

func TestAVariableInACommandMayBeLeftToTheShell(t *testing.T) {
	src := "family: web\ncontainerDefinitions:\n- name: app\n  image: nginx\n  command: [sh, -c, 'echo ${HOME}']\n"
	got := problemsOf(t, src, Options{})
	want := []string{"task.yaml:5:27: variable HOME is not set " +
		"(pass --var HOME=... or set STEADY_VAR_HOME; write $${HOME} to leave it to the shell)"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
