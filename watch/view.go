package watch

import (
	"math"
	"strings"
	"time"
)

// view is one read seen from the target: what the rules below look at.
type view struct {
	Snapshot
	target Target
	row    Deployment // the target's row
	mine   []Task     // tasks of the target that are wanted
	old    []Task     // tasks of other deployments that are not stopped yet
	left   int        // tasks other deployments have, by rows or by tasks
	speed  float64
}

func newView(t Target, s Snapshot, row Deployment, speed float64) view {
	v := view{Snapshot: s, target: t, row: row, speed: speed}
	for _, task := range s.Tasks {
		switch {
		case task.LastStatus == "STOPPED":
		case task.Deployment != t.Deployment:
			v.old = append(v.old, task)
		case task.DesiredStatus != "STOPPED":
			v.mine = append(v.mine, task)
		}
	}
	for _, d := range s.Deployments {
		if d.ID != row.ID {
			v.left += d.Running + d.Pending
		}
	}
	v.left = max(v.left, len(v.old))
	return v
}

// short is how many tasks of the target have not even been started.
func (v view) short() int { return v.Desired - v.row.Running - v.row.Pending }

// obstacle is the event that says why no new task is started, nil if the newest
// word of ECS about it is that some were.
func obstacle(t Target, s Snapshot) *Message {
	for _, m := range s.Messages {
		if m.Time.Before(t.CreatedAt) {
			return nil
		}
		switch m.Kind() {
		case MessagePlacement:
			return &m
		case MessageStarted:
			return nil
		}
	}
	return nil
}

// placementReason is the part of ECS's sentence that differs from case to case.
func placementReason(m Message) string {
	text, _, _ := strings.Cut(m.Text, " For more information")
	if _, reason, ok := strings.Cut(text, "closest matching"); ok {
		if _, why, ok := strings.Cut(reason, ") "); ok {
			return "the closest instance " + trimStop(why)
		}
		return "the closest matching" + trimStop(reason)
	}
	for _, lead := range []string{"Reason: ", "The reason for failure is "} {
		if _, reason, ok := strings.Cut(text, lead); ok {
			return trimStop(reason)
		}
	}
	return trimStop(text)
}

// healthChecked reports whether the target's containers are known to have health checks.
func (v view) healthChecked() bool {
	if r := v.revision(v.row.TaskDefinition); r != nil {
		return r.HealthCheck
	}
	for _, task := range v.mine {
		if task.Health == "HEALTHY" || task.Health == "UNHEALTHY" {
			return true
		}
	}
	return false
}

// age is how long ago at was, in ECS's durations; very long for the zero time.
func (v view) age(at time.Time) time.Duration {
	if at.IsZero() || v.Now.IsZero() {
		return math.MaxInt64
	}
	return time.Duration(float64(v.Now.Sub(at)) * v.speed)
}

// image names what the task pulls, without the registry's host. With several
// containers the API does not say which image is on its way.
func (task Task) image() string {
	if len(task.Containers) != 1 {
		return "images"
	}
	image := task.Containers[0].Image
	if host, rest, ok := strings.Cut(image, "/"); ok && strings.ContainsAny(host, ".:") {
		image = rest
	}
	if name, digest, ok := strings.Cut(image, "@"); ok && len(digest) > 19 {
		image = name + "@" + digest[:19]
	}
	return "image " + image
}
