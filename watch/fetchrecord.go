package watch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

type recordAPI interface {
	ListServiceDeployments(
		context.Context, *ecs.ListServiceDeploymentsInput, ...func(*ecs.Options),
	) (*ecs.ListServiceDeploymentsOutput, error)
}

type recordDetailAPI interface {
	DescribeServiceDeployments(
		context.Context, *ecs.DescribeServiceDeploymentsInput, ...func(*ecs.Options),
	) (*ecs.DescribeServiceDeploymentsOutput, error)
}

var (
	_ recordAPI       = (*ecs.Client)(nil)
	_ recordDetailAPI = (*ecs.Client)(nil)
)

const (
	// recordPages is how many pages of records are looked through for one.
	recordPages    = 5
	recordsPerCall = 20 // API reference, DescribeServiceDeployments
	// recordLead is how much older than its deployment a record may be.
	recordLead = time.Minute
	// pauseTimeout is how long a hook may take when its configuration does not say
	// (API reference, DeploymentLifecycleHookTimeoutConfiguration).
	pauseTimeout = 24 * time.Hour
)

// record reads the service deployment of a target; known is it as read before,
// nil if it never was. It is nil where ECS keeps none, as for what was deployed
// before October 2024. Where it cannot be described, for want of the right or
// because ECS fails, what the list tells is all there is.
func record(ctx context.Context, api recordAPI, t Target, known *Record) (*Record, error) {
	detail, ok := api.(recordDetailAPI)
	if known != nil && ok {
		full, err := fullRecord(ctx, detail, known)
		if full != nil || err != nil && kindOf(err) == throttled {
			return full, err
		}
	}
	brief, err := listedRecord(ctx, api, t)
	if brief == nil || err != nil || !ok {
		return brief, err
	}
	full, err := fullRecord(ctx, detail, brief)
	switch {
	case full != nil, err != nil && kindOf(err) == throttled:
		return full, err
	case err != nil && kindOf(err) != refused && known != nil && known.ARN == brief.ARN && known.Status == brief.Status:
		return known, nil // it says more than the list does
	default:
		return brief, nil
	}
}

// listedRecord finds the record in the list: the revision it rolls out has the same
// digits in its ARN as the deployment in its id (API reference, ServiceRevision).
func listedRecord(ctx context.Context, api recordAPI, t Target) (*Record, error) {
	_, digits, _ := strings.Cut(t.Deployment, "/")
	in := &ecs.ListServiceDeploymentsInput{Cluster: optional(t.Cluster), Service: &t.Service}
	if !t.CreatedAt.IsZero() {
		in.CreatedAt = &types.CreatedAt{After: aws.Time(t.CreatedAt.Add(-recordLead))}
	}
	for range recordPages {
		out, err := api.ListServiceDeployments(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("list service deployments of %s: %w", base(t.Service), err)
		}
		for _, d := range out.ServiceDeployments {
			if base(aws.ToString(d.TargetServiceRevisionArn)) == digits {
				return &Record{
					ARN: aws.ToString(d.ServiceDeploymentArn), Status: string(d.Status), Reason: aws.ToString(d.StatusReason),
					CreatedAt: aws.ToTime(d.CreatedAt), StartedAt: aws.ToTime(d.StartedAt), FinishedAt: aws.ToTime(d.FinishedAt),
				}, nil
			}
		}
		if in.NextToken = out.NextToken; aws.ToString(in.NextToken) == "" {
			break
		}
	}
	return nil, nil
}

// fullRecord reads all of a record; nil when ECS does not know it.
func fullRecord(ctx context.Context, api recordDetailAPI, known *Record) (*Record, error) {
	found, err := fullRecords(ctx, api, []string{known.ARN})
	full, there := found[known.ARN]
	if err != nil || !there {
		return nil, err
	}
	full = full.after(known)
	return &full, nil
}

// fullRecords reads records by their ARNs, up to twenty.
func fullRecords(ctx context.Context, api recordDetailAPI, arns []string) (map[string]Record, error) {
	out, err := api.DescribeServiceDeployments(ctx, &ecs.DescribeServiceDeploymentsInput{ServiceDeploymentArns: arns})
	if err != nil {
		return nil, fmt.Errorf("describe service deployment %s: %w", strings.Join(arns, ", "), err)
	}
	found := make(map[string]Record, len(out.ServiceDeployments))
	for _, d := range out.ServiceDeployments {
		found[aws.ToString(d.ServiceDeploymentArn)] = recordOf(d)
	}
	return found, nil
}

func recordOf(d types.ServiceDeployment) Record {
	r := Record{
		ARN: aws.ToString(d.ServiceDeploymentArn), Status: string(d.Status), Reason: aws.ToString(d.StatusReason),
		Stage: string(d.LifecycleStage), Strategy: "ROLLING",
		CreatedAt: aws.ToTime(d.CreatedAt), StartedAt: aws.ToTime(d.StartedAt), UpdatedAt: aws.ToTime(d.UpdatedAt),
		StoppedAt: aws.ToTime(d.StoppedAt), FinishedAt: aws.ToTime(d.FinishedAt),
	}
	if d.TargetServiceRevision != nil {
		r.Target = share(*d.TargetServiceRevision)
	}
	for _, source := range d.SourceServiceRevisions {
		r.Sources = append(r.Sources, share(source))
	}
	if b := d.DeploymentCircuitBreaker; b != nil {
		r.Breaker = Monitor{Status: string(b.Status), Failures: int(b.FailureCount), Threshold: int(b.Threshold)}
	}
	if a := d.Alarms; a != nil {
		r.Alarms = Monitor{Status: string(a.Status), Triggered: a.TriggeredAlarmNames}
	}
	if back := d.Rollback; back != nil {
		r.RollbackTo, r.RollbackReason = deploymentID(back.ServiceRevisionArn), aws.ToString(back.Reason)
	}
	var hooks []types.DeploymentLifecycleHook
	if c := d.DeploymentConfiguration; c != nil {
		if c.Strategy != "" {
			r.Strategy = string(c.Strategy)
		}
		r.Bake, r.StepBake = minutes(c.BakeTimeInMinutes), stepBake(*c)
		hooks = c.LifecycleHooks
	}
	for _, h := range d.LifecycleHookDetails {
		r.Hooks = append(r.Hooks, hook(h, hooks, r.Stage))
	}
	return r
}

func stepBake(c types.DeploymentConfiguration) time.Duration {
	switch {
	case c.LinearConfiguration != nil:
		return minutes(c.LinearConfiguration.StepBakeTimeInMinutes)
	case c.CanaryConfiguration != nil:
		return minutes(c.CanaryConfiguration.CanaryBakeTimeInMinutes)
	default:
		return 0
	}
}

func share(s types.ServiceRevisionSummary) Share {
	return Share{
		Deployment: deploymentID(s.Arn), Desired: int(s.RequestedTaskCount), Pending: int(s.PendingTaskCount),
		Running:  int(s.RunningTaskCount),
		Weighted: s.RequestedProductionTrafficWeight != nil || s.RequestedTestTrafficWeight != nil,
		Test:     aws.ToFloat64(s.RequestedTestTrafficWeight), Production: aws.ToFloat64(s.RequestedProductionTrafficWeight),
	}
}

// deploymentID is the id of the deployment that rolls a service revision out.
func deploymentID(revision *string) string {
	if digits := base(aws.ToString(revision)); digits != "" {
		return "ecs-svc/" + digits
	}
	return ""
}

// hook is one that runs or waits. The reply tells neither its stage nor since
// when, but the configuration tells which stages have such a hook and how long it
// may take; where hooks of one kind differ, what they differ in stays unknown.
func hook(h types.DeploymentLifecycleHookDetail, configured []types.DeploymentLifecycleHook, stage string) Hook {
	out := Hook{
		ID: aws.ToString(h.HookId), Type: string(h.TargetType), Target: aws.ToString(h.TargetArn), Status: string(h.Status),
		Stage: stage, ExpiresAt: aws.ToTime(h.ExpiresAt), TimeoutAction: string(h.TimeoutAction),
	}
	var stages []string
	var timeouts []time.Duration
	for _, c := range configured {
		same := kindOfHook(c.TargetType) == kindOfHook(h.TargetType) && aws.ToString(c.HookTargetArn) == out.Target
		if !same || stage != "" && !slices.Contains(c.LifecycleStages, types.DeploymentLifecycleHookStage(stage)) {
			continue
		}
		for _, s := range c.LifecycleStages {
			stages = append(stages, string(s))
		}
		timeout := pauseTimeout
		if t := c.TimeoutConfiguration; t != nil && t.TimeoutInMinutes != nil {
			timeout = minutes(t.TimeoutInMinutes)
		}
		timeouts = append(timeouts, timeout)
	}
	slices.Sort(stages)
	if stages = slices.Compact(stages); stage == "" && len(stages) == 1 {
		out.Stage = stages[0]
	}
	slices.Sort(timeouts)
	if timeouts = slices.Compact(timeouts); len(timeouts) == 1 && !out.ExpiresAt.IsZero() {
		out.Since = out.ExpiresAt.Add(-timeouts[0])
	}
	return out
}

// kindOfHook is a hook's type; a hook without one calls a function (API
// reference, DeploymentLifecycleHook, targetType).
func kindOfHook(t types.DeploymentLifecycleHookTargetType) types.DeploymentLifecycleHookTargetType {
	if t == "" {
		return types.DeploymentLifecycleHookTargetTypeAwsLambda
	}
	return t
}

func minutes(n *int32) time.Duration { return time.Duration(aws.ToInt32(n)) * time.Minute }
