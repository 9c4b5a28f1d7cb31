package shell_test

import (
	"testing"

	"github.com/ecs-steady/steady/internal/shell"
)

func TestWord(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a name stays as it is", "web-api_2", "web-api_2"},
		{"so do a path, an ARN and a URL", "arn:aws:ecs:eu-west-1:1:service/prod/web", "arn:aws:ecs:eu-west-1:1:service/prod/web"},
		{"a setting stays", "app=web:2", "app=web:2"},
		{"an equals sign in front, which zsh looks at", "=web", "'=web'"},
		{"nothing is a word too", "", "''"},
		{"spaces", "my file.yaml", "'my file.yaml'"},
		{"a single quote", "it's", `'it'\''s'`},
		{"a double quote, a backslash", `a"b\c`, `'a"b\c'`},
		{"what a shell replaces", "$HOME `id` *?[a]{b,c} ~", "'$HOME `id` *?[a]{b,c} ~'"},
		{"what ends a command", "a;b&c|d>e<f#g!h", "'a;b&c|d>e<f#g!h'"},
		{"a home directory is meant as it stands", "~/x", "'~/x'"},
		{"letters of every script", "größe", "'größe'"},
		{"a line feed", "a\nb", `"$(printf 'a\012b')"`},
		{"an escape sequence and a quote", "\x1b[2J'", `"$(printf '\033\1332J\047')"`},
		{"a percent sign among them", "%s\t", `"$(printf '\045s\011')"`},
		{"what a CI runner obeys", "##[error]x", `"$(printf '\043\043\133error\135x')"`},
		{"that is no UTF-8", "a\xffb", `"$(printf 'a\377b')"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := shell.Word(tt.text); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestCommand(t *testing.T) {
	tests := []struct{ name, got, want string }{
		{"arguments, then flags", shell.Command("steady watch", []string{"web", "a b"}, "-f x", "", "--quiet"), "steady watch web 'a b' -f x --quiet"},
		{"none of both", shell.Command("steady watch", nil), "steady watch"},
		{"a dash in front is no flag", shell.Command("steady watch", []string{"web", "-x"}, "--cluster prod"), "steady watch --cluster prod -- web -x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got %s, want %s", tt.got, tt.want)
			}
		})
	}
}
