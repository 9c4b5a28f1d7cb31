package service

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/taskdef"
)

// Plan reads what is registered and running and says what Apply would do.
//
// Errors: *[NotFoundError], *[InactiveError], *[RevisionError], *[ConflictError],
// and those of ECS, wrapped.
func (c *Client) Plan(ctx context.Context, spec Spec) (Plan, error) {
	running, err := c.describe(ctx, spec.Cluster, spec.Service)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{
		Cluster: shortName(spec.Cluster, "default"), Service: shortName(spec.Service, ""),
		Action: Update, spec: spec, running: running,
		Desired: -1, MinimumHealthyPercent: -1, MaximumPercent: -1,
	}
	if running == nil {
		if spec.File == nil {
			return Plan{}, &NotFoundError{Cluster: p.Cluster, Service: p.Service}
		}
		p.Action = Create
	} else {
		p.From = revisionName(aws.ToString(running.TaskDefinition))
		if err := refuse(running, spec); err != nil {
			return Plan{}, err
		}
	}
	if err := c.planDefinition(ctx, &p); err != nil {
		return Plan{}, err
	}
	if err := p.planSettings(); err != nil {
		return Plan{}, err
	}
	p.bounds()
	if p.Action == Update && !p.changes() {
		p.Action = None
	}
	return p, nil
}

// describe reads one service; nil where there is none, or only the memory of one.
func (c *Client) describe(ctx context.Context, cluster, service string) (*types.Service, error) {
	out, err := c.API.DescribeServices(ctx, &ecs.DescribeServicesInput{
		Cluster: optional(cluster), Services: []string{service},
		Include: []types.ServiceField{types.ServiceFieldTags},
	})
	if err != nil {
		return nil, fmt.Errorf("describe service %q: %w", shortName(service, ""), err)
	}
	for _, s := range out.Services {
		switch aws.ToString(s.Status) {
		case "DRAINING":
			return nil, &InactiveError{Cluster: shortName(cluster, "default"), Service: shortName(service, ""), Status: "DRAINING"}
		case "INACTIVE":
			continue // its name may be used again (API reference, DeleteService)
		}
		return &s, nil
	}
	for _, f := range out.Failures {
		if reason := aws.ToString(f.Reason); reason != "MISSING" {
			return nil, fmt.Errorf("describe service %q: %s", shortName(service, ""), reason)
		}
	}
	return nil, nil
}

// refuse stops an update that UpdateService does not carry out: services of
// CodeDeploy and of external controllers get their revisions elsewhere (API
// reference, UpdateService).
func refuse(running *types.Service, spec Spec) error {
	controller := running.DeploymentController
	if controller == nil || controller.Type == types.DeploymentControllerTypeEcs || controller.Type == "" {
		return nil
	}
	if spec.Definition == nil && spec.Revision == "" && !spec.ForceNewDeployment {
		return nil
	}
	instead := "start a CodeDeploy deployment"
	if controller.Type == types.DeploymentControllerTypeExternal {
		instead = "create a task set"
	}
	return &ConflictError{Service: aws.ToString(running.ServiceName), Conflicts: []Conflict{{
		Path: "deploymentController.type", Old: string(controller.Type), New: "a rolling update", Instead: instead,
	}}}
}

// planDefinition finds the revision that the service should run.
func (c *Client) planDefinition(ctx context.Context, p *Plan) error {
	switch spec := p.spec; {
	case spec.Definition != nil:
		return c.planFile(ctx, p)
	case spec.Revision != "":
		return c.planRevision(ctx, p, spec.Revision)
	case p.running == nil && spec.File.Create.TaskDefinition != nil:
		return c.planRevision(ctx, p, *spec.File.Create.TaskDefinition)
	default:
		p.To = p.From
		return nil
	}
}

// planFile compares a file with the latest revision of its family, which is kept
// if it is identical, and with the revision that runs.
func (c *Client) planFile(ctx context.Context, p *Plan) error {
	definition := p.spec.Definition
	latest, tags, err := taskdef.Latest(ctx, c.API, aws.ToString(definition.Input.Family))
	if err != nil {
		return err
	}
	p.Definition = taskdef.Compare(definition.Input, latest, tags)
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
	p.Definition = taskdef.Compare(definition.Input, runs, tags)
	return nil
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
	p.To = taskdef.RevisionOf(td)
	if p.From == "" || p.From == p.To {
		return nil
	}
	runs, _, err := taskdef.Latest(ctx, c.API, p.From)
	if err != nil || runs == nil {
		return err
	}
	p.Definition = taskdef.CompareRevisions(runs, td)
	return nil
}

// changes reports whether an update would change anything.
func (p *Plan) changes() bool {
	return p.Register || p.From != p.To || len(p.Settings) > 0 || p.spec.ForceNewDeployment
}

// bounds tells what the rollout will run under: what the plan changes, else
// what runs, else ECS's defaults (API reference, DeploymentConfiguration).
func (p *Plan) bounds() {
	daemon := p.spec.File != nil && p.spec.File.Create.SchedulingStrategy == types.SchedulingStrategyDaemon
	p.MinimumHealthyPercent, p.MaximumPercent = 100, 200
	if p.running != nil {
		daemon = p.running.SchedulingStrategy == types.SchedulingStrategyDaemon
		p.Desired = int(p.running.DesiredCount)
		p.percents(p.running.DeploymentConfiguration)
	} else if daemon {
		p.MinimumHealthyPercent, p.MaximumPercent = 0, 100
	}
	if p.spec.File != nil {
		p.percents(p.spec.File.Create.DeploymentConfiguration)
	}
	if n := p.desired(); n != nil {
		p.Desired = int(*n)
	}
	if daemon {
		p.Desired = -1
	}
}

func (p *Plan) percents(c *types.DeploymentConfiguration) {
	if c == nil {
		return
	}
	if c.MinimumHealthyPercent != nil {
		p.MinimumHealthyPercent = int(*c.MinimumHealthyPercent)
	}
	if c.MaximumPercent != nil {
		p.MaximumPercent = int(*c.MaximumPercent)
	}
}

// desired is the number of tasks asked for, nil where nobody asks.
func (p *Plan) desired() *int32 {
	if p.spec.DesiredCount != nil {
		return p.spec.DesiredCount
	}
	return p.spec.File.desired()
}

// shortName is the last part of a name or ARN, or otherwise where it is empty.
func shortName(ref, otherwise string) string {
	if ref == "" {
		return otherwise
	}
	return ref[strings.LastIndexByte(ref, '/')+1:]
}

// revisionName is "family:revision" of an ARN.
func revisionName(arn string) string { return shortName(arn, "") }

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
