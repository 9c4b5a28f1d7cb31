package world

import (
	"cmp"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TargetGroup is a target group of Elastic Load Balancing. Zero values stand for
// the defaults of CreateTargetGroup.
type TargetGroup struct {
	// ARN is made of the name when it is empty, and Name read off the ARN.
	ARN, Name string
	// Port and Protocol, of the targets: 80 and HTTP by default. TargetType is
	// instance or ip; when it is empty, the group suits every network mode.
	Port                      int32
	Protocol, TargetType, VPC string
	HealthCheck               TargetHealthCheck
	// DeregistrationDelay is how long the connections of a target drain; nil means
	// that of the world's options.
	DeregistrationDelay *time.Duration
	// LoadBalancers are the ARNs of those that send requests to the group.
	LoadBalancers []string
	// Attributes are its other attributes, by the keys of the API.
	Attributes map[string]string
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
	h := &g.HealthCheck
	h.Interval = cmp.Or(h.Interval, targetInterval)
	h.Timeout = cmp.Or(h.Timeout, targetTimeout)
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
		Digest(name)[:16])
}

// TargetGroup finds a target group by its ARN or name.
func (w *World) TargetGroup(ref string) (TargetGroup, bool) {
	if !strings.HasPrefix(ref, "arn:") {
		for _, g := range w.TargetGroups() {
			if g.Name == ref {
				return g, true
			}
		}
		ref = w.groupARN(ref)
	}
	return w.targetGroups.find(ref, func() TargetGroup { return w.filledGroup(TargetGroup{ARN: ref}) })
}

// TargetGroups are those that were added and, while the kind is open, those that
// services name; by ARN.
func (w *World) TargetGroups() []TargetGroup {
	all := maps.Clone(w.targetGroups.things)
	if all == nil {
		all = map[string]TargetGroup{}
	}
	for arn := range w.usedGroups() {
		if g, ok := w.TargetGroup(arn); ok {
			all[arn] = g
		}
	}
	return sorted(all)
}

// PutTargetGroup makes a target group or replaces it, as a client does.
func (w *World) PutTargetGroup(g TargetGroup) { w.targetGroups.put(g.ARN, g) }

// RemoveTargetGroup deletes a target group.
func (w *World) RemoveTargetGroup(arn string) { w.targetGroups.remove(arn) }

// NewTargetGroup is g with the defaults filled in.
func (w *World) NewTargetGroup(g TargetGroup) TargetGroup { return w.filledGroup(g) }

// DeregistrationDelay is how long the connections of the group's targets drain.
func (w *World) DeregistrationDelay(g TargetGroup) time.Duration { return w.delay(g) }

// TargetTypeOf is the group's type; one that suits all is as the services need it
// that use it.
func (w *World) TargetTypeOf(g TargetGroup) string {
	if g.TargetType != "" {
		return g.TargetType
	}
	if mode, used := w.usedGroups()[g.ARN]; used && mode != types.NetworkModeAwsvpc {
		return "instance"
	}
	return "ip"
}

// Balancers are the ARNs of the load balancers of a target group. One that a
// service uses has one in any case, or ECS would have refused the service.
func (w *World) Balancers(g TargetGroup) []string {
	if _, used := w.usedGroups()[g.ARN]; len(g.LoadBalancers) > 0 || !used {
		return g.LoadBalancers
	}
	return []string{w.ARN("elasticloadbalancing", "loadbalancer/app/"+g.Name+"/"+Digest("lb/" + g.Name)[:16])}
}

// usedGroups are the ARNs of the target groups that services name, with the
// network mode of their tasks.
func (w *World) usedGroups() map[string]types.NetworkMode {
	used := map[string]types.NetworkMode{}
	for _, c := range w.clusters {
		for _, s := range c.scheduled() {
			if s.status == inactive {
				continue
			}
			for _, lb := range s.spec.LoadBalancers {
				for _, arn := range groupsOf(lb) {
					used[arn] = s.primary().def.NetworkMode
				}
			}
		}
	}
	return used
}

// checkGroups refuses load balancers whose target groups do not exist or do not
// suit the tasks' network mode, as it has been seen.
func (w *World) checkGroups(def *types.TaskDefinition, balancers []types.LoadBalancer) error {
	var arns []string
	for _, lb := range balancers {
		arns = append(arns, groupsOf(lb)...)
	}
	for _, arn := range arns {
		g, ok := w.TargetGroup(arn)
		awsvpc := def.NetworkMode == types.NetworkModeAwsvpc
		switch {
		case !ok:
			return invalidParameterf("The target group %s does not exist.", arn)
		case g.TargetType != "" && (g.TargetType == "ip") != awsvpc:
			return invalidParameterf("The provided target group %s has target type %s, which is incompatible with the %s "+
				"network mode specified in the task definition.", arn, g.TargetType,
				cmp.Or(def.NetworkMode, types.NetworkModeBridge))
		}
	}
	return nil
}

// groupOf is the target group of that ARN; a plain one if there is none, as for
// services that were there before it was deleted.
func (w *World) groupOf(arn string) TargetGroup {
	if g, ok := w.targetGroups.things[arn]; ok {
		return g
	}
	return w.filledGroup(TargetGroup{ARN: arn})
}
