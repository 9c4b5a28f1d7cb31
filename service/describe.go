package service

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// describe reads one service: running is nil where there is none. gone is what
// ECS remembers of a deleted one, whose name may be used again (API reference,
// DeleteService).
func (c *Client) describe(ctx context.Context, cluster, service string) (running, gone *types.Service, err error) {
	name := shortName(service, "")
	out, err := c.API.DescribeServices(ctx, &ecs.DescribeServicesInput{
		Cluster: optional(cluster), Services: []string{service},
		Include: []types.ServiceField{types.ServiceFieldTags},
	})
	var purged *types.ServiceNotFoundException
	switch {
	case errors.As(err, &purged):
		return nil, nil, nil
	case err != nil:
		return nil, nil, fmt.Errorf("describe service %q: %w", name, err)
	}
	for _, s := range out.Services {
		switch aws.ToString(s.Status) {
		case "DRAINING":
			return nil, nil, &InactiveError{Cluster: shortName(cluster, "default"), Service: name, Status: "DRAINING"}
		case "INACTIVE":
			gone = &s
		default:
			return &s, nil, nil
		}
	}
	for _, f := range out.Failures {
		if reason := aws.ToString(f.Reason); reason != "MISSING" {
			return nil, nil, &FailureError{Service: name, Reason: reason}
		}
	}
	return nil, gone, nil
}

// revisionMembers are the settings that ECS shows on the revision of a service
// only (API reference, ServiceRevision).
var revisionMembers = []string{"gatewayConnectors", "monitoring"}

// revision reads the revision of the service where the file names one of them,
// else it is nil.
func (c *Client) revision(ctx context.Context, p *Plan) (*types.ServiceRevision, error) {
	if p.running == nil ||
		!slices.ContainsFunc(revisionMembers, func(name string) bool { return p.wanted().Get(name) != nil }) {
		return nil, nil
	}
	return c.currentRevision(ctx, p.running)
}

// currentRevision reads the revision of a service, nil where ECS names none.
func (c *Client) currentRevision(ctx context.Context, running *types.Service) (*types.ServiceRevision, error) {
	if len(running.CurrentServiceRevisions) == 0 {
		return nil, nil
	}
	arn := aws.ToString(running.CurrentServiceRevisions[0].Arn)
	out, err := c.API.DescribeServiceRevisions(ctx, &ecs.DescribeServiceRevisionsInput{
		ServiceRevisionArns: []string{arn},
	})
	if err != nil {
		return nil, fmt.Errorf("describe the revision of service %q: %w", aws.ToString(running.ServiceName), err)
	}
	if len(out.ServiceRevisions) == 0 {
		return nil, nil
	}
	return &out.ServiceRevisions[0], nil
}

// primary is the deployment that a service is moving to, nil for a nil service.
// It is found by its status: ECS promises no order (API reference, Service).
func primary(s *types.Service) *types.Deployment {
	if s == nil {
		return nil
	}
	for i := range s.Deployments {
		if aws.ToString(s.Deployments[i].Status) == "PRIMARY" {
			return &s.Deployments[i]
		}
	}
	return nil
}
