package service

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// past is what is known of a service and its deployments.
type past struct {
	spec    RollbackSpec
	running *types.Service
	now     *types.Deployment // PRIMARY
	records []Record          // the newest first
	plan    RollbackPlan
	way     way // of what settled before the deployment that is undone
}

// pastRecords is how many records tell which revisions settled: one call lists
// them.
const pastRecords = listedAtOnce

// readPast reads the service and at least most of its records, where ECS keeps as
// many; more says that it keeps others.
func (c *Client) readPast(ctx context.Context, spec RollbackSpec, most int) (r *past, more bool, err error) {
	if spec.Cluster == "" {
		spec.Cluster = clusterOf(spec.Service)
	}
	r = &past{spec: spec, plan: RollbackPlan{
		Cluster: shortName(spec.Cluster, "default"), Service: shortName(spec.Service, ""),
		place: spec.Cluster,
	}}
	if r.running, _, err = c.describe(ctx, spec.Cluster, spec.Service); err != nil {
		return nil, false, err
	}
	switch {
	case r.running == nil:
		return nil, false, &NotFoundError{Cluster: r.plan.Cluster, Service: r.plan.Service}
	case controllerOf(r.running) != types.DeploymentControllerTypeEcs:
		return nil, false, &ControllerError{Service: r.plan.Service, Controller: string(controllerOf(r.running))}
	}
	for _, e := range r.running.Events {
		if at := aws.ToTime(e.CreatedAt); at.After(r.plan.Heard) {
			r.plan.Heard = at
		}
	}
	if r.now = primary(r.running); r.now == nil {
		return nil, false, &NothingError{Service: r.plan.Service, Reason: "it has no deployment"}
	}
	if r.records, more, err = c.list(ctx, spec.Cluster, spec.Service, most); err != nil {
		return nil, false, err
	}
	if err := c.addCurrent(ctx, r); err != nil {
		return nil, false, err
	}
	if err := c.name(ctx, r.records); err != nil {
		return nil, false, err
	}
	judge(r.records)
	return r, more, nil
}

// addCurrent adds the record of the deployment that is in progress where the list
// does not have it yet: the service names it at once.
func (c *Client) addCurrent(ctx context.Context, r *past) error {
	arn := aws.ToString(r.running.CurrentServiceDeployment)
	if arn == "" || r.record(func(x *Record) bool { return x.ARN == arn }) != nil {
		return nil
	}
	out, err := c.API.DescribeServiceDeployments(ctx, &ecs.DescribeServiceDeploymentsInput{
		ServiceDeploymentArns: []string{arn},
	})
	if err != nil {
		return fmt.Errorf("describe the service deployment of %q: %w", r.plan.Service, err)
	}
	for _, d := range out.ServiceDeployments {
		target := types.ServiceRevisionSummary{}
		if d.TargetServiceRevision != nil {
			target = *d.TargetServiceRevision
		}
		r.records = append([]Record{briefly(types.ServiceDeploymentBrief{
			ServiceDeploymentArn: d.ServiceDeploymentArn, Status: d.Status, StatusReason: d.StatusReason,
			CreatedAt: d.CreatedAt, StartedAt: d.StartedAt, FinishedAt: d.FinishedAt,
			TargetServiceRevisionArn: target.Arn,
		})}, r.records...)
	}
	return nil
}

// record is the newest record that is meant, nil if none is.
func (r *past) record(meant func(*Record) bool) *Record {
	for i := range r.records {
		if meant(&r.records[i]) {
			return &r.records[i]
		}
	}
	return nil
}

// newest is the record of the deployment that was started last.
func (r *past) newest() *Record { return r.record(func(*Record) bool { return true }) }

// current is the record of the PRIMARY deployment, nil where ECS keeps none.
func (r *past) current() *Record {
	return r.record(func(x *Record) bool { return x.Deployment == aws.ToString(r.now.Id) })
}

// before are the records of deployments that were started before x.
func (r *past) before(x *Record) []Record {
	if x == nil {
		return r.records
	}
	for i := range r.records {
		if r.records[i].ARN == x.ARN {
			return r.records[i+1:]
		}
	}
	return nil
}

// mayUndo holds a plan to the one deployment that it may undo.
func (r *past) mayUndo() error {
	if r.spec.Undo == "" {
		return nil
	}
	own := r.record(func(x *Record) bool { return x.Deployment == r.spec.Undo })
	switch {
	case own != nil && own.Ending == Settled:
		return &NothingError{Service: r.plan.Service, Reason: own.TaskDefinition + " has settled"}
	case own != nil && (own.goingBack() || own.Ending == RolledBack) && own == r.newest():
		return nil
	case aws.ToString(r.now.Id) != r.spec.Undo:
		return &MovedError{Service: r.plan.Service, Deployment: r.spec.Undo, By: aws.ToString(r.now.Id)}
	}
	return nil
}
