package watch

import (
	"testing"
	"time"
)

func TestWaitingFor(t *testing.T) {
	t.Parallel()
	// after is a read this long after the target was created.
	after := func(d time.Duration, s Snapshot) Snapshot { s.Now = epoch.Add(d); return s }
	knows := func(r Revision, s Snapshot) Snapshot { s.Revisions = append(s.Revisions, r); return s }
	balanced := func(s Snapshot) Snapshot { s.LoadBalanced = true; return s }
	stopping := func(t Task, status string, at time.Duration) Task {
		t.LastStatus, t.DesiredStatus, t.StoppingAt = status, "STOPPED", epoch.Add(at)
		return t
	}
	at := func(name, ip string) Task { x := task(name, 2, "RUNNING"); x.PrivateIP = ip; return x }
	checked := func(s *Snapshot) {
		s.Balancers = []Balancer{{Container: "web", Port: 80, Groups: []string{"web-tg"}}}
		s.TargetGroups = []TargetGroup{{
			ARN: "web-tg", Name: "web-tg", Read: true, Type: "ip", HealthRead: true, DeregistrationDelay: time.Minute,
			Check:   TargetCheck{Interval: 10 * time.Second},
			Targets: []TargetHealth{{ID: "10.0.0.1", Port: 80, State: "healthy"}, {ID: "10.0.0.2", Port: 80, State: "initial"}},
		}}
	}
	fargate := func(t Task) Task { t.LaunchType, t.Provider = "FARGATE", "FARGATE"; return t }
	provided := func(t Task, instance string) Task { t.Provider, t.Instance = "asg-spot", instance; return t }
	alarmed := func(names ...string) func(*Snapshot) {
		return func(s *Snapshot) { s.Alarms, s.AlarmNames = true, names }
	}
	checks := func(checks ...HealthCheck) Revision {
		r := Revision{Name: "web:2", HealthCheck: true}
		for i := range checks {
			r.Containers = append(r.Containers, ContainerDefinition{Name: "app", Check: &checks[i]})
		}
		return r
	}
	const (
		started = "2 PRIMARY IN_PROGRESS 2 2 0"
		up      = "2 PRIMARY IN_PROGRESS 2 0 2"
		none    = "2 PRIMARY IN_PROGRESS 2 0 0"
		letGo   = "1 ACTIVE COMPLETED 0 0 2"
	)
	tests := []struct {
		name  string
		read  Snapshot
		speed float64
		want  string
		phase string
		timed bool
	}{
		{
			"a task without a place", poll(none, serving1).events("4s " + conflict), 1,
			"2 tasks that cannot be placed: the closest instance is already using a port required by your task", "placing", false,
		},
		{
			"a task without any instance",
			poll(none, serving1).events("4s was unable to place a task because no container instance met all of its " +
				"requirements. Reason: No Container Instances were found in your cluster. For more information, see x."), 1,
			"2 tasks that cannot be placed: No Container Instances were found in your cluster", "placing", false,
		},
		{
			"a task that Fargate has no room for",
			poll(none).events("4s was unable to place a task. Reason: Capacity is unavailable at this time."), 1,
			"2 tasks that cannot be placed: Capacity is unavailable at this time", "placing", false,
		},
		{
			"a place found since is no obstacle", poll(started).events("4s "+conflict, "9s has started 2 tasks: x."), 1,
			"2 tasks starting", "starting", false,
		},
		{
			"an obstacle of another time is none", poll(none).events("-4s " + conflict), 1,
			"ECS to start 2 tasks", "placing", false,
		},
		{
			"percentages that leave no move", poll(none, serving1).events(
				"4s was unable to stop or start tasks during a deployment because of the service deployment configuration. Update it."), 1,
			"room to move: minimumHealthyPercent 100 and maximumPercent 200 of 2 tasks leave none", "placing", false,
		},
		{"an image on its way", after(7*time.Second, poll(started).tasks(task("a", 2, "PENDING").pulling(time.Second),
			task("b", 2, "PENDING").pulling(time.Second))), 1, "2 tasks pulling image shop/web:2", "starting", true},
		{
			"an image long on its way", after(33*time.Second, poll(started).tasks(task("a", 2, "PENDING").pulling(time.Second))), 1,
			"1 task pulling image shop/web:2, for 32s", "starting", true,
		},
		{
			"simulated seconds of a pull", after(9*time.Second, poll(started).tasks(task("a", 2, "PENDING").pulling(time.Second))), 4,
			"1 task pulling image shop/web:2, for 32s", "starting", true,
		},
		{
			"a network interface on Fargate", poll(started).tasks(fargate(task("a", 2, "PROVISIONING"))), 1,
			"1 task starting (PROVISIONING, network interface)", "starting", false,
		},
		{
			"tasks that an instance has to come for", poll(started).tasks(
				provided(task("a", 2, "PROVISIONING"), ""), provided(task("b", 2, "PROVISIONING"), "")), 1,
			"capacity provider asg-spot to add an instance for 2 tasks", "placing", false,
		},
		{
			"a network interface on an instance that is there", poll(started).tasks(provided(task("a", 2, "PROVISIONING"), "i")), 1,
			"1 task starting (PROVISIONING)", "starting", false,
		},
		{
			"the slowest of the health checks of containers",
			knows(checks(HealthCheck{Interval: 10, Retries: 3}, HealthCheck{Interval: 30, Retries: 5}),
				poll(up, serving1).tasks(task("a", 2, "RUNNING"))), 1,
			"health checks of 1 task (every 30s, 5 tries)", "health", false,
		},
		{
			"the alarms that are watched", after(50*time.Second, poll(up).with(alarmed("web-errors"))), 1,
			"the bake time of alarm web-errors, up to 5m", "bake", true,
		},
		{
			"many alarms", after(50*time.Second, poll(up).with(alarmed("a", "b", "c", "d"))), 1,
			"the bake time of alarms a, b and 2 more, up to 5m", "bake", true,
		},
		{
			"a task that waits for its agent", poll(started).tasks(task("a", 2, "PENDING")), 1,
			"1 task starting (PENDING)", "starting", false,
		},
		{"pending tasks that were not read yet", poll(started), 1, "2 tasks starting", "starting", false},
		{
			"health checks of containers", knows(Revision{Name: "web:2", HealthCheck: true},
				poll(up, serving1).tasks(task("a", 2, "RUNNING"), task("b", 2, "RUNNING").healthy())), 1,
			"health checks of 1 task", "health", false,
		},
		{
			"health checks by a load balancer", balanced(poll(up, serving1)), 1,
			"health checks of 2 tasks by the load balancer", "health", false,
		},
		{
			"health checks that target health tells of", knows(Revision{Name: "web:2"}, balanced(poll(up, serving1)).with(checked).
				tasks(at("a", "10.0.0.1"), at("b", "10.0.0.2"))), 1,
			"health checks of 1 task (interval 10s, 1 of 2 passed)", "health", false,
		},
		{
			"targets that are all healthy", knows(Revision{Name: "web:2"}, balanced(poll(up, serving1)).with(checked).
				tasks(at("a", "10.0.0.1"), at("b", "10.0.0.1"))), 1,
			"ECS to stop 2 old tasks", "draining", false,
		},
		{
			"old tasks in a target group that was read", after(20*time.Second, balanced(poll(up, letGo)).with(checked).tasks(
				stopping(task("o", 1, ""), "DEACTIVATING", time.Second))), 1,
			"1 old task draining, up to 60s (deregistration delay)", "draining", true,
		},
		{
			"old tasks that are protected", after(50*time.Second, poll(up, serving1).tasks(task("a", 2, "RUNNING").running(0)).events(
				"9s was unable to reach steady state because task set (x) was unable to scale in. Reason: The number of protected "+
					"tasks are more than the desired count of tasks.")), 1,
			"old tasks that are protected from being stopped", "draining", false,
		},
		{
			"another try after a task that never ran", poll(none).with(func(s *Snapshot) { s.Deployments[0].Failed = 1 }).
				tasks(task("a", 2, "STOPPED")), 1,
			"ECS to start 2 tasks again (it waits longer after each failure)", "placing", false,
		},
		{
			"another try after a task that ran", poll(none).with(func(s *Snapshot) { s.Deployments[0].Failed = 1 }).
				tasks(task("a", 2, "STOPPED").running(0)), 1,
			"ECS to start 2 tasks again", "placing", false,
		},
		{
			"health checks within the grace period", after(20*time.Second, balanced(poll(up, serving1)).
				with(func(s *Snapshot) { s.GracePeriod = time.Minute }).tasks(task("a", 2, "RUNNING").running(time.Second))), 1,
			"health checks of 2 tasks by the load balancer, grace period 41s left", "health", true,
		},
		{
			"health checks that pass within the grace period", after(20*time.Second, knows(Revision{Name: "web:2"}, balanced(poll(up, serving1)).
				with(checked).with(func(s *Snapshot) { s.GracePeriod = time.Minute }).tasks(
				at("a", "10.0.0.1").running(time.Second), at("b", "10.0.0.2").running(5*time.Second)))), 1,
			"health checks of 1 task (interval 10s, 1 of 2 passed), grace period 45s left", "health", true,
		},
		{
			"the settle time", after(10*time.Second, knows(Revision{Name: "web:2"},
				poll(up, serving1).tasks(task("a", 2, "RUNNING").running(time.Second)))), 1,
			"40s settle time, the service has no health check (31s left)", "settle", true,
		},
		{
			"the settle time of the youngest task", after(10*time.Second, poll(up, serving1).tasks(
				task("a", 2, "RUNNING").running(time.Second), task("b", 2, "RUNNING").running(4*time.Second))), 1,
			"40s settle time (34s left)", "settle", true,
		},
		{
			"the settle time in simulated seconds", after(2*time.Second, poll(up, serving1).tasks(task("a", 2, "RUNNING").running(0))), 5,
			"40s settle time (30s left)", "settle", true,
		},
		{
			"the settle time is over", after(50*time.Second, poll(up, serving1).tasks(task("a", 2, "RUNNING").running(0))), 1,
			"ECS to stop 2 old tasks", "draining", false,
		},
		{
			"old tasks behind a load balancer", after(20*time.Second, balanced(poll(up, letGo)).tasks(
				stopping(task("o", 1, ""), "DEACTIVATING", time.Second))), 1,
			"1 old task draining (deregistration delay of the target group)", "draining", true,
		},
		{
			"an old task between SIGTERM and SIGKILL", after(20*time.Second, knows(Revision{Name: "web:1", StopTimeout: stopTimeout},
				poll(up, letGo).tasks(stopping(task("o", 1, ""), "RUNNING", time.Second)))), 1,
			"1 old task to stop (SIGTERM sent, up to 30s)", "draining", true,
		},
		{
			"an old task that should be gone by now", after(2*time.Minute, poll(up, letGo).tasks(
				stopping(task("o", 1, ""), "RUNNING", time.Second))), 1,
			"1 old task to stop (SIGTERM sent)", "draining", false,
		},
		{"a place for the rest of the tasks", poll("2 PRIMARY IN_PROGRESS 2 0 1"), 1, "ECS to start 1 task", "placing", false},
		{
			"another try", poll(none).with(func(s *Snapshot) { s.Deployments[0].Failed = 1 }), 1,
			"ECS to start 2 tasks again", "placing", false,
		},
		{"nothing but ECS's word", poll(up), 1, "ECS to declare steady state", "", false},
		{"the rollback", poll("1 PRIMARY IN_PROGRESS 2 1 1", failed2), 1, "ECS to go back to web:1: 1 task starting", "starting", false},
		{"the update to be read", poll(before1), 1, "ECS to list the deployment", "", false},
		{"nothing once it has completed", poll(done2), 1, "", "", false},
		{"nothing once it has failed", poll("2 PRIMARY FAILED 2 0 0"), 1, "", "", false},
		{"nothing that could be told of no deployments", poll(), 1, "", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := wait{tt.phase, tt.want, tt.timed}
			if got := waitingFor(target(), tt.read, tt.speed); got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestImageNames(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"nginx:1.27": "image nginx:1.27",
		"123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.9.0": "image shop/web:1.9.0",
		"localhost:5000/web": "image web",
		"shop/web@sha256:0123456789abcdef0123456789abcdef": "image shop/web@sha256:0123456789ab",
	}
	for image, want := range tests {
		if got := (Task{Containers: []Container{{Image: image}}}).image(); got != want {
			t.Errorf("%s is %q, want %q", image, got, want)
		}
	}
	if got := (Task{Containers: make([]Container, 2)}).image(); got != "images" {
		t.Errorf("two containers: %q", got)
	}
}
