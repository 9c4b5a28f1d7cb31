package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

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
