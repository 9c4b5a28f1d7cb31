package world

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// agentUpdate is how long the update of an agent takes.
const agentUpdate = 30 * time.Second

// UpdateContainerAgent brings the agent of an instance to the newest version.
// API reference, UpdateContainerAgent.
func (w *World) UpdateContainerAgent(in *ecs.UpdateContainerAgentInput) (*ecs.UpdateContainerAgentOutput, error) {
	i, err := w.instance(in.Cluster, in.ContainerInstance)
	switch {
	case err != nil:
		return nil, err
	case i.updating == types.AgentUpdateStatusPending:
		return nil, &types.UpdateInProgressException{
			Message: aws.String("There's already a current Amazon ECS container agent update in progress on the " +
				"container instance."),
		}
	case !isVersion(i.spec.AgentVersion):
		return nil, &types.MissingVersionException{
			Message: aws.String("Amazon ECS can't determine the current version of the Amazon ECS container agent."),
		}
	case !i.connected:
		return nil, clientError("The container agent of the container instance is not connected.")
	case compareVersions(i.spec.AgentVersion, defaultAgent) >= 0:
		return nil, &types.NoUpdateAvailableException{
			Message: aws.String("There's no update available for this Amazon ECS container agent."),
		}
	}
	i.updating = types.AgentUpdateStatusPending
	i.version++
	w.after(agentUpdate, func() {
		i.updating, i.spec.AgentVersion = types.AgentUpdateStatusUpdated, defaultAgent
		i.version++
	})
	out := w.describeInstance(i, false)
	return &ecs.UpdateContainerAgentOutput{ContainerInstance: &out}, nil
}

// DiscoverPollEndpoint tells an agent where to ask for work. It has no error of
// its own for a cluster that does not exist. API reference, DiscoverPollEndpoint.
func (w *World) DiscoverPollEndpoint(in *ecs.DiscoverPollEndpointInput) (*ecs.DiscoverPollEndpointOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, clientError("Cluster not found.")
	}
	if ref := aws.ToString(in.ContainerInstance); ref != "" && c.instances[lastSegment(ref)] == nil {
		return nil, clientError("The referenced container instance was not found.")
	}
	at := func(host string) *string {
		return aws.String(fmt.Sprintf("https://%s.%s.amazonaws.com/", host, w.opts.Region))
	}
	return &ecs.DiscoverPollEndpointOutput{
		Endpoint: at("ecs-a-1"), TelemetryEndpoint: at("ecs-t-1"), ServiceConnectEndpoint: at("ecs-sc"),
	}, nil
}

// acknowledgment is the answer to what an agent reports. The world knows the
// state of its tasks by itself: a report changes nothing.
const acknowledgment = "ACK"

// SubmitTaskStateChange acknowledges an agent's report. API reference,
// SubmitTaskStateChange.
func (w *World) SubmitTaskStateChange(in *ecs.SubmitTaskStateChangeInput) (*ecs.SubmitTaskStateChangeOutput, error) {
	if _, err := w.cluster(in.Cluster); err != nil {
		return nil, err
	}
	return &ecs.SubmitTaskStateChangeOutput{Acknowledgment: aws.String(acknowledgment)}, nil
}

// SubmitContainerStateChange acknowledges an agent's report. API reference,
// SubmitContainerStateChange.
func (w *World) SubmitContainerStateChange(in *ecs.SubmitContainerStateChangeInput) (
	*ecs.SubmitContainerStateChangeOutput, error,
) {
	if _, err := w.cluster(in.Cluster); err != nil {
		return nil, err
	}
	return &ecs.SubmitContainerStateChangeOutput{Acknowledgment: aws.String(acknowledgment)}, nil
}

// SubmitAttachmentStateChanges acknowledges an agent's report. API reference,
// SubmitAttachmentStateChanges.
func (w *World) SubmitAttachmentStateChanges(in *ecs.SubmitAttachmentStateChangesInput) (
	*ecs.SubmitAttachmentStateChangesOutput, error,
) {
	if _, err := w.cluster(in.Cluster); err != nil {
		return nil, err
	}
	if len(in.Attachments) == 0 {
		return nil, invalidParameter("Attachments cannot be empty.")
	}
	return &ecs.SubmitAttachmentStateChangesOutput{Acknowledgment: aws.String(acknowledgment)}, nil
}
