package render_test

import (
	"time"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// beat is one call of a renderer, some time after the one before.
type beat struct {
	after time.Duration
	call  func(render.Renderer) error
}

// story is a recorded run.
type story struct {
	name  string
	opts  render.Options
	exit  int
	beats []beat
}

// teller writes a story: it keeps the state that the watcher would fold.
type teller struct {
	story
	st   watch.State
	head render.Heading
}

const (
	newID = "ecs-svc/7301948822000000001"
	oldID = "ecs-svc/7301948822000000000"
)

// at is the moment a story begins: where a synctest bubble starts its clock.
func at(d time.Duration) time.Time {
	return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(d)
}

func tell(name, family string, desired int) *teller {
	t := &teller{story: story{name: name}}
	t.head = render.Heading{
		Verb: "Deploying", Service: family, Cluster: "prod", Region: "eu-west-1",
		Timeout: 15 * time.Minute, StallTimeout: 5 * time.Minute,
	}
	t.st.Target = watch.Target{
		Cluster: "prod", Service: family, Deployment: newID, TaskDefinition: family + ":42",
		Previous: oldID, PreviousTaskDefinition: family + ":41", CreatedAt: at(0), Desired: desired,
	}
	t.st.Last = watch.Snapshot{
		Service: family, Cluster: "prod", Region: "eu-west-1", Status: "ACTIVE", Desired: desired,
		TaskDefinition: family + ":42", MinimumHealthyPercent: 100, MaximumPercent: 150,
	}
	t.st.Failed = map[string]int{}
	return t
}

func (t *teller) then(after time.Duration, call func(render.Renderer) error) *teller {
	t.st.Elapsed += after
	t.beats = append(t.beats, beat{after, call})
	return t
}

func (t *teller) start() *teller {
	h := t.head
	return t.then(0, func(r render.Renderer) error { return r.Start(h) })
}

func (t *teller) registered(reg taskdef.Registration) *teller {
	t.then(400*time.Millisecond, func(r render.Renderer) error { return r.Registered(reg, 400*time.Millisecond) })
	return t
}

func (t *teller) updated() *teller {
	x := t.st.Target
	d := service.Deployment{
		Cluster: x.Cluster, Service: x.Service, ID: x.Deployment, TaskDefinition: x.TaskDefinition,
		Previous: x.Previous, PreviousTaskDefinition: x.PreviousTaskDefinition, CreatedAt: x.CreatedAt,
	}
	t.then(700*time.Millisecond, func(r render.Renderer) error { return r.Updated(d, 700*time.Millisecond) })
	t.st.Elapsed = 0
	return t
}

// event tells what happened, with the state as it is by then.
func (t *teller) event(after time.Duration, e watch.Event) *teller {
	t.st.Elapsed += after
	st := t.st
	st.Failed = map[string]int{newID: t.st.Failed[newID]}
	t.beats = append(t.beats, beat{after, func(r render.Renderer) error { return r.Event(e, st) }})
	return t
}

// rows sets the counts of the new deployment and, with a desired count of 0 or
// more, those of the old one; then tells both rows.
func (t *teller) rows(after time.Duration, state string, fresh, old [3]int) *teller {
	family := t.st.Target.Service
	primary := watch.Deployment{
		ID: newID, Status: "PRIMARY", TaskDefinition: family + ":42", RolloutState: state,
		Desired: fresh[0], Pending: fresh[1], Running: fresh[2], CreatedAt: at(0),
	}
	list := []watch.Deployment{primary}
	if old[0] >= 0 {
		list = append(list, watch.Deployment{
			ID: oldID, Status: "ACTIVE", TaskDefinition: family + ":41", RolloutState: "COMPLETED",
			Desired: old[0], Pending: old[1], Running: old[2], CreatedAt: at(-20 * time.Hour),
		})
	}
	t.st.Last.Deployments = list
	for i := range list {
		t.event(after, watch.Event{Kind: watch.Rows, Deployment: &list[i]})
		after = 0
	}
	return t
}

func (t *teller) waiting(phase, text string) *teller {
	t.st.Phase, t.st.WaitingFor = phase, text
	return t
}

func (t *teller) said(after time.Duration, text string) *teller {
	m := watch.Message{ID: "f3e1b2c4", Text: "(service " + t.st.Target.Service + ") " + text}
	m.Time = at(t.st.Elapsed + after)
	return t.event(after, watch.Event{Kind: watch.Said, Time: m.Time, Message: &m})
}

func (t *teller) stopped(after time.Duration, task watch.Task) *teller {
	t.st.Stopped = append(t.st.Stopped[:len(t.st.Stopped):len(t.st.Stopped)], task)
	t.st.Failed[newID]++
	return t.event(after, watch.Event{Kind: watch.TaskStopped, Task: &task})
}

// look marks a moment whose screen is in the golden file: an idle poll, long
// enough for a frame.
func (t *teller) look() *teller {
	t.event(time.Second, watch.Event{Kind: watch.Tick})
	t.beats = append(t.beats, beat{200 * time.Millisecond, nil})
	return t
}

func (t *teller) ticks(n int) *teller {
	for range n {
		t.event(time.Second, watch.Event{Kind: watch.Tick})
	}
	return t
}

func (t *teller) ends(exit int, out watch.Outcome) story {
	out.Target, out.State, out.Took = t.st.Target, t.st, t.st.Elapsed+700*time.Millisecond
	t.exit = exit
	t.then(0, func(r render.Renderer) error { return r.Outcome(out, exit) })
	return t.story
}
