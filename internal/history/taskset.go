package history

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// changeSets is what an external deployer does with a service and its task sets.
// Now and then ECS takes the service over, or gives it back.
func (p *Player) changeSets() {
	name, cluster := aws.String(canary), aws.String("default")
	set := p.set()
	switch p.rng.IntN(16) {
	case 0, 1:
		p.createOutside()
	case 2, 3, 4:
		p.addSet(float64(p.rng.IntN(101)))
	case 5, 6, 7:
		p.do("UpdateTaskSet", &ecs.UpdateTaskSetInput{
			Cluster: cluster, Service: name, TaskSet: set, Scale: scale(100 * p.rng.Float64()),
		})
	case 8, 9:
		p.do("UpdateServicePrimaryTaskSet", &ecs.UpdateServicePrimaryTaskSetInput{
			Cluster: cluster, Service: name, PrimaryTaskSet: set,
		})
	case 10, 11:
		p.do("DeleteTaskSet", &ecs.DeleteTaskSetInput{
			Cluster: cluster, Service: name, TaskSet: set, Force: aws.Bool(p.chance(2)),
		})
	case 12, 13:
		p.do("UpdateService", &ecs.UpdateServiceInput{Service: name, DesiredCount: aws.Int32(p.rng.Int32N(6))})
	case 14:
		to := external()
		if p.chance(2) {
			to.Type = types.DeploymentControllerTypeEcs
		}
		p.do("UpdateService", &ecs.UpdateServiceInput{Service: name, DeploymentController: to})
	case 15:
		p.do("DescribeTaskSets", &ecs.DescribeTaskSetsInput{Cluster: cluster, Service: name})
		p.do("DeleteService", &ecs.DeleteServiceInput{Service: name, Force: aws.Bool(p.chance(3))})
	}
}

// createOutside makes the service that has task sets.
func (p *Player) createOutside() {
	p.do("CreateService", &ecs.CreateServiceInput{
		ServiceName: aws.String(canary), DesiredCount: aws.Int32(p.rng.Int32N(6)), DeploymentController: external(),
	})
}

// set is one of the task sets that there are, or one that there is not.
func (p *Player) set() *string {
	ids := []string{"ecs-svc/1"}
	out := ask[ecs.DescribeServicesOutput](p, "DescribeServices", &ecs.DescribeServicesInput{Services: []string{canary}})
	for _, s := range out.Services {
		for _, t := range s.TaskSets {
			ids = append(ids, aws.ToString(t.Id))
		}
	}
	return aws.String(ids[(1+p.rng.IntN(2*len(ids)))%len(ids)])
}

// addSet adds a task set of any image.
func (p *Player) addSet(percent float64) {
	in := &ecs.CreateTaskSetInput{
		Cluster: aws.String("default"), Service: aws.String(canary), TaskDefinition: aws.String(p.define(canary)),
		Scale: scale(percent),
	}
	if p.chance(3) {
		in.LoadBalancers = p.balancers()
	}
	p.do("CreateTaskSet", in)
}

// mendSets leaves one task set, of what runs well, that is PRIMARY.
func (p *Player) mendSets() {
	name, cluster := aws.String(canary), aws.String("default")
	p.do("UpdateService", &ecs.UpdateServiceInput{Service: name, DeploymentController: external()})
	p.do("UpdateService", &ecs.UpdateServiceInput{Service: name, PlacementConstraints: []types.PlacementConstraint{}})
	for _, id := range ask[ecs.DescribeTaskSetsOutput](p, "DescribeTaskSets", &ecs.DescribeTaskSetsInput{
		Cluster: cluster, Service: name,
	}).TaskSets {
		p.do("DeleteTaskSet", &ecs.DeleteTaskSetInput{Cluster: cluster, Service: name, TaskSet: id.Id, Force: aws.Bool(true)})
	}
	added := ask[ecs.CreateTaskSetOutput](p, "CreateTaskSet", &ecs.CreateTaskSetInput{
		Cluster: cluster, Service: name, TaskDefinition: aws.String(p.register(canary, "good", 0)), Scale: scale(70),
	})
	if added.TaskSet != nil {
		p.do("UpdateServicePrimaryTaskSet", &ecs.UpdateServicePrimaryTaskSetInput{
			Cluster: cluster, Service: name, PrimaryTaskSet: added.TaskSet.Id,
		})
	}
}

func external() *types.DeploymentController {
	return &types.DeploymentController{Type: types.DeploymentControllerTypeExternal}
}

func scale(percent float64) *types.Scale {
	return &types.Scale{Unit: types.ScaleUnitPercent, Value: percent}
}
