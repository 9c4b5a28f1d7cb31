package taskdef

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExpand(t *testing.T) {
	vars := variables("TAG", "1.9", "EMPTY", "", "NESTED", "${TAG}")
	tests := []struct{ name, text, want string }{
		{"a variable", "app:${TAG}", "app:1.9"},
		{"two variables", "${TAG}-${TAG}", "1.9-1.9"},
		{"an empty variable is set", "x${EMPTY}y", "xy"},
		{"a default is not needed", "${TAG:-latest}", "1.9"},
		{"a default for an unset variable", "${OTHER:-latest}", "latest"},
		{"a default for an empty variable", "${EMPTY:-latest}", "latest"},
		{"an empty default", "[${OTHER:-}]", "[]"},
		{"a default with a variable", "${OTHER:-v${TAG}}", "v1.9"},
		{"a message is not needed", "${TAG:?which}", "1.9"},
		{"two dollars are one", "$$HOME and $${TAG}", "$HOME and ${TAG}"},
		{"a lone dollar stays", "echo $HOME $1 5$", "echo $HOME $1 5$"},
		{"a value is not read again", "${NESTED}", "${TAG}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := expand(tt.text, vars, 0, func(_, _ int, err error) { t.Errorf("problem: %v", err) })
			if got != tt.want {
				t.Errorf("expand(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestExpandRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"an unset variable", "${TAG}", "variable TAG is not set"},
		{"an unset variable with a message", "${TAG:?say which version}", "variable TAG is not set: say which version"},
		{"an empty variable with a message", "${EMPTY:?say it}", "variable EMPTY is not set: say it"},
		{"an unset variable in a default", "${A:-${B}}", "variable B is not set"},
		{"no closing brace", "a ${TAG", errUnclosed.Error()},
		{"no name", "${}", errForm.Error()},
		{"a name that begins with a digit", "${1A}", errForm.Error()},
		{"a form of the shell", "${TAG-latest}", errForm.Error()},
		{"another form of the shell", "${TAG:+x}", errForm.Error()},
		{"a colon alone", "${TAG:}", errForm.Error()},
		{"defaults in defaults in defaults", "${A:-${B:-${C:-x}}}", errNested.Error()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got string
			expand(tt.text, variables("EMPTY", ""), 0, func(_, _ int, err error) { got = err.Error() })
			if got != tt.want {
				t.Errorf("expand(%q) fails with %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

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
