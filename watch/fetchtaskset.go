package watch

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// taskSet is a task set as a row: its id has the form of a deployment's, its
// tasks are started by it, and it has no rollout state (API reference, TaskSet).
func taskSet(t types.TaskSet) Deployment {
	set := &TaskSet{
		ARN: aws.ToString(t.TaskSetArn), Stability: string(t.StabilityStatus),
		StableSince: aws.ToTime(t.StabilityStatusAt), Scale: 100,
		StartedBy: aws.ToString(t.StartedBy), ExternalID: aws.ToString(t.ExternalId),
	}
	if t.Scale != nil {
		set.Scale = t.Scale.Value
	}
	return Deployment{
		ID: aws.ToString(t.Id), Status: aws.ToString(t.Status), TaskDefinition: base(aws.ToString(t.TaskDefinition)),
		Desired: int(t.ComputedDesiredCount), Pending: int(t.PendingCount), Running: int(t.RunningCount),
		CreatedAt: aws.ToTime(t.CreatedAt), UpdatedAt: aws.ToTime(t.UpdatedAt), Set: set,
	}
}
