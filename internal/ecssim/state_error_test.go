package ecssim_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/ecs-steady/steady/internal/ecssim"
)

func TestStateErrorNamesTheStepThatFits(t *testing.T) {
	for name, row := range map[string]struct {
		err  error
		want string
	}{
		"a full disk wants space": {
			fmt.Errorf("save: %w", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}), "free some space",
		},
		"a missing directory wants to be made": {
			&fs.PathError{Op: "open", Path: "x", Err: syscall.ENOENT}, "make the directory first",
		},
		"a lack of rights wants another file": {
			&os.LinkError{Op: "rename", Old: "x", New: "y", Err: syscall.EACCES}, "can be read and written",
		},
		"a foreign file is to be moved away": {errors.New("is not a state"), "move this one away"},
	} {
		t.Run(name, func(t *testing.T) {
			got := (&ecssim.StateError{Path: "world.json", Err: row.err}).Error()
			if !strings.HasPrefix(got, "state file world.json: ") || !strings.Contains(got, row.want) {
				t.Errorf("got %q, want %q in it", got, row.want)
			}
		})
	}
}
