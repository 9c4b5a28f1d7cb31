package service_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/world"
	"github.com/ecs-steady/steady/service"
)

// lab is a simulated ECS with one instance and the service web on web:1. web:2
// and web:3 run well, the image of web:4 cannot be pulled.
type lab struct {
	*testing.T
	*ecs.Client
}

// ended is how long every rollout here has taken at the most.
const ended = 10 * time.Minute

func newLab(t *testing.T) *lab {
	t.Helper()
	w := world.New(world.Options{Seed: 1, Start: time.Now()})
	w.SetImage("missing", world.Image{PullError: "CannotPullContainerError: missing: not found"})
	l := &lab{t, ecssim.New(w, ecssim.Options{}).Client("us-east-1")}
	_, err := l.CreateCluster(t.Context(), &ecs.CreateClusterInput{})
	l.must(err)
	_, err = w.AddInstance("", world.Instance{})
	l.must(err)
	for _, image := range []string{"app:1", "app:2", "app:3", "missing"} {
		_, err := l.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{
			Family: aws.String("web"), ContainerDefinitions: []types.ContainerDefinition{{
				Name: aws.String("app"), Image: &image, Memory: aws.Int32(64),
				Environment: []types.KeyValuePair{{Name: aws.String("PASSWORD"), Value: aws.String("of " + image)}},
			}},
		})
		l.must(err)
	}
	_, err = l.CreateService(t.Context(), &ecs.CreateServiceInput{
		ServiceName: aws.String("web"), TaskDefinition: aws.String("web:1"), DesiredCount: aws.Int32(1),
	})
	l.must(err)
	<-time.After(ended)
	return l
}

func (l *lab) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

// play takes a history: "2" rolls web:2 out and waits for its end, "2…" leaves it
// in progress, "breaker" turns the circuit breaker on without rollback and
// "rollback" with it, "-2" deregisters web:2, "stop" stops what is in progress,
// "scale" only changes the number of tasks, "back" is a rollback of ours.
func (l *lab) play(history string) {
	l.Helper()
	for _, word := range strings.Fields(history) {
		in := &ecs.UpdateServiceInput{Service: aws.String("web")}
		revision, moving := strings.CutSuffix(word, "…")
		switch {
		case word[0] == '-':
			_, err := l.DeregisterTaskDefinition(l.Context(), &ecs.DeregisterTaskDefinitionInput{
				TaskDefinition: aws.String("web:" + word[1:]),
			})
			l.must(err)
			continue
		case word == "breaker", word == "rollback":
			in.DeploymentConfiguration = &types.DeploymentConfiguration{
				DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true, Rollback: word == "rollback"},
			}
		case word == "scale":
			in.DesiredCount = aws.Int32(2)
		case revision == "back":
			l.goBack(service.RollbackSpec{})
			l.wait(moving)
			continue
		default:
			in.TaskDefinition = aws.String("web:" + revision)
		}
		_, err := l.UpdateService(l.Context(), in)
		l.must(err)
		l.wait(moving)
	}
}

func (l *lab) wait(moving bool) {
	if moving {
		<-time.After(5 * time.Second)
	} else {
		<-time.After(ended)
	}
}

func (l *lab) plan(spec service.RollbackSpec) (service.RollbackPlan, error) {
	spec.Service = "web"
	c := service.Client{API: l.Client}
	return c.PlanRollback(l.Context(), spec)
}

func (l *lab) goBack(spec service.RollbackSpec) service.Deployment {
	l.Helper()
	p, err := l.plan(spec)
	l.must(err)
	c := service.Client{API: l.Client}
	d, err := c.Rollback(l.Context(), p)
	l.must(err)
	return d
}

// runs is what the service runs, and how many deployments it had.
func (l *lab) runs() string {
	l.Helper()
	out, err := l.DescribeServices(l.Context(), &ecs.DescribeServicesInput{Services: []string{"web"}})
	l.must(err)
	list, err := l.ListServiceDeployments(l.Context(), &ecs.ListServiceDeploymentsInput{Service: aws.String("web")})
	l.must(err)
	arn := aws.ToString(out.Services[0].TaskDefinition)
	return fmt.Sprintf("%s after %d", arn[strings.LastIndexByte(arn, '/')+1:], len(list.ServiceDeployments))
}

func shown(p service.RollbackPlan) string {
	text := fmt.Sprintf("%s %s to %s", p.Way, p.From, p.To)
	if p.Sent {
		text += ", sent"
	}
	if p.Further {
		text += ", further than " + p.Last
	}
	return text
}

func TestRollbackGoesToWhatSettled(t *testing.T) {
	for _, row := range []struct {
		name, history string
		spec          service.RollbackSpec
		plan          string
		runs          string // once the rollback has ended
	}{
		{
			"a settled revision gives way to the one that settled before", "2 3",
			service.RollbackSpec{},
			"update web:3 to web:2", "web:2 after 4",
		},
		{
			"what never settled is passed over, whatever its number", "2 4… 3",
			service.RollbackSpec{},
			"update web:3 to web:2", "web:2 after 5",
		},
		{
			"a deployment in progress is stopped, and ECS goes back itself", "2 4…",
			service.RollbackSpec{},
			"stop web:4 to web:2", "web:2 after 3",
		},
		{
			"one that was left failed is replaced by an update", "breaker 2 4",
			service.RollbackSpec{},
			"update web:4 to web:2", "web:2 after 4",
		},
		{
			"what ECS rolled back is not undone twice", "rollback 2 4",
			service.RollbackSpec{},
			"none web:4 to web:2", "web:2 after 3",
		},
		{
			"a rollback of ours that has settled is not undone", "2 3 back",
			service.RollbackSpec{},
			"none web:3 to web:2", "web:2 after 4",
		},
		{
			"a rollback of ours in progress is not sent twice", "2 3 back…",
			service.RollbackSpec{},
			"update web:3 to web:2, sent", "web:2 after 4",
		},
		{
			"nor is a stop that was asked for", "2 4… back…",
			service.RollbackSpec{},
			"stop web:4 to web:2, sent", "web:2 after 3",
		},
		{
			"after going back a new try can be undone again", "2 3 back 3",
			service.RollbackSpec{},
			"update web:3 to web:2", "web:2 after 6",
		},
		{
			"a named revision further back", "2 3",
			service.RollbackSpec{To: "1"},
			"update web:3 to web:1, further than web:2", "web:1 after 4",
		},
		{
			"a named revision that settled last is not further", "2 3",
			service.RollbackSpec{To: "web:2"},
			"update web:3 to web:2", "web:2 after 4",
		},
		{
			"a named revision that never settled is further", "2",
			service.RollbackSpec{To: "web:3"},
			"update web:2 to web:3, further than web:1", "web:3 after 3",
		},
		{
			"the revision that runs already", "2 3", service.RollbackSpec{To: "3"}, "none web:3 to web:3", "web:3 after 3",
		},
		{
			"a named revision while a deployment is in progress", "2 3 4…",
			service.RollbackSpec{To: "2"},
			"update web:4 to web:2, further than web:3", "web:2 after 5",
		},
		{
			"the number of tasks is no deployment", "2 3 scale", service.RollbackSpec{}, "update web:3 to web:2", "web:2 after 4",
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLab(t)
				l.play(row.history)
				p, err := l.plan(row.spec)
				l.must(err)
				if got := shown(p); got != row.plan {
					t.Errorf("plan %q, want %q", got, row.plan)
				}
				l.goBack(row.spec)
				l.wait(false)
				if got := l.runs(); got != row.runs {
					t.Errorf("runs %s, want %s", got, row.runs)
				}
			})
		})
	}
}

func TestRollbackThatIsRefused(t *testing.T) {
	for _, row := range []struct {
		name, history string
		spec          service.RollbackSpec
		want          string
	}{
		{"nothing settled before", "", service.RollbackSpec{}, "no earlier deployment"},
		{"a revision that was deregistered", "2 3 -2", service.RollbackSpec{}, `"web:2" is INACTIVE: it was deregistered; older web:1`},
		{"a revision that there is not", "2", service.RollbackSpec{To: "17"}, `there is no task definition "web:17"`},
		{"a name without a revision", "2", service.RollbackSpec{To: "web"}, "names no revision"},
		{"a deployment that is not the service's any more", "2 3", service.RollbackSpec{Undo: "ecs-svc/1"}, "has moved on"},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLab(t)
				l.play(row.history)
				_, err := l.plan(row.spec)
				if err == nil {
					t.Fatal("no error")
				}
				got := err.Error()
				var target *service.TargetError
				if errors.As(err, &target) && len(target.Older) > 0 {
					got += "; older " + strings.Join(target.Older, ", ")
				}
				if !strings.Contains(got, row.want) {
					t.Errorf("got %q, want %q", got, row.want)
				}
			})
		})
	}
}

// What a flow undoes is the deployment that it started, and nothing else.
func TestUndoIsBoundToOneDeployment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		l.play("2 4…")
		out, err := l.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Services: []string{"web"}})
		l.must(err)
		own := service.RollbackSpec{Undo: aws.ToString(out.Services[0].Deployments[0].Id)}
		p, err := l.plan(own)
		l.must(err)
		if got := shown(p); got != "stop web:4 to web:2" {
			t.Errorf("our own: %s", got)
		}
		l.play("3…")
		var moved *service.MovedError
		if _, err := l.plan(own); !errors.As(err, &moved) {
			t.Errorf("somebody else's deployment: %v", err)
		}
		l.play("scale")
		out, err = l.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Services: []string{"web"}})
		l.must(err)
		var nothing *service.NothingError
		settled := service.RollbackSpec{Undo: aws.ToString(out.Services[0].Deployments[0].Id)}
		if _, err := l.plan(settled); !errors.As(err, &nothing) {
			t.Errorf("one that has settled: %v", err)
		}
	})
}

func TestRollbackSaysWhatIsUndoneAndSince(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		l.play("2 3")
		p, err := l.plan(service.RollbackSpec{})
		l.must(err)
		if !p.Settled.Before(p.Until) || p.Until != p.Since || p.Since.IsZero() {
			t.Errorf("settled %s, until %s, since %s", p.Settled, p.Until, p.Since)
		}
		text := fmt.Sprint(p.Definition)
		for _, want := range []string{"app:3", "app:2", "PASSWORD"} {
			if !strings.Contains(text, want) {
				t.Errorf("no %s in %s", want, text)
			}
		}
		if strings.Contains(text, "of app") {
			t.Errorf("a value of the environment is shown: %s", text)
		}
	})
}

// CodeDeploy and external controllers go back by their own means.
func TestRollbackOfOtherControllersIsRefused(t *testing.T) {
	for _, kind := range []types.DeploymentControllerType{"CODE_DEPLOY", "EXTERNAL"} {
		f := newFake(t)
		f.services["web"].DeploymentController = &types.DeploymentController{Type: kind}
		c := service.Client{API: f}
		_, err := c.PlanRollback(t.Context(), service.RollbackSpec{Service: "web"})
		var controller *service.ControllerError
		if !errors.As(err, &controller) || !strings.Contains(controller.Instead(), "aws ") {
			t.Errorf("%s: got %v", kind, err)
		}
		if strings.Join(f.calls, " ") != "DescribeServices" {
			t.Errorf("%s: called %v", kind, f.calls)
		}
	}
}
