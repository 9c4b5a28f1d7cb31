package service_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

const arnPrefix = "arn:aws:ecs:us-east-1:123456789012:"

// fakeECS keeps one cluster in memory and does what UpdateService and
// CreateService say of deployments, without scheduling anything.
type fakeECS struct {
	revisions map[string]*types.TaskDefinition
	latest    map[string]int
	services  map[string]*types.Service
	tokens    map[string]string // of CreateService: the service it made
	revision  *types.ServiceRevision

	deployments int
	calls       []string
	updates     []*ecs.UpdateServiceInput
	creates     []*ecs.CreateServiceInput
	// fail, where not nil, is asked before (after is false) and after each call.
	fail func(call int, after bool) error
}

func newFake(t *testing.T) *fakeECS {
	t.Helper()
	f := &fakeECS{
		revisions: map[string]*types.TaskDefinition{}, latest: map[string]int{},
		services: map[string]*types.Service{}, tokens: map[string]string{},
	}
	d := definition(t, "web", "1.0")
	if _, err := f.RegisterTaskDefinition(t.Context(), d.Input); err != nil {
		t.Fatal(err)
	}
	f.services["web"] = &types.Service{
		ServiceName: aws.String("web"), Status: aws.String("ACTIVE"), DesiredCount: 2, LaunchType: types.LaunchTypeFargate,
		ClusterArn: aws.String(arnPrefix + "cluster/prod"), TaskDefinition: aws.String(arnPrefix + "task-definition/web:1"),
		SchedulingStrategy: types.SchedulingStrategyReplica,
		DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent: aws.Int32(50), MaximumPercent: aws.Int32(150),
		},
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
			Subnets: []string{"subnet-a", "subnet-b"}, SecurityGroups: []string{"sg-1"},
			AssignPublicIp: types.AssignPublicIpDisabled,
		}},
	}
	f.deploy(f.services["web"])
	f.calls = nil
	return f
}

func (f *fakeECS) deploy(s *types.Service) {
	f.deployments++
	for i := range s.Deployments {
		s.Deployments[i].Status = aws.String("ACTIVE")
	}
	s.Deployments = append([]types.Deployment{{
		Id: aws.String(fmt.Sprintf("ecs-svc/%d", f.deployments)), Status: aws.String("PRIMARY"),
		TaskDefinition: s.TaskDefinition, CreatedAt: aws.Time(time.Unix(int64(f.deployments), 0)),
	}}, s.Deployments...)
}

// call records a call and runs it between the two faults.
func call[T any](f *fakeECS, name string, run func() (*T, error)) (*T, error) {
	number := len(f.calls)
	f.calls = append(f.calls, name)
	if f.fail != nil {
		if err := f.fail(number, false); err != nil {
			return nil, err
		}
	}
	out, err := run()
	if f.fail != nil {
		if failed := f.fail(number, true); failed != nil {
			return nil, failed
		}
	}
	return out, err
}

func (f *fakeECS) RegisterTaskDefinition(
	_ context.Context, in *ecs.RegisterTaskDefinitionInput, _ ...func(*ecs.Options),
) (*ecs.RegisterTaskDefinitionOutput, error) {
	return call(f, "RegisterTaskDefinition", func() (*ecs.RegisterTaskDefinitionOutput, error) {
		family := aws.ToString(in.Family)
		f.latest[family]++
		name := fmt.Sprintf("%s:%d", family, f.latest[family])
		td := &types.TaskDefinition{
			Family: in.Family, Revision: int32(f.latest[family]), Status: types.TaskDefinitionStatusActive,
			TaskDefinitionArn:    aws.String(arnPrefix + "task-definition/" + name),
			ContainerDefinitions: in.ContainerDefinitions, NetworkMode: in.NetworkMode,
		}
		f.revisions[name] = td
		return &ecs.RegisterTaskDefinitionOutput{TaskDefinition: td}, nil
	})
}

func (f *fakeECS) DescribeTaskDefinition(
	_ context.Context, in *ecs.DescribeTaskDefinitionInput, _ ...func(*ecs.Options),
) (*ecs.DescribeTaskDefinitionOutput, error) {
	return call(f, "DescribeTaskDefinition", func() (*ecs.DescribeTaskDefinitionOutput, error) {
		name := aws.ToString(in.TaskDefinition)
		if !strings.Contains(name, ":") {
			name = fmt.Sprintf("%s:%d", name, f.latest[name])
		}
		td := f.revisions[name]
		if td == nil {
			return nil, &types.ClientException{Message: aws.String("Unable to describe task definition.")}
		}
		return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: td}, nil
	})
}

func (f *fakeECS) DescribeServices(
	_ context.Context, in *ecs.DescribeServicesInput, _ ...func(*ecs.Options),
) (*ecs.DescribeServicesOutput, error) {
	return call(f, "DescribeServices", func() (*ecs.DescribeServicesOutput, error) {
		name := in.Services[0][strings.LastIndexByte(in.Services[0], '/')+1:]
		s := f.services[name]
		if s == nil {
			return &ecs.DescribeServicesOutput{Failures: []types.Failure{{
				Arn: aws.String(arnPrefix + "service/prod/" + name), Reason: aws.String("MISSING"),
			}}}, nil
		}
		return &ecs.DescribeServicesOutput{Services: []types.Service{copyOf(s)}}, nil
	})
}

func (f *fakeECS) CreateService(
	_ context.Context, in *ecs.CreateServiceInput, _ ...func(*ecs.Options),
) (*ecs.CreateServiceOutput, error) {
	return call(f, "CreateService", func() (*ecs.CreateServiceOutput, error) {
		f.creates = append(f.creates, in)
		name, token := aws.ToString(in.ServiceName), aws.ToString(in.ClientToken)
		if made := f.tokens[token]; made == "" {
			s := &types.Service{
				ServiceName: in.ServiceName, Status: aws.String("ACTIVE"), DesiredCount: aws.ToInt32(in.DesiredCount),
				TaskDefinition: aws.String(arnPrefix + "task-definition/" + aws.ToString(in.TaskDefinition)),
				LaunchType:     in.LaunchType, NetworkConfiguration: in.NetworkConfiguration, Tags: in.Tags,
				SchedulingStrategy: in.SchedulingStrategy,
			}
			f.deploy(s)
			f.services[name], f.tokens[token] = s, name
		}
		s := copyOf(f.services[name])
		return &ecs.CreateServiceOutput{Service: &s}, nil
	})
}

func (f *fakeECS) UpdateService(
	_ context.Context, in *ecs.UpdateServiceInput, _ ...func(*ecs.Options),
) (*ecs.UpdateServiceOutput, error) {
	return call(f, "UpdateService", func() (*ecs.UpdateServiceOutput, error) {
		f.updates = append(f.updates, in)
		s := f.services[aws.ToString(in.Service)]
		if s == nil {
			return nil, &types.ServiceNotFoundException{}
		}
		if in.DesiredCount != nil {
			s.DesiredCount = *in.DesiredCount
		}
		rolls := in.ForceNewDeployment
		if td := aws.ToString(in.TaskDefinition); td != "" && !strings.HasSuffix(*s.TaskDefinition, "/"+td) {
			s.TaskDefinition, rolls = aws.String(arnPrefix+"task-definition/"+td), true
		}
		if rolls {
			f.deploy(s)
		}
		after := copyOf(s)
		return &ecs.UpdateServiceOutput{Service: &after}, nil
	})
}

func (f *fakeECS) DescribeServiceRevisions(
	_ context.Context, _ *ecs.DescribeServiceRevisionsInput, _ ...func(*ecs.Options),
) (*ecs.DescribeServiceRevisionsOutput, error) {
	return call(f, "DescribeServiceRevisions", func() (*ecs.DescribeServiceRevisionsOutput, error) {
		return &ecs.DescribeServiceRevisionsOutput{ServiceRevisions: []types.ServiceRevision{*f.revision}}, nil
	})
}

func (f *fakeECS) ListServiceDeployments(
	context.Context, *ecs.ListServiceDeploymentsInput, ...func(*ecs.Options),
) (*ecs.ListServiceDeploymentsOutput, error) {
	return call(f, "ListServiceDeployments", func() (*ecs.ListServiceDeploymentsOutput, error) {
		return &ecs.ListServiceDeploymentsOutput{}, nil
	})
}

func (f *fakeECS) DescribeServiceDeployments(
	context.Context, *ecs.DescribeServiceDeploymentsInput, ...func(*ecs.Options),
) (*ecs.DescribeServiceDeploymentsOutput, error) {
	return call(f, "DescribeServiceDeployments", func() (*ecs.DescribeServiceDeploymentsOutput, error) {
		return &ecs.DescribeServiceDeploymentsOutput{}, nil
	})
}

func (f *fakeECS) StopServiceDeployment(
	context.Context, *ecs.StopServiceDeploymentInput, ...func(*ecs.Options),
) (*ecs.StopServiceDeploymentOutput, error) {
	return call(f, "StopServiceDeployment", func() (*ecs.StopServiceDeploymentOutput, error) {
		return &ecs.StopServiceDeploymentOutput{}, nil
	})
}

// copyOf keeps what a caller was answered apart from what changes later.
func copyOf(s *types.Service) types.Service {
	c := *s
	c.Deployments = append([]types.Deployment(nil), s.Deployments...)
	return c
}

var errServer = &smithy.GenericAPIError{Code: "ServerException", Message: "internal", Fault: smithy.FaultServer}

func definition(t *testing.T, family, tag string) *taskdef.Definition {
	t.Helper()
	d, err := taskdef.Parse("task.yaml", fmt.Appendf(nil,
		"family: %s\nnetworkMode: awsvpc\ncontainerDefinitions: [{name: app, image: 'app:%s', memory: 128}]\n", family, tag),
		taskdef.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func file(t *testing.T, text string) *service.File {
	t.Helper()
	f, err := service.Parse(taskdef.File{Name: "service.yaml", Text: []byte(text)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
