package watch

import (
	"cmp"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// shortest is the length from which on a value of the environment is looked for
// in log lines: shorter ones are words and numbers that occur by themselves.
const shortest = 8

// fill adds what explains failures. What a task takes of an instance is what the
// task level says, else the sum of its containers, of which the reservation counts
// before the limit (API reference, ContainerDefinition, memoryReservation).
func (r *Revision) fill(d types.TaskDefinition) {
	r.ExecutionRole, r.TaskRole = aws.ToString(d.ExecutionRoleArn), aws.ToString(d.TaskRoleArn)
	for _, a := range d.RequiresAttributes {
		r.Requires = append(r.Requires, aws.ToString(a.Name))
	}
	for _, c := range d.ContainerDefinitions {
		container := containerDefinition(c)
		r.Containers = append(r.Containers, container)
		r.CPU += container.CPU
		r.Memory += cmp.Or(container.Reservation, container.Memory)
	}
	r.CPU = cmp.Or(number(d.Cpu), r.CPU)
	r.Memory = cmp.Or(number(d.Memory), r.Memory)
	r.Limit = number(d.Memory)
}

// number reads cpu and memory of the task level, which ECS answers in units and MiB.
func number(text *string) int {
	n, err := strconv.Atoi(aws.ToString(text))
	if err != nil {
		return 0
	}
	return n
}

func containerDefinition(c types.ContainerDefinition) ContainerDefinition {
	out := ContainerDefinition{
		Name: aws.ToString(c.Name), Image: aws.ToString(c.Image), Essential: c.Essential == nil || *c.Essential,
		CPU: int(c.Cpu), Memory: int(aws.ToInt32(c.Memory)), Reservation: int(aws.ToInt32(c.MemoryReservation)),
	}
	for _, p := range c.PortMappings {
		out.Ports = append(out.Ports, PortMapping{int(aws.ToInt32(p.ContainerPort)), int(aws.ToInt32(p.HostPort))})
	}
	if h := c.HealthCheck; h != nil {
		out.Check = &HealthCheck{
			Interval: int(cmp.Or(aws.ToInt32(h.Interval), 30)), Timeout: int(cmp.Or(aws.ToInt32(h.Timeout), 5)),
			Retries: int(cmp.Or(aws.ToInt32(h.Retries), 3)), StartPeriod: int(aws.ToInt32(h.StartPeriod)),
		}
	}
	for _, s := range c.Secrets {
		out.Secrets = append(out.Secrets, Secret{aws.ToString(s.Name), aws.ToString(s.ValueFrom)})
	}
	for _, v := range c.Environment {
		if value := aws.ToString(v.Value); len(value) >= shortest {
			out.hidden = append(out.hidden, value)
		}
	}
	if l := c.LogConfiguration; l != nil {
		out.LogDriver = string(l.LogDriver)
		if l.LogDriver == types.LogDriverAwslogs {
			out.LogGroup, out.LogRegion = l.Options["awslogs-group"], l.Options["awslogs-region"]
			out.LogPrefix = l.Options["awslogs-stream-prefix"]
		}
	}
	return out
}
