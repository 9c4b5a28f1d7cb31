package neighbours

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecs-steady/steady/internal/world"
)

var autoScaling = Service{
	name: "application-autoscaling", target: "AnyScaleFrontendService",
	operations: map[string]Operation{
		"RegisterScalableTarget":    op(registerScalableTarget),
		"DeregisterScalableTarget":  op(deregisterScalableTarget),
		"DescribeScalableTargets":   op(describeScalableTargets),
		"PutScalingPolicy":          op(putScalingPolicy),
		"DescribeScalingPolicies":   op(describeScalingPolicies),
		"DescribeScalingActivities": op(describeScalingActivities),
	},
}

// The only thing that is scaled here. Application Auto Scaling API reference,
// ScalableTarget.
const (
	namespaceECS = "ecs"
	desiredCount = "ecs:service:DesiredCount"
)

type (
	// scaled is what most requests name: a service.
	scaled struct {
		ServiceNamespace  string `json:"ServiceNamespace"`
		ResourceID        string `json:"ResourceId"`
		ScalableDimension string `json:"ScalableDimension"`
	}
	registerScalableTargetIn struct {
		scaled
		MinCapacity    *int32          `json:"MinCapacity"`
		MaxCapacity    *int32          `json:"MaxCapacity"`
		RoleARN        string          `json:"RoleARN"`
		SuspendedState *suspendedState `json:"SuspendedState"`
	}
	suspendedState struct {
		DynamicScalingInSuspended  *bool `json:"DynamicScalingInSuspended,omitempty"`
		DynamicScalingOutSuspended *bool `json:"DynamicScalingOutSuspended,omitempty"`
		ScheduledScalingSuspended  *bool `json:"ScheduledScalingSuspended,omitempty"`
	}
	registerScalableTargetOut struct {
		ScalableTargetARN string `json:"ScalableTargetARN"`
	}
	describeScalableTargetsIn struct {
		ServiceNamespace  string   `json:"ServiceNamespace"`
		ResourceIDs       []string `json:"ResourceIds"`
		ScalableDimension string   `json:"ScalableDimension"`
		MaxResults        *int32   `json:"MaxResults"`
		NextToken         string   `json:"NextToken"`
	}
	describeScalableTargetsOut struct {
		ScalableTargets []scalableTarget `json:"ScalableTargets"`
		NextToken       string           `json:"NextToken,omitempty"`
	}
	scalableTarget struct {
		scaled
		MinCapacity       int32          `json:"MinCapacity"`
		MaxCapacity       int32          `json:"MaxCapacity"`
		RoleARN           string         `json:"RoleARN"`
		CreationTime      Time           `json:"CreationTime"`
		SuspendedState    suspendedState `json:"SuspendedState"`
		ScalableTargetARN string         `json:"ScalableTargetARN"`
	}
)

// invalidf is what the service answers to a request that makes no sense.
func invalidf(format string, args ...any) error {
	return refusef("ValidationException", format, args...)
}

// named splits the resource id "service/CLUSTER/SERVICE".
func (in scaled) named() (cluster, service string, err error) {
	parts := strings.Split(in.ResourceID, "/")
	switch {
	case in.ServiceNamespace != namespaceECS || in.ScalableDimension != desiredCount:
		return "", "", invalidf("Unsupported service namespace, resource type or scalable dimension")
	case len(parts) != 3 || parts[0] != "service":
		return "", "", invalidf("Unsupported service namespace, resource type or scalable dimension")
	}
	return parts[1], parts[2], nil
}

// registerScalableTarget registers a service, or changes how it is. Application
// Auto Scaling API reference, RegisterScalableTarget.
func registerScalableTarget(w *world.World, in *registerScalableTargetIn) (*registerScalableTargetOut, error) {
	cluster, service, err := in.named()
	if err != nil {
		return nil, err
	}
	t, known := w.ScalableTarget(in.ResourceID)
	switch {
	case !w.HasService(cluster, service):
		return nil, invalidf("ECS service doesn't exist: %s", in.ResourceID)
	case !known && (in.MinCapacity == nil || in.MaxCapacity == nil):
		return nil, invalidf("MinCapacity and MaxCapacity are required to register a new scalable target")
	}
	t.Cluster, t.Service = cluster, service
	put(&t.Min, in.MinCapacity)
	put(&t.Max, in.MaxCapacity)
	if in.RoleARN != "" {
		t.Role = in.RoleARN
	}
	if s := in.SuspendedState; s != nil {
		put(&t.InSuspended, s.DynamicScalingInSuspended)
		put(&t.OutSuspended, s.DynamicScalingOutSuspended)
		put(&t.ScheduledSuspended, s.ScheduledScalingSuspended)
	}
	switch {
	case t.Min < 0:
		return nil, invalidf("Minimum capacity must be greater than or equal to 0")
	case t.Min > t.Max:
		return nil, invalidf("Maximum capacity cannot be less than minimum capacity")
	}
	if err := w.Register(t); err != nil {
		return nil, invalidf("%s", err)
	}
	return &registerScalableTargetOut{targetARN(w, t)}, nil
}

// put puts in place what was given.
func put[T any](dst, value *T) {
	if value != nil {
		*dst = *value
	}
}

func targetARN(w *world.World, t world.ScalableTarget) string {
	return w.ARN("application-autoscaling", "scalable-target/"+world.Digest(t.Resource())[:32])
}

// deregisterScalableTarget ends the scaling of a service. Application Auto Scaling
// API reference, DeregisterScalableTarget.
func deregisterScalableTarget(w *world.World, in *scaled) (*emptyOut, error) {
	if _, _, err := in.named(); err != nil {
		return nil, err
	}
	if err := in.registered(w); err != nil {
		return nil, err
	}
	w.Deregister(in.ResourceID)
	return &emptyOut{}, nil
}

// registered refuses a service that is not.
func (in scaled) registered(w *world.World) error {
	if _, ok := w.ScalableTarget(in.ResourceID); !ok {
		return refusef("ObjectNotFoundException", "No scalable target found for service namespace: %s, resource ID: %s, "+
			"scalable dimension: %s", in.ServiceNamespace, in.ResourceID, in.ScalableDimension)
	}
	return nil
}

// describeScalableTargets tells of the registered services. Application Auto
// Scaling API reference, DescribeScalableTargets.
func describeScalableTargets(w *world.World, in *describeScalableTargetsIn) (*describeScalableTargetsOut, error) {
	out := &describeScalableTargetsOut{ScalableTargets: []scalableTarget{}}
	for _, t := range w.ScalableTargets() {
		asked := len(in.ResourceIDs) == 0 || slices.Contains(in.ResourceIDs, t.Resource())
		if in.ServiceNamespace == namespaceECS && asked {
			out.ScalableTargets = append(out.ScalableTargets, scalableTarget{
				scaled: scaledOf(t.Cluster, t.Service), MinCapacity: t.Min, MaxCapacity: t.Max, RoleARN: t.Role,
				CreationTime: Time(t.Created), ScalableTargetARN: targetARN(w, t),
				SuspendedState: suspendedState{&t.InSuspended, &t.OutSuspended, &t.ScheduledSuspended},
			})
		}
	}
	var err error
	out.ScalableTargets, out.NextToken, err = scalingPage(out.ScalableTargets, in.NextToken, in.MaxResults)
	return out, err
}

func scaledOf(cluster, service string) scaled {
	return scaled{namespaceECS, fmt.Sprintf("service/%s/%s", cluster, service), desiredCount}
}

// scalingPage cuts a page out of what a Describe operation found. Application Auto
// Scaling API reference, DescribeScalableTargets, MaxResults and NextToken.
func scalingPage[T any](items []T, token string, size *int32) (cut []T, next string, err error) {
	most, ok := bounded(size, 50)
	if !ok {
		return nil, "", invalidf("MaxResults must be between 1 and 50")
	}
	if cut, next, ok = page(items, token, most); !ok {
		return nil, "", refusef("InvalidNextTokenException", "The next token is invalid")
	}
	return cut, next, nil
}
