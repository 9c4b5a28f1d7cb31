package world

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// toRun finds a task definition that new tasks may be started from. API
// reference, DeregisterTaskDefinition.
func (w *World) toRun(ref *string) (*revision, error) {
	return w.usable(aws.ToString(ref))
}

// invalidParameterf is invalidParameter with a format.
func invalidParameterf(format string, args ...any) error {
	return invalidParameter(fmt.Sprintf(format, args...))
}

// missing is the failure of a Describe operation for what does not exist.
// Developer Guide, API failure reasons.
func missing(arn string) types.Failure {
	return types.Failure{Arn: aws.String(arn), Reason: aws.String("MISSING")}
}

// checkNetwork holds the network of tasks to what their mode and launch type
// need. API reference, NetworkConfiguration; Developer Guide, Task networking.
func checkNetwork(def *types.TaskDefinition, network *types.NetworkConfiguration, l launch) error {
	awsvpc := def.NetworkMode == types.NetworkModeAwsvpc
	given := network != nil && network.AwsvpcConfiguration != nil
	switch {
	case l.fargate() && !awsvpc:
		return clientError("Fargate only supports network mode ‘awsvpc’.")
	case l.fargate() && len(def.Compatibilities) > 0 && !slices.Contains(def.Compatibilities, types.CompatibilityFargate):
		return clientError("Task definition does not support launch_type FARGATE.")
	case awsvpc && !given:
		return invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
	case !awsvpc && given:
		return invalidParameter("Network Configuration is not valid for the given networkMode of this task definition.")
	case awsvpc && len(network.AwsvpcConfiguration.Subnets) == 0:
		return invalidParameter("subnets can not be empty.")
	case awsvpc && len(network.AwsvpcConfiguration.Subnets) > 16:
		return invalidParameter("subnets can have at most 16 items.")
	case awsvpc && len(network.AwsvpcConfiguration.SecurityGroups) > 5:
		return invalidParameter("securityGroups can have at most 5 items.")
	case awsvpc && !l.fargate() && network.AwsvpcConfiguration.AssignPublicIp == types.AssignPublicIpEnabled:
		return invalidParameter("Assign public IP is not supported for this launch type.")
	}
	return nil
}

// privately is a network configuration that says whether tasks get a public IP
// address: by default they do not. API reference, AwsVpcConfiguration,
// assignPublicIp.
func privately(n *types.NetworkConfiguration) *types.NetworkConfiguration {
	if n == nil || n.AwsvpcConfiguration == nil || n.AwsvpcConfiguration.AssignPublicIp != "" {
		return n
	}
	vpc := *n.AwsvpcConfiguration
	vpc.AssignPublicIp = types.AssignPublicIpDisabled
	return &types.NetworkConfiguration{AwsvpcConfiguration: &vpc}
}

// checkPlacement checks constraints and strategies. Fargate has no instances to
// place tasks on. API reference, CreateService.
func checkPlacement(constraints []types.PlacementConstraint, strategies []types.PlacementStrategy, l launch) error {
	if l.fargate() && len(strategies) > 0 {
		return invalidParameter("Placement strategies are not supported with FARGATE launch type.")
	}
	if l.fargate() && len(constraints) > 0 {
		return invalidParameter("Placement constraints are not supported with FARGATE launch type.")
	}
	if len(constraints) > 10 {
		return invalidParameter("placementConstraints can have at most 10 items.")
	}
	if len(strategies) > 5 {
		return invalidParameter("placementStrategy can have at most 5 items.")
	}
	for _, c := range constraints {
		if !slices.Contains(c.Type.Values(), c.Type) {
			return invalidParameterf("Invalid placement constraint type %q.", string(c.Type))
		}
		if c.Type == types.PlacementConstraintTypeDistinctInstance && c.Expression != nil {
			return invalidParameter("The distinctInstance placement constraint takes no expression.")
		}
	}
	for _, s := range strategies {
		if !slices.Contains(s.Type.Values(), s.Type) {
			return invalidParameterf("Invalid placement strategy type %q.", string(s.Type))
		}
	}
	_, err := members(constraints, nil)
	return err
}
