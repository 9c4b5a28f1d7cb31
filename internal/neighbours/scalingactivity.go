package neighbours

import (
	"fmt"

	"github.com/ecs-steady/steady/internal/world"
)

type (
	describeScalingActivitiesIn struct {
		scaled
		MaxResults *int32 `json:"MaxResults"`
		NextToken  string `json:"NextToken"`
	}
	describeScalingActivitiesOut struct {
		ScalingActivities []scalingActivity `json:"ScalingActivities"`
		NextToken         string            `json:"NextToken,omitempty"`
	}
	scalingActivity struct {
		scaled
		ActivityID    string `json:"ActivityId"`
		Description   string `json:"Description"`
		Cause         string `json:"Cause"`
		StartTime     Time   `json:"StartTime"`
		EndTime       Time   `json:"EndTime,omitzero"`
		StatusCode    string `json:"StatusCode"`
		StatusMessage string `json:"StatusMessage"`
	}
)

// describeScalingActivities tells what was scaled in the last six weeks, the
// latest first. Application Auto Scaling API reference, DescribeScalingActivities.
func describeScalingActivities(w *world.World, in *describeScalingActivitiesIn) (*describeScalingActivitiesOut, error) {
	out := &describeScalingActivitiesOut{ScalingActivities: []scalingActivity{}}
	for _, a := range w.ScalingActivities(in.ResourceID) {
		if in.ServiceNamespace != namespaceECS {
			break
		}
		out.ScalingActivities = append(out.ScalingActivities, scalingActivity{
			scaled: scaled{namespaceECS, a.Resource, desiredCount}, ActivityID: a.ID, Cause: a.Cause,
			Description: fmt.Sprintf("Setting desired count to %d.", a.Desired), StartTime: Time(a.Start), EndTime: Time(a.End),
			StatusCode: string(a.Status), StatusMessage: statusMessage(a),
		})
	}
	var err error
	out.ScalingActivities, out.NextToken, err = scalingPage(out.ScalingActivities, in.NextToken, in.MaxResults)
	return out, err
}

// statusMessage is how an activity stands, in words. Application Auto Scaling User
// Guide, Scaling activities.
func statusMessage(a world.ScalingActivity) string {
	set := fmt.Sprintf("Successfully set desired count to %d.", a.Desired)
	switch a.Status {
	case world.ScalingInProgress:
		return set + " Waiting for change to be fulfilled by ecs."
	case world.ScalingSuccessful:
		return set + " Change successfully fulfilled by ecs."
	default:
		return set
	}
}
