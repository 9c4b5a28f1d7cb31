package world

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// ScalableTarget is a service whose desired count Application Auto Scaling may
// change.
type ScalableTarget struct {
	Cluster, Service string
	// Min and Max bound the desired count.
	Min, Max int32
	// Role is the ARN of the role that does it; empty means the service-linked one.
	Role string
	// Created is when; zero means now.
	Created time.Time
	// InSuspended and OutSuspended say that policies do not scale in or out for now,
	// ScheduledSuspended that scheduled actions do nothing.
	InSuspended, OutSuspended, ScheduledSuspended bool
}

// ScalingPolicy is a policy by which Application Auto Scaling would scale a
// service. The world has no metrics: what a policy does is told by [World.Scale].
type ScalingPolicy struct {
	Cluster, Service string
	Name, Type       string
	Created          time.Time
	// Configuration is that of its type, in JSON.
	Configuration string
}

// AddScalableTarget registers a service with Application Auto Scaling, or changes
// how it is.
func (w *World) AddScalableTarget(t ScalableTarget) {
	t.Role = cmp.Or(t.Role, fmt.Sprintf("arn:aws:iam::%s:role/aws-service-role/"+
		"ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService", w.opts.Account))
	if t.Created.IsZero() {
		t.Created = w.stamp()
	}
	w.scalables[t.Resource()] = t
}

// Register is AddScalableTarget for a client: a desired count outside of the
// bounds is set to the bound. Application Auto Scaling User Guide, Scaling
// activities.
func (w *World) Register(t ScalableTarget) error {
	w.AddScalableTarget(t)
	s, err := w.activeService(&t.Cluster, &t.Service)
	if err != nil {
		return err
	}
	switch now := int32(s.desired()); {
	case now < t.Min:
		return w.scaleTo(t, s, t.Min, fmt.Sprintf("minimum capacity was set to %d", t.Min))
	case now > t.Max:
		return w.scaleTo(t, s, t.Max, fmt.Sprintf("maximum capacity was set to %d", t.Max))
	}
	return nil
}

// Resource is the resource id of the target. Application Auto Scaling API
// reference, ScalableTarget.
func (t ScalableTarget) Resource() string { return "service/" + t.Cluster + "/" + t.Service }

// ScalableTarget finds a registered service by its resource id.
func (w *World) ScalableTarget(resource string) (ScalableTarget, bool) {
	t, ok := w.scalables[resource]
	return t, ok
}

// ScalableTargets are all registered services, by resource id.
func (w *World) ScalableTargets() []ScalableTarget { return sorted(w.scalables) }

// Deregister ends the scaling of a service and deletes its policies.
func (w *World) Deregister(resource string) {
	delete(w.scalables, resource)
	for key := range w.policies {
		if strings.HasPrefix(key, resource+" ") {
			delete(w.policies, key)
		}
	}
}

// AddScalingPolicy adds a policy, or replaces the one of that name.
func (w *World) AddScalingPolicy(p ScalingPolicy) {
	key := ScalableTarget{Cluster: p.Cluster, Service: p.Service}.Resource() + " " + p.Name
	if p.Created = w.policies[key].Created; p.Created.IsZero() {
		p.Created = w.stamp()
	}
	w.policies[key] = p
}

// ScalingPolicies are all policies, by resource id and name.
func (w *World) ScalingPolicies() []ScalingPolicy { return sorted(w.policies) }

// HasService says whether a cluster has an ACTIVE service of that name.
func (w *World) HasService(cluster, service string) bool {
	_, err := w.activeService(&cluster, &service)
	return err == nil
}
