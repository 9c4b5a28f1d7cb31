package forecast

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
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
	// New: there is no such service yet; Service then holds what it will be.
	New bool
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
	// Refusal is why ECS would refuse the change, where that was found while reading; ""
	// otherwise.
	Refusal string
	// Unread says what could not be read, and why.
	Unread []string

	later time.Duration // how long the state goes on by itself before anything is changed
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
	// Create, where not nil, creates the service; Update then says nothing.
	Create *ecs.CreateServiceInput
	// Update names the service, and what of it changes.
	Update ecs.UpdateServiceInput
}

// revision is the revision that the change names, "" if none.
func (c Change) revision() string {
	switch {
	case c.Register != nil:
		return ""
	case c.Create != nil:
		return aws.ToString(c.Create.TaskDefinition)
	}
	return aws.ToString(c.Update.TaskDefinition)
}

// configured is the change with another deployment configuration.
func (c Change) configured(edit func(*types.DeploymentConfiguration)) Change {
	d := types.DeploymentConfiguration{}
	if now := c.configuration(); now != nil {
		d = *now
	}
	edit(&d)
	if c.Create != nil {
		in := *c.Create
		in.DeploymentConfiguration = &d
		c.Create = &in
	} else {
		c.Update.DeploymentConfiguration = &d
	}
	return c
}

// configuration is the deployment configuration of the change, nil if it has none.
func (c Change) configuration() *types.DeploymentConfiguration {
	if c.Create != nil {
		return c.Create.DeploymentConfiguration
	}
	return c.Update.DeploymentConfiguration
}

// counted is the change for another number of tasks.
func (c Change) counted(n int32) Change {
	if c.Create != nil {
		in := *c.Create
		in.DesiredCount = &n
		c.Create = &in
	} else {
		c.Update.DesiredCount = &n
	}
	return c
}

// unconstrained is the change for a service without placement constraints.
func (c Change) unconstrained() Change {
	if c.Create != nil {
		in := *c.Create
		in.PlacementConstraints = nil
		c.Create = &in
	} else {
		c.Update.PlacementConstraints = []types.PlacementConstraint{}
	}
	return c
}
