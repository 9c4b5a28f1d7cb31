package service_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/service"
)

func TestPlanActions(t *testing.T) {
	tests := []struct {
		name   string
		spec   service.Spec
		action service.Action
		to     string
		update bool // UpdateService is called
	}{
		{
			"a changed definition is registered and deployed",
			service.Spec{Definition: definition(t, "web", "2.0")},
			service.Update, "web:2", true,
		},
		{
			"an identical definition changes nothing",
			service.Spec{Definition: definition(t, "web", "1.0")},
			service.None, "web:1", false,
		},
		{
			"an identical definition is registered again by force",
			service.Spec{Definition: definition(t, "web", "1.0"), ForceRegister: true},
			service.Update, "web:2", true,
		},
		{"the running revision changes nothing", service.Spec{Revision: "web:1"}, service.None, "web:1", false},
		{"a family stands for its latest revision", service.Spec{Revision: "web"}, service.None, "web:1", false},
		{"a forced deployment is an update", service.Spec{ForceNewDeployment: true}, service.Update, "web:1", true},
		{"another count is an update", service.Spec{DesiredCount: aws.Int32(0)}, service.Update, "web:1", true},
		{"the same count changes nothing", service.Spec{DesiredCount: aws.Int32(2)}, service.None, "web:1", false},
		{
			"a file with the revision that runs changes nothing",
			service.Spec{File: file(t, "taskDefinition: web:1\n")},
			service.None, "web:1", false,
		},
		{
			"the count asked for beats the file's",
			service.Spec{File: file(t, "desiredCount: 9\n"), DesiredCount: aws.Int32(2)},
			service.None, "web:1", false,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			tt.spec.Cluster, tt.spec.Service = "prod", "web"
			c := service.Client{API: f}
			plan, err := c.Plan(t.Context(), tt.spec)
			if err != nil {
				t.Fatal(err)
			}
			for _, call := range f.calls {
				if !strings.HasPrefix(call, "Describe") {
					t.Errorf("Plan calls %s", call)
				}
			}
			d, err := c.Apply(t.Context(), plan)
			if err != nil {
				t.Fatal(err)
			}
			if plan.Action != tt.action || d.TaskDefinition != tt.to || len(f.updates) == 1 != tt.update {
				t.Errorf("%s, %s, %d updates; want %s, %s, update %t",
					plan.Action, d.TaskDefinition, len(f.updates), tt.action, tt.to, tt.update)
			}
			if d.Previous != "ecs-svc/1" || d.PreviousTaskDefinition != "web:1" || d.Cluster != "prod" {
				t.Errorf("bound to %+v", d)
			}
		})
	}
}

func TestPlanRefuses(t *testing.T) {
	tests := []struct {
		name    string
		spec    service.Spec
		prepare func(*types.Service)
		want    string
	}{
		{
			"an unknown service",
			service.Spec{Service: "wbe", Revision: "web"},
			nil,
			`there is no service "wbe" in cluster "prod"`,
		},
		{
			"a new service without what it needs",
			service.Spec{Service: "shop", File: file(t, "launchType: FARGATE\n")},
			nil,
			`there is no service "shop" in cluster "prod", and the service file lacks what creating it needs: ` +
				`taskDefinition, desiredCount`,
		},
		{
			"a new service in awsvpc without a network",
			service.Spec{Service: "shop", Definition: definition(t, "shop", "1"), File: file(t, "desiredCount: 1\n")},
			nil,
			`there is no service "shop" in cluster "prod", and the service file lacks what creating it needs: ` +
				`networkConfiguration`,
		},
		{
			"a service that drains",
			service.Spec{Revision: "web"},
			func(s *types.Service) { s.Status = aws.String("DRAINING") },
			`service "web" in cluster "prod" is DRAINING; wait until its tasks have stopped`,
		},
		{"a revision that does not exist", service.Spec{Revision: "web:9"}, nil, `there is no task definition "web:9"`},
		{
			"another launch type, though strategies were used since",
			service.Spec{File: file(t, "launchType: EC2\n")},
			func(s *types.Service) {
				s.LaunchType = ""
				s.CapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String("FARGATE")}}
			},
			`service "web" cannot be changed in place; launchType is not set, wanted is "EC2": create the service again, ` +
				`or move it with capacityProviderStrategy (an empty one goes back to the launch type)`,
		},
		{
			"every member that cannot change, at once",
			service.Spec{File: file(t, "schedulingStrategy: DAEMON\nrole: other\n")},
			func(s *types.Service) { s.RoleArn = aws.String("arn:aws:iam::123456789012:role/ecsServiceRole") },
			`service "web" cannot be changed in place; role is "ecsServiceRole", wanted is "other": create the service again; ` +
				`schedulingStrategy is "REPLICA", wanted is "DAEMON": create the service again`,
		},
		{
			"a file about another service",
			service.Spec{File: file(t, "serviceName: api\ncluster: test\n")},
			nil,
			`service "web" cannot be changed in place; serviceName is web, wanted is api: take it out of the file, or ask ` +
				`for that one; cluster is prod, wanted is test: take it out of the file, or ask for that one`,
		},
		{
			"tags that the service lacks",
			service.Spec{File: file(t, "tags: [{key: team, value: a}]\n")},
			nil,
			`service "web" cannot be changed in place; tags[team] is not set, wanted is "a": UpdateService takes no tags; ` +
				`use aws ecs tag-resource`,
		},
		{
			"a new revision for CodeDeploy",
			service.Spec{Definition: definition(t, "web", "2.0")},
			controlledBy(types.DeploymentControllerTypeCodeDeploy),
			`service "web" cannot be changed in place; deploymentController.type is CODE_DEPLOY, wanted is a rolling ` +
				`update: start a CodeDeploy deployment`,
		},
		{
			"another network for an external controller",
			service.Spec{File: file(t, "networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-c]}}\n")},
			controlledBy(types.DeploymentControllerTypeExternal), "create a task set",
		},
		{
			"a count for a DAEMON service",
			service.Spec{DesiredCount: aws.Int32(3)},
			func(s *types.Service) { s.SchedulingStrategy = types.SchedulingStrategyDaemon },
			"a DAEMON service runs one task on each instance",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			if tt.prepare != nil {
				tt.prepare(f.services["web"])
			}
			tt.spec.Cluster = "prod"
			if tt.spec.Service == "" {
				tt.spec.Service = "web"
			}
			_, err := (&service.Client{API: f}).Plan(t.Context(), tt.spec)
			if err == nil || !strings.HasSuffix(err.Error(), tt.want) {
				t.Errorf("error %v\nwant  %s", err, tt.want)
			}
		})
	}
}

func controlledBy(kind types.DeploymentControllerType) func(*types.Service) {
	return func(s *types.Service) { s.DeploymentController = &types.DeploymentController{Type: kind} }
}

func TestUnknownServiceIsTyped(t *testing.T) {
	_, err := (&service.Client{API: newFake(t)}).Plan(t.Context(), service.Spec{Service: "wbe"})
	var missing *service.NotFoundError
	if !errors.As(err, &missing) || missing.Service != "wbe" || missing.Cluster != "default" {
		t.Errorf("error %#v", err)
	}
}

func TestNamesComeFromTheFileOrTheARN(t *testing.T) {
	f := newFake(t)
	for name, spec := range map[string]service.Spec{
		"the file":                  {File: file(t, "serviceName: web\ncluster: prod\n")},
		"the ARN of the service":    {Service: arnPrefix + "service/prod/web"},
		"the ARN, as the file says": {Service: arnPrefix + "service/prod/web", File: file(t, "serviceName: web\n")},
	} {
		plan, err := (&service.Client{API: f}).Plan(t.Context(), spec)
		if err != nil || plan.Service != "web" || plan.Cluster != "prod" {
			t.Errorf("%s: %q in %q, %v", name, plan.Service, plan.Cluster, err)
		}
	}
}

// The name of a deleted service may be used again, but its token may still stand
// for the deleted one.
func TestTokenOfASecondLifeDiffers(t *testing.T) {
	tokens := map[string]bool{}
	for _, gone := range []*types.Service{nil, inactive(1), inactive(1), inactive(2)} {
		f := newFake(t)
		if gone != nil {
			f.services["shop"] = gone
		}
		spec := service.Spec{Cluster: "prod", Service: "shop", Definition: definition(t, "shop", "1"), File: file(t, newService)}
		d, err := run(t.Context(), f, spec)
		if err != nil || !d.Created || d.Previous != "" {
			t.Fatalf("%+v, %v", d, err)
		}
		token := aws.ToString(f.creates[0].ClientToken)
		if len(token) == 0 || len(token) > 36 {
			t.Errorf("token %q", token)
		}
		tokens[token] = true
	}
	if len(tokens) != 3 {
		t.Errorf("%d different tokens for no, one (twice) and another predecessor, want 3", len(tokens))
	}
}

func inactive(second int64) *types.Service {
	return &types.Service{
		ServiceName: aws.String("shop"), Status: aws.String("INACTIVE"), CreatedAt: aws.Time(time.Unix(second, 0)),
	}
}
