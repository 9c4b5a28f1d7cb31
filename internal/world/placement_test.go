package world

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestPlacement(t *testing.T) {
	spread := func(field string) types.PlacementStrategy {
		return types.PlacementStrategy{Type: types.PlacementStrategyTypeSpread, Field: aws.String(field)}
	}
	pack := func(field string) types.PlacementStrategy {
		return types.PlacementStrategy{Type: types.PlacementStrategyTypeBinpack, Field: aws.String(field)}
	}
	fleet := []Instance{
		{ID: "i-1", AZ: "us-east-1a", Memory: 2000},
		{ID: "i-2", AZ: "us-east-1a", Memory: 1000},
		{ID: "i-3", AZ: "us-east-1b", Memory: 3000},
	}
	tests := []struct {
		name, want  string // the instances of the tasks in the order in which they were placed
		count       int
		strategy    []types.PlacementStrategy
		constraints []types.PlacementConstraint
		hostPort    int32
	}{
		{"zones come before instances by default", "i-1 i-3 i-2 i-3", 4, nil, nil, 0},
		{"spread over instances", "i-1 i-2 i-3 i-1", 4, []types.PlacementStrategy{spread("instanceId")}, nil, 0},
		{
			"spread over an attribute alone", "i-1 i-3 i-1 i-3", 4,
			[]types.PlacementStrategy{spread("attribute:ecs.availability-zone")},
			nil, 0,
		},
		{"pack by memory", "i-2 i-2 i-2 i-2", 4, []types.PlacementStrategy{pack("memory")}, nil, 0},
		{
			"zones first, then pack", "i-2 i-3 i-2 i-3", 4,
			[]types.PlacementStrategy{spread("attribute:ecs.availability-zone"), pack("memory")},
			nil, 0,
		},
		{
			"a full instance is passed over", "i-2 i-2 i-2 i-2 i-2 i-2 i-2 i-1", 8,
			[]types.PlacementStrategy{pack("memory")},
			nil, 0,
		},
		{
			"distinct instances", "i-2 i-1 i-3 RESOURCE", 4,
			[]types.PlacementStrategy{pack("memory")},
			[]types.PlacementConstraint{{Type: types.PlacementConstraintTypeDistinctInstance}},
			0,
		},
		{"a static port, one task an instance", "i-1 i-3 i-2 RESOURCE:PORTS", 4, nil, nil, 80},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			for _, i := range fleet {
				must(l.AddInstance("", i))(t)
			}
			name := l.register(web("nginx", tt.hostPort))
			var got []string
			for range tt.count {
				out := must(l.RunTask(&ecs.RunTaskInput{
					TaskDefinition: aws.String(name), PlacementStrategy: tt.strategy,
					PlacementConstraints: tt.constraints,
				}))(t)
				for _, task := range out.Tasks {
					i := l.clusters["default"].instances[lastSegment(*task.ContainerInstanceArn)]
					got = append(got, i.spec.ID)
				}
				for _, f := range out.Failures {
					got = append(got, strings.Replace(*f.Reason, string(NotDistinct), "RESOURCE", 1))
				}
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		name, want string
		instance   Instance
		change     func(*types.ContainerDefinition)
	}{
		{
			"CPU", "has insufficient CPU units available",
			Instance{CPU: 1024},
			func(c *types.ContainerDefinition) { c.Cpu = 1025 },
		},
		{
			"memory", "has insufficient memory available",
			Instance{Memory: 512},
			func(c *types.ContainerDefinition) { c.Memory = aws.Int32(513) },
		},
		{
			"a reserved port", "is already using a port required by your task",
			Instance{},
			func(c *types.ContainerDefinition) { c.PortMappings[0].HostPort = aws.Int32(22) },
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("", tt.instance))(t)
			c := web("nginx", 0)
			tt.change(&c)
			l.create(l.register(c), 1)
			l.run(time.Hour)
			if l.says(tt.want) != 1 {
				t.Errorf("want one event that says %q:\n%s", tt.want, l.timeline())
			}
			must(l.AddInstance("", Instance{CPU: 8192, Memory: 8192}))(t)
			l.run(3 * time.Second)
			if l.says("has started 1 tasks") != 1 == (tt.name != "a reserved port") {
				t.Errorf("a large instance came:\n%s", l.timeline())
			}
		})
	}
	t.Run("no instance", func(t *testing.T) {
		l := newLab(t, Options{})
		l.create(l.register(web("nginx", 0)), 1)
		l.run(3 * time.Second)
		if l.says("Reason: No Container Instances were found in your cluster.") != 1 {
			t.Errorf("the event is missing:\n%s", l.timeline())
		}
	})
}

func TestRepeatedEvent(t *testing.T) {
	l := newLab(t, Options{})
	l.create(l.register(web("nginx", 0)), 1)
	l.run(13 * time.Hour)
	if n := l.says("was unable to place a task"); n != 3 {
		t.Errorf("said %d times in 13 hours, want 3", n)
	}
}

func TestDynamicPortsWrap(t *testing.T) {
	w := New(Options{})
	i := w.newInstance(&cluster{name: "c"}, Instance{})
	i.nextPort = lastDynamicPort - 1
	i.ports[HostPort{lastDynamicPort, types.TransportProtocolTcp}] = portUse{task: &task{}}
	i.ports[HostPort{firstDynamicPort, types.TransportProtocolTcp}] = portUse{task: &task{}, dynamic: true}
	var got []int32
	for range 3 {
		got = append(got, i.dynamicPort(&task{}, types.TransportProtocolTcp))
	}
	want := []int32{lastDynamicPort - 1, firstDynamicPort + 1, firstDynamicPort + 2}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestInstanceResources(t *testing.T) {
	l := newLab(t, Options{})
	arn := must(l.AddInstance("", Instance{CPU: 1000, Memory: 1000}))(t)
	udp := web("dns", 53)
	udp.Name, udp.Cpu = aws.String("dns"), 100
	udp.PortMappings[0].Protocol = types.TransportProtocolUdp
	l.create(l.register(web("nginx", 80), udp), 1)
	l.settle()
	i := must(l.DescribeContainerInstances(&ecs.DescribeContainerInstancesInput{ContainerInstances: []string{arn}}))(t).
		ContainerInstances[0]
	if i.RunningTasksCount != 1 || i.PendingTasksCount != 0 {
		t.Errorf("counts %d running and %d pending tasks, want 1 and 0", i.RunningTasksCount, i.PendingTasksCount)
	}
	for _, tt := range []struct {
		name, want string
		in         []types.Resource
	}{
		{"registered", "CPU=1000 MEMORY=1000 PORTS=22,2375,2376,51678,51679 PORTS_UDP=", i.RegisteredResources},
		{"remaining", "CPU=900 MEMORY=744 PORTS=22,80,2375,2376,51678,51679 PORTS_UDP=53", i.RemainingResources},
	} {
		var got []string
		for _, r := range tt.in {
			value := strings.Join(r.StringSetValue, ",")
			if *r.Type == "INTEGER" {
				value = *decimal(&r.IntegerValue)
			}
			got = append(got, *r.Name+"="+value)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, s, tt.want)
		}
	}
}

func TestPartOfABatchFits(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{Memory: 300}))(t)
	l.create(l.register(web("nginx", 0)), 4)
	l.run(30 * time.Minute)
	if l.says("has started 2 tasks") != 1 || l.says("has insufficient memory available") != 1 {
		t.Errorf("want one batch of two tasks and one event for the rest:\n%s", l.timeline())
	}
	must(l.AddInstance("", Instance{}))(t)
	l.run(2 * time.Second)
	if l.says("has started 2 tasks") != 2 {
		t.Errorf("room came, the rest did not:\n%s", l.timeline())
	}
}
