package watch

import (
	"cmp"
	"slices"
	"sort"
)

// Instance is a container instance and what is left of it (API reference,
// ContainerInstance, remainingResources).
type Instance struct {
	ID     string // the last part of its ARN
	EC2    string // i-…
	Zone   string
	Status string // ACTIVE, DRAINING, REGISTERING …
	// Connected is false when ECS has lost the agent.
	Connected   bool
	CPU, Memory int // free, in CPU units and MiB
	// Taken are the TCP ports of the host that tasks or the system hold.
	Taken      []int
	Attributes []string // names
}

// ready are the instances that take new tasks.
func ready(instances []Instance) []Instance {
	var out []Instance
	for _, i := range instances {
		if i.Status == "ACTIVE" && i.Connected {
			out = append(out, i)
		}
	}
	return out
}

// roomiest orders instances by their free memory, then CPU.
func roomiest(instances []Instance) []Instance {
	out := slices.Clone(instances)
	sort.Slice(out, func(i, j int) bool {
		a, b := &out[i], &out[j]
		return cmp.Or(b.Memory-a.Memory, b.CPU-a.CPU, cmp.Compare(a.ID, b.ID)) < 0
	})
	return out
}

// lacking are the attributes of those that a task requires which no instance has.
func lacking(required []string, instances []Instance) []string {
	var out []string
	for _, name := range required {
		if !slices.ContainsFunc(instances, func(i Instance) bool { return slices.Contains(i.Attributes, name) }) {
			out = append(out, name)
		}
	}
	return out
}
