package watch

import "time"

// settleTime is how long a task must run until ECS counts it as healthy when
// neither a load balancer nor a container health check says so (API reference,
// DeploymentConfiguration, minimumHealthyPercent).
const settleTime = 40 * time.Second

// serving reports whether all new tasks run, are healthy and get the traffic, as
// far as one read proves it. Where target health cannot be read, ECS having let
// go of all old tasks stands for it, which it does only above
// minimumHealthyPercent 100, or the completed rollout.
func serving(t Target, s Snapshot, speed float64) bool {
	row := s.Deployment(t.Deployment)
	if row == nil || row.Status != "PRIMARY" || s.Desired == 0 || row.Running < s.Desired || row.Pending > 0 {
		return false
	}
	switch {
	case row.rollout() == "COMPLETED":
		return true
	case !shifted(s):
		return false
	case s.MinimumHealthyPercent >= 100 && relieved(t, s, *row):
		return true
	default:
		v := newView(t, s, *row, speed)
		return len(v.healthy()) >= s.Desired
	}
}

// shifted reports whether the target gets all of the traffic. A rolling update
// gives it to each task that is healthy; the other strategies when their stage
// has come (API reference, ServiceRevisionSummary).
func shifted(s Snapshot) bool {
	if s.Record != nil && s.Record.Target.Weighted {
		return s.Record.Target.Production >= 100
	}
	return !s.shifts()
}

// letGo reports whether other deployments are listed and all are to have no tasks.
func letGo(s Snapshot, row Deployment) bool {
	for _, d := range s.Deployments {
		if d.ID != row.ID && d.Desired > 0 {
			return false
		}
	}
	return len(s.Deployments) > 1
}

// relieved reports whether others are to have no tasks any more, and had some.
func relieved(t Target, s Snapshot, row Deployment) bool {
	had := false
	for _, d := range s.Deployments {
		had = had || d.ID != row.ID && d.Running+d.Pending > 0
	}
	for _, task := range s.Tasks {
		had = had || task.Deployment != row.ID && (task.LastStatus != "STOPPED" || task.StoppedAt.After(t.CreatedAt))
	}
	return had && letGo(s, row)
}

// healthy are the wanted tasks of the target that ECS counts as healthy, as far
// as that is known (API reference, DeploymentConfiguration, minimumHealthyPercent).
func (v view) healthy() []Task {
	var out []Task
	for _, task := range v.mine {
		if task.LastStatus == "RUNNING" && v.counts(task) {
			out = append(out, task)
		}
	}
	return out
}

// counts reports whether a running task is known to count as healthy. Behind a
// load balancer its targets have to be healthy, with health checks of its
// containers these; with neither it has to run for a while.
func (v view) counts(task Task) bool {
	revision := v.revision(v.row.TaskDefinition)
	passed := task.Health == "HEALTHY"
	if v.LoadBalanced {
		answers, known := v.inService(task)
		unchecked := revision != nil && !revision.HealthCheck
		return known && answers && (passed || unchecked)
	}
	if revision == nil || revision.HealthCheck {
		return passed
	}
	return v.age(task.StartedAt) >= settleTime
}
