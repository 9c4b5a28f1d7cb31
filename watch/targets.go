package watch

import (
	"context"
	"slices"
	"time"
)

// targets are what Elastic Load Balancing tells of a service. All of it is
// optional: what cannot be read is done without, and asked for no more.
type targets struct {
	groups  []TargetGroup     // those that were read
	hosts   map[string]string // EC2 instances by container instance
	noHosts bool              // they cannot be had
	denied  string            // why target groups cannot be had, "" as long as they can
	missed  int               // reads in a row that got no answer
}

const (
	// targetPatience is how long a round of reads may take: the rollout is not to
	// wait for what only adorns it.
	targetPatience = 5 * time.Second
	// targetMisses is how many rounds without an answer are one too many: the way to
	// Elastic Load Balancing may be closed where that to ECS is open.
	targetMisses = 3
)

// attach adds what is known to a fresh snapshot.
func (ts *targets) attach(s *Snapshot) {
	groups := slices.Clone(s.TargetGroups)
	for i, g := range groups {
		if known := ts.group(g.ARN); known != nil {
			groups[i] = *known
		}
	}
	s.TargetGroups = groups
}

func (ts *targets) group(arn string) *TargetGroup {
	i := slices.IndexFunc(ts.groups, func(g TargetGroup) bool { return g.ARN == arn })
	if i < 0 {
		return nil
	}
	return &ts.groups[i]
}

// fetch reads the settings of each group once, and the health of targets while
// it decides on the target's tasks.
func (ts *targets) fetch(ctx context.Context, f *follower, s Snapshot) {
	if f.Targets == nil || ts.denied != "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, targetPatience)
	defer cancel()
	for _, g := range s.TargetGroups {
		if ts.group(g.ARN) == nil {
			read, err := targetGroup(ctx, f.Targets, g.ARN)
			if !ts.got(err) {
				return
			}
			ts.groups = append(ts.groups, read)
		}
	}
	if f.state.Serving > 0 || !upSince(f.target, f.details.tasks) {
		return
	}
	for _, g := range s.TargetGroups {
		known := ts.group(g.ARN)
		health, err := targetHealth(ctx, f.Targets, *known)
		if !ts.got(err) {
			return
		}
		known.Targets, known.HealthRead = health, true
	}
	ts.fetchHosts(ctx, f)
}

// upSince reports whether a task of the target runs: only then it has targets.
func upSince(t Target, tasks []Task) bool {
	return slices.ContainsFunc(tasks, func(task Task) bool {
		return task.Deployment == t.Deployment && task.LastStatus == "RUNNING" && task.DesiredStatus == "RUNNING"
	})
}

// got reports whether a read gave something. Being denied one is the end of all.
func (ts *targets) got(err error) bool {
	if err == nil {
		ts.missed = 0
		return true
	}
	switch kindOf(err) {
	case throttled:
	case unreachable:
		if ts.missed++; ts.missed >= targetMisses {
			ts.denied = reasonOf(err)
		}
	default:
		ts.denied = reasonOf(err)
	}
	return false
}

// fetchHosts finds the EC2 instances of the target's tasks, where target groups
// know them by these.
func (ts *targets) fetchHosts(ctx context.Context, f *follower) {
	api, ok := f.API.(instanceAPI)
	byInstance := slices.ContainsFunc(ts.groups, func(g TargetGroup) bool { return g.Type == "instance" })
	if !ok || !byInstance || ts.noHosts {
		return
	}
	var missing []string
	for _, task := range f.details.tasks {
		if _, known := ts.hosts[task.Instance]; !known && task.Instance != "" && task.Deployment == f.target.Deployment &&
			!slices.Contains(missing, task.Instance) {
			missing = append(missing, task.Instance)
		}
	}
	if len(missing) > 0 {
		found, err := ec2Instances(ctx, api, f.target.Cluster, missing)
		ts.noHosts = err != nil && kindOf(err) == refused
		if err != nil {
			return
		}
		if ts.hosts == nil {
			ts.hosts = map[string]string{}
		}
		for _, id := range missing {
			ts.hosts[id] = found[id]
		}
	}
	f.details.tasks = slices.Clone(f.details.tasks)
	for i := range f.details.tasks {
		f.details.tasks[i].EC2Instance = ts.hosts[f.details.tasks[i].Instance]
	}
}
