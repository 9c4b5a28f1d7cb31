package scenario_test

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/scenario"
	"github.com/ecs-steady/steady/internal/world"
)

// TestPublishedHistories plays what others have seen of the real service.
func TestPublishedHistories(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "traces", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no histories: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			tr := readTrace(t, file)
			w := built(t, strings.TrimSuffix(file, "txt")+"yaml")
			began := w.Now()
			shown := observe(t, w, tr.lasts())
			if tr.stops > 0 {
				stop(t, w)
				shown = append(shown, observe(t, w, time.Minute)...)
			}
			tr.follow(t, began, shown)
		})
	}
}

// built is the world of a scenario.
func built(t *testing.T, file string) *world.World {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse(file, text, scenario.Host{
		Account: "123456789012", Region: "us-east-1", Operations: []string{"UpdateService"},
		Call: func(string) (any, func(*world.World) error) {
			in := &ecs.UpdateServiceInput{}
			return in, func(w *world.World) error {
				_, err := w.UpdateService(in)
				return err
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	w := world.New(s.Options(world.Options{}))
	if _, err := s.Build(w); err != nil {
		t.Fatal(err)
	}
	return w
}

// web describes the service web.
func web(t *testing.T, w *world.World) types.Service {
	t.Helper()
	out, err := w.DescribeServices(&ecs.DescribeServicesInput{Services: []string{"web"}})
	if err != nil || len(out.Services) != 1 {
		t.Fatalf("DescribeServices: %v %v", out, err)
	}
	return out.Services[0]
}

// stop stops the latest service deployment of the service web, as a client does.
func stop(t *testing.T, w *world.World) {
	t.Helper()
	list, err := w.ListServiceDeployments(&ecs.ListServiceDeploymentsInput{Service: aws.String("web")})
	if err == nil {
		_, err = w.StopServiceDeployment(&ecs.StopServiceDeploymentInput{
			ServiceDeploymentArn: list.ServiceDeployments[0].ServiceDeploymentArn,
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// lasts is how long the history has to be looked at.
func (tr trace) lasts() time.Duration {
	switch {
	case tr.stops > 0:
		return tr.stops
	case tr.since == "last events":
		return time.Hour
	}
	var latest time.Duration
	for _, step := range tr.steps {
		latest = max(latest, step.at) // those without a time are at 0
	}
	return latest + 15*time.Minute
}

// moment is what a history shows from a time on: a new event, or a state, which
// holds until the next.
type moment struct {
	from, until time.Time
	event       bool
	text        string
}

// observe lets time pass and returns what the service web shows meanwhile.
func observe(t *testing.T, w *world.World, d time.Duration) []moment {
	t.Helper()
	var out []moment
	state := -1 // the latest state in out
	seen := len(web(t, w).Events)
	for end := w.Now().Add(d); ; {
		s := web(t, w)
		if now := words(s); state < 0 || out[state].text != now {
			if state >= 0 {
				out[state].until = w.Now()
			}
			state = len(out)
			out = append(out, moment{from: w.Now(), until: end.Add(time.Nanosecond), text: now})
		}
		for n := len(s.Events) - 1 - seen; n >= 0; n-- {
			out = append(out, moment{w.Now(), w.Now(), true, aws.ToString(s.Events[n].Message)})
		}
		seen = len(s.Events)
		next, ok := w.Next()
		if !ok || next.After(end) {
			w.Advance(end)
			return out
		}
		w.Advance(next)
	}
}

// words describe the deployments of a service, the PRIMARY one first.
func words(s types.Service) string {
	var out []string
	for _, d := range s.Deployments {
		out = append(out, fmt.Sprintf("%s %s desired=%d pending=%d running=%d failed=%d %s %q", aws.ToString(d.Status),
			path.Base(aws.ToString(d.TaskDefinition)), d.DesiredCount, d.PendingCount, d.RunningCount, d.FailedTasks,
			d.RolloutState, aws.ToString(d.RolloutStateReason)))
	}
	return strings.Join(out, " | ")
}

// follow finds the steps of a trace in what was shown since the story began, in order, and tells each with the time of the source and of the model.
func (tr trace) follow(t *testing.T, began time.Time, shown []moment) {
	t.Helper()
	zero := began
	events, states := tr.visible(shown)
	switch tr.since {
	case "update":
	case "first event", "last events":
		if tr.since == "last events" {
			events = tr.tail(events)
		}
		if len(events) > 0 {
			zero = events[0].from
		}
	default:
		zero = began.Add(span(t, tr.since))
	}
	ids, now := names{}, zero
	for _, s := range tr.steps {
		due := zero.Add(s.at)
		if s.open {
			due = now
		}
		at, ok := ids.state(s.text, states, now, due)
		if s.event {
			ok = len(events) > 0 && ids.match(s.text, events[0].text)
			if ok {
				at, events = events[0].from, events[1:]
			}
		}
		if !ok {
			t.Fatalf("%s: does not follow: %s\nthe model shows\n%s", s.at, s.text, tell(shown, zero))
		}
		now = at
		t.Logf("%8.1fs %8.1fs %+6.1fs %s", s.at.Seconds(), at.Sub(zero).Seconds(), at.Sub(due).Seconds(), s.text)
		if off := at.Sub(due).Abs(); off > s.tolerance && !s.open {
			t.Errorf("%s comes at %s, more than %s away: %s", s.at, at.Sub(zero), s.tolerance, s.text)
		}
	}
}

// visible are the events, without those that the source leaves out, and the states.
func (tr trace) visible(shown []moment) (events, states []moment) {
	for _, m := range shown {
		hidden := slices.ContainsFunc(tr.omits, func(part string) bool { return strings.Contains(m.text, part) })
		switch {
		case !m.event:
			states = append(states, m)
		case !hidden:
			events = append(events, m)
		}
	}
	return events, states
}

// tail is the last events, as many as the trace has; all if there are fewer.
func (tr trace) tail(events []moment) []moment {
	n := 0
	for _, s := range tr.steps {
		if s.event {
			n++
		}
	}
	return events[max(0, len(events)-n):]
}

// state is when a state shows that holds at now or later: as near to when it is due
// as it does.
func (n names) state(pattern string, states []moment, now, due time.Time) (best time.Time, ok bool) {
	for _, m := range states {
		if !m.until.After(now) || !n.shows(pattern, m.text) {
			continue
		}
		at := later(due, later(m.from, now))
		if !at.Before(m.until) {
			at = m.until.Add(-1)
		}
		if !ok || at.Sub(due).Abs() < best.Sub(due).Abs() {
			best, ok = at, true
		}
	}
	return best, ok
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// tell is what a history shows, a line each.
func tell(shown []moment, zero time.Time) string {
	var b strings.Builder
	for _, m := range shown {
		fmt.Fprintf(&b, "%8.1fs %s\n", m.from.Sub(zero).Seconds(), m.text)
	}
	return b.String()
}
