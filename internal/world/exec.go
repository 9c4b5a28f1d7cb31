package world

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// execAgent is the managed agent behind ExecuteCommand. API reference,
// ManagedAgent, name.
const execAgent = "ExecuteCommandAgent"

// ExecuteCommand opens a session in a container of a running task that was
// started for it. Nothing listens behind the session: the world runs no
// containers. API reference, ExecuteCommand.
func (w *World) ExecuteCommand(in *ecs.ExecuteCommandInput) (*ecs.ExecuteCommandOutput, error) {
	t, err := w.task(in.Cluster, in.Task)
	if err != nil {
		return nil, err
	}
	switch {
	case !in.Interactive:
		return nil, invalidParameter("Interactive is the only mode supported currently.")
	case aws.ToString(in.Command) == "":
		return nil, invalidParameter("Command can not be blank.")
	}
	c, err := t.containerNamed(in.Container)
	if err != nil {
		return nil, err
	}
	switch {
	case !t.exec || c.lastStatus != running && t.alive():
		return nil, invalidParameter("The execute command failed because execute command was not enabled when the task " +
			"was run or the execute command agent isn’t running. Wait and try again or run a new task with execute " +
			"command enabled and try again.")
	case !t.alive() || t.instance != nil && !t.instance.connected:
		return nil, &types.TargetNotConnectedException{
			Message: aws.String("The execute command failed due to an internal error. Try again later."),
		}
	}
	session := "ecs-execute-command-" + w.hexID()[:17]
	return &ecs.ExecuteCommandOutput{
		ClusterArn: aws.String(t.cluster.arn), TaskArn: aws.String(t.arn), ContainerName: aws.String(*c.def.Name),
		ContainerArn: aws.String(w.containerARN(t, c)), Interactive: true,
		Session: &types.Session{
			SessionId: aws.String(session), TokenValue: aws.String(w.hexID()),
			StreamUrl: aws.String(fmt.Sprintf("wss://ssmmessages.%s.amazonaws.com/v1/data-channel/%s?role=publish_subscribe",
				w.opts.Region, session)),
		},
	}, nil
}

// containerNamed finds a container of the task; without a name, the only one.
func (t *task) containerNamed(name *string) (*container, error) {
	if name == nil && len(t.containers) == 1 {
		return t.containers[0], nil
	}
	if name == nil {
		return nil, invalidParameter("A container name must be specified for a task that has several containers.")
	}
	n := slices.IndexFunc(t.containers, func(c *container) bool { return *c.def.Name == *name })
	if n < 0 {
		return nil, invalidParameterf("The container %s does not exist in the task.", *name)
	}
	return t.containers[n], nil
}

// managedAgents are the agents of ECS in a container. API reference, Container,
// managedAgents.
func (t *task) managedAgents(c *container) []types.ManagedAgent {
	if !t.exec {
		return nil
	}
	status := c.lastStatus
	if status != running && status != stopped {
		status = pending
	}
	return []types.ManagedAgent{{
		Name: execAgent, LastStatus: aws.String(status), LastStartedAt: shown(c.started),
	}}
}

// containerARN names a container of a task.
func (w *World) containerARN(t *task, c *container) string {
	return w.arn("container/" + t.cluster.name + "/" + t.id + "/" + c.id)
}
