package render_test

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/watch"
)

// TestGitHub compares what a step of GitHub Actions gets beside the plain lines:
// annotations, the summary and the outputs.
func TestGitHub(t *testing.T) {
	for _, st := range stories() {
		t.Run(st.name, func(t *testing.T) {
			got := inActions(t, st)
			golden(t, st.name+"/github.txt", got)
			if what := unsafe(withoutCommands(got)); what != "" {
				t.Errorf("the output holds %s", what)
			}
		})
	}
}

// inActions plays a story in a step and gives what only GitHub is told.
func inActions(t *testing.T, st story) string {
	t.Helper()
	var plain, summary, output bytes.Buffer
	perform(t, st, render.Options{Out: io.Discard, Err: &plain}, func(opts render.Options) render.Renderer {
		return render.NewGitHub(render.New(render.Plain, opts), opts, render.Step{Summary: &summary, Output: &output})
	}, func() {})
	var commands []string
	for line := range strings.Lines(plain.String()) {
		if strings.HasPrefix(line, "::") {
			commands = append(commands, line)
		}
	}
	return strings.Join(commands, "") + "== summary\n" + summary.String() + "== output\n" + output.String()
}

var command = regexp.MustCompile(`(?m)^::(error|warning) [^\n]*?::`)

// withoutCommands leaves out the beginnings of the commands that are meant.
func withoutCommands(text string) string { return command.ReplaceAllString(text, "$1: ") }

func TestAnnotationsAreEscapedAndFew(t *testing.T) {
	var err bytes.Buffer
	r := render.NewGitHub(render.New(render.Plain, render.Options{Out: io.Discard, Err: &err}), render.Options{Err: &err}, render.Step{})
	for i := range 12 {
		out := watch.Outcome{
			Target:  watch.Target{Service: fmt.Sprintf("web,%d:x", i)},
			Verdict: watch.Stuck, Reason: "100% of it\n::error::fake",
		}
		if err := r.Outcome(out, 12); err != nil {
			t.Fatal(err)
		}
	}
	var commands []string
	for line := range strings.Lines(err.String()) {
		if strings.HasPrefix(line, "::") {
			commands = append(commands, line)
		}
	}
	if len(commands) != 10 {
		t.Errorf("%d annotations, want 10", len(commands))
	}
	const want = "::error title=steady%3A web%2C0%3Ax did not settle (stuck)::100%25 of it : :error::fake%0A" +
		"nothing serves: 0 of 0 tasks running.\n"
	if commands[0] != want {
		t.Errorf("the annotation is %q, want %q", commands[0], want)
	}
}

func TestASummaryOfSeveralServices(t *testing.T) {
	var summary, output bytes.Buffer
	opts := render.Options{Out: io.Discard, Err: io.Discard}
	r := render.NewGitHub(render.New(render.Plain, opts), opts, render.Step{Summary: &summary, Output: &output})
	for _, s := range []struct {
		name    string
		verdict watch.Verdict
		exit    int
	}{{"web", watch.Settled, 0}, {"mailer", watch.RolledBack, 11}, {"docs", "", 0}} {
		if err := r.Start(render.Heading{Verb: "Deploying", Service: s.name, Cluster: "prod"}); err != nil {
			t.Fatal(err)
		}
		if s.verdict == "" {
			continue
		}
		out := watch.Outcome{
			Target:  watch.Target{Service: s.name, TaskDefinition: s.name + ":2", PreviousTaskDefinition: s.name + ":1"},
			Verdict: s.verdict, Took: 95 * time.Second,
		}
		if s.verdict == watch.RolledBack {
			out.Causes = []watch.Cause{{Code: "oom", Title: "the container ran out of memory", Fix: []string{"raise memory"}}}
		}
		if err := r.Outcome(out, s.exit); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(11); err != nil {
		t.Fatal(err)
	}
	golden(t, "fleet/github.txt", "== summary\n"+summary.String()+"== output\n"+output.String())
}
