package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/render"
)

// needed are the commands whose permissions are looked at.
func needed() []string { return []string{"deploy", "rollback"} }

// probe finds out what may be asked about one service, by asking.
type probe struct {
	*doctor
	place   *place
	cluster string
	service types.Service
	asked   []string
	denied  int
}

// permissions tries the reads of a deploy and a rollback. What they change is not tried.
func (d *doctor) permissions(ctx context.Context, p *place, look *clusterLook, s types.Service) {
	q := &probe{doctor: d, place: p, cluster: look.name, service: s, asked: []string{"ecs:DescribeServices"}}
	q.tried(ctx, "ecs:DescribeClusters", look.read)
	q.tried(ctx, "ecs:ListContainerInstances", look.listed)
	if look.listed == nil && look.instances > 0 {
		q.tried(ctx, "ecs:DescribeContainerInstances", look.described)
	}
	q.records(ctx)
	q.tasks(ctx)
	_, err := p.ecs.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: s.TaskDefinition})
	q.tried(ctx, "ecs:DescribeTaskDefinition", err)
	q.targets(ctx)
	name := aws.ToString(s.ServiceName)
	if q.denied == 0 {
		d.ok("permissions", name, fmt.Sprintf("all %d calls tried that a deploy reads with are allowed", len(q.asked)))
	}
	reads, changes := q.untried()
	if len(reads) > 0 {
		d.skip("permissions", name, "nothing is there to try them on: "+strings.Join(reads, ", "))
	}
	policy := "steady iam-policy " + strings.Join(needed(), " ") + " prints what is needed"
	d.add(render.Check{
		Name: "permissions", Service: name, Result: render.CheckSkipped,
		Text: "they change something: " + strings.Join(changes, ", "),
		Next: []render.Field{{Label: "Look", Text: policy}},
	})
}

// tried takes over how a call ended, and reports whether it was allowed.
func (q *probe) tried(ctx context.Context, action string, err error) bool {
	if awsclient.Classify(err).Kind == awsclient.Denied {
		q.denied++
		q.fail(ctx, "permissions", aws.ToString(q.service.ServiceName), err)
	}
	if err == nil || awsclient.Classify(err).Kind == awsclient.Denied {
		q.asked = append(q.asked, action)
	}
	return err == nil
}

// untried are the actions of the table that no call has tried, with passing roles on.
func (q *probe) untried() (reads, changes []string) {
	for _, p := range permissions {
		if !calls(needed(), p.action) || slices.Contains(q.asked, p.action) {
			continue
		}
		if _, name, _ := strings.Cut(p.action, ":"); strings.HasPrefix(name, "Describe") ||
			strings.HasPrefix(name, "List") || strings.HasPrefix(name, "Get") {
			reads = append(reads, p.action)
			continue
		}
		changes = append(changes, p.action)
	}
	return reads, append(changes, "iam:PassRole")
}

// records tries those of the service's last deployment.
func (q *probe) records(ctx context.Context) {
	list, err := q.place.ecs.ListServiceDeployments(ctx, &ecs.ListServiceDeploymentsInput{
		Cluster: &q.cluster, Service: q.service.ServiceName, MaxResults: aws.Int32(1),
	})
	if !q.tried(ctx, "ecs:ListServiceDeployments", err) || len(list.ServiceDeployments) == 0 {
		return
	}
	last := list.ServiceDeployments[0]
	_, err = q.place.ecs.DescribeServiceDeployments(ctx, &ecs.DescribeServiceDeploymentsInput{
		ServiceDeploymentArns: []string{aws.ToString(last.ServiceDeploymentArn)},
	})
	q.tried(ctx, "ecs:DescribeServiceDeployments", err)
	if arn := aws.ToString(last.TargetServiceRevisionArn); arn != "" {
		_, err = q.place.ecs.DescribeServiceRevisions(ctx, &ecs.DescribeServiceRevisionsInput{
			ServiceRevisionArns: []string{arn},
		})
		q.tried(ctx, "ecs:DescribeServiceRevisions", err)
	}
}

// tasks tries those of the service.
func (q *probe) tasks(ctx context.Context) {
	list, err := q.place.ecs.ListTasks(ctx, &ecs.ListTasksInput{
		Cluster: &q.cluster, ServiceName: q.service.ServiceName, MaxResults: aws.Int32(10),
	})
	if !q.tried(ctx, "ecs:ListTasks", err) || len(list.TaskArns) == 0 {
		return
	}
	_, err = q.place.ecs.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: &q.cluster, Tasks: list.TaskArns})
	q.tried(ctx, "ecs:DescribeTasks", err)
	_, err = q.place.ecs.GetTaskProtection(ctx, &ecs.GetTaskProtectionInput{Cluster: &q.cluster, Tasks: list.TaskArns})
	q.tried(ctx, "ecs:GetTaskProtection", err)
}

// targets tries the target groups of the service.
func (q *probe) targets(ctx context.Context) {
	i := slices.IndexFunc(q.service.LoadBalancers, func(b types.LoadBalancer) bool { return b.TargetGroupArn != nil })
	if i < 0 {
		return
	}
	group, client := q.service.LoadBalancers[i].TargetGroupArn, q.place.clients.Targets()
	_, err := client.DescribeTargetGroups(ctx, &elb.DescribeTargetGroupsInput{TargetGroupArns: []string{*group}})
	q.tried(ctx, "elasticloadbalancing:DescribeTargetGroups", err)
	_, err = client.DescribeTargetGroupAttributes(ctx, &elb.DescribeTargetGroupAttributesInput{TargetGroupArn: group})
	q.tried(ctx, "elasticloadbalancing:DescribeTargetGroupAttributes", err)
	_, err = client.DescribeTargetHealth(ctx, &elb.DescribeTargetHealthInput{TargetGroupArn: group})
	q.tried(ctx, "elasticloadbalancing:DescribeTargetHealth", err)
}
