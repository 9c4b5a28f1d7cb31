package history

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Mend makes all good again, whatever has happened: new hosts beside the old ones or
// in their place, an image that runs well, no alarm and no protection. Then every
// service has to come to rest within the hour.
func (p *Player) Mend() {
	p.draw(0)
	p.host.SetAlarm(alarm, false)
	p.mendHosts()
	for _, provider := range []string{"", "scaled", "fixed"} {
		p.host.Grow(Machine{Zone: "us-east-1a", Provider: provider, CPU: 65536, Memory: 65536})
	}
	p.mendTasks()
	for _, name := range Services() {
		p.mendService(name)
	}
	p.mendSets()
}

// mendHosts gives all instances up, or takes them all back as they are: connected and
// not drained. One that no agent comes back to is gone.
func (p *Player) mendHosts() {
	again := p.chance(2)
	for _, i := range p.instances() {
		if again {
			p.host.Connect(i, true)
		}
		if again && p.connected(i) {
			p.do("UpdateContainerInstancesState", &ecs.UpdateContainerInstancesStateInput{
				ContainerInstances: []string{i}, Status: types.ContainerInstanceStatusActive,
			})
			continue
		}
		p.do("DeregisterContainerInstance", &ecs.DeregisterContainerInstanceInput{
			ContainerInstance: &i, Force: aws.Bool(true),
		})
	}
}

// connected says whether the agent of an instance is.
func (p *Player) connected(instance string) bool {
	in := &ecs.DescribeContainerInstancesInput{ContainerInstances: []string{instance}}
	found := ask[ecs.DescribeContainerInstancesOutput](p, "DescribeContainerInstances", in).ContainerInstances
	return len(found) > 0 && found[0].AgentConnected
}

// mendTasks takes the protection of all tasks away and ends those of no service, which
// would have their room for ever.
func (p *Player) mendTasks() {
	arns := ask[ecs.ListTasksOutput](p, "ListTasks", &ecs.ListTasksInput{}).TaskArns
	if len(arns) == 0 {
		return
	}
	for _, arn := range arns {
		p.do("UpdateTaskProtection", &ecs.UpdateTaskProtectionInput{
			Cluster: aws.String("default"), Tasks: []string{arn},
		})
	}
	tasks := ask[ecs.DescribeTasksOutput](p, "DescribeTasks", &ecs.DescribeTasksInput{Tasks: arns}).Tasks
	for _, t := range tasks {
		if !strings.HasPrefix(aws.ToString(t.Group), "service:") {
			p.do("StopTask", &ecs.StopTaskInput{Task: t.TaskArn})
		}
	}
}

// mendService deploys what runs well. A daemon has to wait until others have left the
// instances, which must not fail its deployment.
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
	if name == daemon {
		in.DeploymentConfiguration.DeploymentCircuitBreaker = &types.DeploymentCircuitBreaker{}
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
