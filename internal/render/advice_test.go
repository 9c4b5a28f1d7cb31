package render

import (
	"slices"
	"testing"
)

// A command that is too long for one line with what it does keeps a line of its
// own, whole: people copy it.
func TestAdviceThatIsTooLong(t *testing.T) {
	s := Options{}.style()
	long := "steady watch simple-web --cluster test-cluster --region eu-central-1"
	want := []string{"  Next        " + long, "                whether it still moves"}
	if got := s.advice("Next", long, "whether it still moves"); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	want = []string{"  Next        steady watch web            whether it still moves"}
	if got := s.advice("Next", "steady watch web", "whether it still moves"); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
