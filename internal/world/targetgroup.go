package world

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// TargetGroup is a target group of Elastic Load Balancing. Zero values stand for
// the defaults of CreateTargetGroup.
type TargetGroup struct {
	// ARN is made of the name when it is empty, and Name read off the ARN.
	ARN, Name string
	// Port and Protocol, of the targets: 80 and HTTP by default. TargetType is
	// instance, ip or lambda; ip by default, as tasks of network mode awsvpc need it.
	Port                      int32
	Protocol, TargetType, VPC string
	HealthCheck               TargetHealthCheck
	// DeregistrationDelay is how long the connections of a target drain; nil means
	// that of the world's options.
	DeregistrationDelay *time.Duration
	// LoadBalancers are the ARNs of those that send requests to the group.
	LoadBalancers []string
}

// TargetHealthCheck is how a load balancer checks the targets of a group. Zero
// values stand for the defaults: every 30 s, with a timeout of 5 s, at "/" and the
// traffic port, healthy after five successes and unhealthy after two failures in
// a row. Elastic Load Balancing API reference, CreateTargetGroup.
type TargetHealthCheck struct {
	Interval, Timeout    time.Duration
	Healthy, Unhealthy   int32 // thresholds
	Protocol, Port, Path string
	Matcher              string // the codes that count as a success
}

// AddTargetGroup adds a target group, or replaces it, and returns its ARN. From
// now on only those that were added exist.
func (w *World) AddTargetGroup(g TargetGroup) string {
	g = w.filledGroup(g)
	w.targetGroups.add(g.ARN, g)
	return g.ARN
}

// filledGroup is the group with the defaults filled in.
func (w *World) filledGroup(g TargetGroup) TargetGroup {
	if g.ARN == "" {
		g.ARN = w.groupARN(g.Name)
	}
	if parts := strings.Split(g.ARN, "/"); g.Name == "" && len(parts) > 1 {
		g.Name = parts[1]
	}
	g.Port = cmp.Or(g.Port, 80)
	g.Protocol = cmp.Or(g.Protocol, "HTTP")
	g.TargetType = cmp.Or(g.TargetType, "ip")
	h := &g.HealthCheck
	h.Interval = cmp.Or(h.Interval, targetInterval)
	h.Timeout = cmp.Or(h.Timeout, 5*time.Second)
	h.Healthy = cmp.Or(h.Healthy, targetSuccesses)
	h.Unhealthy = cmp.Or(h.Unhealthy, targetFailures)
	h.Protocol = cmp.Or(h.Protocol, "HTTP")
	h.Port = cmp.Or(h.Port, "traffic-port")
	h.Path = cmp.Or(h.Path, "/")
	h.Matcher = cmp.Or(h.Matcher, "200")
	return g
}

// groupARN is the ARN of the target group that is called name: always the same.
func (w *World) groupARN(name string) string {
	return fmt.Sprintf("arn:aws:elasticloadbalancing:%s:%s:targetgroup/%s/%s", w.opts.Region, w.opts.Account, name,
		digest(name)[:16])
}
