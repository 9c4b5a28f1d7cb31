package history

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Mend makes all good again, whatever has happened: new hosts in the place of the
// old ones, an image that runs well, no alarm and no protection. Then every
// service has to come to rest within the hour.
func (p *Player) Mend() {
	p.draw(0)
	p.host.SetAlarm(alarm, false)
	for _, i := range p.instances() {
		p.do("DeregisterContainerInstance", &ecs.DeregisterContainerInstanceInput{
			ContainerInstance: &i, Force: aws.Bool(true),
		})
	}
	for _, provider := range []string{"", "scaled", "fixed"} {
		p.host.Grow(Machine{Zone: "us-east-1a", Provider: provider, CPU: 65536, Memory: 65536})
	}
	for _, t := range ask[ecs.ListTasksOutput](p, "ListTasks", &ecs.ListTasksInput{}).TaskArns {
		p.do("UpdateTaskProtection", &ecs.UpdateTaskProtectionInput{
			Cluster: aws.String("default"), Tasks: []string{t},
		})
	}
	for _, name := range Services() {
		p.mendService(name)
	}
	p.mendSets()
}

// mendService deploys what runs well.
func (p *Player) mendService(name string) {
	minimum, maximum := int32(100), int32(200)
	if name == daemon {
		minimum, maximum = 0, 100
	}
	in := &ecs.UpdateServiceInput{
		Service: &name, TaskDefinition: aws.String(p.register(name, "good", 0)),
		DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent: &minimum, MaximumPercent: &maximum,
			EarlySuccessCriteria: &types.DeploymentEarlySuccessCriteria{},
		},
	}
	if name == shop {
		in.DeploymentConfiguration.Strategy = types.DeploymentStrategyBlueGreen
		in.DeploymentConfiguration.BakeTimeInMinutes = aws.Int32(1)
		in.DeploymentConfiguration.LifecycleHooks = []types.DeploymentLifecycleHook{}
	}
	if name != edge {
		in.PlacementConstraints = []types.PlacementConstraint{}
	}
	p.do("UpdateService", in)
}
