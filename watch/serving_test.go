package watch

import (
	"testing"
	"time"
)

func TestServing(t *testing.T) {
	t.Parallel()
	const up = "2 PRIMARY IN_PROGRESS 2 0 2"
	checked := Revision{Name: "web:2", HealthCheck: true}
	unchecked := Revision{Name: "web:2"}
	group := func(kind string, targets ...TargetHealth) func(*Snapshot) {
		return func(s *Snapshot) {
			s.LoadBalanced = true
			s.Balancers = []Balancer{{Container: "web", Port: 80, Groups: []string{"blue"}}}
			s.TargetGroups = []TargetGroup{{ARN: "blue", Name: "blue", Read: true, Type: kind, Targets: targets, HealthRead: true}}
		}
	}
	pair := func(s *Snapshot) {
		s.Balancers[0].Groups = append(s.Balancers[0].Groups, "green")
		s.TargetGroups = append(s.TargetGroups, TargetGroup{ARN: "green", Read: true, Type: "ip", HealthRead: true})
	}
	shifts := func(production float64) func(*Snapshot) {
		return func(s *Snapshot) {
			s.Strategy, s.Record = "BLUE_GREEN", &Record{Target: Share{Weighted: true, Production: production}}
		}
	}
	knows := func(r Revision) func(*Snapshot) { return func(s *Snapshot) { s.Revisions = []Revision{r} } }
	bound := func(name, instance string, port int) Task {
		x := task(name, 2, "RUNNING")
		x.EC2Instance = instance
		x.Containers = []Container{{Name: "web", Ports: []PortBinding{{Container: 80, Host: port}}}}
		return x
	}
	at := func(name, ip string) Task { x := task(name, 2, "RUNNING"); x.PrivateIP = ip; return x }
	ok := func(id string, port int) TargetHealth { return TargetHealth{ID: id, Port: port, State: "healthy"} }
	initial := TargetHealth{ID: "10.0.0.2", Port: 80, State: "initial"}
	tests := []struct {
		name   string
		read   Snapshot
		change []func(*Snapshot)
		want   bool
	}{
		{
			"tasks that have run for the settle time",
			poll(up, serving1).tasks(task("a", 2, "RUNNING").running(0), task("b", 2, "RUNNING").running(5*time.Second)),
			[]func(*Snapshot){knows(unchecked), func(s *Snapshot) { s.Now = epoch.Add(45 * time.Second) }},
			true,
		},
		{
			"a task within its settle time",
			poll(up, serving1).tasks(task("a", 2, "RUNNING").running(0), task("b", 2, "RUNNING").running(5*time.Second)),
			[]func(*Snapshot){knows(unchecked), func(s *Snapshot) { s.Now = epoch.Add(44 * time.Second) }},
			false,
		},
		{
			"tasks that run, with a definition that could not be read",
			poll(up, serving1).tasks(task("a", 2, "RUNNING").running(0), task("b", 2, "RUNNING").running(0)),
			[]func(*Snapshot){func(s *Snapshot) { s.Now = epoch.Add(time.Hour) }},
			false,
		},
		{
			"containers that are not healthy yet",
			poll(up, serving1).tasks(task("a", 2, "RUNNING").healthy(), task("b", 2, "RUNNING").running(0)),
			[]func(*Snapshot){knows(checked), func(s *Snapshot) { s.Now = epoch.Add(time.Hour) }},
			false,
		},
		{
			"healthy targets at the tasks' own addresses", poll(up, serving1).tasks(at("a", "10.0.0.1"), at("b", "10.0.0.2")),
			[]func(*Snapshot){knows(unchecked), group("ip", ok("10.0.0.1", 80), ok("10.0.0.2", 80))},
			true,
		},
		{
			"a target that is still checked", poll(up, serving1).tasks(at("a", "10.0.0.1"), at("b", "10.0.0.2")),
			[]func(*Snapshot){knows(unchecked), group("ip", ok("10.0.0.1", 80), initial)},
			false,
		},
		{
			"healthy targets of tasks whose containers are not", poll(up, serving1).tasks(at("a", "10.0.0.1"), at("b", "10.0.0.2").healthy()),
			[]func(*Snapshot){knows(checked), group("ip", ok("10.0.0.1", 80), ok("10.0.0.2", 80))},
			false,
		},
		{
			"healthy targets at ports of instances", poll(up, serving1).tasks(bound("a", "i-1", 32768), bound("b", "i-2", 32768)),
			[]func(*Snapshot){knows(unchecked), group("instance", ok("i-1", 32768), ok("i-2", 32768))},
			true,
		},
		{
			"old tasks' targets at the same port of other instances",
			poll(up, serving1).tasks(bound("a", "i-1", 80), bound("b", "i-2", 80)),
			[]func(*Snapshot){knows(unchecked), group("instance", ok("i-3", 80), ok("i-4", 80))},
			false,
		},
		{
			"instances that are not known", poll(up, serving1).tasks(bound("a", "", 80), bound("b", "", 80)),
			[]func(*Snapshot){knows(unchecked), group("instance", ok("", 80))},
			false,
		},
		{
			"targets in one of two groups that take turns", poll(up, serving1).tasks(at("a", "10.0.0.1"), at("b", "10.0.0.2")),
			[]func(*Snapshot){knows(unchecked), group("ip", ok("10.0.0.1", 80), ok("10.0.0.2", 80)), pair, shifts(100)},
			true,
		},
		{
			"healthy targets without the production traffic", poll(up, serving1).tasks(at("a", "10.0.0.1"), at("b", "10.0.0.2")),
			[]func(*Snapshot){knows(unchecked), group("ip", ok("10.0.0.1", 80), ok("10.0.0.2", 80)), pair, shifts(0)},
			false,
		},
		{
			"traffic that nothing is known of", poll(up, serving1).tasks(task("a", 2, "RUNNING").healthy(), task("b", 2, "RUNNING").healthy()),
			[]func(*Snapshot){func(s *Snapshot) { s.Strategy = "CANARY" }},
			false,
		},
		{"old deployments that had no tasks to let go of", poll(up, "1 ACTIVE COMPLETED 0 0 0"), nil, false},
		{"old deployments that are let go of", poll(up, "1 ACTIVE COMPLETED 0 0 1"), nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			read := tt.read
			for _, change := range tt.change {
				change(&read)
			}
			if got := serving(target(), read, 1); got != tt.want {
				t.Errorf("serving is %v, want %v", got, tt.want)
			}
		})
	}
}
