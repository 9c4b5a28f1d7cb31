package ecssim

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// tear puts the counts that the services had in the past into a reply of now.
func tear(out any, o operation, w *world.World, in any) {
	now, ok := out.(*ecs.DescribeServicesOutput)
	if !ok {
		return
	}
	was, err := o.call(w, in)
	if err != nil {
		return // there were no such services
	}
	for _, before := range was.(*ecs.DescribeServicesOutput).Services {
		for i := range now.Services {
			if s := &now.Services[i]; aws.ToString(s.ServiceArn) == aws.ToString(before.ServiceArn) {
				s.DesiredCount, s.PendingCount, s.RunningCount = before.DesiredCount, before.PendingCount, before.RunningCount
			}
		}
	}
}

// hide takes what was made after since out of a reply, as if word of it had not
// come to where ECS reads.
func hide(out any, since time.Time) error {
	switch out := out.(type) {
	case *ecs.DescribeServicesOutput:
		out.Services = slices.DeleteFunc(out.Services, func(s types.Service) bool {
			return young(s.CreatedAt, s.ServiceArn, since, &out.Failures)
		})
	case *ecs.DescribeTasksOutput:
		out.Tasks = slices.DeleteFunc(out.Tasks, func(t types.Task) bool {
			return young(t.CreatedAt, t.TaskArn, since, &out.Failures)
		})
	case *ecs.DescribeTaskDefinitionOutput:
		if aws.ToTime(out.TaskDefinition.RegisteredAt).After(since) {
			return &types.ClientException{Message: aws.String("Unable to describe task definition.")}
		}
	}
	return nil
}

// young says whether something was made after since, and then adds it to the
// failures (API reference, API failure reasons).
func young(made *time.Time, arn *string, since time.Time, failures *[]types.Failure) bool {
	if !aws.ToTime(made).After(since) {
		return false
	}
	*failures = append(*failures, types.Failure{Arn: arn, Reason: aws.String("MISSING")})
	return true
}
