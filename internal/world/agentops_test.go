package world

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestAnAgentIsUpdated(t *testing.T) {
	l := newLab(t, Options{})
	old := must(l.AddInstance("default", Instance{AgentVersion: "1.9.0"}))(t)
	update := func() (*ecs.UpdateContainerAgentOutput, error) {
		return l.UpdateContainerAgent(&ecs.UpdateContainerAgentInput{ContainerInstance: aws.String(old)})
	}
	if out := must(update())(t); out.ContainerInstance.AgentUpdateStatus != types.AgentUpdateStatusPending {
		t.Errorf("status %s", out.ContainerInstance.AgentUpdateStatus)
	}
	if _, err := update(); err == nil || !strings.HasPrefix(err.Error(), "UpdateInProgressException") {
		t.Errorf("at once again: %v", err)
	}
	l.run(time.Minute)
	i := must(l.DescribeContainerInstances(&ecs.DescribeContainerInstancesInput{
		ContainerInstances: []string{old},
	}))(t).ContainerInstances[0]
	if i.AgentUpdateStatus != types.AgentUpdateStatusUpdated || *i.VersionInfo.AgentVersion != defaultAgent {
		t.Errorf("status %s, version %s", i.AgentUpdateStatus, *i.VersionInfo.AgentVersion)
	}
	if _, err := update(); err == nil || !strings.HasPrefix(err.Error(), "NoUpdateAvailableException") {
		t.Errorf("once it is new: %v", err)
	}
}

func TestAnAgentOfNoKnownVersionIsNotUpdated(t *testing.T) {
	l := newLab(t, Options{})
	arn := must(l.AddInstance("default", Instance{AgentVersion: "dev"}))(t)
	_, err := l.UpdateContainerAgent(&ecs.UpdateContainerAgentInput{ContainerInstance: aws.String(arn)})
	if err == nil || !strings.HasPrefix(err.Error(), "MissingVersionException") {
		t.Errorf("error %v", err)
	}
}

func TestWhatAgentsSubmitIsAcknowledged(t *testing.T) {
	l := newLab(t, Options{})
	arn := must(l.AddInstance("default", Instance{}))(t)
	out := must(l.DiscoverPollEndpoint(&ecs.DiscoverPollEndpointInput{ContainerInstance: aws.String(arn)}))(t)
	if *out.Endpoint != "https://ecs-a-1.us-east-1.amazonaws.com/" {
		t.Errorf("endpoint %s", *out.Endpoint)
	}
	task := must(l.SubmitTaskStateChange(&ecs.SubmitTaskStateChangeInput{}))(t)
	container := must(l.SubmitContainerStateChange(&ecs.SubmitContainerStateChangeInput{}))(t)
	attachment := must(l.SubmitAttachmentStateChanges(&ecs.SubmitAttachmentStateChangesInput{
		Attachments: []types.AttachmentStateChange{{AttachmentArn: aws.String("a"), Status: aws.String("ATTACHED")}},
	}))(t)
	for _, ack := range []*string{task.Acknowledgment, container.Acknowledgment, attachment.Acknowledgment} {
		if *ack != "ACK" {
			t.Errorf("acknowledged with %q", *ack)
		}
	}
	if _, err := l.SubmitTaskStateChange(&ecs.SubmitTaskStateChangeInput{Cluster: aws.String("none")}); err == nil {
		t.Error("a report about no cluster is acknowledged")
	}
}

func TestExecuteCommand(t *testing.T) {
	const off = "InvalidParameterException: The execute command failed because execute command was not enabled"
	tests := []struct {
		name, want string
		exec       bool
		wait       time.Duration
		change     func(*lab, *ecs.ExecuteCommandInput)
	}{
		{"a running container gets a session", "", true, time.Minute, nil},
		{"a container may be named", "", true, time.Minute, func(_ *lab, in *ecs.ExecuteCommandInput) {
			in.Container = aws.String("web")
		}},
		{"a task that was not started for it", off, false, time.Minute, nil},
		{"a task that does not run yet", off, true, 0, nil},
		{
			"a task that stops", "TargetNotConnectedException: The execute command failed due to an internal error.", true,
			time.Minute, func(l *lab, in *ecs.ExecuteCommandInput) { must(l.StopTask(&ecs.StopTaskInput{Task: in.Task}))(t) },
		},
		{
			"no agent", "TargetNotConnectedException", true, time.Minute,
			func(l *lab, _ *ecs.ExecuteCommandInput) { l.clusters["default"].fleet[0].connected = false },
		},
		{"a container that there is not", "The container db does not exist", true, time.Minute, func(_ *lab, in *ecs.ExecuteCommandInput) {
			in.Container = aws.String("db")
		}},
		{
			"not interactive", "Interactive is the only mode supported currently.", true, time.Minute,
			func(_ *lab, in *ecs.ExecuteCommandInput) { in.Interactive = false },
		},
		{
			"a task that there is not", "The referenced task was not found.", true, time.Minute,
			func(_ *lab, in *ecs.ExecuteCommandInput) { in.Task = aws.String("none") },
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("default", Instance{}))(t)
			task := must(l.RunTask(&ecs.RunTaskInput{
				TaskDefinition: aws.String(l.register(web("nginx:1", 0))), EnableExecuteCommand: test.exec,
			}))(t).Tasks[0]
			l.run(test.wait)
			in := &ecs.ExecuteCommandInput{Task: task.TaskArn, Command: aws.String("sh"), Interactive: true}
			if test.change != nil {
				test.change(l, in)
			}
			out, err := l.ExecuteCommand(in)
			switch {
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error %v", err)
			case test.want == "" && (err != nil || !strings.Contains(*out.Session.StreamUrl, *out.Session.SessionId)):
				t.Errorf("output %+v, error %v", out, err)
			}
		})
	}
}
