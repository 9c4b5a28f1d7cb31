package service

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Record is what ECS keeps of one deployment of a service, its service
// deployment, for 90 days (Developer Guide, "View service history using Amazon
// ECS service deployments").
type Record struct {
	ARN string
	// Deployment is the id that the deployment has, or had, among those of the
	// service: "ecs-svc/…".
	Deployment string
	// TaskDefinition is the revision it rolled out, "family:revision"; "" where
	// ECS does not tell it any more.
	TaskDefinition string
	Ending         Ending
	// Status and Reason are ECS's own words.
	Status, Reason              string
	Created, Started, Finished  time.Time
	SupersededBy                string // the revision that took its place, where Ending is Superseded
	BackTo                      string // the revision that ECS went back to, "" if it did not
	Replaced                    []string
	Stage                       string // of a deployment that shifts traffic
	Requested, Running, Pending int    // tasks; as they were when it ended
	Breaker                     Monitor
	Alarms                      Monitor

	revision string // ARN of the service revision it rolled out
}

// Ending is how a deployment ended, as far as its record tells.
type Ending string

// The endings of a [Record].
const (
	Settled    Ending = "settled"
	RolledBack Ending = "rolled_back"
	Failed     Ending = "failed"
	// Superseded: it was stopped after a newer deployment had begun.
	Superseded Ending = "superseded"
	Stopped    Ending = "stopped"
	InProgress Ending = "in_progress"
)

// Monitor is what watched over a deployment: the circuit breaker or alarms.
type Monitor struct {
	// Status is TRIGGERED, MONITORING, MONITORING_COMPLETE or DISABLED; "" where
	// ECS does not tell.
	Status string
	// Failures and Threshold are those of the circuit breaker.
	Failures, Threshold int
	// Triggered are the names of the alarms that went off.
	Triggered []string
}

// describedAtOnce is how many records or revisions one call describes (API
// reference, DescribeServiceDeployments, DescribeServiceRevisions).
const describedAtOnce = 20

// listedAtOnce is how many records one call lists (API reference,
// ListServiceDeployments, maxResults).
const listedAtOnce = 100

// list reads the newest records of a service, in the order of their creation,
// the newest first. It stops once it has most of them; more says that ECS keeps
// others.
func (c *Client) list(ctx context.Context, cluster, service string, most int) (records []Record, more bool, err error) {
	in := &ecs.ListServiceDeploymentsInput{
		Cluster: optional(cluster), Service: &service, MaxResults: aws.Int32(listedAtOnce),
	}
	newestFirst := func(a, b Record) int { return b.Created.Compare(a.Created) }
	for {
		out, err := c.API.ListServiceDeployments(ctx, in)
		if err != nil {
			return nil, false, fmt.Errorf("list service deployments of %q: %w", shortName(service, ""), err)
		}
		for _, brief := range out.ServiceDeployments {
			records = append(records, briefly(brief))
		}
		more = aws.ToString(out.NextToken) != ""
		// ECS promises no order: only rows that come in order end the reading early.
		if !more || len(records) >= most && slices.IsSortedFunc(records, newestFirst) {
			sort.SliceStable(records, func(i, j int) bool { return newestFirst(records[i], records[j]) < 0 })
			return records, more, nil
		}
		in.NextToken = out.NextToken
	}
}

func briefly(b types.ServiceDeploymentBrief) Record {
	revision := aws.ToString(b.TargetServiceRevisionArn)
	return Record{
		ARN: aws.ToString(b.ServiceDeploymentArn), Status: string(b.Status), Reason: aws.ToString(b.StatusReason),
		Created: aws.ToTime(b.CreatedAt), Started: aws.ToTime(b.StartedAt), Finished: aws.ToTime(b.FinishedAt),
		Deployment: deploymentOf(revision), revision: revision,
	}
}

// deploymentOf is the id of the deployment that rolled a service revision out:
// both end in the same digits.
func deploymentOf(revision string) string {
	if revision == "" {
		return ""
	}
	return "ecs-svc/" + shortName(revision, "")
}

// name fills in the revisions that records rolled out.
func (c *Client) name(ctx context.Context, records []Record) error {
	var arns []string
	for _, r := range records {
		if r.revision != "" {
			arns = append(arns, r.revision)
		}
	}
	names, err := c.definitionsOf(ctx, arns)
	for i := range records {
		records[i].TaskDefinition = names[records[i].revision]
	}
	return err
}

// definitionsOf gives "family:revision" of each service revision that ECS still
// knows.
func (c *Client) definitionsOf(ctx context.Context, arns []string) (map[string]string, error) {
	names := map[string]string{}
	slices.Sort(arns)
	for chunk := range slices.Chunk(slices.Compact(arns), describedAtOnce) {
		out, err := c.API.DescribeServiceRevisions(ctx, &ecs.DescribeServiceRevisionsInput{ServiceRevisionArns: chunk})
		if err != nil {
			return names, fmt.Errorf("describe service revisions: %w", err)
		}
		for _, r := range out.ServiceRevisions {
			names[aws.ToString(r.ServiceRevisionArn)] = revisionName(aws.ToString(r.TaskDefinition))
		}
	}
	return names, nil
}

// detail fills in what the list of records leaves out.
func (c *Client) detail(ctx context.Context, records []Record) error {
	at := map[string]int{}
	var arns, revisions []string
	for i, r := range records {
		at[r.ARN], arns = i, append(arns, r.ARN)
	}
	found := map[string]types.ServiceDeployment{}
	for chunk := range slices.Chunk(arns, describedAtOnce) {
		out, err := c.API.DescribeServiceDeployments(ctx, &ecs.DescribeServiceDeploymentsInput{ServiceDeploymentArns: chunk})
		if err != nil {
			return fmt.Errorf("describe service deployments: %w", err)
		}
		for _, d := range out.ServiceDeployments {
			found[aws.ToString(d.ServiceDeploymentArn)] = d
			revisions = append(revisions, others(d)...)
		}
	}
	names, err := c.definitionsOf(ctx, revisions)
	for arn, d := range found {
		records[at[arn]].add(d, names)
	}
	return err
}

// others are the service revisions that a record names beside its own.
func others(d types.ServiceDeployment) []string {
	var arns []string
	for _, r := range d.SourceServiceRevisions {
		arns = append(arns, aws.ToString(r.Arn))
	}
	if d.Rollback != nil {
		arns = append(arns, aws.ToString(d.Rollback.ServiceRevisionArn))
	}
	return slices.DeleteFunc(arns, func(arn string) bool { return arn == "" })
}

// add takes over what describing a record tells.
func (r *Record) add(d types.ServiceDeployment, names map[string]string) {
	r.Stage = string(d.LifecycleStage)
	for _, source := range d.SourceServiceRevisions {
		if name := names[aws.ToString(source.Arn)]; name != "" {
			r.Replaced = append(r.Replaced, name)
		}
	}
	if target := d.TargetServiceRevision; target != nil {
		r.Requested, r.Running = int(target.RequestedTaskCount), int(target.RunningTaskCount)
		r.Pending = int(target.PendingTaskCount)
	}
	if d.Rollback != nil {
		r.BackTo = names[aws.ToString(d.Rollback.ServiceRevisionArn)]
		if r.Reason == "" {
			r.Reason = aws.ToString(d.Rollback.Reason)
		}
	}
	if b := d.DeploymentCircuitBreaker; b != nil {
		r.Breaker = Monitor{
			Status: string(b.Status), Failures: int(b.FailureCount), Threshold: int(b.Threshold),
		}
	}
	if a := d.Alarms; a != nil {
		r.Alarms = Monitor{Status: string(a.Status), Triggered: a.TriggeredAlarmNames}
	}
}

// over says whether the deployment has come to its end.
func (r *Record) over() bool { return r.Ending != InProgress }

// goingBack says whether ECS is rolling the deployment back, or about to.
func (r *Record) goingBack() bool {
	return strings.HasPrefix(r.Status, "ROLLBACK_") && !r.over()
}

// judge says how each record ended; they are in order, the newest first.
func judge(records []Record) {
	for i := range records {
		var newer *Record
		if i > 0 {
			newer = &records[i-1]
		}
		records[i].judge(newer)
	}
}

func (r *Record) judge(newer *Record) {
	switch types.ServiceDeploymentStatus(r.Status) {
	case types.ServiceDeploymentStatusSuccessful:
		r.Ending = Settled
	case types.ServiceDeploymentStatusRollbackSuccessful:
		r.Ending = RolledBack
	case types.ServiceDeploymentStatusRollbackFailed:
		r.Ending = Failed
	case types.ServiceDeploymentStatusStopped:
		r.Ending = Stopped
		switch {
		case newer != nil && !newer.Created.After(r.Finished):
			r.Ending, r.SupersededBy = Superseded, newer.TaskDefinition
		case r.Breaker.Status == "TRIGGERED" || r.Alarms.Status == "TRIGGERED":
			r.Ending = Failed
		}
	default:
		r.Ending = InProgress
	}
}
