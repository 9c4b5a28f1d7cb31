package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/ecs-steady/steady/internal/preflight"
)

// The page of the checks has every kind of them, and what check calls: no more.
func TestThePageOfTheChecksHasThemAll(t *testing.T) {
	t.Parallel()
	page := strings.Fields(checksTopic)
	for _, kind := range []preflight.Kind{
		preflight.Image, preflight.ExecutionRole, preflight.TaskRole, preflight.LinkedRole, preflight.Secret,
		preflight.Parameter, preflight.Access, preflight.LogGroup, preflight.TargetGroup,
	} {
		if !slices.Contains(page, string(kind)) {
			t.Errorf("it lacks %s", kind)
		}
	}
	var want []string
	for _, p := range permissions {
		if slices.Contains(strings.Fields(p.commands), "check") {
			want = append(want, p.action)
		}
	}
	got := slices.DeleteFunc(page, func(word string) bool {
		service, action, found := strings.Cut(word, ":")
		return !found || action == "" || service == ""
	})
	slices.Sort(want)
	slices.Sort(got)
	if got = slices.Compact(got); !slices.Equal(got, want) {
		t.Errorf("it names %q\nwant     %q", got, want)
	}
}
