package scenario

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// file is a scenario as it is written.
type file struct {
	Summary string
	Settle  *time.Duration
	World   world.Options
	Faults  []string

	Clusters          []ecs.CreateClusterInput
	CapacityProviders []ecs.CreateCapacityProviderInput
	Instances         []instance
	TaskDefinitions   []ecs.RegisterTaskDefinitionInput
	Services          []ecs.CreateServiceInput

	Images          []image
	TargetGroups    []targetGroup
	Alarms          []alarm
	Roles           []role
	Secrets         []secret
	Parameters      []parameter
	LogGroups       []logGroup
	Repositories    []repository
	Hooks           []hook
	ScalableTargets []scalable

	Timeline []moment
	Expect   []Expectation
}

// defaultSettle is how long the tasks of a scenario have run when it starts, and
// a little.
const defaultSettle = 12*time.Minute + 30*time.Second

// Longer or more would only be mistakes.
const (
	second   = int64(time.Second)
	day      = int64(24 * time.Hour)
	maxInt32 = 1<<31 - 1
)

var fileTable = shape.Table{
	Name: "Scenario",
	Doc:  "A world that steady sim starts with, and what happens to it later.",
	Keys: []shape.Key{
		{Name: "summary", Field: "Summary", Required: true, Doc: "What the scenario shows, in one line."},
		{
			Name: "settle", Field: "Settle", Least: 0, Most: day,
			Doc: "How long the world has lived when the scenario starts: 12m30s if it is not said, in which " +
				"services come to rest.",
		},
		{Name: "options", Field: "World", Of: &optionsTable, Doc: "What AWS leaves open."},
		{
			Name: "faults", Field: "Faults",
			Doc: "Rules that spoil calls, as --fault takes them: OPERATION:KIND[=VALUE][:RATE][:from=TIME][:for=TIME].",
		},
		{Name: "clusters", Field: "Clusters", Doc: "Clusters, as CreateCluster takes them."},
		{
			Name: "capacityProviders", Field: "CapacityProviders",
			Doc: "Capacity providers, as CreateCapacityProvider takes them.",
		},
		{Name: "instances", Field: "Instances", Of: &instanceTable, Doc: "EC2 instances that have joined a cluster."},
		{
			Name: "taskDefinitions", Field: "TaskDefinitions",
			Doc: "Task definitions, as RegisterTaskDefinition takes them; those of one family become its " +
				"revisions in this order.",
		},
		{
			Name: "services", Field: "Services",
			Doc: "Services that run when the scenario starts, as CreateService takes them.",
		},
		{Name: "images", Field: "Images", Of: &imageTable, Doc: "How the containers of an image behave; others run well."},
		{
			Name: "targetGroups", Field: "TargetGroups", Of: &targetGroupTable,
			Doc: "Target groups of load balancers." + closes,
		},
		{Name: "roles", Field: "Roles", Of: &roleTable, Doc: "IAM roles of tasks." + closes},
		{Name: "secrets", Field: "Secrets", Of: &secretTable, Doc: "Secrets of Secrets Manager." + closes},
		{
			Name: "parameters", Field: "Parameters", Of: &parameterTable,
			Doc: "Parameters of the Systems Manager Parameter Store." + closes,
		},
		{Name: "logGroups", Field: "LogGroups", Of: &logGroupTable, Doc: "Log groups of CloudWatch Logs." + closes},
		{
			Name: "repositories", Field: "Repositories", Of: &repositoryTable,
			Doc: "Repositories of the account's registry in ECR." + closes,
		},
		{Name: "alarms", Field: "Alarms", Of: &alarmTable, Doc: "CloudWatch alarms."},
		{Name: "hooks", Field: "Hooks", Of: &hookTable, Doc: "How the Lambda functions of lifecycle hooks answer."},
		{
			Name: "scalableTargets", Field: "ScalableTargets", Of: &scalableTable,
			Doc: "Services that Application Auto Scaling scales.",
		},
		{Name: "timeline", Field: "Timeline", Of: &momentTable, Doc: "What happens after the start, each at its time."},
		{
			Name: "expect", Field: "Expect", Of: &expectationTable,
			Doc: "What commands of steady end in here. It changes nothing in the world.",
		},
	},
}

// closes is said of the lists without which whatever is asked for is there.
const closes = " If the list is there, however short, there are no others; if not, there is any that is asked for."

var optionsTable = shape.Table{
	Name: "Options",
	Doc:  "What AWS leaves open.",
	Keys: []shape.Key{
		{
			Name: "alarmBake", Field: "AlarmBake", Least: 1, Most: day,
			Doc: "How long the alarms of a deployment are still watched after it has replaced all tasks: 5m if it is not said.",
		},
		{
			Name: "deregistrationDelay", Field: "DeregistrationDelay", Least: -1, Most: day,
			Doc: "How long a target group lets the connections of a stopping task drain: 300s if it is not " +
				"said, none if below 0.",
		},
		{
			Name: "inactiveLag", Field: "InactiveLag", Least: 0, Most: day,
			Doc: "How long after it was deregistered a task definition may still be used: 0s if it is not said, " +
				"with ECS up to 10m.",
		},
		{
			Name: "earlyRelease", Field: "EarlyRelease",
			Doc: "Whether tasks are placed in the room of those that have been told to stop, and held by the " +
				"agent until they are gone.",
		},
		{
			Name: "refuseAbort", Field: "RefuseAbort",
			Doc: "Whether StopServiceDeployment takes no stop type but ROLLBACK, as its documentation says.",
		},
		{
			Name: "longRetry", Field: "LongRetry", Least: 1, Most: day,
			Doc: "How long tasks that fail to start are held back once three in a row have: 5m if it is not said.",
		},
	},
}

// unique are the lists in which no two things may share these keys.
var unique = []struct {
	list string
	keys []string
}{
	{"clusters", []string{"clusterName"}},
	{"capacityProviders", []string{"name"}},
	{"instances", []string{"id"}},
	{"services", []string{"serviceName", "cluster"}},
	{"images", []string{"image"}},
	{"targetGroups", []string{"name"}},
	{"roles", []string{"name"}},
	{"secrets", []string{"name"}},
	{"parameters", []string{"name"}},
	{"logGroups", []string{"name"}},
	{"repositories", []string{"name"}},
	{"scalableTargets", []string{"service", "cluster"}},
	{"alarms", []string{"name"}},
	{"hooks", []string{"target"}},
}
