// Package service says what an update of one ECS service would change, and
// carries it out.
//
// Start at [Client.Plan], which only reads, and [Client.Apply], which registers
// a revision where one is needed and creates or updates the service.
// [Client.PlanRollback] and [Client.Rollback] are the same for the way back, and
// [Client.History] tells how past deployments ended. [Parse] reads a service file,
// [Client.Files] writes one of a service that runs. A rerun after a crash changes
// nothing twice. What follows, the watch, is the business of package watch, whose
// example goes from a [Spec] to the end of its [Deployment].
package service

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/taskdef"
)

// Spec is what one service should become.
type Spec struct {
	Cluster string // name or ARN; "" is the one that File names, else default
	Service string // name or ARN; "" is the one that File names
	// Definition or Revision says what it should run; both empty means the
	// revision that File names, else what it runs.
	Definition *taskdef.Definition // a file: registered if it differs
	Revision   string              // FAMILY[:REVISION] or an ARN, already registered

	// File holds the settings of the service, nil where there are none to change.
	File *File

	// DesiredCount, where not nil, counts more than the one of File.
	DesiredCount       *int32
	ForceNewDeployment bool
	// ForceRegister registers even what is identical to the latest revision.
	ForceRegister bool
	// ShowValues has the Plan tell the values of environment variables.
	ShowValues bool
}

// Action is what a Plan does to the service.
type Action string

// The actions of a Plan.
const (
	Create Action = "create"
	Update Action = "update"
	None   Action = "none" // nothing differs and nothing is forced
)

// Plan is what Apply would do.
type Plan struct {
	Cluster, Service string // names
	Action           Action

	// Register is true when a revision will be registered. From is the revision
	// the service runs now, To the one it should run: "family:revision", To is ""
	// while it is not registered, From where there is no service.
	Register bool
	From, To string
	// Definition are the differences from From, or, where the service does not
	// exist, from the latest revision.
	Definition taskdef.Diff
	// Settings are the differences of the service's own settings.
	Settings []Setting

	// Desired, MinimumHealthyPercent and MaximumPercent are those the rollout
	// will run under; -1 where ECS decides (Desired of a DAEMON service).
	Desired, MinimumHealthyPercent, MaximumPercent int

	spec     Spec
	running  *types.Service    // nil where there is none
	replaces *types.Service    // a deleted service of the same name, or nil
	network  types.NetworkMode // of what it should run
	seen     []types.TaskDefinition
	revision *types.TaskDefinition // of what it should run, where that is named and not a file's
}

// Setting is one difference of a service's settings.
type Setting struct {
	taskdef.Change
	// NewDeployment is true where ECS starts a new deployment for it (API
	// reference, UpdateService).
	NewDeployment bool
}

// Deployment is what Apply started, or found running where it had nothing to do.
type Deployment struct {
	Cluster, Service string // names
	// ID is the PRIMARY deployment of the reply, "ecs-svc/…".
	ID string
	// TaskDefinition is the revision it runs, "family:revision".
	TaskDefinition string
	// Previous is the PRIMARY deployment before, PreviousTaskDefinition its
	// revision; both "" for a new service. Previous equal to ID says that ECS
	// started nothing.
	Previous, PreviousTaskDefinition string
	CreatedAt                        time.Time
	Desired                          int
	// Created is true when the service was created, Registered when a revision was.
	Created, Registered bool
}

// API is what this package calls of ECS; *ecs.Client satisfies it.
type API interface {
	taskdef.API
	DescribeServices(context.Context, *ecs.DescribeServicesInput, ...func(*ecs.Options)) (
		*ecs.DescribeServicesOutput, error)
	CreateService(context.Context, *ecs.CreateServiceInput, ...func(*ecs.Options)) (*ecs.CreateServiceOutput, error)
	UpdateService(context.Context, *ecs.UpdateServiceInput, ...func(*ecs.Options)) (*ecs.UpdateServiceOutput, error)
	StopServiceDeployment(context.Context, *ecs.StopServiceDeploymentInput, ...func(*ecs.Options)) (
		*ecs.StopServiceDeploymentOutput, error)
	RecordAPI
}

// RecordAPI is what is called to read what ECS keeps of the deployments of a
// service. A plan calls DescribeServiceRevisions only for members that nothing
// else shows.
type RecordAPI interface {
	ListServiceDeployments(context.Context, *ecs.ListServiceDeploymentsInput, ...func(*ecs.Options)) (
		*ecs.ListServiceDeploymentsOutput, error)
	DescribeServiceDeployments(context.Context, *ecs.DescribeServiceDeploymentsInput, ...func(*ecs.Options)) (
		*ecs.DescribeServiceDeploymentsOutput, error)
	DescribeServiceRevisions(context.Context, *ecs.DescribeServiceRevisionsInput, ...func(*ecs.Options)) (
		*ecs.DescribeServiceRevisionsOutput, error)
}

var _ API = (*ecs.Client)(nil)

// Client plans and applies changes of services.
type Client struct {
	API API
	// Registered, where not nil, is told of a registration as soon as it is done,
	// before the service is touched.
	Registered func(taskdef.Registration)
}
