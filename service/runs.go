package service

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Runs is what the tasks of a plan will be, for who wants to look at it beforehand.
// What it points to is not to be changed.
type Runs struct {
	// Definition has the members that a registration sends, or all of a revision that is
	// named.
	Definition    *types.TaskDefinition
	LoadBalancers []types.LoadBalancer
	// Fargate is true where the service runs them there.
	Fargate bool
}

// Runs says what the service will run; nil where neither a file nor a name says
// that it should run anything else, or where nothing changes.
func (p *Plan) Runs() (*Runs, error) {
	runs := Runs{Definition: p.revision}
	if d := p.spec.Definition; d != nil {
		runs.Definition = &types.TaskDefinition{
			Family: d.Input.Family, ContainerDefinitions: d.Input.ContainerDefinitions, NetworkMode: d.Input.NetworkMode,
			ExecutionRoleArn: d.Input.ExecutionRoleArn, TaskRoleArn: d.Input.TaskRoleArn,
			RequiresCompatibilities: d.Input.RequiresCompatibilities,
		}
	}
	if runs.Definition == nil || p.Action == None {
		return nil, nil
	}
	launch, strategy := types.LaunchType(""), []types.CapacityProviderStrategyItem(nil)
	if p.Action == Create {
		file := p.spec.File.Create
		runs.LoadBalancers, launch, strategy = file.LoadBalancers, file.LaunchType, file.CapacityProviderStrategy
	} else {
		update, err := p.updateOf()
		if err != nil {
			return nil, err
		}
		now := p.running
		runs.LoadBalancers, launch, strategy = now.LoadBalancers, now.LaunchType, now.CapacityProviderStrategy
		if update.LoadBalancers != nil {
			runs.LoadBalancers = update.LoadBalancers
		}
		if update.CapacityProviderStrategy != nil {
			launch, strategy = "", update.CapacityProviderStrategy
		}
	}
	runs.Fargate = launch == types.LaunchTypeFargate ||
		slices.ContainsFunc(strategy, func(s types.CapacityProviderStrategyItem) bool {
			return strings.HasPrefix(aws.ToString(s.CapacityProvider), "FARGATE")
		})
	return &runs, nil
}
