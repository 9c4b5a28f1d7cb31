package world

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestContinueServiceDeploymentRefused(t *testing.T) {
	l := failing(t)
	c := hooked(blueGreen, pauseAt(preScaleUp), lambdaAt("other", preScaleUp))
	l.create(l.register(web("nginx", 0)), 1, shifting(c))
	l.run(2 * time.Second)
	d := l.latest()
	pause, lambda := d.LifecycleHookDetails[0].HookId, d.LifecycleHookDetails[1].HookId
	call := func(arn, id *string, action types.DeploymentLifecycleHookAction) error {
		_, err := l.ContinueServiceDeployment(&ecs.ContinueServiceDeploymentInput{
			ServiceDeploymentArn: arn, HookId: id, Action: action,
		})
		return err
	}
	arn := d.ServiceDeploymentArn
	const gone = "Provided hookId is either completed, unavailable, or not associated with the given Resource ARN"
	const form = "Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}"
	for _, tt := range []struct {
		name    string
		arn, id *string
		action  types.DeploymentLifecycleHookAction
		want    string
	}{
		{"an unknown service deployment", aws.String(*arn + "x"), pause, "", "The service deployment does not exist."},
		{"no service deployment", nil, pause, "", "The service deployment does not exist."},
		{"an id of another form", arn, aws.String("pause"), "", form},
		{"an id without its end", arn, aws.String("ecs-pause-"), "", form},
		{"no id", arn, nil, "", form},
		{"an unknown id", arn, aws.String("ecs-pause-x"), "", gone},
		{"the id of a Lambda hook", arn, lambda, "", gone},
		{"an unknown action", arn, pause, "WAIT", `Invalid action "WAIT".`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := call(tt.arn, tt.id, tt.action)
			refused(t, tt.name, err, tt.want)
			var unknown *types.ServiceDeploymentNotFoundException
			if errors.As(err, &unknown) != strings.Contains(tt.want, "does not exist") {
				t.Errorf("got %T", err)
			}
		})
	}
	refused(t, "the pause", call(arn, pause, ""), "")
	refused(t, "the same pause again", call(arn, pause, ""), gone)
	l.settle()
	refused(t, "after the end", call(arn, pause, ""), "Continuing a service deployment is not allowed for service deployment "+
		"in terminal states.")
}

func TestHookDetails(t *testing.T) {
	l := failing(t)
	ends(l)
	c := hooked(blueGreen, within(pauseAt(preScaleUp), 10, "CONTINUE"), lambdaAt("slow", preScaleUp))
	l.create(l.register(web("nginx", 0)), 1, shifting(c))
	if d := l.latest().LifecycleHookDetails; len(d) != 0 {
		t.Errorf("before the stage: %v", d)
	}
	l.run(2 * time.Second)
	began := l.Now()
	d := l.latest().LifecycleHookDetails
	if len(d) != 2 {
		t.Fatalf("got %d hooks, want 2", len(d))
	}
	pause, lambda := d[0], d[1]
	if !regexp.MustCompile(`^ecs-pause-[A-Za-z0-9_-]{43}$`).MatchString(*pause.HookId) || pause.TargetArn != nil ||
		pause.TimeoutAction != "CONTINUE" || !pause.ExpiresAt.Equal(began.Add(10*time.Minute)) {
		t.Errorf("the pause is %+v", pause)
	}
	if !regexp.MustCompile(`^ecs-lambda-[A-Za-z0-9_-]{43}$`).MatchString(*lambda.HookId) ||
		!strings.HasSuffix(aws.ToString(lambda.TargetArn), "function/slow") || lambda.TimeoutAction != "ROLLBACK" ||
		!lambda.ExpiresAt.Equal(began.Add(24*time.Hour)) {
		t.Errorf("the Lambda hook is %+v", lambda)
	}
	l.run(20 * time.Minute)
	if d := l.latest().LifecycleHookDetails; len(d) != 0 {
		t.Errorf("after the stage: %v", d)
	}
}
