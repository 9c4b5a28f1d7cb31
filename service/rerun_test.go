package service_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
	"testing"

	"github.com/ecs-steady/steady/service"
)

const newService = `
launchType: FARGATE
desiredCount: 1
networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-a]}}
`

// A run that is killed at any call, before or after ECS carried it out, leaves
// nothing that a second run would do twice.
func TestKilledRunIsFinishedByTheNext(t *testing.T) {
	stories := map[string]func(t *testing.T) service.Spec{
		"update": func(t *testing.T) service.Spec {
			return service.Spec{Cluster: "prod", Service: "web", Definition: definition(t, "web", "2.0")}
		},
		"create": func(t *testing.T) service.Spec {
			return service.Spec{
				Cluster: "prod", Service: "shop", Definition: definition(t, "shop", "1.0"), File: file(t, newService),
			}
		},
	}
	for name, story := range stories {
		whole := newFake(t)
		before := whole.deployments
		if _, err := run(t.Context(), whole, story(t)); err != nil {
			t.Fatal(err)
		}
		if whole.deployments != before+1 {
			t.Fatalf("%s: %d deployments after one run, want %d", name, whole.deployments, before+1)
		}
		for kill := range whole.calls {
			for _, after := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s killed at call %d, carried out %t", name, kill, after), func(t *testing.T) {
					killThenRerun(t, whole, story(t), kill, after)
				})
			}
		}
	}
}

func killThenRerun(t *testing.T, whole *fakeECS, spec service.Spec, kill int, after bool) {
	f := newFake(t)
	ctx, cancel := context.WithCancel(t.Context())
	f.fail = func(number int, late bool) error {
		if number == kill && late == after {
			cancel()
		}
		return ctx.Err()
	}
	if _, err := run(ctx, f, spec); !errors.Is(err, context.Canceled) {
		t.Fatalf("the killed run says %v", err)
	}
	f.fail = nil
	d, err := run(t.Context(), f, spec)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.revisions) != len(whole.revisions) || f.deployments != whole.deployments {
		t.Errorf("%d revisions and %d deployments, want %d and %d",
			len(f.revisions), f.deployments, len(whole.revisions), whole.deployments)
	}
	if want := fmt.Sprintf("ecs-svc/%d", whole.deployments); d.ID != want {
		t.Errorf("the rerun answers deployment %q, want %q", d.ID, want)
	}
}

// A forced deployment changes nothing that a repeated request would find done,
// so a lost reply must not send it again.
func TestLostReplyForcesOnce(t *testing.T) {
	for _, carriedOut := range []bool{false, true} {
		t.Run(fmt.Sprintf("carried out %t", carriedOut), func(t *testing.T) {
			f := newFake(t)
			spec := service.Spec{Cluster: "prod", Service: "web", ForceNewDeployment: true}
			before := f.deployments
			f.fail = once(f, "UpdateService", carriedOut)
			d, err := run(t.Context(), f, spec)
			if err != nil {
				t.Fatal(err)
			}
			if f.deployments != before+1 || d.ID != "ecs-svc/2" || d.Previous != "ecs-svc/1" {
				t.Errorf("%d deployments, %+v", f.deployments, d)
			}
		})
	}
}

// once fails the first call of an operation with a server fault.
func once(f *fakeECS, operation string, after bool) func(int, bool) error {
	at := -1
	return func(number int, late bool) error {
		if f.calls[number] == operation && late == after && (at < 0 || at == number) {
			at = number
			return errServer
		}
		return nil
	}
}

func run(ctx context.Context, f *fakeECS, spec service.Spec) (service.Deployment, error) {
	c := service.Client{API: f}
	plan, err := c.Plan(ctx, spec)
	if err != nil {
		return service.Deployment{}, err
	}
	return c.Apply(ctx, plan)
}

// After a change was sent, only an answer tells whether ECS carried it out. A
// connection that was never made has sent nothing.
func TestOutcomeThatNobodyCanTell(t *testing.T) {
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	for name, row := range map[string]struct {
		spec   func(*testing.T) service.Spec
		broken map[string]error // by operation, once the change was sent
		unsure bool
	}{
		"an update whose service cannot be looked at": {
			forced, map[string]error{"UpdateService": errServer, "DescribeServices": errServer}, true,
		},
		"an update that the service shows not to be carried out": {
			forced, map[string]error{"UpdateService": errServer}, false,
		},
		"an update without a connection": {forced, map[string]error{"UpdateService": dial}, false},
		"a creation without an answer":   {created, map[string]error{"CreateService": errServer}, true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			sent := false
			f.fail = func(number int, after bool) error {
				operation := f.calls[number]
				sent = sent || operation == "UpdateService" || operation == "CreateService"
				if !sent || after {
					return nil
				}
				return row.broken[operation]
			}
			_, err := run(t.Context(), f, row.spec(t))
			var unsure *service.UnsureError
			if err == nil || errors.As(err, &unsure) != row.unsure {
				t.Errorf("got %v, unsure %t, want %t", err, unsure != nil, row.unsure)
			}
		})
	}
}

func forced(*testing.T) service.Spec {
	return service.Spec{Cluster: "prod", Service: "web", ForceNewDeployment: true}
}

func created(t *testing.T) service.Spec {
	return service.Spec{
		Cluster: "prod", Service: "shop", Definition: definition(t, "shop", "1.0"), File: file(t, newService),
	}
}
