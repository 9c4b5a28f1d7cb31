package watch

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// told is one line an event, so that tables can say what is expected.
func told(events []Event) string {
	var lines []string
	for _, e := range events {
		switch e.Kind {
		case Rows:
			d := e.Deployment
			line := fmt.Sprintf("%s %s %s %d/%d/%d", d.Status, d.TaskDefinition, d.RolloutState, d.Desired, d.Pending, d.Running)
			if e.Gone {
				line += " gone"
			}
			lines = append(lines, line)
		case Said:
			lines = append(lines, e.Message.Text)
		case TaskStopped:
			lines = append(lines, "stopped "+e.Task.ID)
		default:
			lines = append(lines, string(e.Kind))
		}
	}
	return strings.Join(lines, "; ")
}

// task is a task of the deployment "ecs-svc/n", created after the target.
func task(id string, n int, status string) Task {
	t := Task{
		ID: id, Deployment: fmt.Sprintf("ecs-svc/%d", n), TaskDefinition: fmt.Sprintf("web:%d", n),
		LastStatus: status, DesiredStatus: "RUNNING", Health: "UNKNOWN", CreatedAt: epoch.Add(time.Second),
	}
	if status == "STOPPED" {
		t.DesiredStatus = "STOPPED"
	}
	return t
}

func (s Snapshot) tasks(tasks ...Task) Snapshot { s.Tasks = tasks; return s }

func (t Task) because(code, reason string) Task { t.StopCode, t.StoppedReason = code, reason; return t }

func (t Task) healthy() Task { t.Health = "HEALTHY"; return t }

func TestCompare(t *testing.T) {
	t.Parallel()
	rolling := poll(rolling2, serving1)
	tests := []struct {
		name       string
		prev, next Snapshot
		want       string
	}{
		{
			"the first poll tells every row",
			Snapshot{},
			rolling,
			"PRIMARY web:2 IN_PROGRESS 2/1/1; ACTIVE web:1 COMPLETED 2/0/2",
		},
		{
			"the first poll tells only events since the target was created",
			Snapshot{},
			poll(rolling2).events("-1s old", "0s new", "5s newer"),
			"(service web) new; (service web) newer; PRIMARY web:2 IN_PROGRESS 2/1/1",
		},
		{"equal polls differ in nothing", rolling, rolling, ""},
		{"a new updatedAt alone is no difference", rolling, rolling.updated("ecs-svc/2", time.Minute), ""},
		{
			"only the row that changed is told", rolling, poll("2 PRIMARY IN_PROGRESS 2 0 2", serving1),
			"PRIMARY web:2 IN_PROGRESS 2/0/2",
		},
		{
			"a row that is no longer listed is told as it was last", poll(rolling2, serving1), poll(rolling2),
			"ACTIVE web:1 COMPLETED 2/0/2 gone",
		},
		{"a service that cannot be read takes no row away", rolling, Snapshot{Missing: true}, ""},
		{
			"new events are told oldest first", poll(rolling2).events("5s a"),
			poll(rolling2).events("5s a", "6s b", "7s c"), "(service web) b; (service web) c",
		},
		{
			"events that were there before are not told again when newer ones vanish",
			poll(rolling2).events("5s a", "6s b"), poll(rolling2).events("4s before", "5s a"), "",
		},
		{
			"a task of the target that stopped is told once",
			poll(rolling2).tasks(task("t1", 2, "RUNNING"), task("t2", 2, "STOPPED")),
			poll(rolling2).tasks(task("t1", 2, "STOPPED"), task("t2", 2, "STOPPED")), "stopped t1",
		},
		{"a task stopped by scaling is not told", poll(rolling2), poll(rolling2).tasks(
			task("t1", 2, "STOPPED").because("ServiceSchedulerInitiated",
				"Scaling activity initiated by (deployment ecs-svc/1)")), ""},
		{"a task of another deployment is not told", poll(rolling2), poll(rolling2).tasks(task("t1", 1, "STOPPED")), ""},
		{"a task from before the target is not told", poll(rolling2), poll(rolling2).tasks(
			func() Task { t := task("t1", 2, "STOPPED"); t.CreatedAt = epoch.Add(-time.Hour); return t }()), ""},
		{
			"serving once ECS lets go of all old tasks", rolling, poll("2 PRIMARY IN_PROGRESS 2 0 2", "1 ACTIVE COMPLETED 0 0 2"),
			"PRIMARY web:2 IN_PROGRESS 2/0/2; ACTIVE web:1 COMPLETED 0/0/2; serving",
		},
		{
			"not serving while old tasks went first because they may",
			rolling, poll("2 PRIMARY IN_PROGRESS 2 0 2", "1 ACTIVE COMPLETED 0 0 2").with(
				func(s *Snapshot) { s.MinimumHealthyPercent = 0 }),
			"PRIMARY web:2 IN_PROGRESS 2/0/2; ACTIVE web:1 COMPLETED 0/0/2",
		},
		{
			"serving once every task is healthy",
			poll("2 PRIMARY IN_PROGRESS 2 0 2").tasks(task("t1", 2, "RUNNING").healthy(), task("t2", 2, "RUNNING")),
			poll("2 PRIMARY IN_PROGRESS 2 0 2").tasks(task("t1", 2, "RUNNING").healthy(), task("t2", 2, "RUNNING").healthy()),
			"serving",
		},
		{
			"healthy containers are not enough behind a load balancer",
			poll("2 PRIMARY IN_PROGRESS 2 0 2"),
			poll("2 PRIMARY IN_PROGRESS 2 0 2").with(func(s *Snapshot) { s.LoadBalanced = true }).
				tasks(task("t1", 2, "RUNNING").healthy(), task("t2", 2, "RUNNING").healthy()), "",
		},
		{
			"serving at the latest with the completed rollout", poll("2 PRIMARY IN_PROGRESS 2 0 2"), poll(done2),
			"PRIMARY web:2 COMPLETED 2/0/2; serving",
		},
		{
			"nothing serves with zero tasks", poll(rolling2), poll("2 PRIMARY COMPLETED 0 0 0").desired(0),
			"PRIMARY web:2 COMPLETED 0/0/0",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := told(Compare(target(), tt.prev, tt.next)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestMessageKind(t *testing.T) {
	t.Parallel()
	tests := map[string]MessageKind{
		"(service web) has started 1 tasks: (task 0c77e1aa).":                                          MessageStarted,
		"service web has stopped 1 running tasks: task 0c77e1aa.":                                      MessageStopped,
		"(service web) was unable to place a task because no container instance met all":               MessagePlacement,
		"(service web) (port 80) is unhealthy in (target-group web) due to (reason Request timed out)": MessageHealth,
		"(service web) has reached a steady state.":                                                    MessageSteady,
		"(service web) (deployment ecs-svc/2) deployment completed.":                                   MessageSteady,
		"(service web) (deployment ecs-svc/2) deployment failed: alarm detected.":                      MessageFailed,
		"(service web) rolling back to deployment ecs-svc/1.":                                          MessageRollback,
		"(service web) something new":                                                                  MessageOther,
	}
	for text, want := range tests {
		if got := (Message{Text: text}).Kind(); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestMessageIDs(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("0c77e1aa", 4)
	m := Message{Text: "(service web, taskSet ecs-svc/0254910055998611338) ecs-svc/ (task " + id + ") task " + id + "0. (container-instance " + id + ")"}
	if got := m.deployments(); len(got) != 1 || got[0] != "ecs-svc/0254910055998611338" {
		t.Errorf("deployments: %q", got)
	}
	if got := m.tasks(); len(got) != 1 || got[0] != id {
		t.Errorf("tasks: %q", got)
	}
}

func TestCompareTellsNoOldNews(t *testing.T) {
	t.Parallel()
	over := poll(done2).events("1s long ago").tasks(task("t1", 2, "STOPPED"))
	if got, want := told(Compare(existing(2), Snapshot{}, over)), "PRIMARY web:2 COMPLETED 2/0/2; serving"; got != want {
		t.Errorf("what was over before the watch began: got %s, want %s", got, want)
	}
	if got := told(Compare(target(), Snapshot{}, over)); !strings.Contains(got, "long ago; stopped t1") {
		t.Errorf("what a rollout did before the first poll is news, got %s", got)
	}
}
