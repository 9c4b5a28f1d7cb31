package world

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TestPublishedHistories plays what others saw of the real service.
func TestPublishedHistories(t *testing.T) {
	plays := map[string]struct {
		opts Options
		// play brings the service to where the source begins.
		play func(*lab)
		// lasts is how long the story is looked at.
		lasts time.Duration
	}{
		"inventory-rollback.txt":    {Options{}, inventoryRollback, 10 * time.Minute},
		"inventory-replacement.txt": {Options{}, inventoryReplacement, 5 * time.Minute},
		"reporting-stalled.txt":     {Options{}, reporting, 650 * time.Second},
		"reporting-breaker.txt":     {Options{}, reporting, 14 * time.Minute},
		"zero-tasks.txt":            {Options{}, zeroTasks, 2 * time.Minute},
		"scaled-to-zero.txt":        {Options{}, scaledToZero, 2 * time.Minute},
		"no-capacity.txt":           {Options{}, noCapacity, time.Hour},
		"cerebrum-evening.txt":      {Options{DeregistrationDelay: 50 * time.Second}, cerebrum(15 * time.Second), 5 * time.Minute},
		"cerebrum-afternoon.txt":    {Options{DeregistrationDelay: 50 * time.Second}, cerebrum(35 * time.Second), 5 * time.Minute},
		"cerebrum-noon.txt":         {Options{DeregistrationDelay: 50 * time.Second}, cerebrum(15 * time.Second), 5 * time.Minute},
	}
	files := must(filepath.Glob(filepath.Join("testdata", "traces", "*.txt")))(t)
	if len(files) < len(plays) {
		t.Errorf("%d histories, but %d ways to play them", len(files), len(plays))
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			p, ok := plays[name]
			if !ok {
				t.Fatal("nobody says how to play it")
			}
			l := newLab(t, p.opts)
			p.play(l)
			l.follow(readTrace(t, name), l.observe(p.lasts))
		})
	}
}

// onFargate creates the service web of one task on Fargate, whose circuit breaker
// rolls back, and lets it settle.
func (l *lab) onFargate(revision string, change ...func(*ecs.CreateServiceInput)) {
	l.t.Helper()
	l.create(revision, 1, append([]func(*ecs.CreateServiceInput){func(in *ecs.CreateServiceInput) {
		in.LaunchType = types.LaunchTypeFargate
		in.NetworkConfiguration = &types.NetworkConfiguration{
			AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}},
		}
		in.DeploymentConfiguration = &types.DeploymentConfiguration{
			DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true, Rollback: true},
		}
	}}, change...)...)
	l.settle()
}

// fargateRevision registers the next revision of family web for Fargate.
func (l *lab) fargateRevision(image string, change ...func(*types.ContainerDefinition)) string {
	l.t.Helper()
	c := types.ContainerDefinition{
		Name: aws.String("web"), Image: aws.String(image), PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80)}},
	}
	for _, ch := range change {
		ch(&c)
	}
	out := must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"), Cpu: aws.String("256"), Memory: aws.String("512"),
		NetworkMode: types.NetworkModeAwsvpc, ContainerDefinitions: []types.ContainerDefinition{c},
	}))(l.t)
	return *out.TaskDefinition.TaskDefinitionArn
}

// startOver says that the story begins now.
func (l *lab) startOver() { l.began = l.Now() }

// withCheck is a container health check of 30 s and 3 tries.
func withCheck(startPeriod int32) func(*types.ContainerDefinition) {
	return func(c *types.ContainerDefinition) {
		c.HealthCheck = &types.HealthCheck{
			Command: []string{"CMD-SHELL", "curl -f http://localhost/health || exit 1"}, Interval: aws.Int32(30),
			Timeout: aws.Int32(5), Retries: aws.Int32(3), StartPeriod: aws.Int32(startPeriod),
		}
	}
}

// meshed puts the service into a Service Connect namespace.
func meshed(in *ecs.CreateServiceInput) {
	in.ServiceConnectConfiguration = &types.ServiceConnectConfiguration{Enabled: true, Namespace: aws.String("internal")}
}

func inventoryReplacement(l *lab) {
	l.SetImage("inventory:1", Image{Pull: 43 * time.Second})
	l.onFargate(l.fargateRevision("inventory:1", withCheck(10)), meshed)
	lost := l.tasksOf(types.DesiredStatusRunning)[0].TaskArn
	must(l.StopTask(&ecs.StopTaskInput{Task: lost}))(l.t)
	l.startOver()
}

func inventoryRollback(l *lab) {
	l.SetImage("inventory:1", Image{Pull: 43 * time.Second})
	l.SetImage("inventory:2", Image{PullError: "CannotPullContainerError: inventory:2: not found"})
	l.onFargate(l.fargateRevision("inventory:1", withCheck(10)), meshed, func(in *ecs.CreateServiceInput) {
		in.DeploymentConfiguration.MinimumHealthyPercent = aws.Int32(0)
	})
	l.deployTo(l.fargateRevision("inventory:2", withCheck(10)))
	l.run(100 * time.Second) // two attempts
	l.SetImage("inventory:2", Image{Pull: 28 * time.Second, UnhealthyAfter: time.Second, Stop: 30 * time.Second})
}

func reporting(l *lab) {
	l.SetImage("web:broken", Image{
		Pull: 65 * time.Second, PullError: "CannotPullContainerError: pull image manifest has been retried 7 time(s): " +
			"failed to resolve ref web:broken: web:broken: not found",
	})
	l.onFargate(l.fargateRevision("web:good", withCheck(60)))
	l.deployTo(l.fargateRevision("web:broken", withCheck(60)))
}

func zeroTasks(l *lab) {
	l.onFargate(l.fargateRevision("busybox"), func(in *ecs.CreateServiceInput) {
		in.DesiredCount = aws.Int32(0)
		in.DeploymentConfiguration.MinimumHealthyPercent, in.DeploymentConfiguration.MaximumPercent = aws.Int32(0), aws.Int32(100)
	})
	l.startOver()
	l.update(ecs.UpdateServiceInput{ForceNewDeployment: true})
}

func scaledToZero(l *lab) {
	l.SetImage("agent", Image{Stop: time.Minute})
	l.onFargate(l.fargateRevision("agent", withCheck(0)), func(in *ecs.CreateServiceInput) {
		in.DeploymentConfiguration.MinimumHealthyPercent, in.DeploymentConfiguration.MaximumPercent = aws.Int32(0), aws.Int32(100)
	})
	l.startOver()
	l.update(ecs.UpdateServiceInput{
		TaskDefinition: aws.String(l.fargateRevision("agent", withCheck(0))), DesiredCount: aws.Int32(0),
	})
}

// cerebrum is a service behind a load balancer whose image takes so long to pull.
func cerebrum(pull time.Duration) func(*lab) {
	return func(l *lab) {
		l.SetImage("backend", Image{Pull: pull, AnswersAfter: 50 * time.Second, Stop: 100 * time.Millisecond})
		l.onFargate(l.fargateRevision("backend"), func(in *ecs.CreateServiceInput) {
			in.LoadBalancers = []types.LoadBalancer{{
				ContainerName: aws.String("web"), ContainerPort: aws.Int32(80),
				TargetGroupArn: aws.String("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1"),
			}}
		})
		l.deployTo(l.fargateRevision("backend"))
	}
}

func noCapacity(l *lab) {
	l.onFargate(l.fargateRevision("agent", withCheck(0)), func(in *ecs.CreateServiceInput) {
		in.DesiredCount = aws.Int32(0)
		in.DeploymentConfiguration.MinimumHealthyPercent, in.DeploymentConfiguration.MaximumPercent = aws.Int32(0), aws.Int32(100)
	})
	l.startOver()
	l.RefuseFargate("Capacity is unavailable at this time. Please try again later or in a different availability zone.")
	l.update(ecs.UpdateServiceInput{
		TaskDefinition: aws.String(l.fargateRevision("agent", withCheck(0))), DesiredCount: aws.Int32(1),
	})
	l.World.at(l.began.Add(40*time.Minute), func() { l.RefuseFargate("") })
}
