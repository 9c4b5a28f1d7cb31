package world

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// newExpress is a call that makes an Express service named web.
func newExpress() *ecs.CreateExpressGatewayServiceInput {
	return &ecs.CreateExpressGatewayServiceInput{
		ServiceName: aws.String("web"), InfrastructureRoleArn: aws.String("arn:aws:iam::123456789012:role/infra"),
		ExecutionRoleArn: aws.String("arn:aws:iam::123456789012:role/exec"),
		PrimaryContainer: &types.ExpressGatewayContainer{Image: aws.String("shop/web:1")},
	}
}

const expressARN = "arn:aws:ecs:us-east-1:123456789012:service/default/web"

// expressNow describes the Express service web.
func (l *lab) expressNow() *types.ECSExpressGatewayService {
	l.t.Helper()
	return must(l.DescribeExpressGatewayService(&ecs.DescribeExpressGatewayServiceInput{
		ServiceArn: aws.String(expressARN), Include: []types.ExpressGatewayServiceInclude{types.ExpressGatewayServiceIncludeTags},
	}))(l.t).Service
}

// expressed is a lab in which the Express service web is settled.
func expressed(t *testing.T) *lab {
	l := &lab{World: New(Options{}), t: t}
	in := newExpress()
	in.Tags = []types.Tag{{Key: aws.String("team"), Value: aws.String("shop")}}
	must(l.CreateExpressGatewayService(in))(t)
	l.settle()
	return l
}

func TestAnExpressServiceIsAServiceOnFargate(t *testing.T) {
	l := expressed(t)
	e := l.expressNow()
	if *e.Cluster != "default" || *e.ServiceArn != expressARN || e.Status.StatusCode != "ACTIVE" || len(e.Tags) != 1 ||
		e.CurrentDeployment != nil || len(e.ActiveConfigurations) != 1 {
		t.Fatalf("%+v", e)
	}
	c := e.ActiveConfigurations[0]
	if *c.Cpu != "256" || *c.Memory != "512" || *c.HealthCheckPath != "/ping" || *c.PrimaryContainer.ContainerPort != 80 ||
		*c.ScalingTarget.MaxTaskCount != 20 || *c.ScalingTarget.AutoScalingTargetValue != 60 ||
		!strings.HasPrefix(*c.IngressPaths[0].Endpoint, "we-") || !strings.HasSuffix(*c.IngressPaths[0].Endpoint, ".ecs.us-east-1.on.aws") {
		t.Errorf("configuration %+v", c)
	}
	s := l.get()
	if s.RunningCount != 1 || s.ResourceManagementType != types.ResourceManagementTypeEcs ||
		*s.CapacityProviderStrategy[0].CapacityProvider != "FARGATE" || *s.HealthCheckGracePeriodSeconds != 300 ||
		s.DeploymentConfiguration.Strategy != types.DeploymentStrategyCanary || s.PropagateTags != types.PropagateTagsService {
		t.Errorf("service %+v", s)
	}
	def := must(l.DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: s.TaskDefinition}))(t).TaskDefinition
	main := def.ContainerDefinitions[0]
	if *def.Family != "default-web" || *main.Name != "Main" || main.LogConfiguration.Options["mode"] != "non-blocking" ||
		!strings.HasPrefix(main.LogConfiguration.Options["awslogs-group"], "/aws/ecs/default/web-") {
		t.Errorf("definition %+v", def)
	}
	list := func(who types.ResourceManagementType) int {
		return len(must(l.ListServices(&ecs.ListServicesInput{ResourceManagementType: who}))(t).ServiceArns)
	}
	if list(types.ResourceManagementTypeEcs) != 1 || list(types.ResourceManagementTypeCustomer) != 0 {
		t.Error("ListServices does not tell who manages the service")
	}
}

// TestAnExpressUpdateGoesTheWayOfTheCanary deploys another image.
func TestAnExpressUpdateGoesTheWayOfTheCanary(t *testing.T) {
	l := expressed(t)
	out := must(l.UpdateExpressGatewayService(&ecs.UpdateExpressGatewayServiceInput{
		ServiceArn: aws.String(expressARN), PrimaryContainer: &types.ExpressGatewayContainer{Image: aws.String("shop/web:2")},
	}))(t).Service
	if c := out.TargetConfiguration; *c.PrimaryContainer.Image != "shop/web:2" || *c.PrimaryContainer.ContainerPort != 80 ||
		lastSegment(*c.TaskDefinitionArn) != "default-web:2" {
		t.Errorf("target %+v", c)
	}
	if e := l.expressNow(); len(e.ActiveConfigurations) != 2 || e.CurrentDeployment == nil {
		t.Errorf("%+v", e)
	}
	began := l.Now()
	l.settle()
	if took := l.Now().Sub(began); took < 6*time.Minute {
		t.Errorf("it took %s, less than its two bake times", took)
	}
	if e := l.expressNow(); len(e.ActiveConfigurations) != 1 || *e.ActiveConfigurations[0].PrimaryContainer.Image != "shop/web:2" {
		t.Errorf("%+v", e)
	}
}

func TestScalingOfAnExpressServiceNeedsNoDeployment(t *testing.T) {
	l := expressed(t)
	must(l.UpdateExpressGatewayService(&ecs.UpdateExpressGatewayServiceInput{
		ServiceArn: aws.String(expressARN), ScalingTarget: &types.ExpressGatewayScalingTarget{MinTaskCount: aws.Int32(3)},
	}))(t)
	l.run(5 * time.Minute)
	if s := l.get(); s.RunningCount != 3 || len(s.Deployments) != 1 || lastSegment(*s.TaskDefinition) != "default-web:1" {
		t.Errorf("%d tasks, %s", s.RunningCount, deployments(s))
	}
	if c := l.expressNow().ActiveConfigurations[0].ScalingTarget; *c.MinTaskCount != 3 || *c.MaxTaskCount != 20 {
		t.Errorf("%+v", c)
	}
}

func TestAnExpressServiceIsGoneAfterADelete(t *testing.T) {
	l := expressed(t)
	one := &ecs.DeleteExpressGatewayServiceInput{ServiceArn: aws.String(expressARN)}
	if out := must(l.DeleteExpressGatewayService(one))(t); out.Service.Status.StatusCode != "DRAINING" {
		t.Errorf("%+v", out.Service)
	}
	var notActive *types.ServiceNotActiveException
	if _, err := l.DeleteExpressGatewayService(one); !errors.As(err, &notActive) {
		t.Errorf("error %v", err)
	}
	if _, err := l.UpdateExpressGatewayService(&ecs.UpdateExpressGatewayServiceInput{
		ServiceArn: aws.String(expressARN),
	}); !errors.As(err, &notActive) {
		t.Errorf("error %v", err)
	}
	l.run(10 * time.Minute)
	if e := l.expressNow(); e.Status.StatusCode != "INACTIVE" || len(e.ActiveConfigurations) != 0 {
		t.Errorf("%+v", e)
	}
	l.run(24 * time.Hour)
	_, err := l.DescribeExpressGatewayService(&ecs.DescribeExpressGatewayServiceInput{ServiceArn: aws.String(expressARN)})
	var gone *types.ResourceNotFoundException
	if !errors.As(err, &gone) {
		t.Errorf("error %v", err)
	}
}

func TestWhatExpressServicesRefuse(t *testing.T) {
	tests := []struct {
		name   string
		change func(*ecs.CreateExpressGatewayServiceInput)
		want   string
	}{
		{"no infrastructure role", func(in *ecs.CreateExpressGatewayServiceInput) { in.InfrastructureRoleArn = nil }, "infrastructureRole"},
		{"no execution role", func(in *ecs.CreateExpressGatewayServiceInput) { in.ExecutionRoleArn = nil }, "executionRole"},
		{"no container", func(in *ecs.CreateExpressGatewayServiceInput) { in.PrimaryContainer = nil }, "primaryContainer"},
		{"no image", func(in *ecs.CreateExpressGatewayServiceInput) { in.PrimaryContainer.Image = nil }, "image"},
		{"a bad name", func(in *ecs.CreateExpressGatewayServiceInput) { in.ServiceName = aws.String("a b") }, "service name"},
		{"an unknown cluster", func(in *ecs.CreateExpressGatewayServiceInput) { in.Cluster = aws.String("none") }, "ClusterNotFound"},
		{"a bad path", func(in *ecs.CreateExpressGatewayServiceInput) { in.HealthCheckPath = aws.String("ping") }, "forward slash"},
		{"a size that Fargate has not", func(in *ecs.CreateExpressGatewayServiceInput) { in.Memory = aws.String("7") }, "Fargate"},
		{"an unknown processor", func(in *ecs.CreateExpressGatewayServiceInput) { in.CpuArchitecture = "MIPS" }, "cpuArchitecture"},
		{"less than no task", func(in *ecs.CreateExpressGatewayServiceInput) {
			in.ScalingTarget = &types.ExpressGatewayScalingTarget{MinTaskCount: aws.Int32(-1)}
		}, "minTaskCount"},
		{"a bad tag", func(in *ecs.CreateExpressGatewayServiceInput) { in.Tags = []types.Tag{{}} }, "Tag keys"},
		{"a definition beside a container", func(in *ecs.CreateExpressGatewayServiceInput) { in.TaskDefinitionArn = aws.String("x") }, "cannot also"},
	}
	for _, test := range tests {
		w := New(Options{})
		in := newExpress()
		test.change(in)
		if _, err := w.CreateExpressGatewayService(in); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
		if clusters := must(w.ListClusters(&ecs.ListClustersInput{}))(t).ClusterArns; len(clusters) != 0 {
			t.Errorf("%s: clusters %v are left", test.name, clusters)
		}
		if left := must(w.ListTaskDefinitions(&ecs.ListTaskDefinitionsInput{}))(t).TaskDefinitionArns; len(left) != 0 {
			t.Errorf("%s: definitions %v are left", test.name, left)
		}
	}
}

// TestAnExpressServiceTakesADefinitionOfOnesOwn needs a container that fits.
func TestAnExpressServiceTakesADefinitionOfOnesOwn(t *testing.T) {
	l := &lab{World: New(Options{}), t: t}
	register := func(name string) *string {
		c := web("nginx", 0)
		c.Name, c.PortMappings[0].Name, c.PortMappings[0].HostPort = aws.String(name), aws.String("http"), nil
		return must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
			Family: aws.String("own"), NetworkMode: types.NetworkModeAwsvpc, Cpu: aws.String("512"), Memory: aws.String("1024"),
			RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate},
			ContainerDefinitions:    []types.ContainerDefinition{c},
		}))(t).TaskDefinition.TaskDefinitionArn
	}
	in := &ecs.CreateExpressGatewayServiceInput{
		InfrastructureRoleArn: aws.String("role"), TaskDefinitionArn: register("app"),
	}
	if _, err := l.CreateExpressGatewayService(in); err == nil || !strings.Contains(err.Error(), "named Main") {
		t.Errorf("error %v", err)
	}
	in.TaskDefinitionArn = register("Main")
	made := must(l.CreateExpressGatewayService(in))(t).Service
	if c := made.ActiveConfigurations[0]; *c.Cpu != "512" || *c.TaskDefinitionArn != *in.TaskDefinitionArn || c.PrimaryContainer != nil {
		t.Errorf("%+v", c)
	}
	if !strings.HasPrefix(*made.ServiceName, "express-") {
		t.Errorf("name %s", *made.ServiceName)
	}
}
