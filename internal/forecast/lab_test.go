package forecast_test

import (
	"context"
	"net/http"
	"path"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	scalingtypes "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/world"
	"github.com/ecs-steady/steady/watch"
)

// lab is a simulator and clients of it, all in a bubble of testing/synctest.
type lab struct {
	t      *testing.T
	server *ecssim.Server
	client *ecs.Client
}

func newLab(t *testing.T) *lab {
	server, err := ecssim.Open(ecssim.Setup{})
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{t, server, server.Client("us-east-1")}
	_, err = l.client.CreateCluster(t.Context(), &ecs.CreateClusterInput{})
	l.must(err)
	return l
}

func (l *lab) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

// clients ask the simulator.
func (l *lab) clients() forecast.Clients {
	keys := credentials.NewStaticCredentialsProvider("sim", "sim", "")
	to := &http.Client{Transport: l.server.Transport()}
	return forecast.Clients{
		ECS: l.client,
		Targets: elb.New(elb.Options{
			Region: "us-east-1", Credentials: keys, HTTPClient: to, BaseEndpoint: aws.String("http://localhost"),
		}),
		Scaling: sdkScaling{scaling.New(scaling.Options{
			Region: "us-east-1", Credentials: keys, HTTPClient: to, BaseEndpoint: aws.String("http://localhost"),
		})},
	}
}

// sdkScaling asks with the SDK's client.
type sdkScaling struct{ client *scaling.Client }

func (s sdkScaling) ScalableTarget(ctx context.Context, service string) (least, most int, found bool, err error) {
	out, err := s.client.DescribeScalableTargets(ctx, &scaling.DescribeScalableTargetsInput{
		ServiceNamespace: scalingtypes.ServiceNamespaceEcs, ResourceIds: []string{service},
		ScalableDimension: scalingtypes.ScalableDimensionECSServiceDesiredCount,
	})
	if err != nil || len(out.ScalableTargets) == 0 {
		return 0, 0, false, err
	}
	t := out.ScalableTargets[0]
	return int(aws.ToInt32(t.MinCapacity)), int(aws.ToInt32(t.MaxCapacity)), true, nil
}

// change changes what no call does.
func (l *lab) change(do func(*world.World)) {
	l.must(l.server.Change(func(w *world.World) error { do(w); return nil }))
}

// grow adds instances to the cluster, one after the other.
func (l *lab) grow(instances ...world.Instance) {
	for _, i := range instances {
		l.change(func(w *world.World) {
			if _, err := w.AddInstance("", i); err != nil {
				panic(err)
			}
		})
		l.pass(time.Second)
	}
}

// definition is a task of family web: one container with so much memory and the host
// port.
func definition(memory, hostPort int32, edit ...func(*ecs.RegisterTaskDefinitionInput)) *ecs.RegisterTaskDefinitionInput {
	in := &ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"),
		ContainerDefinitions: []types.ContainerDefinition{{
			Name: aws.String("app"), Image: aws.String("shop/web:1"), Memory: aws.Int32(memory),
			PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80), HostPort: &hostPort}},
		}},
	}
	for _, e := range edit {
		e(in)
	}
	return in
}

// create registers a definition, makes service web of it and lets it settle.
func (l *lab) create(def *ecs.RegisterTaskDefinitionInput, desired, minimum, maximum int32,
	edit ...func(*ecs.CreateServiceInput),
) {
	l.t.Helper()
	_, err := l.client.RegisterTaskDefinition(l.t.Context(), def)
	l.must(err)
	in := &ecs.CreateServiceInput{
		ServiceName: aws.String("web"), TaskDefinition: def.Family, DesiredCount: &desired,
		DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent: &minimum, MaximumPercent: &maximum,
		},
	}
	for _, e := range edit {
		e(in)
	}
	_, err = l.client.CreateService(l.t.Context(), in)
	l.must(err)
	l.pass(10 * time.Minute)
}

// pass lets time pass.
func (l *lab) pass(d time.Duration) { <-time.After(d) }

// to is the change to another definition.
func to(def *ecs.RegisterTaskDefinitionInput, edit ...func(*ecs.UpdateServiceInput)) forecast.Change {
	c := forecast.Change{Register: def, Update: ecs.UpdateServiceInput{Service: aws.String("web")}}
	for _, e := range edit {
		e(&c.Update)
	}
	return c
}

// forecast asks the simulator.
func (l *lab) forecast(change forecast.Change) forecast.Forecast {
	l.t.Helper()
	f, err := forecast.Of(l.t.Context(), l.clients(), change)
	l.must(err)
	return f
}

// deploy sends the change.
func (l *lab) deploy(change forecast.Change) (watch.Target, error) {
	l.t.Helper()
	before, err := watch.Look(l.t.Context(), l.client, "default", "web")
	l.must(err)
	in := change.Update
	if change.Register != nil {
		out, err := l.client.RegisterTaskDefinition(l.t.Context(), change.Register)
		if err != nil {
			return watch.Target{}, err
		}
		in.TaskDefinition = out.TaskDefinition.TaskDefinitionArn
	}
	out, err := l.client.UpdateService(l.t.Context(), &in)
	if err != nil {
		return watch.Target{}, err
	}
	for _, d := range out.Service.Deployments {
		if aws.ToString(d.Status) == "PRIMARY" {
			return watch.Target{
				Cluster: "default", Service: "web", Deployment: *d.Id, Previous: before.Primary().ID,
				TaskDefinition:         path.Base(aws.ToString(out.Service.TaskDefinition)),
				PreviousTaskDefinition: before.Primary().TaskDefinition,
				CreatedAt:              *d.CreatedAt, Desired: -1,
			}, nil
		}
	}
	l.t.Fatal("no PRIMARY deployment")
	return watch.Target{}, nil
}

// follow watches a deployment to its end, for as long as a task may be protected.
func (l *lab) follow(target watch.Target, stall time.Duration) watch.Outcome {
	l.t.Helper()
	w := watch.Watcher{API: l.client, Timeout: 4 * time.Hour, StallTimeout: stall, PollInterval: 5 * time.Second}
	out, err := w.Run(context.WithoutCancel(l.t.Context()), []watch.Target{target}, nil)
	l.must(err)
	return out[0]
}
