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

	Images []image
	Alarms []alarm
	Hooks  []hook

	Timeline []moment
}

// defaultSettle is how long the tasks of a scenario have run when it starts, and
// a little.
const defaultSettle = 12*time.Minute + 30*time.Second

// Longer or more would only be mistakes.
const (
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
			Doc: "How long the world has lived when the scenario starts: 12m30s if it is not said, in which services come to rest.",
		},
		{Name: "options", Field: "World", Of: &optionsTable, Doc: "What AWS leaves open."},
		{
			Name: "faults", Field: "Faults",
			Doc: "Rules that spoil calls, as --fault takes them: OPERATION:KIND[=VALUE][:RATE][:from=TIME][:for=TIME].",
		},
		{Name: "clusters", Field: "Clusters", Doc: "Clusters, as CreateCluster takes them."},
		{Name: "capacityProviders", Field: "CapacityProviders", Doc: "Capacity providers, as CreateCapacityProvider takes them."},
		{Name: "instances", Field: "Instances", Of: &instanceTable, Doc: "EC2 instances that have joined a cluster."},
		{
			Name: "taskDefinitions", Field: "TaskDefinitions",
			Doc: "Task definitions, as RegisterTaskDefinition takes them; those of one family become its revisions in this order.",
		},
		{Name: "services", Field: "Services", Doc: "Services that run when the scenario starts, as CreateService takes them."},
		{Name: "images", Field: "Images", Of: &imageTable, Doc: "How the containers of an image behave; others run well."},
		{Name: "alarms", Field: "Alarms", Of: &alarmTable, Doc: "CloudWatch alarms."},
		{Name: "hooks", Field: "Hooks", Of: &hookTable, Doc: "How the Lambda functions of lifecycle hooks answer."},
		{Name: "timeline", Field: "Timeline", Of: &momentTable, Doc: "What happens after the start, each at its time."},
	},
}

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
			Doc: "How long a target group lets the connections of a stopping task drain: 300s if it is not said, none if below 0.",
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
	{"alarms", []string{"name"}},
	{"hooks", []string{"target"}},
}
