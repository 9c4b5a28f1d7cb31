package value

import "testing"

// variables are pairs of names and values.
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
