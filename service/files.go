package service

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/value"
	"github.com/ecs-steady/steady/taskdef"
)

// Files are the files of a service as it runs.
type Files struct {
	Cluster, Service string // names
	// TaskDefinition is the revision that it runs, "family:revision"; Latest is the
	// latest ACTIVE one of the family, where that is another, else "".
	TaskDefinition, Latest string
	// Desired is how many tasks it shall have, -1 where ECS decides (DAEMON). No file
	// says it.
	Desired int
	// Definition is the task-definition file, with the values of the environment;
	// Settings is the service file, empty where all is as ECS sets it by itself. Both
	// are YAML.
	Definition, Settings []byte
}

// Files reads a service and writes the files that make it: a [Client.Plan] with
// them changes nothing, unless Latest says that it would register a revision. The
// number of tasks is left out: it may be that of autoscaling.
//
// Errors: *[NotFoundError], *[InactiveError], *[ConflictError], *[RevisionError],
// and those of ECS, wrapped.
func (c *Client) Files(ctx context.Context, cluster, service string) (Files, error) {
	spec, err := Spec{Cluster: cluster, Service: service}.identify()
	if err != nil {
		return Files{}, err
	}
	running, _, err := c.describe(ctx, spec.Cluster, spec.Service)
	if err != nil {
		return Files{}, err
	}
	f := Files{Cluster: shortName(spec.Cluster, "default"), Service: shortName(spec.Service, ""), Desired: -1}
	if running == nil {
		return f, &NotFoundError{Cluster: f.Cluster, Service: f.Service}
	}
	if aws.ToString(running.TaskDefinition) == "" {
		return f, notOurs(f.Service, controllerOf(running))
	}
	if running.SchedulingStrategy != types.SchedulingStrategyDaemon {
		f.Desired = int(running.DesiredCount)
	}
	if err := c.definitionFile(ctx, &f, aws.ToString(running.TaskDefinition)); err != nil {
		return f, err
	}
	revision, err := c.currentRevision(ctx, running)
	if err != nil {
		return f, err
	}
	f.Settings = settingsFile(running, revision)
	return f, nil
}

func (c *Client) definitionFile(ctx context.Context, f *Files, arn string) error {
	f.TaskDefinition = revisionName(arn)
	runs, tags, err := taskdef.Latest(ctx, c.API, arn)
	if err != nil {
		return err
	}
	if runs == nil {
		return &RevisionError{Revision: f.TaskDefinition}
	}
	f.Definition = taskdef.FileOf(runs, tags)
	latest, _, err := taskdef.Latest(ctx, c.API, aws.ToString(runs.Family))
	if name := taskdef.RevisionOf(latest); name != f.TaskDefinition {
		f.Latest = name
	}
	return err
}

// settingsFile is the service file: what CreateService takes of what runs, without
// what says which service it is, and without defaults.
func settingsFile(running *types.Service, revision *types.ServiceRevision) []byte {
	running.Tags = slices.DeleteFunc(slices.Clone(running.Tags), func(t types.Tag) bool {
		key := aws.ToString(t.Key)
		return len(key) >= 4 && key[:4] == "aws:"
	})
	root := settingsTree(running, revision)
	create := shape.Members(&ecs.CreateServiceInput{})
	for _, m := range slices.Clone(root.Members) {
		if !slices.Contains(create, m.Key.Text) {
			root.Delete(m.Key.Text)
		}
	}
	deleteIdentity(root)
	if role := root.Get("role"); role != nil && role.Text == linkedRole {
		root.Delete("role")
	}
	dropDefaults(root, "", running.SchedulingStrategy == types.SchedulingStrategyDaemon)
	if len(root.Members) == 0 {
		return nil
	}
	value.Escape(root)
	return root.YAML()
}

// linkedRole is the role that ECS takes where none is named (Developer Guide, Using
// service-linked roles for Amazon ECS).
const linkedRole = "AWSServiceRoleForECS"

// required are structures of which a file names all members or none (API reference,
// DeploymentCircuitBreaker, DeploymentAlarms).
var required = []string{"deploymentConfiguration.deploymentCircuitBreaker", "deploymentConfiguration.alarms"}

// dropDefaults removes the members that say what their absence says too, and
// whatever is empty.
func dropDefaults(n *shape.Node, path string, daemon bool) {
	for _, item := range n.Items {
		dropDefaults(item, path+"[]", daemon)
	}
	for _, m := range slices.Clone(n.Members) {
		at := m.Key.Text
		if path != "" {
			at = path + "." + at
		}
		whole := m.Value.Clone()
		dropDefaults(m.Value, at, daemon)
		empty := absent(m.Value) || m.Value.Kind == shape.Map && len(m.Value.Members) == 0
		if empty || isDefault(at, m.Value) || isBound(at, m.Value, daemon) {
			n.Delete(m.Key.Text)
		} else if slices.Contains(required, at) {
			*m.Value = *whole
		}
	}
}

// isBound reports whether a bound of the rollout is the one that ECS sets (API
// reference, DeploymentConfiguration).
func isBound(path string, n *shape.Node, daemon bool) bool {
	lower, upper := "100", "200"
	if daemon {
		lower, upper = "0", "100"
	}
	return path == "deploymentConfiguration.minimumHealthyPercent" && n.Text == lower ||
		path == "deploymentConfiguration.maximumPercent" && n.Text == upper
}
