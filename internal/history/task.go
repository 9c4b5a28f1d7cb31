package history

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// changeTasks starts tasks beside the services, and stops or protects tasks.
func (p *Player) changeTasks() {
	switch p.rng.IntN(7) {
	case 0:
		p.run(p.service())
	case 1:
		if i := p.someInstance(); i != "" {
			p.do("StartTask", &ecs.StartTaskInput{
				TaskDefinition: aws.String(p.define("job")), ContainerInstances: []string{i},
			})
		}
	case 2, 3:
		if t := p.someTask(nil); t != "" {
			p.do("StopTask", &ecs.StopTaskInput{Task: &t, Reason: oneOf(p, nil, aws.String("enough"))})
		}
	default:
		if t := p.someTask(aws.String(p.service())); t != "" {
			p.do("UpdateTaskProtection", &ecs.UpdateTaskProtectionInput{
				Cluster: aws.String("default"), Tasks: []string{t}, ProtectionEnabled: !p.chance(3),
				ExpiresInMinutes: aws.Int32(1 + p.rng.Int32N(20)),
			})
		}
	}
}

// run starts tasks where a service's go.
func (p *Player) run(where string) {
	in := &ecs.RunTaskInput{Count: aws.Int32(1 + p.rng.Int32N(3)), TaskDefinition: aws.String(p.define(where))}
	switch where {
	case edge:
		in.LaunchType, in.NetworkConfiguration = types.LaunchTypeFargate, p.network()
	case scaled:
		in.CapacityProviderStrategy = p.strategy()
	default:
		in.PlacementConstraints, in.PlacementStrategy = p.constraints(), p.placement()
	}
	if p.chance(3) {
		in.ClientToken = aws.String(oneOf(p, "a", "b"))
	}
	p.do("RunTask", in)
}

// someTask is a task that is meant to run, of a service if one is named; "" if
// there is none.
func (p *Player) someTask(service *string) string {
	list := ask[ecs.ListTasksOutput](p, "ListTasks", &ecs.ListTasksInput{ServiceName: service})
	if len(list.TaskArns) == 0 {
		return ""
	}
	return oneOf(p, list.TaskArns...)
}
