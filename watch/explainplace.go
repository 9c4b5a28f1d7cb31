package watch

import (
	"fmt"
	"slices"
	"strings"
)

// ofPlacement reports whether the container instances tell more of the cause.
func (c Cause) ofPlacement() bool {
	switch c.Code {
	case causePortConflict, causeNoCapacity, causeNoInstances, causeMissingAttribute, causeAgentDown:
		return true
	}
	return false
}

// ofMessage is what an event tells of trouble.
func (x explainer) ofMessage(m Message) Cause {
	c := Cause{Code: classify(m.Text), Says: m.Text, Tasks: m.tasks(), Count: 1}
	if c.Code == "" {
		c.Code, c.Title = causeUnknown, "ECS reports trouble"
		return c
	}
	c.advise()
	switch c.Code {
	case causePortConflict:
		x.portConflict(&c)
	case causeNoCapacity:
		x.noCapacity(&c)
	case causeMissingAttribute:
		x.missingAttribute(&c)
	case causeNoInstances, causeAgentDown:
		x.noInstances(&c)
	case causeConfigDeadlock:
		x.deadlock(&c)
	case causeHealthELB:
		x.healthELB(&c)
	case causeAlarm:
		x.alarm(&c)
	case causeRole:
		x.role(&c, x.target.TaskDefinition)
	}
	if x.InstancesUnread != "" && c.ofPlacement() {
		c.Notes = append(c.Notes, "the container instances could not be read: "+x.InstancesUnread)
	}
	return c
}

// floorOf is how many tasks ECS keeps healthy during a rollout: the percentage
// rounded up (API reference, DeploymentConfiguration).
func floorOf(s Snapshot) int { return (s.Desired*s.MinimumHealthyPercent + 99) / 100 }

// ceilingOf is how many tasks ECS may run at once during a rollout: the percentage
// rounded down.
func ceilingOf(s Snapshot) int { return s.Desired * s.MaximumPercent / 100 }

// deadlock sets the numbers beside one another that leave no move.
func (x explainer) deadlock(c *Cause) {
	c.Why = fmt.Sprintf("minimumHealthyPercent %d of %s keeps %d, maximumPercent %d allows %d: "+
		"ECS may neither stop nor start one", x.MinimumHealthyPercent, plural(x.Desired, "task"), floorOf(x.Snapshot),
		x.MaximumPercent, ceilingOf(x.Snapshot))
	// The event also flashes up while deployments overlap: only the numbers prove it.
	c.Permanent = x.Desired > 0 && floorOf(x.Snapshot) >= x.Desired && ceilingOf(x.Snapshot) <= x.Desired
}

// portConflict names both sides of a port that two tasks want.
func (x explainer) portConflict(c *Cause) {
	if r := x.revision(base(x.target.TaskDefinition)); r != nil && len(r.HostPorts) == 0 {
		c.Likely = true // the event does not say of which revision the task is
		c.Why = r.Name + " asks for no host port: the task without a place may be of another revision"
		return
	}
	row := x.Deployment(x.target.Deployment)
	if row == nil {
		return
	}
	port, holder := x.contested(row.TaskDefinition)
	why := []string{fmt.Sprintf("a new task of %s wants a host port that is taken", row.TaskDefinition)}
	if port > 0 {
		where := ""
		if name, i := x.revision(row.TaskDefinition).mapping(port); i >= 0 {
			where = x.at(c, member(name, fmt.Sprintf("portMappings[%d].hostPort", i)))
		}
		why[0] = fmt.Sprintf("a new task of %s wants host port %d%s", row.TaskDefinition, port, where)
	}
	where := x.heldOn(port)
	switch {
	case holder != nil:
		whose := "another task"
		if holder.Deployment != x.target.Deployment {
			whose = "the old task"
		}
		why = append(why, fmt.Sprintf("%s %.8s of %s has it%s", whose, holder.ID, holder.TaskDefinition, where))
		c.Tasks = append(c.Tasks, holder.ID)
	case where != "":
		why = append(why, "it is taken"+where)
	}
	if x.Running <= floorOf(x.Snapshot) && x.Running > 0 {
		why = append(why, fmt.Sprintf("ECS may not stop that one first: minimumHealthyPercent %d of %s keeps %d running",
			x.MinimumHealthyPercent, plural(x.Desired, "task"), floorOf(x.Snapshot)), "each waits for the other")
	}
	c.Why = strings.Join(why, "; ")
}

// heldOn says on how many of the instances a port is taken, after a space.
func (x explainer) heldOn(port int) string {
	all := ready(x.Instances)
	n := 0
	for _, i := range all {
		if slices.Contains(i.Taken, port) {
			n++
		}
	}
	switch {
	case n == 0:
		return ""
	case len(all) == 1:
		return " on the only instance"
	case n == len(all):
		return fmt.Sprintf(" on one of the %d instances, where the others hold it too", n)
	default:
		return fmt.Sprintf(", as on %d of %d instances; the others lack something else", n, len(all))
	}
}

// contested is the host port that a revision asks for by number, 0 if unknown,
// and a running task that is bound to it, nil if unknown.
func (x explainer) contested(name string) (int, *Task) {
	wanted := x.revision(name)
	for i, task := range x.Tasks {
		if task.LastStatus == "STOPPED" {
			continue
		}
		for _, container := range task.Containers {
			for _, bound := range container.Ports {
				if wanted != nil && slices.Contains(wanted.HostPorts, bound.Host) {
					return bound.Host, &x.Tasks[i]
				}
			}
		}
	}
	if wanted != nil && len(wanted.HostPorts) == 1 {
		return wanted.HostPorts[0], nil
	}
	return 0, nil
}

// noCapacity sets what a task needs beside what the instances have.
func (x explainer) noCapacity(c *Cause) {
	row := x.Deployment(x.target.Deployment)
	if row == nil {
		return
	}
	c.Free = roomiest(ready(x.Instances))
	if r := x.revision(row.TaskDefinition); r != nil && r.Memory > 0 {
		where := x.largest(c, r)
		c.Why = fmt.Sprintf("a task of %s needs %d MiB%s", row.TaskDefinition, r.Memory, where)
		if r.CPU > 0 {
			c.Why += fmt.Sprintf(" and %d CPU units", r.CPU)
		}
		switch {
		case x.Instances == nil:
			c.Why += ", which no instance has left"
		case slices.ContainsFunc(c.Free, func(i Instance) bool { return i.Memory >= r.Memory && i.CPU >= r.CPU }):
			c.Why += "; by now an instance has that much left"
		case len(c.Free) == 0:
			c.Why += ", and no instance takes tasks"
		default:
			c.Why += fmt.Sprintf(", which none of %s has left", plural(len(c.Free), "instance"))
		}
	}
	if extra := ceilingOf(x.Snapshot) - x.Desired; extra > 0 {
		c.Why += fmt.Sprintf("; the rollout makes room for up to %s more at a time (maximumPercent %d of %d)",
			plural(extra, "task"), x.MaximumPercent, x.Desired)
	}
	if x.MinimumHealthyPercent > 0 && floorOf(x.Snapshot) >= x.Desired && x.Desired > 1 {
		c.Fix[len(c.Fix)-1] = fmt.Sprintf("minimumHealthyPercent %d: ECS then stops %s first",
			50, plural(x.Desired-(x.Desired+1)/2, "old task"))
	}
}

// largest points at the memory that counts most.
func (x explainer) largest(c *Cause, r *Revision) string {
	if r.Limit > 0 || len(r.Containers) == 0 {
		return x.at(c, "memory")
	}
	most := slices.MaxFunc(r.Containers, func(a, b ContainerDefinition) int {
		return max(a.Memory, a.Reservation) - max(b.Memory, b.Reservation)
	})
	if most.Reservation > 0 {
		return x.at(c, member(most.Name, "memoryReservation"))
	}
	return x.at(c, member(most.Name, "memory"))
}

// missingAttribute names what no instance offers.
func (x explainer) missingAttribute(c *Cause) {
	row := x.Deployment(x.target.Deployment)
	if row == nil || len(x.Instances) == 0 {
		return
	}
	r := x.revision(row.TaskDefinition)
	if r == nil {
		return
	}
	none := lacking(r.Requires, ready(x.Instances))
	switch constraint := strings.Contains(strings.ToLower(c.Says), "memberof"); {
	case len(none) > 0:
		c.Why = fmt.Sprintf("no instance has %s, which %s requires", strings.Join(none, " and "), row.TaskDefinition)
	case len(r.Requires) > 0 && !constraint:
		c.Why = "each required attribute is there, but on no instance all of them, or a placement constraint leaves none"
	}
}

// noInstances counts what there is instead of instances that take tasks.
func (x explainer) noInstances(c *Cause) {
	if x.Instances == nil {
		return
	}
	var away, other int
	for _, i := range x.Instances {
		switch {
		case !i.Connected:
			away++
		case i.Status != "ACTIVE":
			other++
		}
	}
	switch total := len(x.Instances); {
	case total == 0:
		c.Why = "no container instance is registered with the cluster"
	case away == 1 && total == 1:
		c.Why = "the agent of the only container instance is not connected"
	case other == 1 && total == 1:
		c.Why = "the only container instance is not ACTIVE"
	case away > 0 && other > 0:
		c.Why = fmt.Sprintf("of %d container instances %d have an agent that is not connected, and %d are not ACTIVE",
			total, away, other)
	case away > 0:
		c.Why = fmt.Sprintf("of %d container instances %d have an agent that is not connected", total, away)
	case other > 0:
		c.Why = fmt.Sprintf("of %d container instances %d are not ACTIVE", total, other)
	}
}

// alarm names the alarms that went off.
func (x explainer) alarm(c *Cause) {
	if x.Record != nil && len(x.Record.Alarms.Triggered) > 0 {
		c.Why = "these went to ALARM: " + strings.Join(x.Record.Alarms.Triggered, ", ")
	}
}
