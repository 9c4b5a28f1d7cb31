package world

import (
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// ScalingActivity is a change of a desired count that Application Auto Scaling
// made. Application Auto Scaling API reference, ScalingActivity.
type ScalingActivity struct {
	ID, Resource, Cause string
	Status              ScalingStatus
	Desired             int32
	Start               time.Time
	End                 time.Time // zero until the tasks are there
}

// ScalingStatus is how a scaling activity stands.
type ScalingStatus string

// The states of a scaling activity that the world knows.
const (
	ScalingInProgress ScalingStatus = "InProgress"
	ScalingSuccessful ScalingStatus = "Successful"
	ScalingOverridden ScalingStatus = "Overridden"
)

// Scale has Application Auto Scaling ask for a desired count, for a cause such as
// "monitor alarm cpu-high in state ALARM triggered policy cpu". The bounds of the
// scalable target cut it; a count that was set outside of them by hand comes back
// to the bound only in the direction of the scaling, and during a deployment
// nothing scales in. Developer Guide, Automatically scale your Amazon ECS service
// and Troubleshooting service auto scaling.
func (w *World) Scale(cluster, service string, desired int32, cause string) error {
	t, ok := w.scalables[ScalableTarget{Cluster: cluster, Service: service}.Resource()]
	if !ok {
		return fmt.Errorf("service %s of cluster %s is no scalable target", service, cluster)
	}
	s, err := w.activeService(&cluster, &service)
	if err != nil {
		return err
	}
	now := aws.ToInt32(s.spec.DesiredCount)
	switch {
	case desired > now && t.OutSuspended || desired < now && t.InSuspended:
		return nil
	case desired > now:
		desired = min(max(desired, t.Min), max(t.Max, now))
	case desired < now && s.ongoing() != nil:
		return nil
	default:
		desired = max(min(desired, t.Max), min(t.Min, now))
	}
	return w.scaleTo(t, s, desired, cause)
}

// scaleTo sets the desired count and keeps the record of it.
func (w *World) scaleTo(t ScalableTarget, s *service, desired int32, cause string) error {
	if desired == aws.ToInt32(s.spec.DesiredCount) {
		return nil
	}
	_, err := w.UpdateService(&ecs.UpdateServiceInput{
		Cluster: &t.Cluster, Service: &t.Service, DesiredCount: &desired,
	})
	if err != nil {
		return err
	}
	w.scaled(s)
	s.scaling = &ScalingActivity{
		ID: w.uuid(), Resource: t.Resource(), Status: ScalingInProgress, Cause: cause, Desired: desired, Start: w.stamp(),
	}
	w.activities = append(w.activities, s.scaling)
	return nil
}

// scaled ends the activity whose tasks are there, or that a later change of the
// desired count overtook.
func (w *World) scaled(s *service) {
	a := s.scaling
	if a == nil {
		return
	}
	there := count(s.tasks, func(t *task) bool { return t.alive() && t.lastStatus == running }) == int(a.Desired)
	if s.outside() {
		there = s.allStable()
	}
	switch {
	case s.desired() != int(a.Desired):
		a.Status = ScalingOverridden
	case there:
		a.Status = ScalingSuccessful
	default:
		return
	}
	a.End = w.stamp()
	s.scaling = nil
}

// ScalingActivities are those of a service, "service/CLUSTER/SERVICE", or of all
// services for an empty resource id, of the last six weeks, the latest first.
// Application Auto Scaling API reference, DescribeScalingActivities.
func (w *World) ScalingActivities(resource string) []ScalingActivity {
	out := []ScalingActivity{}
	for _, a := range slices.Backward(w.activities) {
		known := a.Start.After(w.now.Add(-w.scale(6 * 7 * 24 * time.Hour)))
		if known && (resource == "" || a.Resource == resource) {
			out = append(out, *a)
		}
	}
	return out
}
