package forecast

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// reasons say what gives a rollout the room it needs.
func reasons(r *run) []string {
	if !r.anew && len(r.waves) == 0 {
		return []string{"ECS starts no new deployment for this, and no task"}
	}
	if r.created {
		return started(r)
	}
	if r.shifts != "" && r.anew {
		return beside(r)
	}
	out := []string{fmt.Sprintf("ECS keeps at least %s running and may run up to %d: %s", plural(r.floor, "task"),
		r.ceiling, waves(r.waves))}
	switch extra := r.maxTasks - r.desired; {
	case r.room.Instances == 0:
	case extra <= 0:
		out = append(out, "new tasks take the room of old ones")
	case r.room.Tasks >= extra:
		out = append(out, roomy(r, extra))
	default:
		out = append(out, fmt.Sprintf("room for %d more on %d of %s is enough to begin with", r.room.Tasks, r.room.On,
			plural(r.room.Instances, "instance")))
	}
	return out
}

// started says what a new service starts with.
func started(r *run) []string {
	out := []string{fmt.Sprintf("ECS starts %s: %s", plural(r.desired, "task"), waves(r.waves))}
	if r.room.Instances > 0 {
		out = append(out, roomy(r, r.desired))
	}
	return out
}

// beside says what a deployment that shifts the traffic needs.
func beside(r *run) []string {
	out := []string{fmt.Sprintf("%s starts %s beside %s, which it stops once they have the traffic", r.shifts,
		plural(r.desired, "new task"), plural(r.maxTasks-r.desired, "old one"))}
	if r.room.Instances > 0 {
		out = append(out, roomy(r, r.desired))
	}
	return out
}

// roomy says where more tasks fit.
func roomy(r *run, extra int) string {
	return fmt.Sprintf("%s: there is room for %s on %d of %s", fit(extra), count(r.room.Tasks), r.room.On,
		plural(r.room.Instances, "instance"))
}

func fit(extra int) string {
	if extra == 1 {
		return "1 extra task fits"
	}
	return fmt.Sprintf("%d extra tasks fit", extra)
}

// count is a number that may be too large to mean anything.
func count(n int) string {
	if n >= 1000 {
		return "many"
	}
	return strconv.Itoa(n)
}

// waves tells how many new tasks start at a time.
func waves(of []int) string {
	if len(of) == 0 {
		return "no new task starts"
	}
	if slices.Min(of) == slices.Max(of) {
		if len(of) == 1 {
			return fmt.Sprintf("one wave of %d", of[0])
		}
		return fmt.Sprintf("%d waves of %d", len(of), of[0])
	}
	var sizes []string
	for _, n := range of[:min(len(of), shown)] {
		sizes = append(sizes, strconv.Itoa(n))
	}
	if len(of) > shown {
		sizes = append(sizes, "…")
	}
	return fmt.Sprintf("%d waves (%s)", len(of), strings.Join(sizes, ", "))
}

// lacking are the attributes that a definition requires and the instance does not
// have, with their values.
func lacking(def *types.TaskDefinition, i *types.ContainerInstance) []string {
	if def == nil || i == nil {
		return nil
	}
	var out []string
	for _, a := range def.RequiresAttributes {
		if !slices.ContainsFunc(i.Attributes, func(have types.Attribute) bool { return meets(have, a) }) {
			name := aws.ToString(a.Name)
			if a.Value != nil {
				name += "=" + *a.Value
			}
			out = append(out, name)
		}
	}
	return out
}

// meets says whether an attribute is the required one; one without a value needs only
// the name.
func meets(have, required types.Attribute) bool {
	return aws.ToString(have.Name) == aws.ToString(required.Name) &&
		(required.Value == nil || aws.ToString(have.Value) == *required.Value)
}
