package world

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

// stack is the attribute stack of an instance.
func stack(target, value string) types.Attribute {
	return types.Attribute{Name: aws.String("stack"), Value: aws.String(value), TargetId: aws.String(target)}
}

func (l *lab) put(attributes ...types.Attribute) {
	l.t.Helper()
	must(l.PutAttributes(&ecs.PutAttributesInput{Attributes: attributes}))(l.t)
}

// stacks lists the attribute stack by instance.
func (l *lab) stacks() []string {
	l.t.Helper()
	out := must(l.ListAttributes(&ecs.ListAttributesInput{
		TargetType: types.TargetTypeContainerInstance, AttributeName: aws.String("stack"),
	}))(l.t)
	rows := []string{}
	for _, a := range out.Attributes {
		rows = append(rows, *a.TargetId+" "+aws.ToString(a.Value))
	}
	return rows
}

func TestAttributesArePutListedAndDeleted(t *testing.T) {
	l := newLab(t, Options{})
	arn := must(l.AddInstance("default", Instance{}))(t)
	l.put(stack(arn, "test"))
	l.put(stack(arn, "prod"))
	if diff := cmp.Diff([]string{arn + " prod"}, l.stacks()); diff != "" {
		t.Error(diff)
	}
	short := types.Attribute{
		Name: aws.String("stack"), TargetId: aws.String(lastSegment(arn)), TargetType: types.TargetTypeContainerInstance,
	}
	for n, want := range []int{1, 0} {
		out := must(l.DeleteAttributes(&ecs.DeleteAttributesInput{Attributes: []types.Attribute{short}}))(t)
		if len(out.Attributes) != want {
			t.Errorf("deletion %d: %d attributes", n+1, len(out.Attributes))
		}
	}
	if got := l.stacks(); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
}

func TestAttributesComeInPages(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("default", Instance{}))(t)
	in := &ecs.ListAttributesInput{TargetType: types.TargetTypeContainerInstance}
	all := len(must(l.ListAttributes(in))(t).Attributes)
	in.MaxResults = aws.Int32(7)
	seen := map[string]bool{}
	for {
		out := must(l.ListAttributes(in))(t)
		for _, a := range out.Attributes {
			seen[*a.Name] = true
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
	}
	if len(seen) != all || all < 10 {
		t.Errorf("%d in pages, %d in all", len(seen), all)
	}
}

func TestAttributesThatAreRefused(t *testing.T) {
	many := func(n int) (out []types.Attribute) {
		for i := range n {
			out = append(out, types.Attribute{Name: aws.String(fmt.Sprint("a", i)), TargetId: aws.String("arn:x/i")})
		}
		return out
	}
	named := func(name string) []types.Attribute {
		return []types.Attribute{{Name: aws.String(name), TargetId: aws.String("arn:x/i")}}
	}
	tests := []struct {
		name string
		in   []types.Attribute
		want string
	}{
		{"none", nil, "InvalidParameterException: attributes must have between 1 and 10 items."},
		{"eleven in a call", many(11), "InvalidParameterException: attributes must have between 1 and 10 items."},
		{"a name with a space", named("a b"), `InvalidParameterException: Invalid attribute name "a b".`},
		{"a built-in one", named("ecs.instance-type"), "is reserved for Amazon ECS."},
		{"a value that ends with a space", []types.Attribute{stack("arn:x/i", "a ")}, "Invalid attribute value"},
		{"an unknown instance", []types.Attribute{stack("arn:x/none", "a")}, "TargetNotFoundException: "},
		{"a short id without a type", []types.Attribute{stack("i", "a")}, "targetType is required with a short targetId."},
		{"no target", []types.Attribute{{Name: aws.String("stack")}}, "targetId can not be blank."},
		{"an eleventh of an instance", many(10), "AttributeLimitExceededException: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, Options{})
			arn := must(l.AddInstance("default", Instance{Attributes: map[string]string{"first": "1"}}))(t)
			in := clone(test.in)
			for n := range in {
				if aws.ToString(in[n].TargetId) == "arn:x/i" {
					in[n].TargetId = aws.String(arn)
				}
			}
			before := l.clusters["default"].fleet[0].attributes
			_, err := l.PutAttributes(&ecs.PutAttributesInput{Attributes: in})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(len(before), len(l.clusters["default"].fleet[0].attributes)); diff != "" {
				t.Errorf("the attributes changed: %s", diff)
			}
		})
	}
}

// TestADaemonFollowsAnAttribute gives an instance what the constraint of a
// daemon service wants, and takes it away again.
func TestADaemonFollowsAnAttribute(t *testing.T) {
	l := newLab(t, Options{})
	arn := must(l.AddInstance("default", Instance{}))(t)
	l.create(l.register(web("nginx:1", 0)), 0, func(in *ecs.CreateServiceInput) {
		in.SchedulingStrategy, in.DesiredCount = types.SchedulingStrategyDaemon, nil
		in.PlacementConstraints = memberOf("attribute:stack == prod")
	})
	want := func(n int32) {
		t.Helper()
		l.run(5 * time.Minute)
		if s := l.get(); s.RunningCount != n || s.DesiredCount != n {
			t.Errorf("%d of %d tasks run, want %d", s.RunningCount, s.DesiredCount, n)
		}
	}
	want(0)
	l.put(stack(arn, "prod"))
	want(1)
	l.put(stack(arn, "test"))
	want(0)
}

func TestAServiceWaitsForAnAttribute(t *testing.T) {
	l := newLab(t, Options{})
	arn := must(l.AddInstance("default", Instance{}))(t)
	l.create(l.register(web("nginx:1", 0)), 1, func(in *ecs.CreateServiceInput) {
		in.PlacementConstraints = memberOf("attribute:stack == prod")
	})
	l.run(4 * time.Second)
	if l.says("unable to place") != 1 {
		t.Fatal(l.timeline())
	}
	l.put(stack(arn, "prod"))
	l.run(4 * time.Second)
	if l.says("has started 1 tasks") != 1 {
		t.Error(l.timeline())
	}
}

// TestDaemonsComeFirst replaces the task of a daemon service on an instance that has
// room for it only as long as no other task takes that while the old one stops.
func TestDaemonsComeFirst(t *testing.T) {
	l := newLab(t, Options{EarlyRelease: true})
	must(l.AddInstance("default", Instance{Memory: 300}))(t)
	revision := l.register(web("nginx:1", 0))
	must(l.CreateService(&ecs.CreateServiceInput{
		ServiceName: aws.String("log"), TaskDefinition: aws.String(revision), SchedulingStrategy: types.SchedulingStrategyDaemon,
	}))(t)
	l.create(revision, 3)
	l.run(5 * time.Minute)
	want := func(daemons, others int32) {
		t.Helper()
		log := must(l.DescribeServices(&ecs.DescribeServicesInput{Services: []string{"log"}}))(t).Services[0]
		if log.RunningCount != daemons || l.get().RunningCount != others {
			t.Errorf("%d daemons and %d others run, want %d and %d", log.RunningCount, l.get().RunningCount, daemons, others)
		}
	}
	want(1, 1)
	must(l.UpdateService(&ecs.UpdateServiceInput{Service: aws.String("log"), ForceNewDeployment: true}))(t)
	l.run(30 * time.Minute)
	want(1, 1)
	must(l.DeleteService(&ecs.DeleteServiceInput{Service: aws.String("log")}))(t)
	l.run(5 * time.Minute)
	want(0, 2)
}
