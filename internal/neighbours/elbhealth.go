package neighbours

import (
	"cmp"
	"strconv"

	"github.com/ecs-steady/steady/internal/world"
)

type (
	describeTargetHealthIn struct {
		TargetGroupARN string   `json:"TargetGroupArn"`
		Targets        []target `json:"Targets"`
	}
	describeTargetHealthOut struct {
		Descriptions []targetHealthDescription `json:"TargetHealthDescriptions"`
	}
	targetHealthDescription struct {
		Target          target       `json:"Target"`
		HealthCheckPort string       `json:"HealthCheckPort"`
		TargetHealth    targetHealth `json:"TargetHealth"`
	}
	target struct {
		ID               string `json:"Id"`
		Port             *int32 `json:"Port"`
		AvailabilityZone string `json:"AvailabilityZone"`
	}
	targetHealth struct {
		State       string `json:"State"`
		Reason      string `json:"Reason"`
		Description string `json:"Description"`
	}
)

// describeTargetHealth tells how the targets of a group stand. One that is asked
// for and not there is unused. Elastic Load Balancing API reference,
// DescribeTargetHealth.
func describeTargetHealth(w *world.World, in *describeTargetHealthIn) (*describeTargetHealthOut, error) {
	g, err := group(w, in.TargetGroupARN)
	if err != nil {
		return nil, err
	}
	out := &describeTargetHealthOut{Descriptions: []targetHealthDescription{}}
	all := w.Targets(g.ARN)
	for _, t := range all {
		if len(in.Targets) == 0 {
			out.Descriptions = append(out.Descriptions, asHealth(g, t))
		}
	}
	for _, asked := range in.Targets {
		port := g.Port
		if asked.Port != nil {
			port = *asked.Port
		}
		found := world.Target{
			ID: asked.ID, Port: port, State: "unused", Reason: "Target.NotRegistered",
			Description: "Target is not registered to the target group",
		}
		for _, t := range all {
			if t.ID == asked.ID && t.Port == port {
				found = t
			}
		}
		out.Descriptions = append(out.Descriptions, asHealth(g, found))
	}
	return out, nil
}

// asHealth is a target as the API shows it.
func asHealth(g world.TargetGroup, t world.Target) targetHealthDescription {
	port := g.HealthCheck.Port
	if port == "traffic-port" {
		port = strconv.Itoa(int(t.Port))
	}
	return targetHealthDescription{
		Target: target{t.ID, &t.Port, t.Zone}, HealthCheckPort: cmp.Or(port, "80"),
		TargetHealth: targetHealth{t.State, t.Reason, t.Description},
	}
}
