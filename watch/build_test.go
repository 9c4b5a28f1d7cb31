package watch

import (
	"fmt"
	"strings"
	"time"
)

// epoch is when the target of the tests, deployment 2, was created.
var epoch = time.Date(2026, 11, 23, 13, 40, 0, 0, time.UTC)

// target follows deployment 2 (web:2), which replaces 1 (web:1), with two tasks.
func target() Target {
	return Target{
		Cluster: "prod", Service: "web", Deployment: "ecs-svc/2", TaskDefinition: "web:2",
		Previous: "ecs-svc/1", PreviousTaskDefinition: "web:1", CreatedAt: epoch, Desired: 2,
	}
}

// poll is a read of a service of two tasks with these deployments, each as
// "number status rolloutState desired pending running": deployment 2 runs web:2 and
// was created an hour after 1.
func poll(rows ...string) Snapshot {
	s := Snapshot{
		Service: "web", Cluster: "prod", Region: "eu-west-1", Status: "ACTIVE", Scheduling: "REPLICA",
		Controller: "ECS", Strategy: "ROLLING", Desired: 2, MinimumHealthyPercent: 100, MaximumPercent: 200,
		CreatedAt: epoch.Add(-24 * time.Hour),
	}
	for _, text := range rows {
		var n int
		d := Deployment{}
		_, err := fmt.Sscanf(text, "%d %s %s %d %d %d", &n, &d.Status, &d.RolloutState, &d.Desired, &d.Pending, &d.Running)
		if err != nil {
			panic(fmt.Sprintf("row %q: %v", text, err))
		}
		if d.RolloutState == "-" {
			d.RolloutState = ""
		}
		d.ID, d.TaskDefinition = fmt.Sprintf("ecs-svc/%d", n), fmt.Sprintf("web:%d", n)
		d.CreatedAt = epoch.Add(time.Duration(n-2) * time.Hour)
		s.Deployments = append(s.Deployments, d)
		s.Pending += d.Pending
		s.Running += d.Running
		if d.Status == "PRIMARY" {
			s.TaskDefinition = d.TaskDefinition
		}
	}
	return s
}

// events adds service events, oldest first, each "seconds text" after the
// target was created.
func (s Snapshot) events(lines ...string) Snapshot {
	for _, line := range lines {
		seconds, text, _ := strings.Cut(line, " ")
		after, err := time.ParseDuration(seconds)
		if err != nil {
			panic(err)
		}
		m := Message{ID: "event at " + line, Time: epoch.Add(after), Text: "(service web) " + text}
		s.Messages = append([]Message{m}, s.Messages...)
	}
	return s
}

func (s Snapshot) with(change func(*Snapshot)) Snapshot {
	change(&s)
	return s
}

func (s Snapshot) desired(n int) Snapshot { s.Desired = n; return s }

// aged is the read of a service that was created so long before it.
func (s Snapshot) aged(age time.Duration) Snapshot {
	s.Now = epoch.Add(age)
	s.CreatedAt = epoch
	return s
}

func (s Snapshot) rollback() Snapshot { s.CircuitBreaker, s.Rollback = true, true; return s }

func (s Snapshot) record(status, reason string) Snapshot {
	s.Record = &Record{ARN: "arn", Status: status, Reason: reason}
	return s
}

func (s Snapshot) updated(id string, at time.Duration) Snapshot {
	rows := append([]Deployment(nil), s.Deployments...)
	s.Deployments = rows
	s.Deployment(id).UpdatedAt = epoch.Add(at)
	return s
}

const (
	done2     = "2 PRIMARY COMPLETED 2 0 2"
	rolling2  = "2 PRIMARY IN_PROGRESS 2 1 1"
	serving1  = "1 ACTIVE COMPLETED 2 0 2"
	before1   = "1 PRIMARY COMPLETED 2 0 2"
	failed2   = "2 ACTIVE FAILED 0 0 0"
	wasFailed = "(deployment ecs-svc/2) deployment failed: tasks failed to start."
	backTo1   = "rolling back to deployment ecs-svc/1."
)

// existing is a target that was already there: the update started nothing.
func existing(desired int) Target {
	t := target()
	t.Previous, t.PreviousTaskDefinition, t.Desired = t.Deployment, t.TaskDefinition, desired
	return t
}

// created is a target whose service is new.
func created() Target {
	t := target()
	t.Previous, t.PreviousTaskDefinition = "", ""
	return t
}

func asked(desired int) Target { t := target(); t.Desired = desired; return t }
