package render_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/creack/pty"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

func snapshot() watch.Snapshot {
	task := func(id, zone string, port int) watch.Task {
		return watch.Task{
			ID: id, TaskDefinition: "web:42", LastStatus: "RUNNING", Health: "HEALTHY", StartedAt: at(5 * s),
			Instance: "0ab12cd34ef", Zone: zone,
			Containers: []watch.Container{{Name: "app", Ports: []watch.PortBinding{{Container: 80, Host: port}}}},
		}
	}
	return watch.Snapshot{
		Now:     at(3*time.Hour + 16*time.Minute),
		Service: "web", Cluster: "prod", Region: "eu-west-1", Status: "ACTIVE", TaskDefinition: "web:42",
		Desired: 2, Running: 2, MinimumHealthyPercent: 100, MaximumPercent: 150, CircuitBreaker: true, Rollback: true,
		Deployments: []watch.Deployment{{
			ID: newID, Status: "PRIMARY", TaskDefinition: "web:42", RolloutState: "COMPLETED",
			Desired: 2, Running: 2, Failed: 1, CreatedAt: at(0),
		}},
		Tasks: []watch.Task{
			task(id1, "eu-west-1a", 32768), task(id2, "eu-west-1b", 32771),
			{ID: id3, TaskDefinition: "web:42", LastStatus: "PENDING", LaunchType: "FARGATE"},
			{ID: "dead", LastStatus: "STOPPED"},
		},
		Messages: []watch.Message{{ID: "e1", Time: at(s), Text: "(service web) has reached a steady state."}},
	}
}

func TestStatus(t *testing.T) {
	hostileOne := snapshot()
	hostileOne.Service, hostileOne.Messages[0].Text = attack, attack
	hostileOne.Deployments[0].TaskDefinition = strings.Repeat("family", 20) + ":42"
	tests := []struct {
		name    string
		snap    watch.Snapshot
		columns int
	}{
		{"status/settled", snapshot(), 80},
		{"status/narrow", snapshot(), 60},
		{"status/missing", watch.Snapshot{Missing: true, Service: "web", Cluster: "prod"}, 80},
		{"status/hostile", hostileOne, 80},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var text, doc bytes.Buffer
			opts := render.Options{Zone: time.UTC, Size: func() (int, int) { return tt.columns, 24 }}
			if err := errors.Join(render.Status(&text, tt.snap, tt.snap.Now, opts), render.StatusJSON(&doc, tt.snap, opts)); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(text.String()) {
				if n := len([]rune(strings.TrimRight(line, "\n"))); n > tt.columns {
					t.Errorf("%d columns: %q", n, line)
				}
			}
			if what := unsafe(text.String() + doc.String()); what != "" {
				t.Errorf("the output holds %s", what)
			}
			golden(t, tt.name+".txt", text.String())
			golden(t, tt.name+".json", doc.String())
		})
	}
}

func TestStanding(t *testing.T) {
	rows := func(states ...string) []watch.Deployment {
		list := []watch.Deployment{{Status: "PRIMARY", RolloutState: states[0]}}
		for _, state := range states[1:] {
			list = append(list, watch.Deployment{Status: "ACTIVE", RolloutState: state})
		}
		return list
	}
	tests := []struct {
		name string
		snap watch.Snapshot
		want string
	}{
		{"completed and alone is settled", watch.Snapshot{Status: "ACTIVE", Deployments: rows("COMPLETED")}, "settled"},
		{"completed beside an old one still rolls", watch.Snapshot{Status: "ACTIVE", Deployments: rows("COMPLETED", "COMPLETED")}, "rolling out"},
		{"in progress rolls", watch.Snapshot{Status: "ACTIVE", Deployments: rows("IN_PROGRESS")}, "rolling out"},
		{"failed is failed", watch.Snapshot{Status: "ACTIVE", Deployments: rows("FAILED", "COMPLETED")}, "failed"},
		{"no rollout state is unknown", watch.Snapshot{Status: "ACTIVE", Deployments: rows("")}, "unknown"},
		{"a deleted service is inactive", watch.Snapshot{Status: "INACTIVE"}, "inactive"},
		{"no service is missing", watch.Snapshot{Missing: true}, "missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := render.Standing(tt.snap); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPlan(t *testing.T) {
	changes := taskdef.Diff{
		newImage(),
		{Path: "containerDefinitions[app].memory", Old: "512", New: "768", Action: "change"},
		{Path: "containerDefinitions[app].portMappings[0].hostPort", Old: "80", New: "0", Action: "change"},
		{Path: "containerDefinitions[app].environment[FEATURE_X]", New: "leaked", Secret: true, Action: "add"},
		{Path: "volumes[data]", Old: `{"name":"data"}`, Action: "remove"},
	}
	setting := service.Setting{Change: taskdef.Change{Path: "desiredCount", Old: "2", New: "4", Action: "change"}}
	tests := []struct {
		name string
		plan service.Plan
	}{
		{"plan/update", service.Plan{
			Service: "web", Cluster: "prod", Action: service.Update, Register: true, From: "web:41",
			Definition: changes, Settings: []service.Setting{setting},
		}},
		{"plan/create", service.Plan{
			Service: "web", Cluster: "prod", Action: service.Create, To: "web:41", Settings: []service.Setting{setting},
		}},
		{"plan/none", service.Plan{Service: "web", Cluster: "prod", Action: service.None, From: "web:41", To: "web:41"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			h := render.Heading{Cluster: "prod", Region: "eu-west-1"}
			if err := render.Plan(&b, render.Planned{Plan: tt.plan, Heading: h}, render.Options{}); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(b.String(), "leaked") {
				t.Error("a secret value is shown")
			}
			golden(t, tt.name+".txt", b.String())
		})
	}
	place := render.Heading{Cluster: "prod", Region: "eu-west-1"}
	settles := forecast.Forecast{
		Verdict: forecast.Settles, NewDeployment: true, Desired: 4, Floor: 4, Ceiling: 6, MinRunning: 4, MaxTasks: 6, Waves: []int{2, 2},
		Reasons:     []string{"ECS keeps at least 4 tasks running and may run up to 6: 2 waves of 2"},
		Warnings:    []string{"no circuit breaker: a crash loop would go on until somebody stops it"},
		Assumptions: []string{"the images can be pulled, and the containers start and stay up"},
		Drain:       time.Minute, Took: &forecast.Range{Shortest: 170 * time.Second, Longest: 220 * time.Second, Rollouts: 5},
	}
	blocked := forecast.Forecast{
		Verdict: forecast.Blocked, Cause: "port-conflict", MinRunning: 1, MaxTasks: 1,
		Reasons: []string{"a new task of web:42 needs host port 80 ::error::x", "each waits for the other, for ever"},
		Fixes: []forecast.Fix{
			{Kind: forecast.FixHostPort, Text: "hostPort: 0", Note: "clients must then follow the port"},
			{Kind: forecast.FixMinimum, Text: "minimumHealthyPercent: 0", Outage: true},
			{Kind: forecast.FixInstances, Value: 1, Text: "one more instance like i-0ab12cd34"},
		},
	}
	unknown := forecast.Forecast{Verdict: forecast.Unknown, Cause: "no-capacity", Reasons: []string{"1 new task would wait"}}
	var plans []render.Planned
	for _, tt := range tests {
		plans = append(plans, render.Planned{Plan: tt.plan, Heading: place})
	}
	var foretold []render.Planned
	for _, f := range []forecast.Forecast{settles, blocked, unknown} {
		foretold = append(foretold, render.Planned{Plan: tests[0].plan, Heading: place, Forecast: &f})
	}
	screens := func(w io.Writer) error {
		var failed error
		for _, p := range foretold {
			failed = errors.Join(failed, render.Plan(w, p, render.Options{}))
		}
		return failed
	}
	diff := render.RevisionDiff{From: "web:41", To: "web:42", Region: "eu-west-1", Changes: changes}
	same := render.RevisionDiff{From: "web:41", To: "web:42"}
	forms := []struct {
		name  string
		write func(io.Writer) error
	}{
		{"plan/all.json", func(w io.Writer) error { return render.PlansJSON(w, plans, render.Options{}) }},
		{"plan/all.md", func(w io.Writer) error { return render.PlansMarkdown(w, plans, render.Options{}) }},
		{"plan/forecast.txt", screens},
		{"plan/forecast.json", func(w io.Writer) error { return render.PlansJSON(w, foretold, render.Options{}) }},
		{"plan/forecast.md", func(w io.Writer) error { return render.PlansMarkdown(w, foretold, render.Options{}) }},
		{"plan/diff.txt", func(w io.Writer) error { return render.Diff(w, diff, render.Options{}) }},
		{"plan/diff.json", func(w io.Writer) error { return render.DiffJSON(w, diff, render.Options{}) }},
		{"plan/diff.md", func(w io.Writer) error { return render.DiffMarkdown(w, diff) }},
		{"plan/same.txt", func(w io.Writer) error { return render.Diff(w, same, render.Options{Simulated: true}) }},
		{"plan/same.md", func(w io.Writer) error { return render.DiffMarkdown(w, same) }},
	}
	for _, form := range forms {
		t.Run(form.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := form.write(&b); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(b.String(), "leaked") {
				t.Error("a secret value is shown")
			}
			golden(t, form.name, b.String())
		})
	}
}

func TestTwoServicesShareABlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		scr := newScreen(80, 30)
		r := render.New(render.TTY, render.Options{Err: scr, Zone: time.UTC, Size: func() (int, int) { return 80, 30 }})
		for _, name := range []string{"api", "arn:aws:ecs:eu-west-1:123456789012:service/prod/web"} {
			if err := r.Start(render.Heading{Verb: "Watching", Service: name, Cluster: "prod"}); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range []string{"web", "api"} {
			for _, b := range tell("two", name, 1).rows(s, "IN_PROGRESS", [3]int{1, 1, 0}, [3]int{1, 0, 1}).beats {
				if err := b.call(r); err != nil {
					t.Fatal(err)
				}
			}
		}
		pass(s)
		synctest.Wait()
		text := scr.String()
		st := tell("two", "web", 1).rows(s, "COMPLETED", [3]int{1, 0, 1}, [3]int{-1}).st
		if err := r.Outcome(watch.Outcome{Target: st.Target, Verdict: watch.Settled, State: st, Took: s}, 0); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(0); err != nil {
			t.Fatal(err)
		}
		golden(t, "two/tty-80x30.txt", text+"== at the end\n"+scr.String())
	})
}

func TestWarningsStandAboveTheBlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		scr := newScreen(80, 24)
		r := render.New(render.TTY, render.Options{Err: scr, Size: func() (int, int) { return 80, 24 }})
		warn := func(message string) {
			ps := taskdef.Problems{{File: "task.yaml", Line: 1, Column: 1, Message: message, Warning: true}}
			if err := r.Problem(render.Failure{Problems: ps}); err != nil {
				t.Fatal(err)
			}
		}
		warn("before")
		for i, b := range tell("warned", "web", 1).start().updated().rows(s, "IN_PROGRESS", [3]int{1, 1, 0}, [3]int{1, 0, 1}).beats {
			if err := b.call(r); err != nil {
				t.Fatal(err)
			}
			pass(s)
			if i == 1 {
				warn("meanwhile")
			}
		}
		if err := r.Close(0); err != nil {
			t.Fatal(err)
		}
		golden(t, "warnings/tty-80x24.txt", scr.String())
	})
}

func TestTheBlockIsDrawnTenTimesASecondAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		scr := newScreen(80, 24)
		r := render.New(render.TTY, render.Options{Err: scr, Size: func() (int, int) { return 80, 24 }})
		story := tell("busy", "web", 4).start()
		for i := range 100 {
			story.rows(30*time.Millisecond, "IN_PROGRESS", [3]int{100, i, 0}, [3]int{-1})
		}
		for _, b := range story.beats {
			pass(b.after)
			if err := b.call(r); err != nil {
				t.Fatal(err)
			}
		}
		scr.mu.Lock()
		writes := scr.writes
		scr.mu.Unlock()
		if writes < 25 || writes > 30 {
			t.Errorf("%d frames in three seconds, want at most 30 and not many fewer", writes)
		}
		if err := r.Close(0); err != nil {
			t.Fatal(err)
		}
	})
}

func TestANarrowTerminalGetsLines(t *testing.T) {
	var b bytes.Buffer
	r := render.New(render.TTY, render.Options{Err: &b, Size: func() (int, int) { return 59, 24 }})
	if err := r.Start(render.Heading{Verb: "Watching", Service: "web"}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(b.String(), "Z web  watching in default\n") {
		t.Errorf("got %q", b.String())
	}
}

// A terminal that was made narrower has wrapped the lines of the last frame:
// the next one has more to go up and leaves nothing behind.
func TestAResizeLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var columns atomic.Int64
		columns.Store(80)
		scr := newScreen(80, 40)
		size := func() (int, int) { return int(columns.Load()), 40 }
		r := render.New(render.TTY, render.Options{Err: scr, Zone: time.UTC, Size: size})
		for _, b := range tell("resize", "web", 4).start().rows(s, "IN_PROGRESS", [3]int{4, 1, 0}, [3]int{4, 0, 4}).beats {
			if err := b.call(r); err != nil {
				t.Fatal(err)
			}
		}
		pass(s)
		synctest.Wait()
		scr.mu.Lock()
		columns.Store(60)
		scr.resize(60)
		scr.mu.Unlock()
		pass(s)
		synctest.Wait()
		if err := r.Close(0); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(scr.String(), "Deploying web"); n != 1 {
			t.Errorf("%d headlines:\n%s", n, scr)
		}
		if len(scr.faults) > 0 {
			t.Errorf("faults: %q", scr.faults)
		}
	})
}

type broken struct{}

var errBroken = errors.New("the pipe is closed")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestAStreamThatCannotBeWrittenIsAnError(t *testing.T) {
	for _, mode := range []render.Mode{render.TTY, render.Plain, render.JSON} {
		t.Run(string(mode), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := render.New(mode, render.Options{Out: broken{}, Err: broken{}})
				var errs error
				for _, b := range rolling().beats[:8] {
					pass(s)
					errs = errors.Join(errs, b.call(r))
				}
				if !errors.Is(errs, errBroken) {
					t.Errorf("got %v", errs)
				}
				_ = r.Close(1) // ends the goroutine; its error is the one above
			})
		})
	}
}

// On a real terminal the first line moves until there is a block, and the
// cursor comes back.
func TestTheFirstWaitOnATerminal(t *testing.T) {
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, color := range []bool{false, true} {
		r := render.New(render.TTY, render.Options{Err: tty, Color: color})
		if err := r.Start(render.Heading{Verb: "Watching", Service: "web", Cluster: "prod"}); err != nil {
			t.Fatal(err)
		}
		text := readUntil(t, ptmx, "Reading web in prod...")
		if !strings.HasPrefix(text, "\x1b[?25l") {
			t.Errorf("the cursor is not hidden: %q", text)
		}
		if err := r.Close(0); err != nil {
			t.Fatal(err)
		}
		readUntil(t, ptmx, "\x1b[?25h\r\x1b[K")
	}
	if err := errors.Join(tty.Close(), ptmx.Close()); err != nil {
		t.Fatal(err)
	}
}

func readUntil(t *testing.T, f *os.File, want string) string {
	t.Helper()
	var text strings.Builder
	for buf := make([]byte, 256); !strings.Contains(text.String(), want); {
		n, err := f.Read(buf)
		if err != nil {
			t.Fatalf("read %q, then %v", text.String(), err)
		}
		text.Write(buf[:n])
	}
	return text.String()
}
