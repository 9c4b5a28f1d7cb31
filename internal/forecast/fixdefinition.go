package forecast

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// hostPort lets ECS choose the host ports that are taken. In network mode host there
// is no choice.
func (x fixer) hostPort() []Fix {
	def := x.run.definition()
	if !x.lacks(world.NoPort) || def == nil || def.NetworkMode == types.NetworkModeHost {
		return nil
	}
	taken := func(m types.PortMapping) bool {
		is := func(p world.TakenPort) bool { return p.Port == aws.ToInt32(m.HostPort) }
		return slices.ContainsFunc(x.run.stand.Ports, is)
	}
	change := revised(x.change, def, func(in *ecs.RegisterTaskDefinitionInput) {
		for _, c := range in.ContainerDefinitions {
			for n := range c.PortMappings {
				if taken(c.PortMappings[n]) {
					c.PortMappings[n].HostPort = aws.Int32(0)
				}
			}
		}
	})
	note := ""
	if len(x.state.Service.LoadBalancers) == 0 {
		note = "clients must then follow the port"
	}
	return x.found(Fix{Kind: FixHostPort, Text: "hostPort: 0", Note: note, Change: change}, x.state)
}

// sizes makes the task as small as it has to be, and no smaller.
func (x fixer) sizes() []Fix {
	if x.refused() {
		return x.fargateSize()
	}
	if !x.lacks(world.NoCPU, world.NoMemory) {
		return nil
	}
	cpu, memory := most(x.state, registered)
	s := x.run.stand
	out := x.size(FixMemory, int(s.Memory), int(memory), withMemory)
	return append(out, x.size(FixCPU, int(s.CPU), int(cpu), withCPU)...)
}

// size finds the largest value below now with which the rollout settles. No task can
// have more than an instance has.
func (x fixer) size(kind FixKind, now, all int, with func(*ecs.RegisterTaskDefinitionInput, int) bool) []Fix {
	def := x.run.definition()
	low := 1
	if kind == FixMemory {
		low = 6 // API reference, ContainerDefinition, memory
	}
	change := func(n int) (Change, bool) {
		ok := false
		c := revised(x.change, def, func(in *ecs.RegisterTaskDefinitionInput) { ok = with(in, n) })
		return c, ok
	}
	n, ok := greatest(low, min(now-1, all), func(n int) bool {
		c, can := change(n)
		if !can {
			return false
		}
		return x.settles(try{kind, n}, x.state, c)
	})
	if !ok {
		return nil
	}
	c, _ := change(n)
	unit := "MiB"
	if kind == FixCPU {
		unit = "CPU units"
	}
	return x.found(Fix{
		Kind: kind, Value: n, Text: fmt.Sprintf("%s: %d", kind, n), Change: c,
		Note: fmt.Sprintf("a task has %d %s now", now, unit),
	}, x.state)
}

// withMemory gives a task so much memory: by its own limit or by that of its largest
// container. It says whether it can.
func withMemory(in *ecs.RegisterTaskDefinitionInput, n int) bool {
	if in.Memory != nil {
		in.Memory = aws.String(strconv.Itoa(n))
		return true
	}
	counted := func(c types.ContainerDefinition) int {
		if c.MemoryReservation != nil {
			return int(*c.MemoryReservation)
		}
		return int(aws.ToInt32(c.Memory))
	}
	c, rest := largest(in.ContainerDefinitions, counted)
	if c == nil || n-rest < 1 {
		return false
	}
	if c.MemoryReservation != nil {
		c.MemoryReservation = aws.Int32(int32(n - rest))
	} else {
		c.Memory = aws.Int32(int32(n - rest))
	}
	return true
}

// withCPU gives a task so many CPU units.
func withCPU(in *ecs.RegisterTaskDefinitionInput, n int) bool {
	if in.Cpu != nil {
		in.Cpu = aws.String(strconv.Itoa(n))
		return true
	}
	c, rest := largest(in.ContainerDefinitions, func(c types.ContainerDefinition) int { return int(c.Cpu) })
	if c == nil || n-rest < 1 {
		return false
	}
	c.Cpu = int32(n - rest)
	return true
}

// largest is the container that counts most, and what the others count.
func largest(containers []types.ContainerDefinition, counted func(types.ContainerDefinition) int) (
	most *types.ContainerDefinition, rest int,
) {
	for n := range containers {
		c := &containers[n]
		if most == nil || counted(*c) > counted(*most) {
			most = c
		}
		rest += counted(*c)
	}
	if most != nil {
		rest -= counted(*most)
	}
	return most, rest
}

// fargateSteps are in what steps the memory of a Fargate task may grow, in MiB (API
// reference, RegisterTaskDefinition, memory).
const fargateSteps, fargateMost = 512, 122880

// fargateSize finds the next memory with which Fargate takes the task.
func (x fixer) fargateSize() []Fix {
	if x.change.Register == nil || onInstances(x.state.Service, x.change) {
		return nil
	}
	asked, err := strconv.Atoi(aws.ToString(x.change.Register.Memory))
	if err != nil {
		return nil
	}
	for n := (asked/fargateSteps + 1) * fargateSteps; n <= fargateMost; n += fargateSteps {
		in := *x.change.Register
		in.Memory = aws.String(strconv.Itoa(n))
		if _, err := world.New(world.Options{}).RegisterTaskDefinition(&in); err != nil {
			continue
		}
		change := x.change
		change.Register = &in
		return x.found(Fix{
			Kind: FixMemory, Value: n, Text: fmt.Sprintf("memory: %d", n), Note: "the next size that Fargate has for this cpu",
			Change: change,
		}, x.state)
	}
	return nil
}
