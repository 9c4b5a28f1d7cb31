package history

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// define registers a revision of a random image, port and health check in the
// family of a service, and gives its ARN.
func (p *Player) define(family string) string {
	return p.register(family, oneOf(p, names...), int32(p.rng.IntN(4)/3*80), p.sidecars()...)
}

// register registers a revision that runs an image, on a host port of its own
// unless that is 0, beside other containers.
func (p *Player) register(family, image string, port int32, beside ...types.ContainerDefinition) string {
	return p.enroll(p.revision(family, image, port, beside...))
}

// enroll registers a revision and gives its ARN, the family's name where it is refused.
func (p *Player) enroll(in *ecs.RegisterTaskDefinitionInput) string {
	out := ask[ecs.RegisterTaskDefinitionOutput](p, "RegisterTaskDefinition", in)
	if out.TaskDefinition == nil {
		return *in.Family
	}
	return aws.ToString(out.TaskDefinition.TaskDefinitionArn)
}

// revision is one that register registers.
func (p *Player) revision(
	family, image string, port int32, beside ...types.ContainerDefinition,
) *ecs.RegisterTaskDefinitionInput {
	app := types.ContainerDefinition{
		Name: aws.String("app"), Image: &image, Cpu: p.rng.Int32N(3) * 256, Memory: aws.Int32(128),
		PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80), HostPort: &port}},
	}
	if p.chance(3) {
		app.HealthCheck = &types.HealthCheck{Command: []string{"CMD", "true"}, Interval: aws.Int32(10)}
	}
	if p.chance(6) {
		app.StopTimeout = aws.Int32(2 + p.rng.Int32N(100))
	}
	in := &ecs.RegisterTaskDefinitionInput{
		Family: &family, ContainerDefinitions: append([]types.ContainerDefinition{app}, beside...),
	}
	if family == edge {
		in.NetworkMode, in.Cpu, in.Memory = types.NetworkModeAwsvpc, aws.String("1024"), aws.String("2048")
		in.ContainerDefinitions[0].PortMappings[0].HostPort = nil
	}
	return in
}

// sidecars are most often none, or one that may end.
func (p *Player) sidecars() []types.ContainerDefinition {
	if !p.chance(4) {
		return nil
	}
	side := types.ContainerDefinition{
		Name: aws.String("side"), Image: aws.String(oneOf(p, "good", "crash", "flap", "sick")), Memory: aws.Int32(32),
		Essential: aws.Bool(p.chance(2)),
	}
	switch p.rng.IntN(4) {
	case 0:
		side.DependsOn = []types.ContainerDependency{{
			ContainerName: aws.String("app"), Condition: types.ContainerConditionStart,
		}}
	case 1:
		side.RestartPolicy = &types.ContainerRestartPolicy{
			Enabled: aws.Bool(true), RestartAttemptPeriod: aws.Int32(60), IgnoredExitCodes: []int32{2},
		}
	}
	return []types.ContainerDefinition{side}
}

// changeDefinitions deregisters or deletes a revision, or moves the image latest.
func (p *Player) changeDefinitions() {
	family := p.service()
	switch p.rng.IntN(4) {
	case 0, 1:
		p.host.SetImage("latest", images[oneOf(p, names...)])
	case 2:
		if arn := p.someDefinition(family, types.TaskDefinitionStatusActive); arn != "" {
			p.do("DeregisterTaskDefinition", &ecs.DeregisterTaskDefinitionInput{TaskDefinition: &arn})
		}
	case 3:
		if arn := p.someDefinition(family, types.TaskDefinitionStatusInactive); arn != "" {
			p.do("DeleteTaskDefinitions", &ecs.DeleteTaskDefinitionsInput{TaskDefinitions: []string{arn}})
		}
	}
}

// someDefinition is a revision of a family in a status, "" if there is none.
func (p *Player) someDefinition(family string, status types.TaskDefinitionStatus) string {
	list := ask[ecs.ListTaskDefinitionsOutput](p, "ListTaskDefinitions", &ecs.ListTaskDefinitionsInput{
		FamilyPrefix: &family, Status: status,
	})
	if len(list.TaskDefinitionArns) == 0 {
		return ""
	}
	return oneOf(p, list.TaskDefinitionArns...)
}
