package render_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/watch"
)

// forged is what a container prints to open or close a fold of its own.
func forged() []string {
	return []string{
		"::endgroup::", "  ::group::mine", "##[endgroup]", "##[group]mine",
		"\x1b[0Ksection_end:1:steady_log_3f9c21ab_app\r\x1b[0K", "section_start:1:mine\r\x1b[0Kmine",
		"--- :rocket: mine", "the last line",
	}
}

func TestLogTailsAreFolded(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		env        string
		begin, end string
	}{
		"GitHub": {"GITHUB_ACTIONS=true", "::group::Last 8 log lines of 3f9c21ab (app)\n", "::endgroup::\n"},
		"GitLab": {
			"GITLAB_CI=true",
			"\x1b[0Ksection_start:946684801:steady_log_3f9c21ab_app[collapsed=true]\r\x1b[0KLast 8 log lines of 3f9c21ab (app)\n",
			"\x1b[0Ksection_end:946684801:steady_log_3f9c21ab_app\r\x1b[0K\n",
		},
		"GitHub, which shall be left alone": {"GITHUB_ACTIONS=true STEADY_NO_GITHUB=1", "", ""},
		"Buildkite":                         {"BUILDKITE=true CI=true", "", ""},
		"CircleCI":                          {"CIRCLECI=true CI=true", "", ""},
		"Jenkins":                           {"JENKINS_URL=http://ci BUILD_NUMBER=7", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				shown := foldedRun(t, tt.env, forged())
				if tt.begin == "" {
					if what := unsafe(shown); what != "" {
						t.Errorf("there is %s in %q", what, shown)
					}
					return
				}
				before, rest, found := strings.Cut(shown, tt.begin)
				log, after, closed := strings.Cut(rest, tt.end)
				if !found || !closed || strings.Count(log, " web  | ") != len(forged()) {
					t.Fatalf("%q", shown)
				}
				if what := unsafe(before + log + after); what != "" {
					t.Errorf("foreign text leaves %s in %q", what, before+log+after)
				}
				if !strings.Contains(before, "PRIMARY") || !strings.Contains(after, "PRIMARY") {
					t.Errorf("the rollout is folded: %q", shown)
				}
				if short := foldedRun(t, tt.env, forged()[:3]); strings.Contains(short, tt.begin[:8]) {
					t.Errorf("three lines are folded: %q", short)
				}
			})
		})
	}
}

// foldedRun shows a rollout that loses a task with this log to a CI system.
func foldedRun(t *testing.T, env string, log []string) string {
	t.Helper()
	getenv := func(name string) string {
		for _, field := range strings.Fields(env) {
			if value, found := strings.CutPrefix(field, name+"="); found {
				return value
			}
		}
		return ""
	}
	run := tell("folded", "web", 1)
	run.start().rows(s, "IN_PROGRESS", [3]int{1, 1, 0}, [3]int{1, 0, 1})
	code := 1
	run.stopped(0, watch.Task{ID: "3f9c21ab4d0e4b0f8d5b7c1e2f3a4b5c", Containers: []watch.Container{
		{Name: "app", ExitCode: &code, Log: log},
	}})
	run.rows(s, "IN_PROGRESS", [3]int{1, 0, 1}, [3]int{1, 0, 1})
	var out bytes.Buffer
	mode, err := render.Choose("", getenv, true)
	if err != nil || mode != render.Plain && !strings.Contains(env, "STEADY_NO") {
		t.Fatalf("mode %s, error %v", mode, err)
	}
	r := render.New(mode, render.Options{Err: &out, Fold: render.FoldIn(getenv)})
	for _, b := range run.beats {
		pass(b.after)
		if err := b.call(r); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}
