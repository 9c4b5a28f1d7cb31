package render_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ecs-steady/steady/internal/render"
)

// env reads "NAME=value" words.
func env(words string) func(string) string {
	set := map[string]string{}
	for word := range strings.FieldsSeq(words) {
		name, value, _ := strings.Cut(word, "=")
		set[name] = value
	}
	return func(name string) string { return set[name] }
}

func TestChoose(t *testing.T) {
	tests := []struct {
		name     string
		flag     string
		env      string
		terminal bool
		want     render.Mode
		err      string
	}{
		{"a terminal gets the block", "", "TERM=xterm", true, render.TTY, ""},
		{"auto is the same as no flag", "auto", "", true, render.TTY, ""},
		{"a pipe gets lines", "", "TERM=xterm", false, render.Plain, ""},
		{"a terminal in CI gets lines", "", "CI=true", true, render.Plain, ""},
		{"GitHub's runner gets lines", "", "GITHUB_ACTIONS=true", true, render.Plain, ""},
		{"GitLab's runner gets lines", "", "GITLAB_CI=true", true, render.Plain, ""},
		{"Buildkite's agent gets lines", "", "BUILDKITE=true", true, render.Plain, ""},
		{"CI=false is no CI", "", "CI=false", true, render.TTY, ""},
		{"a dumb terminal gets lines", "", "TERM=dumb", true, render.Plain, ""},
		{"tty may be forced in CI", "tty", "CI=true", true, render.TTY, ""},
		{"tty without a terminal is refused", "tty", "", false, "", "needs a terminal"},
		{"plain is what was asked for", "plain", "", true, render.Plain, ""},
		{"json is what was asked for", "json", "", true, render.JSON, ""},
		{"quiet is what was asked for", "quiet", "", true, render.Quiet, ""},
		{"an unknown name lists the modes", "pretty", "", true, "", "auto, tty, plain, json, quiet"},
		{"names are lower case", "TTY", "", true, "", "is none of"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := render.Choose(tt.flag, env(tt.env), tt.terminal)
			if got != tt.want {
				t.Errorf("mode %q, want %q", got, tt.want)
			}
			if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("error %v, want %q", err, tt.err)
			}
		})
	}
	if _, err := render.Choose("tty", env(""), false); !errors.Is(err, render.ErrNoTerminal) {
		t.Errorf("error %v is not ErrNoTerminal", err)
	}
}

func TestColor(t *testing.T) {
	tests := []struct {
		name     string
		flag     string
		env      string
		terminal bool
		want     bool
	}{
		{"a terminal has colour", "", "", true, true},
		{"a pipe has none", "", "", false, false},
		{"the flag beats NO_COLOR", "always", "NO_COLOR=1", false, true},
		{"the flag beats FORCE_COLOR", "never", "FORCE_COLOR=1", true, false},
		{"NO_COLOR beats CLICOLOR_FORCE", "auto", "NO_COLOR=1 CLICOLOR_FORCE=1", true, false},
		{"NO_COLOR=0 is set too", "", "NO_COLOR=0", true, false},
		{"CLICOLOR_FORCE colours a pipe", "", "CLICOLOR_FORCE=1", false, true},
		{"CLICOLOR_FORCE=0 forces nothing", "", "CLICOLOR_FORCE=0", false, false},
		{"FORCE_COLOR beats TERM=dumb", "", "FORCE_COLOR=1 TERM=dumb", false, true},
		{"CLICOLOR=0 turns it off", "", "CLICOLOR=0", true, false},
		{"a dumb terminal has none", "", "TERM=dumb", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := render.Color(tt.flag, env(tt.env), tt.terminal)
			if err != nil || got != tt.want {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
		})
	}
	if _, err := render.Color("often", env(""), true); err == nil {
		t.Error("--color often was accepted")
	}
}

func TestASCII(t *testing.T) {
	tests := []struct {
		name string
		flag bool
		env  string
		want bool
	}{
		{"no locale is taken for UTF-8", false, "", false},
		{"a UTF-8 locale draws all glyphs", false, "LANG=de_DE.UTF-8", false},
		{"utf8 is a spelling of it", false, "LANG=C.utf8", false},
		{"the C locale is ASCII", false, "LANG=C", true},
		{"LC_ALL beats LANG", false, "LC_ALL=C LANG=en_US.UTF-8", true},
		{"LC_CTYPE beats LANG", false, "LC_CTYPE=en_US.UTF-8 LANG=C", false},
		{"the flag beats all", true, "LANG=en_US.UTF-8", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := render.ASCII(tt.flag, env(tt.env)); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
