package forecast_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/world"
	"github.com/ecs-steady/steady/watch"
)

// The codes are those of package watch, so that what is forecast and what is told of
// a rollout that is stuck go by the same name.
func TestCausesAreThoseOfWatch(t *testing.T) {
	for _, code := range []string{
		forecast.CausePortConflict, forecast.CauseNoCapacity, forecast.CauseNoInstances, forecast.CauseMissingAttribute,
		forecast.CauseAgentDown, forecast.CauseConfigDeadlock,
	} {
		if _, ok := watch.GuideTo(code); !ok {
			t.Errorf("watch does not know %s", code)
		}
	}
}

// What a capacity provider can bring is not known.
func TestCapacityProvider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		_, err := l.client.CreateCapacityProvider(t.Context(), &ecs.CreateCapacityProviderInput{
			Name: aws.String("cp"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
				AutoScalingGroupArn: aws.String("arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/g"),
				ManagedScaling:      &types.ManagedScaling{Status: types.ManagedScalingStatusEnabled},
			},
		})
		l.must(err)
		_, err = l.client.PutClusterCapacityProviders(t.Context(), &ecs.PutClusterCapacityProvidersInput{
			Cluster: aws.String("default"), CapacityProviders: []string{"cp"},
			DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String("cp"), Weight: 1}},
		})
		l.must(err)
		i := small("i-1")
		i.CapacityProvider = "cp"
		l.grow(i)
		l.create(definition(600, 0), 1, 100, 200)
		f := l.forecast(to(definition(600, 0)))
		if f.Verdict != forecast.Unknown || f.Cause != "no-capacity" {
			t.Errorf("%s (%s)", f.Verdict, f.Cause)
		}
		contain(t, "reasons", f.Reasons, []string{
			"1 new task of web:2 would wait in PROVISIONING until capacity provider cp brings instances",
		})
		if len(f.Fixes) == 0 || !slices.ContainsFunc(f.Fixes, func(x forecast.Fix) bool {
			return x.Kind == forecast.FixInstances && x.Value == 1
		}) {
			t.Errorf("fixes %+v", f.Fixes)
		}
	})
}

// Durations come from what has been, and from settings.
func TestDurations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		l.grow(small("i-1"))
		group, delay := "", 90*time.Second
		l.change(func(w *world.World) {
			group = w.AddTargetGroup(world.TargetGroup{Name: "web", DeregistrationDelay: &delay})
		})
		l.create(definition(100, 0), 1, 100, 200, func(in *ecs.CreateServiceInput) {
			in.LoadBalancers = []types.LoadBalancer{{
				TargetGroupArn: &group, ContainerName: aws.String("app"), ContainerPort: aws.Int32(80),
			}}
		})
		first := l.forecast(to(definition(100, 0)))
		_, err := l.deploy(to(definition(100, 0)))
		l.must(err)
		l.pass(10 * time.Minute)
		f := l.forecast(to(definition(100, 0)))
		if f.Drain != delay || f.StopTimeout != 30*time.Second {
			t.Errorf("drain %s, stop timeout %s", f.Drain, f.StopTimeout)
		}
		if first.Took == nil || first.Took.Rollouts != 1 || f.Took == nil || f.Took.Rollouts != 2 ||
			f.Took.Longest < delay || f.Took.Shortest != first.Took.Shortest {
			t.Errorf("first %+v, then %+v", first.Took, f.Took)
		}
		if f := forecast.From(forecast.State{Service: types.Service{}}, forecast.Change{}); f.Took != nil {
			t.Errorf("without a past it took %+v", f.Took)
		}
	})
}

// What the model does not play it does not judge.
func TestBeyond(t *testing.T) {
	for name, state := range map[string]forecast.State{
		"blue/green under way": {Service: types.Service{
			DeploymentConfiguration: &types.DeploymentConfiguration{Strategy: types.DeploymentStrategyBlueGreen},
			Deployments:             []types.Deployment{{}, {}},
		}},
		"CodeDeploy": {Service: types.Service{
			DeploymentController: &types.DeploymentController{Type: types.DeploymentControllerTypeCodeDeploy},
		}},
	} {
		if f := forecast.From(state, forecast.Change{}); f.Verdict != forecast.Unknown || len(f.Reasons) != 1 {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestNoService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		_, err := forecast.Of(t.Context(), l.clients(), to(definition(100, 0)))
		var none *forecast.NotFoundError
		if !errors.As(err, &none) {
			t.Errorf("got %v", err)
		}
	})
}

// counter counts what goes to ECS.
type counter struct {
	http.RoundTripper
	calls atomic.Int32
}

func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.calls.Add(1)
	return c.RoundTripper.RoundTrip(r)
}

// TestCalls reads a service on 200 instances: as many tasks as it may have, what is
// needed takes few calls.
func TestCalls(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		tasks, port int32
		beside      int32 // memory of another service that takes room on each instance
		memory      int32
		then        int32 // memory of a new one
		under       bool  // another rollout is under way
		calls       int32
		placed      bool
	}{
		{"a hundred tasks are read one by one", 100, 0, 0, 100, 100, false, 10, false},
		{"four hundred that have room beside them are not read", 400, 0, 1000, 100, 100, false, 9, true},
		{"of a static port it is known where they are", 200, 80, 1000, 100, 100, false, 9, true},
		{"of those that fill the instances too", 400, 0, 0, 1900, 1900, false, 9, true},
		{"a new one takes the room of an old one, wherever that is", 200, 0, 1900, 1900, 1900, false, 9, true},
		{"where the size changes and others take room places have to be read", 200, 0, 1900, 1900, 1800, false, 12, false},
		{"while a rollout is under way there are more to ask for", 40, 0, 0, 100, 100, true, 12, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := newLab(t)
				l.change(func(w *world.World) {
					for n := range 200 {
						if _, err := w.AddInstance("", world.Instance{ID: fmt.Sprintf("i-%d", n)}); err != nil {
							panic(err)
						}
					}
				})
				if c.beside > 0 {
					l.tenant(c.beside, 200)
				}
				l.create(definition(c.memory, c.port), c.tasks, 100, 200)
				tasks := int(c.tasks)
				if c.under {
					_, err := l.deploy(to(definition(c.memory, c.port)))
					l.must(err)
					l.pass(5 * time.Second)
					tasks *= 2
				}
				count := &counter{RoundTripper: l.server.Transport()}
				options := l.client.Options()
				options.HTTPClient = &http.Client{Transport: count}
				state, err := forecast.Read(t.Context(), forecast.Clients{ECS: ecs.New(options)}, to(definition(c.then, c.port)))
				if err != nil || state.Placed != c.placed || len(state.Tasks) != tasks || count.calls.Load() != c.calls {
					t.Errorf("%d calls, want %d: %d tasks, placed %v, error %v", count.calls.Load(), c.calls, len(state.Tasks),
						state.Placed, err)
				}
			})
		})
	}
}

// A forecast changes neither what was read nor the change.
func TestFromChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		l.grow(small("i-1"))
		l.create(definition(600, 80), 1, 100, 200)
		change := to(definition(600, 80))
		state, err := forecast.Read(t.Context(), l.clients(), change)
		l.must(err)
		first := fmt.Sprintf("%+v", forecast.From(state, change).Reasons)
		if again := fmt.Sprintf("%+v", forecast.From(state, change).Reasons); again != first {
			t.Errorf("first %s\nthen %s", first, again)
		}
		if port := change.Register.ContainerDefinitions[0].PortMappings[0].HostPort; *port != 80 ||
			change.Update.DeploymentConfiguration != nil || len(state.Instances) != 1 {
			t.Error("the change has changed")
		}
	})
}
