// Package service says what an update of one ECS service would change, and
// carries it out.
//
// Start at [Client.Plan], which only reads, and [Client.Apply], which registers
// a revision where one is needed and creates or updates the service. A rerun
// after a crash changes nothing twice. What follows, the watch, is the business
// of package watch.
package service

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/taskdef"
)

// File is one service file: the members of CreateService and UpdateService that
// it names, and only those. A member the file does not name is never sent.
type File struct {
	// Create holds all members the file names, as CreateService takes them.
	Create *ecs.CreateServiceInput
	// Warnings were found while reading and did not stop it.
	Warnings taskdef.Problems

	root *shape.Node
}

// Spec is what one service should become.
type Spec struct {
	Cluster string // name or ARN; "" is the cluster named default
	Service string // name or ARN
	// Exactly one of these three says what it should run; all empty keeps what
	// it runs.
	Definition *taskdef.Definition // a file: registered if it differs
	Revision   string              // FAMILY[:REVISION] or an ARN, already registered

	// File holds the settings of the service, nil where there are none to change.
	File *File

	DesiredCount       *int32
	ForceNewDeployment bool
	// ForceRegister registers even what is identical to the latest revision.
	ForceRegister bool
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

	// Register is true when the definition differs from every revision that
	// could be reused; From is the revision the service runs now and To the one
	// it should run ("family:revision"; "" for To while it is not registered).
	Register bool
	From, To string
	// Definition are the differences from From (or, where the service runs
	// another family or does not exist, from the latest revision).
	Definition taskdef.Diff
	// Settings are the differences of the service's own settings.
	Settings []Setting

	// Desired, MinimumHealthyPercent and MaximumPercent are those the rollout
	// will run under; -1 where unknown (DAEMON).
	Desired, MinimumHealthyPercent, MaximumPercent int

	spec    Spec
	current string // id of the PRIMARY deployment when the plan was made
}

// Setting is one difference of a service's settings.
type Setting struct {
	taskdef.Change
	// NewDeployment is true where ECS starts a new deployment for it (API
	// reference, UpdateService).
	NewDeployment bool
}

// Deployment is what Apply started.
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
	DescribeServices(context.Context, *ecs.DescribeServicesInput, ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error)
	CreateService(context.Context, *ecs.CreateServiceInput, ...func(*ecs.Options)) (*ecs.CreateServiceOutput, error)
	UpdateService(context.Context, *ecs.UpdateServiceInput, ...func(*ecs.Options)) (*ecs.UpdateServiceOutput, error)
}

var _ API = (*ecs.Client)(nil)

// Client plans and applies changes of services.
type Client struct {
	API API
}

var errUnbuilt = errors.New("service: not built yet")

// Parse reads a service file (YAML or JSON): the members of CreateService, or
// what describe-services prints.
func Parse(file taskdef.File, vars func(string) (string, bool)) (*File, error) {
	return nil, errUnbuilt
}

// Plan reads what is registered and running and says what Apply would do.
func (c *Client) Plan(ctx context.Context, spec Spec) (Plan, error) { return Plan{}, errUnbuilt }

// Apply carries a plan out.
func (c *Client) Apply(ctx context.Context, plan Plan) (Deployment, error) {
	return Deployment{}, errUnbuilt
}
