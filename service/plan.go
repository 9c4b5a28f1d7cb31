package service

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/taskdef"
)

// Plan reads what is registered and running and says what Apply would do.
//
// Errors: *[NotFoundError], *[InactiveError], *[RevisionError], *[ConflictError],
// and those of ECS, wrapped.
func (c *Client) Plan(ctx context.Context, spec Spec) (Plan, error) {
	spec, err := spec.identify()
	if err != nil {
		return Plan{}, err
	}
	p := Plan{
		Cluster: shortName(spec.Cluster, "default"), Service: shortName(spec.Service, ""),
		Action: Update, spec: spec,
	}
	if p.running, p.replaces, err = c.describe(ctx, spec.Cluster, spec.Service); err != nil {
		return Plan{}, err
	}
	switch {
	case p.running != nil:
		p.From = revisionName(aws.ToString(p.running.TaskDefinition))
	case spec.File == nil:
		return Plan{}, &NotFoundError{Cluster: p.Cluster, Service: p.Service}
	default:
		p.Action = Create
	}
	if err := c.compare(ctx, &p); err != nil {
		return Plan{}, err
	}
	p.bounds()
	if p.Action == Update && !p.changes() {
		p.Action = None
	}
	return p, nil
}

// compare fills in what differs, and stops a plan that cannot be carried out.
func (c *Client) compare(ctx context.Context, p *Plan) error {
	if err := c.planDefinition(ctx, p); err != nil {
		return err
	}
	if missing := p.missing(); len(missing) > 0 {
		return &NotFoundError{Cluster: p.Cluster, Service: p.Service, Missing: missing}
	}
	if err := p.refuseRollout(); err != nil {
		return err
	}
	revision, err := c.revision(ctx, p)
	if err != nil {
		return err
	}
	return p.planSettings(revision)
}

// missing are the members without which ECS creates no such service (API
// reference, CreateService, taskDefinition, desiredCount, networkConfiguration).
func (p *Plan) missing() []string {
	if p.Action != Create {
		return nil
	}
	var out []string
	file := p.spec.File.Create
	external := file.DeploymentController != nil &&
		file.DeploymentController.Type == types.DeploymentControllerTypeExternal
	if p.To == "" && !p.Register && !external {
		out = append(out, "taskDefinition")
	}
	if p.desired() == nil && !p.daemon() {
		out = append(out, "desiredCount")
	}
	if p.network == types.NetworkModeAwsvpc && file.NetworkConfiguration == nil {
		out = append(out, "networkConfiguration")
	}
	return out
}

// planDefinition finds the revision that the service should run.
func (c *Client) planDefinition(ctx context.Context, p *Plan) error {
	switch {
	case p.spec.Definition != nil:
		return c.planFile(ctx, p)
	case p.spec.Revision != "":
		return c.planRevision(ctx, p, p.spec.Revision)
	}
	p.To = p.From
	return nil
}

// planFile compares a file with the latest revision of its family, which is kept
// if it is identical, and with the revision that runs.
func (c *Client) planFile(ctx context.Context, p *Plan) error {
	definition := p.spec.Definition
	p.network = definition.Input.NetworkMode
	latest, tags, err := taskdef.Latest(ctx, c.API, aws.ToString(definition.Input.Family))
	if err != nil {
		return err
	}
	p.see(latest)
	p.Definition = p.spec.difference(latest, tags)
	if latest != nil && len(p.Definition) == 0 && !p.spec.ForceRegister {
		p.To = taskdef.RevisionOf(latest)
	} else {
		p.Register = true
	}
	if p.From == "" || latest != nil && p.From == taskdef.RevisionOf(latest) {
		return nil
	}
	runs, tags, err := taskdef.Latest(ctx, c.API, p.From)
	if err != nil {
		return err
	}
	p.see(runs)
	p.Definition = p.spec.difference(runs, tags)
	return nil
}

// see keeps a task definition that was read.
func (p *Plan) see(td *types.TaskDefinition) {
	if td != nil {
		p.seen = append(p.seen, *td)
	}
}

// difference is what the file changes, coming from a revision.
func (s *Spec) difference(from *types.TaskDefinition, tags []types.Tag) taskdef.Diff {
	diff := s.Definition.Diff(from, tags)
	if s.ShowValues {
		var before []types.ContainerDefinition
		if from != nil {
			before = from.ContainerDefinitions
		}
		diff = diff.Reveal(before, s.Definition.Input.ContainerDefinitions)
	}
	return diff
}

func (c *Client) planRevision(ctx context.Context, p *Plan, ref string) error {
	td, _, err := taskdef.Latest(ctx, c.API, ref)
	switch {
	case err != nil:
		return err
	case td == nil:
		return &RevisionError{Revision: ref}
	case td.Status == types.TaskDefinitionStatusInactive || td.Status == types.TaskDefinitionStatusDeleteInProgress:
		return &RevisionError{Revision: ref, Inactive: true}
	}
	p.see(td)
	p.To, p.network, p.revision = taskdef.RevisionOf(td), td.NetworkMode, td
	if p.From == "" || p.From == p.To {
		return nil
	}
	runs, _, err := taskdef.Latest(ctx, c.API, p.From)
	if err != nil || runs == nil {
		return err
	}
	p.see(runs)
	p.Definition = taskdef.CompareRevisions(runs, td)
	if p.spec.ShowValues {
		p.Definition = p.Definition.Reveal(runs.ContainerDefinitions, td.ContainerDefinitions)
	}
	return nil
}

// changes reports whether an update would change anything.
func (p *Plan) changes() bool {
	return p.Register || p.From != p.To || len(p.Settings) > 0 || p.spec.ForceNewDeployment
}

// shortName is the last part of a name or ARN, or otherwise where it is empty.
func shortName(ref, otherwise string) string {
	if ref == "" {
		return otherwise
	}
	return ref[strings.LastIndexByte(ref, '/')+1:]
}

// clusterOf is the cluster that the ARN of a service names, "" for a name and
// for the short form of old ARNs (Developer Guide, Amazon Resource Names).
func clusterOf(service string) string {
	if parts := strings.Split(service, "/"); strings.HasPrefix(service, "arn:") && len(parts) == 3 {
		return parts[1]
	}
	return ""
}

// revisionName is "family:revision" of an ARN.
func revisionName(arn string) string { return shortName(arn, "") }

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
