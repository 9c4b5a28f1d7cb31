package history

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// changeCapacity lets instances join, drain, come back and leave.
func (p *Player) changeCapacity() {
	i := p.someInstance()
	switch {
	case i == "" || p.chance(4):
		p.grow()
	case p.chance(3):
		p.do("UpdateContainerInstancesState", &ecs.UpdateContainerInstancesStateInput{
			ContainerInstances: []string{i},
			Status:             oneOf(p, types.ContainerInstanceStatusActive, types.ContainerInstanceStatusDraining),
		})
	case p.chance(3):
		value := oneOf(p, "prod", "prod", "test")
		p.do("PutAttributes", &ecs.PutAttributesInput{Attributes: []types.Attribute{{
			Name: aws.String("stack"), Value: &value, TargetId: &i,
		}}})
	case p.chance(2):
		p.host.Connect(i, !p.chance(3))
	case p.chance(2):
		p.host.Terminate(i)
	default:
		p.do("DeregisterContainerInstance", &ecs.DeregisterContainerInstanceInput{
			ContainerInstance: &i, Force: aws.Bool(!p.chance(3)),
		})
	}
}

// grow adds an instance to the cluster.
func (p *Player) grow() {
	p.host.Grow(Machine{
		Zone: oneOf(p, "us-east-1a", "us-east-1b", "us-east-1c"), CPU: 2048, Memory: 256 + p.rng.Int32N(1024),
		Provider: oneOf(p, "", "", "scaled", "fixed"),
	})
}

// someInstance is an instance of the cluster, "" if there is none.
func (p *Player) someInstance() string {
	arns := p.instances()
	if len(arns) == 0 {
		return ""
	}
	return oneOf(p, arns...)
}

func (p *Player) instances() []string {
	in := &ecs.ListContainerInstancesInput{}
	return ask[ecs.ListContainerInstancesOutput](p, "ListContainerInstances", in).ContainerInstanceArns
}
