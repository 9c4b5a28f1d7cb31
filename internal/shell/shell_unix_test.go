//go:build unix

package shell_test

import (
	"os/exec"
	"strings"
	"testing"
	"unicode"

	"github.com/ecs-steady/steady/internal/shell"
)

// FuzzWord asks the shell of this machine what it takes a word for.
func FuzzWord(f *testing.F) {
	for _, text := range []string{"web", "", "-x", "a 'b' \"c\"", "$(reboot) `reboot`", "*", "~", "a\nb", "\x1b]0;x\a", "%s%%", "\\", "\xff", "=x", "##[a]", "a\u200bb", "!!"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsRune(text, 0) || strings.HasSuffix(text, "\n") || len(text) > 1000 {
			return // no shell has such a word
		}
		word := shell.Word(text)
		if strings.ContainsFunc(word, unicode.IsControl) {
			t.Errorf("%q cannot be shown", word)
		}
		out, err := exec.CommandContext(t.Context(), "sh", "-c", "printf '<%s>' "+word).Output()
		if err != nil || string(out) != "<"+text+">" {
			t.Errorf("%q is written %s, which sh takes for %q (%v)", text, word, out, err)
		}
	})
}
