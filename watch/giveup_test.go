package watch

import (
	"strings"
	"testing"
	"time"
)

func TestVain(t *testing.T) {
	t.Parallel()
	const gone = "CannotPullContainerError: failed to resolve ref x: not found"
	lost := func(id string, at time.Duration, code, reason string) Task {
		x := task(id, 2, "STOPPED").because(code, reason)
		x.StoppedAt = epoch.Add(at)
		return x
	}
	pull := func(id string, at time.Duration) Task { return lost(id, at, "TaskFailedToStart", gone) }
	crashed := func(id string, code int, ran time.Duration) Task {
		x := lost(id, time.Minute+ran, "EssentialContainerExited", "Essential container in task exited").exits(code, "").running(time.Minute)
		return x
	}
	unfit := func(id, reason string) Task {
		x := lost(id, 100*time.Second, "ServiceSchedulerInitiated", reason).running(time.Minute)
		x.StoppingAt = epoch.Add(90 * time.Second)
		return x
	}
	up := task("aa", 2, "RUNNING").running(70 * time.Second)
	rolling := poll("2 PRIMARY IN_PROGRESS 2 0 0", serving1)
	rolling.Now = epoch.Add(2 * time.Minute)
	three := []Task{pull("a1", time.Second), pull("a2", time.Second), pull("a3", time.Minute)}
	crashes := []Task{crashed("a1", 1, time.Second), crashed("a2", 1, 5*time.Second), crashed("a3", 1, 5*time.Second)}
	tests := []struct {
		name    string
		s       Snapshot
		lost    []Task
		failed  int
		limit   int
		thrived bool
		want    string
	}{
		{"three equal failures that only a person can mend", rolling, three, 0, 3, false, "3 tasks failed for the same reason"},
		{"the limit may be another", rolling, three, 0, 4, false, ""},
		{"without a limit nothing is in vain", rolling, three, 0, 0, false, ""},
		{"the circuit breaker decides where it is on", rolling.with(func(s *Snapshot) { s.CircuitBreaker = true }), three, 0, 3, false, ""},
		{"what has completed is not in vain", poll(done2), three, 0, 3, false, ""},
		{"what ECS goes back from is followed", poll("1 PRIMARY IN_PROGRESS 2 0 2", failed2), three, 0, 3, false, ""},
		{
			"failures that may pass", rolling, []Task{
				lost("a1", 0, "TaskFailedToStart", "Timeout waiting for network interface provisioning to complete."),
				lost("a2", 0, "TaskFailedToStart", "Timeout waiting for network interface provisioning to complete."),
				lost("a3", 0, "TaskFailedToStart", "Timeout waiting for network interface provisioning to complete."),
			}, 0, 3, false, "",
		},
		{"failures before a task that runs are mended", rolling.tasks(up), three, 0, 3, false, ""},
		{
			"failures since then are not", rolling.tasks(up), []Task{
				pull("a1", 80*time.Second), pull("a2", 90*time.Second), pull("a3", 95*time.Second),
			}, 0, 3, true, "3 tasks failed",
		},
		{
			"what early success does not wait for", rolling.with(func(x *Snapshot) { x.EarlySuccess = true }),
			[]Task{pull("a1", 80*time.Second), pull("a2", 90*time.Second), pull("a3", 95*time.Second)},
			0, 3, false, "",
		},
		{
			"what early success waits for", rolling.with(func(x *Snapshot) { x.EarlySuccess, x.EarlyPercent = true, 100 }),
			[]Task{pull("a1", 80*time.Second), pull("a2", 90*time.Second), pull("a3", 95*time.Second)},
			0, 3, false, "3 tasks failed",
		},
		{"three tasks that never passed a health check", rolling, []Task{
			unfit("a1", "Task failed container health checks"), unfit("a2", "Task failed container health checks"),
			unfit("a3", "Task failed container health checks"),
		}, 0, 3, false, "3 tasks ended alike and none became healthy"},
		{"failed health checks where a task did well", rolling, []Task{
			unfit("a1", "Task failed ELB health checks in (target-group x)"), unfit("a2", "Task failed ELB health checks in (target-group x)"),
			unfit("a3", "Task failed ELB health checks in (target-group x)"),
		}, 0, 3, true, ""},
		{"three equal crashes of which none did well", rolling, crashes, 0, 3, false, "3 tasks ended alike and none became healthy"},
		{"crashes where a task did well", rolling, crashes, 0, 3, true, ""},
		{"crashes with different codes", rolling, []Task{crashes[0], crashes[1], crashed("a3", 2, time.Second)}, 0, 3, false, ""},
		{"crashes while a task outlives them", rolling.tasks(task("aa", 2, "RUNNING").running(70 * time.Second)), crashes, 0, 3, false, ""},
		{
			"on Fargate the event says why and ECS how often",
			rolling.events("9s was unable to place a task. Reason: " + gone + ".").with(func(s *Snapshot) { s.Deployments[0].Failed = 3 }),
			nil, 3, 3, false, "3 tasks failed for the same reason, the image cannot be pulled",
		},
		{
			"no capacity is not for ever", rolling.events("9s " + conflict).with(func(s *Snapshot) { s.Deployments[0].Failed = 3 }),
			nil, 3, 3, false, "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := vain(target(), tt.s, tt.lost, tt.failed, tt.limit, tt.thrived)
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if got != "" && !strings.Contains(got, "ECS will go on trying") {
				t.Errorf("%q does not say what ECS does", got)
			}
		})
	}
}

func TestThrives(t *testing.T) {
	t.Parallel()
	s := poll(rolling2)
	s.Now = epoch.Add(time.Minute)
	checked := s.with(func(s *Snapshot) { s.Revisions = []Revision{{Name: "web:2", HealthCheck: true}} })
	for name, x := range map[string]Snapshot{"health check": checked, "target group": s.with(func(s *Snapshot) {
		s.LoadBalanced, s.Balancers = true, []Balancer{{Groups: []string{"g"}, Container: "web", Port: 80}}
		s.TargetGroups = []TargetGroup{{ARN: "g", Type: "instance", HealthRead: true}}
	})} {
		up := task("a1", 2, "RUNNING").running(0)
		up.EC2Instance = "i-1"
		up.Containers = []Container{{Name: "web", Ports: []PortBinding{{Container: 80, Host: 32768}}}}
		if thrives(target(), x.tasks(up), 1) {
			t.Errorf("a task that runs is well though its %s does not say so", name)
		}
	}
	for name, tt := range map[string]struct {
		task Task
		want bool
	}{
		"a task that runs for long enough": {task("a1", 2, "RUNNING").running(10 * time.Second), true},
		"a task that has just started":     {task("a1", 2, "RUNNING").running(30 * time.Second), false},
		"a task that is healthy": {
			func() Task { x := task("a1", 2, "RUNNING").running(59 * time.Second); x.Health = "HEALTHY"; return x }(), true,
		},
		"a task that drains, since a health check ended it": {
			func() Task {
				x := task("a1", 2, "DEACTIVATING").because("ServiceSchedulerInitiated", "Task failed ELB health checks in (target-group x)")
				x.DesiredStatus = "STOPPED"
				return x.running(0)
			}(), false,
		},
		"a task that never ran":           {task("a1", 2, "PENDING"), false},
		"a task of the deployment before": {task("a1", 1, "RUNNING").running(-time.Hour), false},
		"a task that stopped soon": {
			func() Task {
				x := task("a1", 2, "STOPPED").running(0)
				x.StoppedAt = epoch.Add(5 * time.Second)
				return x
			}(), false,
		},
	} {
		if got := thrives(target(), s.tasks(tt.task), settleTime); got != tt.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
