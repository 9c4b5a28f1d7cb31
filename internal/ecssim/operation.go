package ecssim

import (
	"strings"

	"github.com/ecs-steady/steady/internal/neighbours"
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// operation is one operation of the API: how its input is read, and what
// answers it.
type operation struct {
	decode func(body []byte) (in any, err error)
	call   func(w *world.World, in any) (out any, err error)
}

// op makes an operation of a method of the world.
func op[In, Out any](do func(*world.World, *In) (*Out, error)) operation {
	return operation{
		decode: func(body []byte) (any, error) {
			in := new(In)
			if err := shape.Unmarshal(body, in); err != nil {
				return nil, err
			}
			return in, nil
		},
		call: func(w *world.World, in any) (any, error) {
			out, err := do(w, in.(*In))
			if err != nil {
				return nil, err
			}
			return out, nil
		},
	}
}

// built are the operations of ECS, all that the SDK has.
var built = map[string]operation{
	"CreateCluster":         op((*world.World).CreateCluster),
	"DeleteCluster":         op((*world.World).DeleteCluster),
	"DescribeClusters":      op((*world.World).DescribeClusters),
	"ListClusters":          op((*world.World).ListClusters),
	"UpdateCluster":         op((*world.World).UpdateCluster),
	"UpdateClusterSettings": op((*world.World).UpdateClusterSettings),

	"RegisterTaskDefinition":     op((*world.World).RegisterTaskDefinition),
	"DeregisterTaskDefinition":   op((*world.World).DeregisterTaskDefinition),
	"DeleteTaskDefinitions":      op((*world.World).DeleteTaskDefinitions),
	"DescribeTaskDefinition":     op((*world.World).DescribeTaskDefinition),
	"ListTaskDefinitions":        op((*world.World).ListTaskDefinitions),
	"ListTaskDefinitionFamilies": op((*world.World).ListTaskDefinitionFamilies),

	"CreateService":    op((*world.World).CreateService),
	"UpdateService":    op((*world.World).UpdateService),
	"DeleteService":    op((*world.World).DeleteService),
	"DescribeServices": op((*world.World).DescribeServices),
	"ListServices":     op((*world.World).ListServices),

	"CreateTaskSet":               op((*world.World).CreateTaskSet),
	"UpdateTaskSet":               op((*world.World).UpdateTaskSet),
	"DeleteTaskSet":               op((*world.World).DeleteTaskSet),
	"DescribeTaskSets":            op((*world.World).DescribeTaskSets),
	"UpdateServicePrimaryTaskSet": op((*world.World).UpdateServicePrimaryTaskSet),

	"ListServiceDeployments":     op((*world.World).ListServiceDeployments),
	"DescribeServiceDeployments": op((*world.World).DescribeServiceDeployments),
	"DescribeServiceRevisions":   op((*world.World).DescribeServiceRevisions),
	"StopServiceDeployment":      op((*world.World).StopServiceDeployment),
	"ContinueServiceDeployment":  op((*world.World).ContinueServiceDeployment),

	"RunTask":       op((*world.World).RunTask),
	"StartTask":     op((*world.World).StartTask),
	"StopTask":      op((*world.World).StopTask),
	"DescribeTasks": op((*world.World).DescribeTasks),
	"ListTasks":     op((*world.World).ListTasks),

	"RegisterContainerInstance":     op((*world.World).RegisterContainerInstance),
	"DeregisterContainerInstance":   op((*world.World).DeregisterContainerInstance),
	"UpdateContainerInstancesState": op((*world.World).UpdateContainerInstancesState),
	"DescribeContainerInstances":    op((*world.World).DescribeContainerInstances),
	"ListContainerInstances":        op((*world.World).ListContainerInstances),

	"CreateCapacityProvider":      op((*world.World).CreateCapacityProvider),
	"UpdateCapacityProvider":      op((*world.World).UpdateCapacityProvider),
	"DeleteCapacityProvider":      op((*world.World).DeleteCapacityProvider),
	"DescribeCapacityProviders":   op((*world.World).DescribeCapacityProviders),
	"PutClusterCapacityProviders": op((*world.World).PutClusterCapacityProviders),

	"PutAccountSetting":        op((*world.World).PutAccountSetting),
	"PutAccountSettingDefault": op((*world.World).PutAccountSettingDefault),
	"DeleteAccountSetting":     op((*world.World).DeleteAccountSetting),
	"ListAccountSettings":      op((*world.World).ListAccountSettings),

	"ListServicesByNamespace": op((*world.World).ListServicesByNamespace),

	"PutAttributes":    op((*world.World).PutAttributes),
	"DeleteAttributes": op((*world.World).DeleteAttributes),
	"ListAttributes":   op((*world.World).ListAttributes),

	"UpdateTaskProtection": op((*world.World).UpdateTaskProtection),
	"GetTaskProtection":    op((*world.World).GetTaskProtection),
	"ExecuteCommand":       op((*world.World).ExecuteCommand),

	"UpdateContainerAgent":         op((*world.World).UpdateContainerAgent),
	"DiscoverPollEndpoint":         op((*world.World).DiscoverPollEndpoint),
	"SubmitTaskStateChange":        op((*world.World).SubmitTaskStateChange),
	"SubmitContainerStateChange":   op((*world.World).SubmitContainerStateChange),
	"SubmitAttachmentStateChanges": op((*world.World).SubmitAttachmentStateChanges),

	"RegisterDaemonTaskDefinition": op((*world.World).RegisterDaemonTaskDefinition),
	"DescribeDaemonTaskDefinition": op((*world.World).DescribeDaemonTaskDefinition),
	"ListDaemonTaskDefinitions":    op((*world.World).ListDaemonTaskDefinitions),
	"DeleteDaemonTaskDefinition":   op((*world.World).DeleteDaemonTaskDefinition),
	"CreateDaemon":                 op((*world.World).CreateDaemon),
	"DescribeDaemon":               op((*world.World).DescribeDaemon),
	"UpdateDaemon":                 op((*world.World).UpdateDaemon),
	"DeleteDaemon":                 op((*world.World).DeleteDaemon),
	"ListDaemons":                  op((*world.World).ListDaemons),
	"DescribeDaemonDeployments":    op((*world.World).DescribeDaemonDeployments),
	"DescribeDaemonRevisions":      op((*world.World).DescribeDaemonRevisions),
	"ListDaemonDeployments":        op((*world.World).ListDaemonDeployments),

	"CreateExpressGatewayService":   op((*world.World).CreateExpressGatewayService),
	"DescribeExpressGatewayService": op((*world.World).DescribeExpressGatewayService),
	"UpdateExpressGatewayService":   op((*world.World).UpdateExpressGatewayService),
	"DeleteExpressGatewayService":   op((*world.World).DeleteExpressGatewayService),

	"CreateGateway":                  op((*world.World).CreateGateway),
	"DescribeGateway":                op((*world.World).DescribeGateway),
	"UpdateGateway":                  op((*world.World).UpdateGateway),
	"DeleteGateway":                  op((*world.World).DeleteGateway),
	"ListGateways":                   op((*world.World).ListGateways),
	"AssociateGatewayWithCluster":    op((*world.World).AssociateGatewayWithCluster),
	"DisassociateGatewayFromCluster": op((*world.World).DisassociateGatewayFromCluster),
	"ListGatewayClusterAssociations": op((*world.World).ListGatewayClusterAssociations),
	"DescribeGatewayResources":       op((*world.World).DescribeGatewayResources),
	"DescribeGatewayRoute":           op((*world.World).DescribeGatewayRoute),
	"ListGatewayRoutes":              op((*world.World).ListGatewayRoutes),

	"TagResource":         op((*world.World).TagResource),
	"UntagResource":       op((*world.World).UntagResource),
	"ListTagsForResource": op((*world.World).ListTagsForResource),
}

// named finds an operation of ECS by its name, or one of its neighbours' by theirs:
// "logs:CreateLogGroup".
func named(name string) (operation, bool) {
	if name == fireName {
		return fireOperation(), true
	}
	if o, ok := neighbours.Find(name); ok {
		return operation{o.Decode, o.Call}, true
	}
	o, ok := built[name]
	return o, ok
}

// mutates says whether an operation may change the world. What agents submit is
// only acknowledged.
func mutates(name string) bool {
	if _, ok := neighbours.Find(name); ok {
		return !neighbours.Reads(name)
	}
	for _, read := range []string{"Describe", "Discover", "Get", "List", "Submit"} {
		if strings.HasPrefix(name, read) {
			return false
		}
	}
	return true
}
