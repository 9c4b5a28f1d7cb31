package neighbours

import (
	"strconv"
	"time"

	"github.com/ecs-steady/steady/internal/world"
)

type (
	modifyAttributesIn struct {
		TargetGroupARN string      `json:"TargetGroupArn"`
		Attributes     []attribute `json:"Attributes"`
	}
	attributesOut struct {
		Attributes []attribute `json:"Attributes"`
	}
	attribute struct {
		Key   string `json:"Key"`
		Value string `json:"Value"`
	}
)

// drainAttribute is the one attribute that rules how ECS deploys.
const drainAttribute = "deregistration_delay.timeout_seconds"

// describeTargetGroupAttributes tells the attributes of a target group: those that
// were set, the rest as they are by default. Elastic Load Balancing API reference,
// DescribeTargetGroupAttributes.
func describeTargetGroupAttributes(w *world.World, in *targetGroupIn) (*attributesOut, error) {
	g, err := group(w, in.TargetGroupARN)
	if err != nil {
		return nil, err
	}
	return &attributesOut{attributesOf(w, g)}, nil
}

func attributesOf(w *world.World, g world.TargetGroup) []attribute {
	value := func(key, otherwise string) attribute {
		if set, ok := g.Attributes[key]; ok {
			otherwise = set
		}
		return attribute{key, otherwise}
	}
	return []attribute{
		{drainAttribute, strconv.Itoa(int(w.DeregistrationDelay(g).Seconds()))},
		value("stickiness.enabled", "false"),
		value("stickiness.type", "lb_cookie"),
		value("stickiness.lb_cookie.duration_seconds", "86400"),
		value("slow_start.duration_seconds", "0"),
		value("load_balancing.algorithm.type", "round_robin"),
	}
}

// modifyTargetGroupAttributes sets attributes of a target group. Elastic Load
// Balancing API reference, ModifyTargetGroupAttributes, TargetGroupAttribute.
func modifyTargetGroupAttributes(w *world.World, in *modifyAttributesIn) (*attributesOut, error) {
	g, err := group(w, in.TargetGroupARN)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, a := range attributesOf(w, g) {
		known[a.Key] = true
	}
	attributes := map[string]string{}
	for key, value := range g.Attributes {
		attributes[key] = value
	}
	for _, a := range in.Attributes {
		if !known[a.Key] {
			return nil, refusef("ValidationError", "Target group attribute key '%s' is not recognized", a.Key)
		}
		if a.Key != drainAttribute {
			attributes[a.Key] = a.Value
			continue
		}
		n, err := strconv.Atoi(a.Value)
		if err != nil || n < 0 || n > 3600 {
			return nil, refusef("ValidationError", "'%s' must be between '0' and '3600' inclusive", a.Key)
		}
		delay := time.Duration(n) * time.Second
		g.DeregistrationDelay = &delay
	}
	g.Attributes = attributes
	w.PutTargetGroup(g)
	return &attributesOut{attributesOf(w, g)}, nil
}
