package world

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// ListServiceDeployments lists what is known of the deployments of a service,
// the newest first. API reference, ListServiceDeployments.
func (w *World) ListServiceDeployments(in *ecs.ListServiceDeploymentsInput) (*ecs.ListServiceDeploymentsOutput, error) {
	s, err := w.service(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	if err := oneOf("status", in.Status...); err != nil {
		return nil, err
	}
	asked := func(r *record) bool {
		return (len(in.Status) == 0 || slices.Contains(in.Status, r.status)) && inSpan(r.created, in.CreatedAt)
	}
	newest, next, err := pageOfNewest(s.records, asked, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &ecs.ListServiceDeploymentsOutput{NextToken: next, ServiceDeployments: []types.ServiceDeploymentBrief{}}
	for _, r := range newest {
		out.ServiceDeployments = append(out.ServiceDeployments, w.brief(r))
	}
	return out, nil
}

// inSpan says whether a moment lies in the time asked for. API reference,
// CreatedAt.
func inSpan(at time.Time, span *types.CreatedAt) bool {
	return span == nil || (span.After == nil || at.After(*span.After)) && (span.Before == nil || at.Before(*span.Before))
}

// brief is a row of the list.
func (w *World) brief(r *record) types.ServiceDeploymentBrief {
	s := r.deployment.service
	out := types.ServiceDeploymentBrief{
		ServiceDeploymentArn: aws.String(r.arn), ServiceArn: aws.String(s.arn), ClusterArn: aws.String(s.cluster.arn),
		CreatedAt: shown(r.created), StartedAt: shown(r.started), FinishedAt: shown(r.finished), Status: r.status,
		TargetServiceRevisionArn: aws.String(w.revisionARN(r.deployment)),
	}
	if r.reason != "" {
		out.StatusReason = aws.String(r.reason)
	}
	return out
}

// DescribeServiceDeployments describes up to 20 service deployments. API
// reference, DescribeServiceDeployments.
func (w *World) DescribeServiceDeployments(in *ecs.DescribeServiceDeploymentsInput) (
	*ecs.DescribeServiceDeploymentsOutput, error,
) {
	if n := len(in.ServiceDeploymentArns); n == 0 || n > 20 {
		return nil, invalidParameter("Service deployment ARNs must have between 1 and 20 items.")
	}
	out := &ecs.DescribeServiceDeploymentsOutput{
		ServiceDeployments: []types.ServiceDeployment{}, Failures: []types.Failure{},
	}
	for _, arn := range in.ServiceDeploymentArns {
		if r := w.recordByARN(arn, func(r *record) string { return r.arn }); r != nil {
			out.ServiceDeployments = append(out.ServiceDeployments, w.describeRecord(r))
			continue
		}
		out.Failures = append(out.Failures, missing(arn))
	}
	return out, nil
}

// describeRecord is a service deployment as the API shows it. API reference,
// ServiceDeployment.
func (w *World) describeRecord(r *record) types.ServiceDeployment {
	d := r.deployment
	target, sources := w.summaries(r)
	out := types.ServiceDeployment{
		ServiceDeploymentArn: aws.String(r.arn), ServiceArn: aws.String(d.service.arn),
		ClusterArn: aws.String(d.service.cluster.arn), CreatedAt: shown(r.created), StartedAt: shown(r.started),
		FinishedAt: shown(r.finished), StoppedAt: shown(r.stopped), UpdatedAt: shown(r.updated), Status: r.status,
		TargetServiceRevision: &target, SourceServiceRevisions: sources,
		DeploymentConfiguration: d.spec.DeploymentConfiguration, Rollback: r.rollback,
	}
	breaker, alarms := r.breaker, r.alarms
	if !r.over() {
		breaker, alarms = d.breakerState(false), d.alarmState(false)
	}
	out.DeploymentCircuitBreaker, out.Alarms = &breaker, &alarms
	if r.reason != "" {
		out.StatusReason = aws.String(r.reason)
	}
	if st := r.stages; st != nil {
		if !st.rolling {
			out.LifecycleStage = st.now.name
		}
		for _, h := range st.hooks {
			out.LifecycleHookDetails = append(out.LifecycleHookDetails, h.describe())
		}
	}
	return out
}

// DescribeServiceRevisions describes up to 20 service revisions. API reference,
// DescribeServiceRevisions.
func (w *World) DescribeServiceRevisions(in *ecs.DescribeServiceRevisionsInput) (
	*ecs.DescribeServiceRevisionsOutput, error,
) {
	if n := len(in.ServiceRevisionArns); n == 0 || n > 20 {
		return nil, invalidParameter("Service revision ARNs must have between 1 and 20 items.")
	}
	out := &ecs.DescribeServiceRevisionsOutput{ServiceRevisions: []types.ServiceRevision{}, Failures: []types.Failure{}}
	for _, arn := range in.ServiceRevisionArns {
		r := w.recordByARN(arn, func(r *record) string { return w.revisionARN(r.deployment) })
		if r == nil {
			out.Failures = append(out.Failures, missing(arn))
			continue
		}
		out.ServiceRevisions = append(out.ServiceRevisions, w.describeRevision(r.deployment))
	}
	return out, nil
}

// describeRevision is a service revision as the API shows it. API reference,
// ServiceRevision.
func (w *World) describeRevision(d *deployment) types.ServiceRevision {
	out := types.ServiceRevision{
		ServiceRevisionArn: aws.String(w.revisionARN(d)), ServiceArn: aws.String(d.service.arn),
		ClusterArn: aws.String(d.service.cluster.arn), CreatedAt: shown(d.created),
		TaskDefinition: d.def.TaskDefinitionArn, LaunchType: d.spec.LaunchType,
		CapacityProviderStrategy: d.spec.CapacityProviderStrategy, NetworkConfiguration: d.spec.NetworkConfiguration,
		LoadBalancers: d.spec.LoadBalancers, ServiceRegistries: d.spec.ServiceRegistries,
		ServiceConnectConfiguration: d.spec.ServiceConnectConfiguration,
		VolumeConfigurations:        d.spec.VolumeConfigurations,
		VpcLatticeConfigurations:    d.spec.VpcLatticeConfigurations, Monitoring: d.spec.Monitoring,
		ResolvedConfiguration: d.resolved(),
		GatewayConnectors:     d.spec.GatewayConnectors, EcsManagedResources: w.managedResources(d),
	}
	if d.launch.fargate() {
		out.PlatformFamily, out.PlatformVersion = aws.String("Linux"), aws.String(d.launch.platform)
	}
	for _, c := range d.def.ContainerDefinitions {
		image := types.ContainerImage{ContainerName: c.Name, Image: c.Image, ImageDigest: text(d.digests[*c.Name])}
		out.ContainerImages = append(out.ContainerImages, image)
	}
	return out
}

// recordByARN finds the record of which id gives the ARN "…/cluster/service/id".
func (w *World) recordByARN(arn string, id func(*record) string) *record {
	parts := strings.Split(arn, "/")
	if len(parts) != 4 {
		return nil
	}
	c := w.clusters[parts[1]]
	if c == nil || c.services[parts[2]] == nil {
		return nil
	}
	for _, r := range c.services[parts[2]].records {
		if id(r) == arn {
			return r
		}
	}
	return nil
}
