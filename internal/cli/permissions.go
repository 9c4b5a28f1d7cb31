package cli

import (
	"slices"
	"strings"
)

// object is what an action is allowed on (Service Authorization Reference, Actions,
// resources, and condition keys for Amazon ECS, Elastic Load Balancing V2, CloudWatch
// Logs and the services that [awsclient.Clients.Ask] knows).
type object int

// The objects, in the order of the statements of a policy.
const (
	services object = iota
	deployments
	revisions
	definitions
	clusters
	tasks
	instances
	// inCluster is for actions that take no ARN but a cluster as condition.
	inCluster
	// everything is for actions that nothing narrows.
	everything
	// logs are what commands can do without: they then say less, and end alike.
	logs
	// What is asked before a deploy, of what its tasks need, can be done without as well:
	// what is not there is then found out by the tasks.
	images
	roles
	readers // roles that may read
	secrets
	logGroups
	// lookups are those of them that nothing narrows.
	lookups
)

// sids name the statements of a policy.
var sids = map[object]string{
	services: "Services", deployments: "ServiceDeployments", revisions: "ServiceRevisions",
	definitions: "TaskDefinitions", clusters: "Cluster", tasks: "Tasks", instances: "ContainerInstances",
	inCluster: "InTheCluster", everything: "Anything", logs: "OptionalLogs",
	images: "OptionalImages", roles: "OptionalRoles", readers: "OptionalAccess", secrets: "OptionalSecrets",
	logGroups: "OptionalLogGroups", lookups: "OptionalChecks",
}

// permission is one action of IAM with the commands that call it.
type permission struct {
	action   string
	on       object
	commands string // names, with spaces between them
}

// Commands that call the same operations.
const (
	watching   = "deploy rollback update watch"
	explaining = "explain report " + watching
	foreseeing = "plan " + explaining
	checking   = "check deploy plan"
)

// permissions is the one table of the operations that commands call. A test holds
// it against what they do call.
var permissions = []permission{
	{"ecs:CreateService", services, "deploy"},
	{"ecs:DescribeServices", services, "doctor history init status " + foreseeing},
	{"ecs:ListServiceDeployments", services, "doctor history " + foreseeing},
	{"ecs:UpdateService", services, watching},
	{"ecs:DescribeServiceDeployments", deployments, "doctor history " + explaining},
	{"ecs:StopServiceDeployment", deployments, watching},
	{"ecs:DescribeServiceRevisions", revisions, "doctor history init " + explaining},
	{"ecs:RegisterTaskDefinition", definitions, "deploy register"},
	{"ecs:DescribeClusters", clusters, "deploy doctor plan"},
	{"ecs:ListContainerInstances", clusters, "doctor " + foreseeing},
	{"ecs:DescribeTasks", tasks, "doctor status " + foreseeing},
	{"ecs:GetTaskProtection", tasks, "deploy doctor plan"},
	{"ecs:DescribeContainerInstances", instances, "doctor " + foreseeing},
	{"ecs:ListServices", inCluster, "init"},
	{"ecs:ListTasks", inCluster, "doctor status " + foreseeing},
	{"ecs:DescribeTaskDefinition", everything, "doctor init register " + foreseeing},
	{"application-autoscaling:DescribeScalableTargets", everything, "deploy plan"},
	{"elasticloadbalancing:DescribeTargetGroupAttributes", everything, "doctor " + foreseeing},
	{"elasticloadbalancing:DescribeTargetGroups", everything, "check doctor " + foreseeing},
	{"elasticloadbalancing:DescribeTargetHealth", everything, "doctor " + watching},
	{"sts:GetCallerIdentity", everything, "doctor"},
	{"logs:GetLogEvents", logs, explaining},
	{"ecr:DescribeImages", images, checking},
	{"ecr:ListImages", images, checking},
	{"iam:GetRole", roles, checking},
	{"iam:SimulatePrincipalPolicy", readers, checking},
	{"secretsmanager:DescribeSecret", secrets, checking},
	{"logs:DescribeLogStreams", logGroups, checking},
	{"ecr:DescribePullThroughCacheRules", lookups, checking},
	{"ssm:DescribeParameters", lookups, checking},
}

// permitted are the commands that the table has.
func permitted() []string {
	var names []string
	for _, p := range permissions {
		names = append(names, strings.Fields(p.commands)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// calls reports whether one of the commands calls an operation.
func calls(commands []string, action string) bool {
	return slices.ContainsFunc(permissions, func(p permission) bool {
		return p.action == action &&
			slices.ContainsFunc(commands, func(c string) bool { return slices.Contains(strings.Fields(p.commands), c) })
	})
}
