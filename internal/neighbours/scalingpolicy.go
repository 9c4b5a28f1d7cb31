package neighbours

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/ecs-steady/steady/internal/world"
)

type (
	putScalingPolicyIn struct {
		scaled
		PolicyName string `json:"PolicyName"`
		PolicyType string `json:"PolicyType"`
		policyConfigurations
	}
	policyConfigurations struct {
		Step       json.RawMessage `json:"StepScalingPolicyConfiguration,omitempty"`
		Target     json.RawMessage `json:"TargetTrackingScalingPolicyConfiguration,omitempty"`
		Predictive json.RawMessage `json:"PredictiveScalingPolicyConfiguration,omitempty"`
	}
	putScalingPolicyOut struct {
		PolicyARN string         `json:"PolicyARN"`
		Alarms    []scalingAlarm `json:"Alarms"`
	}
	scalingAlarm struct {
		AlarmName string `json:"AlarmName"`
		AlarmARN  string `json:"AlarmARN"`
	}
	describeScalingPoliciesIn struct {
		scaled
		PolicyNames []string `json:"PolicyNames"`
		MaxResults  *int32   `json:"MaxResults"`
		NextToken   string   `json:"NextToken"`
	}
	describeScalingPoliciesOut struct {
		ScalingPolicies []scalingPolicy `json:"ScalingPolicies"`
		NextToken       string          `json:"NextToken,omitempty"`
	}
	scalingPolicy struct {
		scaled
		PolicyARN  string `json:"PolicyARN"`
		PolicyName string `json:"PolicyName"`
		PolicyType string `json:"PolicyType"`
		policyConfigurations
		Alarms       []scalingAlarm `json:"Alarms"`
		CreationTime Time           `json:"CreationTime"`
	}
)

// The types of policies, and which of the configurations is theirs.
const (
	stepScaling    = "StepScaling"
	targetTracking = "TargetTrackingScaling"
	predictive     = "PredictiveScaling"
)

// of gives the configuration of a type; nil if there is no such type.
func (c *policyConfigurations) of(kind string) *json.RawMessage {
	return map[string]*json.RawMessage{stepScaling: &c.Step, targetTracking: &c.Target, predictive: &c.Predictive}[kind]
}

// putScalingPolicy keeps a policy. Application Auto Scaling API reference,
// PutScalingPolicy.
func putScalingPolicy(w *world.World, in *putScalingPolicyIn) (*putScalingPolicyOut, error) {
	cluster, service, err := in.named()
	if err != nil {
		return nil, err
	}
	if err := in.registered(w); err != nil {
		return nil, err
	}
	if in.PolicyType == "" {
		in.PolicyType = stepScaling
	}
	configuration := in.of(in.PolicyType)
	if configuration == nil || *configuration == nil || in.PolicyName == "" {
		return nil, invalidf("A policy needs a name, a type and the configuration of its type")
	}
	p := world.ScalingPolicy{
		Cluster: cluster, Service: service, Name: in.PolicyName, Type: in.PolicyType, Configuration: string(*configuration),
	}
	w.AddScalingPolicy(p)
	return &putScalingPolicyOut{policyARN(w, p), policyAlarms(w, p)}, nil
}

func policyARN(w *world.World, p world.ScalingPolicy) string {
	id := scaledOf(p.Cluster, p.Service).ResourceID
	return w.ARN("autoscaling", fmt.Sprintf("scalingPolicy:%s:resource/ecs/%s:policyName/%s",
		world.Digest(id + p.Name)[:32], id, p.Name))
}

// policyAlarms are those that a target tracking policy makes. Application Auto
// Scaling User Guide, Target tracking scaling policies.
func policyAlarms(w *world.World, p world.ScalingPolicy) []scalingAlarm {
	out := []scalingAlarm{}
	if p.Type != targetTracking {
		return out
	}
	for _, side := range []string{"AlarmHigh", "AlarmLow"} {
		name := fmt.Sprintf("TargetTracking-%s-%s-%s", scaledOf(p.Cluster, p.Service).ResourceID, side,
			world.Digest(side + p.Name)[:32])
		out = append(out, scalingAlarm{name, w.ARN("cloudwatch", "alarm:"+name)})
	}
	return out
}

// describeScalingPolicies tells of the policies that were put. Application Auto
// Scaling API reference, DescribeScalingPolicies.
func describeScalingPolicies(w *world.World, in *describeScalingPoliciesIn) (*describeScalingPoliciesOut, error) {
	out := &describeScalingPoliciesOut{ScalingPolicies: []scalingPolicy{}}
	for _, p := range w.ScalingPolicies() {
		shown := scalingPolicy{
			scaled: scaledOf(p.Cluster, p.Service), PolicyARN: policyARN(w, p), PolicyName: p.Name, PolicyType: p.Type,
			Alarms: policyAlarms(w, p), CreationTime: Time(p.Created),
		}
		asked := in.ServiceNamespace == namespaceECS && (in.ResourceID == "" || in.ResourceID == shown.ResourceID)
		if !asked || len(in.PolicyNames) > 0 && !slices.Contains(in.PolicyNames, p.Name) {
			continue
		}
		*shown.of(p.Type) = json.RawMessage(p.Configuration)
		out.ScalingPolicies = append(out.ScalingPolicies, shown)
	}
	var err error
	out.ScalingPolicies, out.NextToken, err = scalingPage(out.ScalingPolicies, in.NextToken, in.MaxResults)
	return out, err
}
