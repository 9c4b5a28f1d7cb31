package world

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const (
	secretARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf"
	paramARN  = "arn:aws:ssm:us-east-1:123456789012:parameter/web/token"
	roleARN   = "arn:aws:iam::123456789012:role/exec"
	ecrImage  = "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1"
)

// stopsWith runs one task of a definition, on Fargate or an instance, and gives
// its stopped reason and that of its container; both are empty when it runs.
func (l *lab) stopsWith(fargate bool, change func(*types.ContainerDefinition)) (task, container string) {
	l.t.Helper()
	c := types.ContainerDefinition{Name: aws.String("web"), Image: aws.String("app"), Memory: aws.Int32(128)}
	change(&c)
	def := &ecs.RegisterTaskDefinitionInput{
		Family: aws.String("job"), ExecutionRoleArn: aws.String(roleARN), ContainerDefinitions: []types.ContainerDefinition{c},
	}
	run := &ecs.RunTaskInput{TaskDefinition: aws.String("job")}
	if fargate {
		def.NetworkMode, def.Cpu, def.Memory = types.NetworkModeAwsvpc, aws.String("256"), aws.String("512")
		def.RequiresCompatibilities = []types.Compatibility{types.CompatibilityFargate}
		run.LaunchType = types.LaunchTypeFargate
		run.NetworkConfiguration = &types.NetworkConfiguration{
			AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}},
		}
	} else {
		must(l.AddInstance("", Instance{}))(l.t)
	}
	must(l.RegisterTaskDefinition(def))(l.t)
	arn := must(l.RunTask(run))(l.t).Tasks[0].TaskArn
	l.run(5 * time.Minute)
	got := must(l.DescribeTasks(&ecs.DescribeTasksInput{Tasks: []string{*arn}}))(l.t).Tasks[0]
	id := lastSegment(*arn)
	plain := func(s *string) string {
		text := strings.ReplaceAll(aws.ToString(s), id, "TASK")
		if head, tail, ok := strings.Cut(text, "RequestID: "); ok {
			return head + "RequestID: ID" + tail[len("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"):]
		}
		return text
	}
	return plain(got.StoppedReason), plain(got.Containers[0].Reason)
}

// needs are changes of a container that need something from elsewhere.
func withSecret(from string) func(*types.ContainerDefinition) {
	return func(c *types.ContainerDefinition) {
		c.Secrets = []types.Secret{{Name: aws.String("PASSWORD"), ValueFrom: aws.String(from)}}
	}
}

func withImage(image string) func(*types.ContainerDefinition) {
	return func(c *types.ContainerDefinition) { c.Image = aws.String(image) }
}

func withCredentials(from string) func(*types.ContainerDefinition) {
	return func(c *types.ContainerDefinition) {
		c.RepositoryCredentials = &types.RepositoryCredentials{CredentialsParameter: aws.String(from)}
	}
}

func withLog(options map[string]string) func(*types.ContainerDefinition) {
	return func(c *types.ContainerDefinition) {
		c.LogConfiguration = &types.LogConfiguration{LogDriver: types.LogDriverAwslogs, Options: options}
	}
}

func TestTasksNeedWhatTheirDefinitionNames(t *testing.T) {
	const (
		task     = "User: arn:aws:sts::123456789012:assumed-role/exec/TASK is not authorized to perform: "
		denied   = "https response error StatusCode: 400, RequestID: ID, api error AccessDeniedException: " + task
		nobody   = " because no identity-based policy allows the %s action"
		failed   = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
		asm      = failed + "unable to retrieve secret from asm: service call has been retried 1 time(s): "
		registry = "unable to get registry auth from asm: service call has been retried 1 time(s): asm fetching secret from " +
			"the service for " + secretARN + ": "
		logger = "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: " +
			"failed to create Cloudwatch log "
		daemon = "CannotStartContainerError: Error response from daemon: failed to create task for container: failed to " +
			"initialize logging driver: failed to create Cloudwatch log "
		ec2 = "Task failed to start"
	)
	denies := func(action string) func(*lab) {
		return func(l *lab) { l.AddRole(Role{Name: "exec", Denies: []string{action}}) }
	}
	closed := func(k Kind) func(*lab) { return func(l *lab) { l.Close(k) } }
	group := map[string]string{"awslogs-group": "/web", "awslogs-stream-prefix": "ecs"}
	created := map[string]string{"awslogs-group": "/web", "awslogs-stream-prefix": "ecs", "awslogs-create-group": "true"}
	tests := []struct {
		name   string
		build  func(*lab)
		change func(*types.ContainerDefinition)
		// The stopped reasons on Fargate and on an instance; behind "|" the container's.
		fargate, instance string
	}{
		{"in an open world everything is there", func(*lab) {}, withSecret(secretARN), "", ""},
		{"a secret that was added is there", func(l *lab) { l.AddSecret(Secret{ARN: secretARN, Name: "db"}) }, withSecret(secretARN), "", ""},
		{
			"one that was not is missing", closed(Secrets), withSecret(secretARN),
			asm + "failed to fetch secret " + secretARN + " from secrets manager: operation error Secrets Manager: GetSecretValue, " +
				"https response error StatusCode: 400, RequestID: ID, ResourceNotFoundException: Secrets Manager can't find the " +
				"specified secret.",
			"Fetching secret data from AWS Secrets Manager in region us-east-1: secret " + secretARN + ": operation error " +
				"Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: ID, ResourceNotFoundException: " +
				"Secrets Manager can't find the specified secret.",
		},
		{
			"a secret without the key", func(l *lab) { l.AddSecret(Secret{ARN: secretARN, Name: "db", Value: `{"user":"x"}`}) },
			withSecret(secretARN + ":password::"),
			asm + "retrieved secret from Secrets Manager did not contain json key password",
			"Fetching secret data from AWS Secrets Manager in region us-east-1: secret " + secretARN +
				": retrieved secret from Secrets Manager did not contain json key password",
		},
		{
			"a secret with the key", func(l *lab) { l.AddSecret(Secret{ARN: secretARN, Name: "db", Value: `{"user":"x"}`}) },
			withSecret(secretARN + ":user::"), "", "",
		},
		{
			"a role that may not read secrets", denies("secretsmanager:GetSecretValue"), withSecret(secretARN),
			asm + "failed to fetch secret " + secretARN + " from secrets manager: operation error Secrets Manager: GetSecretValue, " +
				denied + "secretsmanager:GetSecretValue on resource: " + secretARN + fmt.Sprintf(nobody, "secretsmanager:GetSecretValue"),
			"Fetching secret data from AWS Secrets Manager in region us-east-1: secret " + secretARN + ": operation error " +
				"Secrets Manager: GetSecretValue, " + denied + "secretsmanager:GetSecretValue on resource: " + secretARN +
				fmt.Sprintf(nobody, "secretsmanager:GetSecretValue"),
		},
		{"credentials for a registry are there", func(*lab) {}, withCredentials(secretARN), "", ""},
		{
			"credentials for a registry are missing", closed(Secrets), withCredentials(secretARN),
			failed + registry + "operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: " +
				"ID, ResourceNotFoundException: Secrets Manager can't find the specified secret.",
			"asm fetching secret from the service for " + secretARN + ": operation error Secrets Manager: GetSecretValue, https " +
				"response error StatusCode: 400, RequestID: ID, ResourceNotFoundException: Secrets Manager can't find the " +
				"specified secret.",
		},
		{
			"a role that may not read credentials", denies("secretsmanager:GetSecretValue"), withCredentials(secretARN),
			failed + registry + "operation error Secrets Manager: GetSecretValue, " + denied + "secretsmanager:GetSecretValue on " +
				"resource: " + secretARN + fmt.Sprintf(nobody, "secretsmanager:GetSecretValue"),
			"asm fetching secret from the service for " + secretARN + ": operation error Secrets Manager: GetSecretValue, " +
				denied + "secretsmanager:GetSecretValue on resource: " + secretARN + fmt.Sprintf(nobody, "secretsmanager:GetSecretValue"),
		},
		{"a parameter that was added is there", func(l *lab) { l.AddParameter(Parameter{Name: "/web/token"}) }, withSecret(paramARN), "", ""},
		{
			"one that was not is invalid", closed(Parameters), withSecret("/web/token"),
			failed + "unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /web/token",
			"Fetching secret data from SSM Parameter Store in us-east-1: invalid parameters: /web/token",
		},
		{
			"a role that may not read parameters", denies("ssm:*"), withSecret("/web/token"),
			failed + "unable to retrieve secrets from ssm: service call has been retried 1 time(s): operation error SSM: " +
				"GetParameters, " + denied + "ssm:GetParameters on resource: " + paramARN + fmt.Sprintf(nobody, "ssm:GetParameters"),
			"Fetching secret data from SSM Parameter Store in us-east-1: operation error SSM: GetParameters, " + denied +
				"ssm:GetParameters on resource: " + paramARN + fmt.Sprintf(nobody, "ssm:GetParameters"),
		},
		{"an image that was pushed is there", func(l *lab) { l.AddImageTag("web", "1", "") }, withImage(ecrImage), "", ""},
		{"an image of another registry is there", closed(Repositories), withImage("nginx"), "", ""},
		{
			"a tag that was not pushed", func(l *lab) { l.AddImageTag("web", "2", "") }, withImage(ecrImage),
			"CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref " + ecrImage + ": " +
				ecrImage + ": not found|same",
			ec2 + "|CannotPullContainerError: Error response from daemon: manifest for " + ecrImage +
				" not found: manifest unknown: Requested image not found",
		},
		{
			"a repository that is not there", closed(Repositories), withImage(ecrImage),
			"CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref " + ecrImage + ": " +
				ecrImage + ": not found|same",
			ec2 + "|CannotPullContainerError: Error response from daemon: repository 123456789012.dkr.ecr.us-east-1.amazonaws.com/" +
				"web not found: name unknown: The repository with name 'web' does not exist in the registry with id '123456789012'",
		},
		{
			"a role without credentials for ECR", denies("ecr:GetAuthorizationToken"), withImage(ecrImage),
			failed + "unable to retrieve ecr registry auth: service call has been retried 1 time(s): operation error ECR: " +
				"GetAuthorizationToken, " + denied + "ecr:GetAuthorizationToken on resource: *" +
				fmt.Sprintf(nobody, "ecr:GetAuthorizationToken"),
			ec2 + "|CannotPullECRContainerError: operation error ECR: GetAuthorizationToken, " + denied +
				"ecr:GetAuthorizationToken on resource: *" + fmt.Sprintf(nobody, "ecr:GetAuthorizationToken"),
		},
		{
			"a role that may not pull", denies("ecr:BatchGetImage"), withImage(ecrImage),
			"CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref " + ecrImage +
				": pulling from host 123456789012.dkr.ecr.us-east-1.amazonaws.com failed with status code [manifests 1]: " +
				"403 Forbidden|same",
			ec2 + "|CannotPullContainerError: The task can’t pull the image. Check that the role has the permissions to pull " +
				"images from the registry. Error response from daemon: pull access denied for 123456789012.dkr.ecr.us-east-1." +
				"amazonaws.com/web, repository does not exist or may require 'docker login': denied: " + task +
				"ecr:BatchGetImage on resource: arn:aws:ecr:us-east-1:123456789012:repository/web" +
				fmt.Sprintf(nobody, "ecr:BatchGetImage"),
		},
		{"a log group that was added is there", func(l *lab) { l.AddLogGroup(LogGroup{Name: "/web"}) }, withLog(group), "", ""},
		{"one that the driver makes is there", closed(LogGroups), withLog(created), "", ""},
		{
			"one that nobody makes is missing", closed(LogGroups), withLog(group),
			logger + "stream: operation error CloudWatch Logs: CreateLogStream, https response error StatusCode: 400, RequestID: ID, " +
				"ResourceNotFoundException: The specified log group does not exist. : exit status 1",
			ec2 + "|" + daemon + "stream: operation error CloudWatch Logs: CreateLogStream, https response error StatusCode: 400, " +
				"RequestID: ID, ResourceNotFoundException: The specified log group does not exist.",
		},
		{
			"a role that may not make streams", denies("logs:CreateLogStream"), withLog(group),
			logger + "stream: operation error CloudWatch Logs: CreateLogStream, " + denied + "logs:CreateLogStream on resource: " +
				"arn:aws:logs:us-east-1:123456789012:log-group:/web:log-stream:ecs/web/TASK" +
				fmt.Sprintf(nobody, "logs:CreateLogStream") + " : exit status 1",
			ec2 + "|" + daemon + "stream: operation error CloudWatch Logs: CreateLogStream, " + denied +
				"logs:CreateLogStream on resource: arn:aws:logs:us-east-1:123456789012:log-group:/web:log-stream:ecs/web/TASK" +
				fmt.Sprintf(nobody, "logs:CreateLogStream"),
		},
		{
			"a role that may not make groups", func(l *lab) { l.Close(LogGroups); denies("logs:CreateLogGroup")(l) }, withLog(created),
			logger + "group: operation error CloudWatch Logs: CreateLogGroup, " + denied + "logs:CreateLogGroup on resource: " +
				"arn:aws:logs:us-east-1:123456789012:log-group:/web:log-stream:" + fmt.Sprintf(nobody, "logs:CreateLogGroup") +
				" : exit status 1",
			ec2 + "|" + daemon + "group: operation error CloudWatch Logs: CreateLogGroup, " + denied +
				"logs:CreateLogGroup on resource: arn:aws:logs:us-east-1:123456789012:log-group:/web:log-stream:" +
				fmt.Sprintf(nobody, "logs:CreateLogGroup"),
		},
	}
	for _, tt := range tests {
		for platform, want := range map[bool]string{true: tt.fargate, false: tt.instance} {
			t.Run(fmt.Sprintf("%s, on Fargate %v", tt.name, platform), func(t *testing.T) {
				l := newLab(t, Options{})
				tt.build(l)
				task, container := l.stopsWith(platform, tt.change)
				got := task
				switch {
				case container == task && task != "":
					got += "|same"
				case container != "":
					got += "|" + container
				}
				if got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			})
		}
	}
}

func TestAServiceWhoseRoleIsGoneStartsNothing(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"), ExecutionRoleArn: aws.String(roleARN), ContainerDefinitions: []types.ContainerDefinition{web("a", 0)},
	}))(t)
	l.Close(Roles)
	l.create("web", 1)
	l.run(time.Minute)
	const want = "(service web) failed to launch a task with (error ECS was unable to assume the role '" + roleARN + "' that was " +
		"provided for this task. Please verify that the role being passed has the proper trust relationship and permissions " +
		"and that your IAM user has permissions to pass this role.)."
	if got := aws.ToString(l.get().Events[0].Message); got != want {
		t.Errorf("got %s", got)
	}
	_, err := l.RunTask(&ecs.RunTaskInput{TaskDefinition: aws.String("web")})
	if code(err) != "ClientException" || !strings.HasPrefix(message(err), "ECS was unable to assume the role") {
		t.Errorf("RunTask: %v", err)
	}
	l.AddRole(Role{Name: "exec"})
	l.run(20 * time.Minute)
	if n := l.get().RunningCount; n != 1 {
		t.Errorf("%d tasks run once the role is there", n)
	}
}

// A value that was resolved must not come out where anybody can read it.
func TestSecretValuesStayHidden(t *testing.T) {
	l := newLab(t, Options{})
	const value = `{"user":"hunter2"}`
	l.AddSecret(Secret{ARN: secretARN, Name: "db", Value: value})
	task, container := l.stopsWith(true, withSecret(secretARN+":password::"))
	if !strings.Contains(task, "json key password") || strings.Contains(task+container, "hunter2") {
		t.Errorf("the reasons are %q and %q", task, container)
	}
}

func TestRegistryCredentialsNeedAnExecutionRole(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	c := web("registry.example.com/app", 0)
	withCredentials(secretARN)(&c)
	arn := must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: aws.String(l.register(c))}))(t).Tasks[0].TaskArn
	l.run(time.Minute)
	got := must(l.DescribeTasks(&ecs.DescribeTasksInput{Tasks: []string{*arn}}))(t).Tasks[0]
	if aws.ToString(got.StoppedReason) != "asm resource: unable to find execution role credentials" {
		t.Errorf("stopped for %q", aws.ToString(got.StoppedReason))
	}
}
