package cli

import (
	"strings"
	"testing"
)

func TestConfirm(t *testing.T) {
	for _, row := range []struct {
		name     string
		flags    confirmFlags
		terminal bool
		answer   string
		ok       bool
		asked    bool
	}{
		{"a yes", confirmFlags{}, true, "y\n", true, true},
		{"a yes in full, in capitals", confirmFlags{}, true, " YES \n", true, true},
		{"a no", confirmFlags{}, true, "n\n", false, true},
		{"a bare Return is no", confirmFlags{}, true, "\n", false, true},
		{"the end of the input is no", confirmFlags{}, true, "", false, true},
		{"--yes asks nothing", confirmFlags{yes: true}, true, "n\n", true, false},
		{"--no-input asks nothing and refuses", confirmFlags{noInput: true}, true, "y\n", false, false},
		{"without a terminal nobody is asked", confirmFlags{}, false, "y\n", false, false},
		{"--yes does without a terminal", confirmFlags{yes: true}, false, "", true, false},
	} {
		var story strings.Builder
		app := &App{In: strings.NewReader(row.answer), Err: &story, InTerminal: row.terminal, ErrTerminal: row.terminal}
		err := app.confirm(t.Context(), &row.flags, "web:39 is further back than web:41", "rollback")
		if (err == nil) != row.ok || err != nil && exitOf(err) != exitUsage {
			t.Errorf("%s: %v", row.name, err)
		}
		if asked := strings.Contains(story.String(), "web:39 is further back than web:41. Go on? [y/N] "); asked != row.asked {
			t.Errorf("%s: asked %t in %q", row.name, asked, story.String())
		}
	}
}
