package world

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// asked is the instance that the tests ask about.
func asked() *instance {
	return &instance{
		spec: Instance{ID: "i-0abc", AgentVersion: "1.99.0"}, connected: true,
		registered: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
		values: map[string]string{
			"ecs.instance-type": "t3.medium", "ecs.availability-zone": "us-east-1a", "stack": "prod blue", "rack": "10", "bare": "",
		},
		groups: map[string]int{"service:production": 2, "family:batch": 1},
		tasks: []*task{
			{desiredStatus: running, lastStatus: running},
			{desiredStatus: running, lastStatus: pending},
			{desiredStatus: stopped, lastStatus: running},
		},
	}
}

func TestQuerySelects(t *testing.T) {
	tests := []struct {
		name, expression string
		want             bool
	}{
		{"an attribute that is equal", "attribute:ecs.instance-type == t3.medium", true},
		{"an attribute that differs", "attribute:ecs.instance-type == t3.large", false},
		{"an operator by its name", "attribute:ecs.instance-type equals t3.medium", true},
		{"no space is needed around a sign", "attribute:ecs.instance-type==t3.medium", true},
		{"not equal", "attribute:ecs.instance-type != t3.large", true},
		{"not equal of an attribute that is missing", "attribute:none not_equals x", true},
		{"equal of an attribute that is missing", "attribute:none == x", false},
		{"a value in quotes", "attribute:stack == 'prod blue'", true},
		{"a value in double quotes", `attribute:stack == "prod blue"`, true},
		{"an attribute that exists", "attribute:bare exists", true},
		{"an attribute that does not exist", "attribute:none exists", false},
		{"!exists", "attribute:none !exists", true},
		{"not_exists", "attribute:bare not_exists", false},
		{"in a list", "attribute:ecs.availability-zone in [us-east-1a, us-east-1b]", true},
		{"in a list of quoted values", "ec2InstanceId in ['i-0abc','i-0def']", true},
		{"not in a list", "attribute:ecs.availability-zone !in [us-east-1b]", true},
		{"not_in by its name", "attribute:ecs.availability-zone not_in [us-east-1a]", false},
		{"a pattern is of the whole value", "attribute:ecs.instance-type =~ t3", false},
		{"a pattern with a wildcard", "attribute:ecs.instance-type =~ t3.*", true},
		{"a pattern with parentheses", "(attribute:ecs.instance-type =~ (t2|t3).*)", true},
		{"alternatives are of the whole value", "attribute:ecs.instance-type matches t3|medium", false},
		{"not matching", "attribute:ecs.instance-type !~ t2.*", true},
		{"numbers are compared as numbers", "attribute:rack > 9", true},
		{"at most", "attribute:rack <= 10", true},
		{"at least, by its name", "attribute:rack greater_than_equal 11", false},
		{"text is compared as text", "attribute:ecs.availability-zone < us-east-1b", true},
		{"tasks that run", "runningTasksCount == 1", true},
		{"less tasks than", "runningTasksCount less_than 1", false},
		{"a version by its numbers", "agentVersion >= 1.100.0", false},
		{"a version that is newer", "agentVersion > 1.9.12", true},
		{"an agent that is connected", "agentConnected == true", true},
		{"registered since a day", "registeredAt >= 2026-03-01", true},
		{"registered before a time", "registeredAt < 2026-03-01T12:00:00Z", false},
		{"registered before a time of another zone", "registeredAt < 2026-03-01T12:00:01+00:00", true},
		{"registered before a time without a zone", "registeredAt > 2026-03-01T11:59:59", true},
		{"a group of the tasks", "task:group == service:production", true},
		{"another group of the tasks", "task:group =~ family:.*", true},
		{"no task of the group", "not(task:group == database)", true},
		{"not equal to any group", "task:group != service:production", false},
		{"and binds more than or", "agentConnected == true or agentConnected == false and runningTasksCount == 9", true},
		{"parentheses bind most", "(agentConnected == true || agentConnected == false) && runningTasksCount == 9", false},
		{"not binds more than and", "!agentConnected == false and runningTasksCount == 1", true},
		{"a double negation", "!!agentConnected == true", true},
		{"a sign without spaces", "agentConnected==true&&runningTasksCount<2", true},
		{"lines are spaces", "agentConnected == true\n\tand runningTasksCount == 1", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q, err := parseQuery(test.expression)
			if err != nil {
				t.Fatal(err)
			}
			if got := q(asked()); got != test.want {
				t.Errorf("%s: %v", test.expression, got)
			}
		})
	}
}

func TestQueryRefuses(t *testing.T) {
	tests := []struct{ name, expression, want string }{
		{"nothing", "", "expected a subject at character 1"},
		{"an unknown subject", "color == red", "unknown subject color"},
		{"an attribute without a name", "attribute: == red", "unknown subject attribute:"},
		{"no operator", "agentConnected", "expected an operator at character 15"},
		{"a single =", "agentConnected = true", "expected an operator"},
		{"an operator that the subject has not", "runningTasksCount in [1]", "operator in is not valid for runningTasksCount"},
		{"exists of what always exists", "ec2InstanceId exists", "operator exists is not valid"},
		{"no argument", "ec2InstanceId ==", "expected an argument"},
		{"a count that is no number", "runningTasksCount > many", `invalid argument "many"`},
		{"a date that is none", "registeredAt > yesterday", `invalid argument "yesterday"`},
		{"a version that is none", "agentVersion > new", `invalid argument "new"`},
		{"a list without brackets", "ec2InstanceId in i-0abc", "expected a list in brackets"},
		{"a list without an end", "ec2InstanceId in [i-0abc", "expected , or ]"},
		{"an empty list", "ec2InstanceId in []", "expected a value"},
		{"a pattern that is none", "ec2InstanceId =~ (", `invalid pattern "("`},
		{"a pattern that closes another's group", "ec2InstanceId =~ 'a)|(b'", "invalid pattern"},
		{"no pattern", "ec2InstanceId =~ ", "expected a pattern"},
		{"a quote without an end", "ec2InstanceId == 'i-0abc", "the quote is not closed"},
		{"a parenthesis without an end", "(agentConnected == true", "expected )"},
		{"a parenthesis too many", "agentConnected == true)", "expected the end, && or ||"},
		{"nothing after and", "agentConnected == true and", "expected a subject"},
		{"too long", "ec2InstanceId == " + strings.Repeat("i", 2000), "longer than 2000 characters"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := parseQuery(test.expression)
			if err == nil || !strings.HasPrefix(err.Error(), "InvalidParameterException: ") ||
				!strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d",
		"not(task:group == database) || runningTasksCount < 2", "ec2InstanceId !in ['i-1', \"i-2\"]",
		"registeredAt >= 2018-06-18T22:28:28+00:00", "agentVersion < 1.2.3", "attribute:x !exists", "!(!(", "'", "a=~(()",
	} {
		f.Add(seed)
	}
	i := asked()
	f.Fuzz(func(t *testing.T, expression string) {
		q, err := parseQuery(expression)
		if (q == nil) == (err == nil) {
			t.Fatalf("query %t, error %v", q != nil, err)
		}
		if err != nil {
			return
		}
		opposite, err := parseQuery("!(" + expression + ")")
		if len(expression)+3 <= maxExpression && (err != nil || q(i) == opposite(i)) {
			t.Errorf("%q and its opposite agree, error %v", expression, err)
		}
	})
}

// memberOf is a constraint with an expression.
func memberOf(expression string) []types.PlacementConstraint {
	return []types.PlacementConstraint{{Type: types.PlacementConstraintTypeMemberOf, Expression: aws.String(expression)}}
}

func TestMemberOfBindsServices(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("default", Instance{ID: "i-1", Attributes: map[string]string{"stack": "test"}}))(t)
	wanted := must(l.AddInstance("default", Instance{ID: "i-2", Attributes: map[string]string{"stack": "prod"}}))(t)
	l.create(l.register(web("nginx:1", 0)), 3, func(in *ecs.CreateServiceInput) {
		in.PlacementConstraints = memberOf("attribute:stack == prod")
	})
	l.settle()
	for _, task := range l.tasksOf(types.DesiredStatusRunning) {
		if *task.ContainerInstanceArn != wanted {
			t.Errorf("a task on %s", *task.ContainerInstanceArn)
		}
	}
}

func TestMemberOfThatNoInstanceSatisfies(t *testing.T) {
	l := newLab(t, Options{})
	arn := must(l.AddInstance("default", Instance{}))(t)
	def := must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"), ContainerDefinitions: []types.ContainerDefinition{web("nginx:1", 0)},
		PlacementConstraints: []types.TaskDefinitionPlacementConstraint{{
			Type: types.TaskDefinitionPlacementConstraintTypeMemberOf, Expression: aws.String("attribute:stack exists"),
		}},
	}))(t).TaskDefinition
	l.create(*def.TaskDefinitionArn, 1)
	l.run(time.Minute)
	if l.says("was unable to place a task because no container instance met all of its requirements. The closest matching "+
		"(container-instance "+lastSegment(arn)+`) encountered error "MemberOf placement constraint unsatisfied.".`) != 1 {
		t.Error(l.timeline())
	}
	out := must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: def.TaskDefinitionArn}))(t)
	if len(out.Failures) != 1 || *out.Failures[0].Reason != "MemberOf placement constraint unsatisfied." ||
		*out.Failures[0].Arn != arn {
		t.Errorf("failures %+v", out.Failures)
	}
}

func TestAFilterListsTheInstancesItSelects(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("default", Instance{ID: "i-1"}))(t)
	want := must(l.AddInstance("default", Instance{ID: "i-2"}))(t)
	out := must(l.ListContainerInstances(&ecs.ListContainerInstancesInput{
		Filter: aws.String("ec2InstanceId == i-2 and agentConnected == true"),
	}))(t)
	if len(out.ContainerInstanceArns) != 1 || out.ContainerInstanceArns[0] != want {
		t.Errorf("listed %v", out.ContainerInstanceArns)
	}
	if _, err := l.ListContainerInstances(&ecs.ListContainerInstancesInput{Filter: aws.String("x")}); err == nil {
		t.Error("a filter that cannot be read is taken")
	}
}

func TestFargateTakesNoConstraints(t *testing.T) {
	fargate := launch{launchType: types.LaunchTypeFargate}
	if err := checkPlacement(memberOf("agentConnected == true"), nil, fargate); err == nil {
		t.Error("a constraint is taken")
	}
	if err := checkPlacement(nil, spreadByDefault, fargate); err == nil {
		t.Error("a strategy is taken")
	}
}
