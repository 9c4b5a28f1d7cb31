package watch

import (
	"slices"
	"time"
)

// Balancer is one port of a container that the service registers with target
// groups (API reference, LoadBalancer). With two groups a task is in either:
// deployments that shift traffic alternate between them.
type Balancer struct {
	Container string
	Port      int // of the container
	Groups    []string
}

// TargetGroup is a target group of Elastic Load Balancing that tasks of the
// service are registered with.
type TargetGroup struct {
	ARN, Name string
	// Read is true once its settings were read; until then, and without the right
	// to, all that follows is zero.
	Read  bool
	Type  string // instance, ip, lambda, alb
	Check TargetCheck
	// DeregistrationDelay is how long the connections of a target drain before its
	// task is sent SIGTERM (Elastic Load Balancing API reference, TargetGroupAttribute).
	DeregistrationDelay time.Duration
	// Targets are what is registered, as last read; HealthRead is false until then.
	Targets    []TargetHealth
	HealthRead bool
}

// TargetCheck is how a load balancer checks the targets of a group.
type TargetCheck struct {
	Protocol, Path string
	// Port is a number, or traffic-port for the one that the target is registered with.
	Port               string
	Interval, Timeout  time.Duration
	Healthy, Unhealthy int    // thresholds: checks in a row
	Matcher            string // the codes that count as success: "200", "200-299"; "" without HTTP
}

// TargetHealth is one target of a group.
type TargetHealth struct {
	ID   string // EC2 instance or IP address
	Port int
	// State is initial, healthy, unhealthy, unhealthy.draining, unused, draining or
	// unavailable; Reason and Description say why it is not healthy
	// ("Target.ResponseCodeMismatch", "Health checks failed with these codes: [404]").
	State, Reason, Description string
}

// TargetGroup is the target group of this ARN, nil when the service has none such.
func (s Snapshot) TargetGroup(arn string) *TargetGroup {
	for i := range s.TargetGroups {
		if s.TargetGroups[i].ARN == arn {
			return &s.TargetGroups[i]
		}
	}
	return nil
}

// TargetsOf are the targets that stand for a task in the service's groups. A
// task that was not registered yet has none; all is false where target health
// was not read for one of its ports, or where the task could not be recognised.
func (s Snapshot) TargetsOf(task Task) (targets []TargetHealth, all bool) {
	all = len(s.Balancers) > 0
	for _, b := range s.Balancers {
		found, ok := s.targetsBehind(b, task)
		targets, all = append(targets, found...), all && ok
	}
	return targets, all
}

// targetsBehind are the targets of a task for one of its ports; ok is false
// where they cannot be told.
func (s Snapshot) targetsBehind(b Balancer, task Task) (found []TargetHealth, ok bool) {
	if len(b.Groups) == 0 {
		return nil, false // a Classic Load Balancer
	}
	for _, arn := range b.Groups {
		group := s.TargetGroup(arn)
		if group == nil || !group.HealthRead {
			return nil, false
		}
		id, port, known := task.address(group.Type, b)
		if !known {
			return nil, false
		}
		if i := slices.IndexFunc(group.Targets, func(t TargetHealth) bool { return t.ID == id && t.Port == port }); i >= 0 {
			found = append(found, group.Targets[i])
		}
	}
	return found, true
}

// address is what a task is registered as: the address of its network interface
// with the container's port, or its instance with the port of it that the
// container's is bound to (Developer Guide, Use load balancing to distribute
// Amazon ECS service traffic).
func (task Task) address(groupType string, b Balancer) (id string, port int, known bool) {
	switch groupType {
	case "ip":
		return task.PrivateIP, b.Port, task.PrivateIP != ""
	case "instance":
		for _, c := range task.Containers {
			for _, p := range c.Ports {
				if c.Name == b.Container && p.Container == b.Port {
					return task.EC2Instance, p.Host, task.EC2Instance != ""
				}
			}
		}
	}
	return "", 0, false
}

// inService reports whether each of the task's ports has a healthy target; known
// is false where target health does not tell.
func (s Snapshot) inService(task Task) (healthy, known bool) {
	healthy, known = true, len(s.Balancers) > 0
	for _, b := range s.Balancers {
		found, ok := s.targetsBehind(b, task)
		known = known && ok
		healthy = healthy && slices.ContainsFunc(found, func(t TargetHealth) bool { return t.State == "healthy" })
	}
	return healthy && known, known
}
