package preflight

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"github.com/ecs-steady/steady/internal/awsclient"
)

// targets asks for the target groups that tasks are to be registered in.
func (a Clients) targets(t Task) []job {
	var jobs []job
	var seen []Balancer
	for _, b := range t.Balancers {
		if b.TargetGroup == "" || slices.Contains(seen, b) {
			continue
		}
		seen = append(seen, b)
		check := Check{Kind: TargetGroup, Subject: groupName(b.TargetGroup)}
		jobs = append(jobs, one("elasticloadbalancing", check, func(ctx context.Context, check Check) Check {
			g, err := a.targetGroup(ctx, b.TargetGroup)
			return judgeTarget(ctx, check, t, b, g, err)
		}))
	}
	return jobs
}

// groupName is the name in the ARN of a target group: …:targetgroup/NAME/ID.
func groupName(arn string) string {
	if parts := strings.Split(arn, "/"); len(parts) == 3 {
		return parts[1]
	}
	return arn
}

// group is what is asked of a target group.
type group struct {
	kind string // what its targets are: ip, instance, lambda, alb
	// port is that of the health checks, or traffic-port.
	port string
}

func (a Clients) targetGroup(ctx context.Context, arn string) (group, error) {
	out, err := a.Targets.DescribeTargetGroups(ctx, &elb.DescribeTargetGroupsInput{TargetGroupArns: []string{arn}})
	if err != nil || len(out.TargetGroups) == 0 {
		return group{}, err
	}
	g := out.TargetGroups[0]
	return group{string(g.TargetType), aws.ToString(g.HealthCheckPort)}, nil
}

// judgeTarget compares a target group with the tasks (Developer Guide, Use load
// balancing to distribute Amazon ECS service traffic). What ECS would refuse a
// forecast tells of, where there is one.
func judgeTarget(ctx context.Context, check Check, t Task, b Balancer, g group, err error) Check {
	if err != nil {
		if !strings.HasPrefix(awsclient.Classify(err).Code, "TargetGroupNotFound") {
			return check.skip(ctx, "elasticloadbalancing:DescribeTargetGroups", err)
		}
		check = check.problem(causeRefused, fmt.Sprintf("there is no target group %s", check.Subject),
			"create it, or correct the ARN in the service file")
		check.Certain = t.Creates
		return check
	}
	want := "instance"
	if t.Awsvpc {
		want = "ip"
	}
	port, numbered := strconv.Atoi(g.port)
	switch {
	case !t.Foretold && g.kind != "" && g.kind != want:
		return check.problem(causeRefused, fmt.Sprintf("target group %s has targets of type %s, and tasks of this network "+
			"mode are of type %s", check.Subject, g.kind, want), "name a target group of type "+want).certain()
	case !t.Foretold && b.Container != "" && !t.maps(b.Container, b.Port):
		return check.problem(causeRefused, fmt.Sprintf("container %s maps no port %d, on which target group %s expects it",
			b.Container, b.Port, check.Subject), "add the port mapping, or correct containerPort in the service file").certain()
	case numbered == nil && !t.opens(port):
		return check.problem(causeHealthELB, fmt.Sprintf("the health checks of target group %s ask port %d, which no "+
			"container maps", check.Subject, port), "have them ask the traffic port, or map that port")
	}
	return check.ok()
}
