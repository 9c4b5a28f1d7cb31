package forecast

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// State is what was read of a service and of what its tasks run on. It is plain
// data: nothing of it changes once it was read.
type State struct {
	// At is when it was read, by the clock of this machine.
	At      time.Time
	Cluster string // its name
	Service types.Service
	// Tasks are those of the service that are not STOPPED, also those on their way
	// there while a rollout is under way.
	Tasks []types.Task
	// Placed: the tasks were not read; they stand for those that the service has, each
	// where it can be.
	Placed bool
	// Definitions are those of the service's deployments and the one that the change
	// names.
	Definitions []types.TaskDefinition
	// Instances are all of the cluster; none are read where no task needs one.
	Instances []types.ContainerInstance
	// Providers are the capacity providers that the service names, but Fargate's.
	Providers []types.CapacityProvider
	// Protected is until when tasks are protected, by their ARN.
	Protected map[string]time.Time
	// Groups are the target groups of the service that could be read.
	Groups []TargetGroup
	// Past are the rollouts that have settled, the newest first.
	Past []Rollout
	// Scaled: Application Auto Scaling may change the desired count between Least and
	// Most.
	Scaled      bool
	Least, Most int
	// Unread says what could not be read, and why.
	Unread []string
}

// TargetGroup is a target group of Elastic Load Balancing.
type TargetGroup struct {
	ARN, Name string
	Type      string // instance, ip, lambda or alb
	// Delay is the deregistration delay.
	Delay              time.Duration
	Interval           time.Duration // of its health checks
	Healthy, Unhealthy int           // how many in a row count
}

// Rollout is one that settled.
type Rollout struct {
	Started, Finished time.Time
}

// Change is what will be sent.
type Change struct {
	// Register, where not nil, is registered first, and the service is pointed at it.
	Register *ecs.RegisterTaskDefinitionInput
	// Update names the service, and what of it changes.
	Update ecs.UpdateServiceInput
}
