package world

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// daemonOf finds the daemon that the ARN of a deployment or a revision of it
// names; nil where there is none.
func (w *World) daemonOf(arn string) *managedDaemon {
	parts := strings.Split(arn, "/")
	if len(parts) != 4 || w.clusters[parts[1]] == nil {
		return nil
	}
	return w.clusters[parts[1]].daemons[parts[2]]
}

// DescribeDaemonDeployments describes up to 20 daemon deployments. API reference,
// DescribeDaemonDeployments.
func (w *World) DescribeDaemonDeployments(in *ecs.DescribeDaemonDeploymentsInput) (
	*ecs.DescribeDaemonDeploymentsOutput, error,
) {
	if n := len(in.DaemonDeploymentArns); n == 0 || n > 20 {
		return nil, invalidParameter("Daemon deployment ARNs must have between 1 and 20 items.")
	}
	out := &ecs.DescribeDaemonDeploymentsOutput{
		DaemonDeployments: []types.DaemonDeployment{}, Failures: []types.Failure{},
	}
	for _, arn := range in.DaemonDeploymentArns {
		n := -1
		d := w.daemonOf(arn)
		if d != nil {
			n = slices.IndexFunc(d.rollouts, func(r *daemonRollout) bool { return r.arn == arn })
		}
		if n < 0 {
			out.Failures = append(out.Failures, missing(arn))
			continue
		}
		out.DaemonDeployments = append(out.DaemonDeployments, w.describeRollout(d.rollouts[n]))
	}
	return out, nil
}

// DescribeDaemonRevisions describes up to 20 daemon revisions. API reference,
// DescribeDaemonRevisions.
func (w *World) DescribeDaemonRevisions(in *ecs.DescribeDaemonRevisionsInput) (
	*ecs.DescribeDaemonRevisionsOutput, error,
) {
	if n := len(in.DaemonRevisionArns); n == 0 || n > 20 {
		return nil, invalidParameter("Daemon revision ARNs must have between 1 and 20 items.")
	}
	out := &ecs.DescribeDaemonRevisionsOutput{DaemonRevisions: []types.DaemonRevision{}, Failures: []types.Failure{}}
	for _, arn := range in.DaemonRevisionArns {
		n := -1
		d := w.daemonOf(arn)
		if d != nil {
			n = slices.IndexFunc(d.rollouts, func(r *daemonRollout) bool { return r.target != nil && r.target.arn == arn })
		}
		if n < 0 {
			out.Failures = append(out.Failures, missing(arn))
			continue
		}
		out.DaemonRevisions = append(out.DaemonRevisions, d.rollouts[n].target.describe())
	}
	return out, nil
}

// describe is a daemon revision as the API shows it. API reference,
// DaemonRevision.
func (r *daemonRevision) describe() types.DaemonRevision {
	out := types.DaemonRevision{
		DaemonRevisionArn: aws.String(r.arn), DaemonArn: aws.String(r.daemon.arn),
		ClusterArn: aws.String(r.daemon.cluster.arn), CreatedAt: aws.Time(r.created), Critical: aws.Bool(r.critical),
		DaemonTaskDefinitionArn: r.def.def.DaemonTaskDefinitionArn, PropagateTags: r.spec.PropagateTags,
		EnableECSManagedTags: aws.Bool(r.spec.EnableECSManagedTags),
		EnableExecuteCommand: aws.Bool(r.spec.EnableExecuteCommand),
	}
	for _, c := range r.def.task.ContainerDefinitions {
		out.ContainerImages = append(out.ContainerImages, types.DaemonContainerImage{
			ContainerName: c.Name, Image: c.Image, ImageDigest: text(r.digest(*c.Name)),
		})
	}
	return out
}

// digest is what the image of a container was resolved to, as the revision's
// tasks have it; "" while there is none.
func (r *daemonRevision) digest(name string) string {
	for _, t := range r.daemon.tasks {
		for _, c := range t.containers {
			if t.daemon == r && *c.def.Name == name && c.digest != "" {
				return c.digest
			}
		}
	}
	return ""
}

// ListDaemonDeployments lists the deployments of a daemon, the newest first. The
// operation has no error of its own for a daemon that does not exist. API
// reference, ListDaemonDeployments.
func (w *World) ListDaemonDeployments(in *ecs.ListDaemonDeploymentsInput) (*ecs.ListDaemonDeploymentsOutput, error) {
	d, err := w.daemon(in.DaemonArn)
	if err != nil {
		return nil, invalidParameter("Daemon not found.")
	}
	asked := func(r *daemonRollout) bool {
		return (len(in.Status) == 0 || slices.Contains(in.Status, r.status)) && inSpan(r.created, in.CreatedAt)
	}
	newest, next, err := pageOfNewest(d.rollouts, asked, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &ecs.ListDaemonDeploymentsOutput{NextToken: next, DaemonDeployments: []types.DaemonDeploymentSummary{}}
	for _, r := range newest {
		out.DaemonDeployments = append(out.DaemonDeployments, r.brief())
	}
	return out, nil
}

// brief is a row of the list.
func (r *daemonRollout) brief() types.DaemonDeploymentSummary {
	out := types.DaemonDeploymentSummary{
		ClusterArn: aws.String(r.daemon.cluster.arn), DaemonArn: aws.String(r.daemon.arn),
		DaemonDeploymentArn: aws.String(r.arn), Status: r.status, StatusReason: text(r.reason), CreatedAt: shown(r.created),
		StartedAt: shown(r.started), FinishedAt: shown(r.finished), StoppedAt: shown(r.stopped),
	}
	if r.target != nil {
		out.TargetDaemonRevisionArn = aws.String(r.target.arn)
	}
	return out
}
