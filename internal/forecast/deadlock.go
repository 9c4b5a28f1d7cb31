package forecast

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// deadlock says who waits for whom, a sentence each.
func deadlock(state State, r *run) []string {
	s := r.stand
	var out []string
	switch {
	case s.Locked:
		return []string{locked(r)}
	case r.failed:
		out = append(out, "the circuit breaker would give the deployment up before anything makes room")
	}
	switch s.Lacks {
	case world.NoPort:
		out = append(out, takenPorts(state, r)...)
	case world.NoCPU, world.NoMemory:
		out = append(out, noRoom(state, r))
	case world.NotDistinct:
		out = append(out, fmt.Sprintf("a new task of %s needs an instance without a task of %s (distinctInstance): "+
			"each of %s has one", r.revision, r.service, plural(r.room.Instances, "instance")))
	case world.NotMember:
		out = append(out, fmt.Sprintf("no instance is a member of what a placement constraint (memberOf) wants for %s",
			r.revision))
	case world.NoAttribute:
		out = append(out, noAttribute(state, r))
	case world.NoAgent:
		return []string{fmt.Sprintf("the container agent of %s is not connected: no task starts or stops there",
			instanceName(state, s.Closest))}
	default:
		out = append(out, noInstances(state, s))
	}
	return append(out, standing(r)...)
}

// others says what it may come to instead.
func others(causes []string) []string {
	if len(causes) == 0 {
		return nil
	}
	return []string{"which of its equals ECS stops, fills or names first is not known: it may also come to " +
		strings.Join(causes, " or ")}
}

// locked sets the numbers beside one another that leave no move.
func locked(r *run) string {
	return fmt.Sprintf("ECS keeps %d of %s running and may run %d: it may neither stop an old task nor start a new one",
		r.floor, plural(r.desired, "task"), r.ceiling)
}

// standing says why ECS may not make room by itself: what serves keeps it waiting.
func standing(r *run) []string {
	s := r.stand
	if r.shifts != "" && s.Old > 0 {
		return []string{fmt.Sprintf("%s starts all %s before it stops one of the %d old ones", r.shifts,
			plural(r.desired, "new task"), s.Old), "nothing makes room, until ECS gives the deployment up after a day"}
	}
	if s.Old == 0 || s.Running > r.floor {
		return nil
	}
	held := "ECS may not stop the old task first"
	if s.Old > 1 {
		held = fmt.Sprintf("ECS may stop none of the %d old tasks first", s.Old)
	}
	return []string{
		fmt.Sprintf("%s: it keeps %d of %d running", held, r.floor, r.desired), "each waits for the other, for ever",
	}
}

// takenPorts names who has the ports.
func takenPorts(state State, r *run) []string {
	var out []string
	ports := map[int32][]world.TakenPort{}
	var order []int32
	for _, p := range r.stand.Ports {
		if len(ports[p.Port]) == 0 {
			order = append(order, p.Port)
		}
		ports[p.Port] = append(ports[p.Port], p)
	}
	for _, port := range order {
		var holders []string
		for _, p := range ports[port] {
			holders = append(holders, fmt.Sprintf("on %s by %s", instanceName(state, p.Instance), holder(state, p)))
		}
		where := fmt.Sprintf("on %d of %s", len(ports[port]), plural(r.room.Instances, "instance"))
		if r.room.Instances == 1 {
			where = "on the only instance"
		}
		out = append(out, fmt.Sprintf("a new task of %s needs host port %d, which is taken %s: %s", r.revision, port, where,
			some(holders)))
	}
	return out
}

// holder is who has a port.
func holder(state State, p world.TakenPort) string {
	switch {
	case p.Task == "":
		return "what is not of this service"
	case p.New:
		return "another new task"
	}
	n := slices.IndexFunc(state.Tasks, func(t types.Task) bool { return aws.ToString(t.TaskArn) == p.Task })
	switch {
	case n < 0:
		return "task " + short(p.Task)
	case state.Placed:
		return "a task of " + base(aws.ToString(state.Tasks[n].TaskDefinitionArn))
	}
	return fmt.Sprintf("task %s of %s", short(p.Task), base(aws.ToString(state.Tasks[n].TaskDefinitionArn)))
}

// noRoom sets what a task needs beside what the roomiest instance has left.
func noRoom(state State, r *run) string {
	s := r.stand
	need := fmt.Sprintf("a new task of %s needs %d CPU units and %d MiB", r.revision, s.CPU, s.Memory)
	cpu, memory := most(state, registered)
	if s.CPU > cpu || s.Memory > memory {
		return fmt.Sprintf("%s; the largest instance has %d and %d in all", need, cpu, memory)
	}
	if i := find(state, s.Closest); i != nil {
		left := fmt.Sprintf("; of %s that take tasks the closest, %s, had %d and %d left at the start",
			plural(r.room.Instances, "instance"), instanceName(state, s.Closest), amount(remaining(*i), "CPU"),
			amount(remaining(*i), "MEMORY"))
		return need + left
	}
	return need
}

// noAttribute names what the closest instance does not have.
func noAttribute(state State, r *run) string {
	missing := lacking(r.definition(), find(state, r.stand.Closest))
	if len(missing) == 0 {
		return fmt.Sprintf("no instance has all the attributes that %s requires", r.revision)
	}
	return fmt.Sprintf("%s requires %s, which the closest instance, %s, does not have", r.revision,
		strings.Join(missing, " and "), instanceName(state, r.stand.Closest))
}

// noInstances counts what there is instead of instances that take tasks.
func noInstances(state State, s world.Standstill) string {
	of := "the cluster"
	if s.Provider != "" {
		of = "capacity provider " + s.Provider
	}
	var idle []string
	for _, i := range state.Instances {
		status := aws.ToString(i.Status)
		if status != "ACTIVE" && (s.Provider == "" || aws.ToString(i.CapacityProviderName) == s.Provider) {
			idle = append(idle, fmt.Sprintf("%s is %s", instanceName(state, aws.ToString(i.ContainerInstanceArn)), status))
		}
	}
	if len(idle) == 0 {
		return of + " has no container instance"
	}
	return fmt.Sprintf("%s has no instance that takes tasks: %s", of, some(idle))
}

// waiting says for what tasks of a capacity provider wait.
func waiting(r *run) []string {
	return []string{fmt.Sprintf("%s of %s would wait in PROVISIONING until capacity provider %s brings instances: "+
		"whether it can is not known", plural(r.stand.Waiting, "new task"), r.revision, r.stand.Provider)}
}
