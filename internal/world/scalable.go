package world

import (
	"cmp"
	"fmt"
)

// ScalableTarget is a service whose desired count Application Auto Scaling may
// change.
type ScalableTarget struct {
	Cluster, Service string
	// Min and Max bound the desired count.
	Min, Max int32
	// Role is the ARN of the role that does it; empty means the service-linked one.
	Role string
}

// AddScalableTarget registers a service with Application Auto Scaling, or changes
// its bounds.
func (w *World) AddScalableTarget(t ScalableTarget) {
	t.Role = cmp.Or(t.Role, fmt.Sprintf("arn:aws:iam::%s:role/aws-service-role/"+
		"ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService", w.opts.Account))
	w.scalables[t.resource()] = t
}

// resource is the resource id of the target. Application Auto Scaling API
// reference, ScalableTarget.
func (t ScalableTarget) resource() string { return "service/" + t.Cluster + "/" + t.Service }
