package watch

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func (t Task) exits(code int, reason string) Task {
	t.StopCode, t.StoppedReason = "EssentialContainerExited", "Essential container in task exited"
	t.StartedAt, t.StoppedAt = epoch.Add(10*time.Second), epoch.Add(13*time.Second)
	sigterm := 143
	t.Containers = []Container{{Name: "sidecar", ExitCode: &sigterm}, {Name: "app", ExitCode: &code, Reason: reason}}
	return t
}

func TestExplainTask(t *testing.T) {
	t.Parallel()
	stopped := task("3f9c21ab", 2, "STOPPED")
	failed := func(reason string) Task { return stopped.because("TaskFailedToStart", reason) }
	tests := []struct {
		name   string
		task   Task
		code   string
		why    string
		says   string
		likely bool
	}{
		{
			"an image tag that does not exist",
			failed("CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref x: not found"),
			"image-pull", "the registry answered, and has no such image or tag", "CannotPullContainerError", false,
		},
		{
			"a registry that asks for a login",
			failed("CannotPullContainerError: Error response from daemon: pull access denied for x, repository does not exist"),
			"image-pull", "knows no such repository", "", false,
		},
		{
			"rights to the registry missing",
			failed("ResourceInitializationError: unable to pull secrets or registry auth: AccessDenied: ecr:GetAuthorizationToken"),
			"image-pull", "", "", false,
		},
		{
			"a secret that may not be read",
			failed("ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: AccessDeniedException"),
			"secrets", "execution role may not read it", "", false,
		},
		{
			"a log group that does not exist",
			failed("ResourceInitializationError: failed to validate logger args: create stream: The specified log group does not exist."),
			"log-driver", "the log group does not exist", "", false,
		},
		{
			"a role that cannot be assumed", failed("ECS was unable to assume the role 'x' that was provided for this task."),
			"role", "", "", false,
		},
		{"an agent that is away", failed("AGENT"), "agent-down", "", "AGENT", false},
		{"an attribute that no instance has", failed("ATTRIBUTE"), "missing-attribute", "", "", false},
		{"a capacity provider without instances", failed("EMPTY CAPACITY PROVIDER"), "no-instances", "", "", false},
		{
			"a network interface that took too long", failed("Timeout waiting for network interface provisioning to complete."),
			"start-timeout", "", "", false,
		},
		{
			"memory that ran out", stopped.exits(137, "OutOfMemoryError: Container killed due to memory usage"),
			"oom", "memory limit", "OutOfMemoryError: Container killed due to memory usage", false,
		},
		{"a kill without a reason is a guess", stopped.exits(137, ""), "app-exit", "SIGKILL", "Essential container", true},
		{
			"an application that fails", stopped.exits(1, ""), "app-exit",
			"app ended by itself with exit code 1, 3s after it started; it is essential", "Essential container in task exited", false,
		},
		{"a command that is not there", stopped.exits(127, ""), "app-exit", "could not be executed or was not found", "", true},
		{
			"a container that just ends is a guess beside others", stopped.exits(0, ""), "app-exit",
			"app ended by itself with exit code 0", "", true,
		},
		{
			"container health", stopped.because("ServiceSchedulerInitiated", "Task failed container health checks"),
			"health-container", "", "", false,
		},
		{
			"target health", stopped.because("ServiceSchedulerInitiated", "Task failed ELB health checks in (target-group x)"),
			"health-elb", "", "", false,
		},
		{
			"a port that Docker could not bind",
			failed("CannotStartContainerError: Error response from daemon: Bind for 0.0.0.0:80 failed: port is already allocated"),
			"port-conflict", "", "", false,
		},
		{
			"what nobody knows is said in ECS's words", stopped.because("UserInitiated", "Stopped by hand"),
			"unknown", "", "Stopped by hand", false,
		},
		{
			"a container's own words say more than its task's",
			Task{
				ID: "a", Deployment: "ecs-svc/2", StopCode: "TaskFailedToStart", StoppedReason: "Task failed to start",
				Containers: []Container{{Name: "app", Reason: "CannotStartContainerError: the stars are not right"}},
			},
			"unknown", "", "the stars are not right", false,
		},
		{
			"a stop code that nobody knows leaves an exit code a guess",
			stopped.exits(1, "").because("A_NEW_ONE", "who knows"), "app-exit", "exit code 1", "", true,
		},
		{
			"the exit code of a task that somebody stops is no failure",
			stopped.exits(0, "").because("UserInitiated", "Task stopped by user"), "unknown", "", "Task stopped by user", false,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			causes := Explain(target(), poll(rolling2), []Task{tt.task})
			if len(causes) != 1 {
				t.Fatalf("got %d causes: %+v", len(causes), causes)
			}
			c := causes[0]
			if c.Code != tt.code || c.Likely != tt.likely || !strings.Contains(c.Why, tt.why) || !strings.Contains(c.Says, tt.says) {
				t.Errorf("got %+v", c)
			}
			if c.Title == "" || c.Count != 1 || len(c.Tasks) != 1 {
				t.Errorf("incomplete: %+v", c)
			}
		})
	}
}

func TestExplainEvents(t *testing.T) {
	t.Parallel()
	placing := func(why string) string {
		return "4s was unable to place a task because no container instance met all of its requirements. " + why
	}
	tests := map[string]string{
		placing("The closest matching (container-instance 5f2c81d05f2c81d05f2c81d05f2c81d0) has insufficient memory available."):                             "no-capacity",
		placing("The closest matching (container-instance 5f2c81d05f2c81d05f2c81d05f2c81d0) has insufficient CPU units available."):                          "no-capacity",
		placing("The closest matching (container-instance 5f2c81d05f2c81d05f2c81d05f2c81d0) is missing an attribute required by your task"):                  "missing-attribute",
		placing(`The closest matching (container-instance 5f2c81d05f2c81d05f2c81d05f2c81d0) encountered error "AGENT"`):                                      "agent-down",
		placing(`The closest matching (container-instance 5f2c81d05f2c81d05f2c81d05f2c81d0) encountered error "MemberOf placement constraint unsatisfied."`): "missing-attribute",
		placing("Reason: No Container Instances were found in your cluster."):                                                                                "no-instances",
		"4s " + conflict: "port-conflict",
		"4s was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later":        "fargate-capacity",
		"4s was unable to place a task. Reason: You've reached the limit on the number of tasks you can run":         "quota",
		"4s was unable to stop or start tasks during a deployment because of the service deployment configuration.":  "config-deadlock",
		"4s (port 80) is unhealthy in (target-group x) due to (reason Health checks failed with these codes: [404])": "health-elb",
		"4s " + classicUnhealthy: "health-elb",
		"4s (task 0c77e1aa41d2b09f3f9c21ab7d10be44) failed container health checks.": "health-container",
		"4s operations are being throttled. Will try again later.":                   "throttled",
		"4s (deployment ecs-svc/2) deployment failed: alarm detected.":               "alarm",
		"4s is unable to consistently start tasks successfully.":                     "unknown",
	}
	for event, want := range tests {
		causes := Explain(target(), poll(rolling2, serving1).events(event), nil)
		if len(causes) != 1 || causes[0].Code != want || !strings.Contains(causes[0].Says, strings.SplitN(event, " ", 2)[1]) {
			t.Errorf("%s\nis %+v, want %s", event, causes, want)
		}
	}
	for _, routine := range []string{"4s has started 2 tasks: x.", "4s has reached a steady state.", "-4s " + conflict} {
		if causes := Explain(target(), poll(rolling2, serving1).events(routine), nil); len(causes) != 0 {
			t.Errorf("%s explains nothing, got %+v", routine, causes)
		}
	}
}

// classicUnhealthy is what ECS says of a Classic Load Balancer, which knows no tasks.
const classicUnhealthy = "(instance i-0123456789abcdef0) is unhealthy in (elb old) due to (reason Instance has failed at " +
	"least the UnhealthyThreshold number of health checks consecutively.)"

func TestExplainNamesTheClassicLoadBalancer(t *testing.T) {
	t.Parallel()
	stopped := task("a1", 2, "STOPPED").because("ServiceSchedulerInitiated", "Task failed ELB health checks in (elb old)")
	for name, causes := range map[string][]Cause{
		"by the event":   Explain(target(), poll(rolling2).events("4s "+classicUnhealthy), nil),
		"by the task":    Explain(target(), poll(rolling2), []Task{stopped}),
		"by one another": Explain(target(), poll(rolling2).events("4s "+classicUnhealthy), []Task{stopped}),
	} {
		if len(causes) != 1 || !strings.HasPrefix(causes[0].Why, "the Classic Load Balancer old did not get") ||
			strings.Contains(fmt.Sprint(causes), "target group") {
			t.Errorf("%s: got %+v", name, causes)
		}
	}
}

func TestExplainMergesAndOrders(t *testing.T) {
	t.Parallel()
	lost := []Task{
		task("a1", 2, "STOPPED").exits(1, ""), task("a2", 2, "STOPPED").exits(1, ""),
		task("a3", 2, "STOPPED").because("TaskFailedToStart", "CannotPullContainerError: not found"),
	}
	s := poll(rolling2).events("2s is unable to consistently start tasks successfully.")
	got := Explain(target(), s, lost)
	if len(got) != 2 || got[0].Code != "app-exit" || got[0].Count != 2 || len(got[0].Tasks) != 2 || got[1].Code != "image-pull" {
		t.Errorf("the most frequent is first, and vague words are left out: %+v", got)
	}
	got = Explain(target(), poll(rolling2).events("2s is unable to consistently start tasks successfully.", "4s "+conflict), nil)
	if len(got) != 1 || got[0].Code != "port-conflict" || len(got[0].Tasks) != 0 {
		t.Errorf("vague words are left out beside clear ones: %+v", got)
	}
	got = Explain(target(), poll("2 PRIMARY IN_PROGRESS 2 0 0", serving1).events("4s "+conflict), lost)
	if len(got) != 3 || got[0].Code != "port-conflict" {
		t.Errorf("what holds it up now is first: %+v", got)
	}
	if got := Explain(target(), Snapshot{Missing: true}, nil); len(got) != 0 {
		t.Errorf("nothing known explains nothing: %+v", got)
	}
}

func TestExplainTheDeadlockOfPercentages(t *testing.T) {
	t.Parallel()
	s := poll("2 PRIMARY IN_PROGRESS 1 0 0", "1 ACTIVE COMPLETED 1 0 1").desired(1).events(
		"4s was unable to stop or start tasks during a deployment because of the service deployment configuration.")
	s.MaximumPercent = 150
	got := Explain(target(), s, nil)
	const why = "minimumHealthyPercent 100 of 1 task keeps 1, maximumPercent 150 allows 1: ECS may neither stop nor start one"
	if len(got) != 1 || got[0].Why != why {
		t.Errorf("got %+v", got)
	}
}

func TestEveryCauseHasAPage(t *testing.T) {
	t.Parallel()
	if len(signs) == 0 {
		t.Fatal("no signs")
	}
	for _, s := range signs {
		if g, ok := GuideTo(s.code); !ok || len(g.Fix) == 0 {
			t.Errorf("%s has no page", s.code)
		}
		if s.sign != strings.ToLower(s.sign) {
			t.Errorf("%q can never match: texts are compared in lower case", s.sign)
		}
	}
	for _, g := range Guides() {
		if g.Title == "" || g.Why == "" || len(g.Find) == 0 || g.Page == "" || !strings.HasSuffix(g.URL, ".html") {
			t.Errorf("the page of %s is incomplete: %+v", g.Code, g)
		}
		for _, words := range g.Looks {
			if got := classify(words); got != g.Code {
				t.Errorf("the page of %s quotes %q, which reads as %q", g.Code, words, got)
			}
		}
	}
	if n := len(startGuides) + len(placeGuides); n != len(codes) || len(Guides()) != n {
		t.Errorf("%d pages for %d causes", n, len(codes))
	}
	if g, ok := GuideTo("web"); ok {
		t.Errorf("web is no cause, got %+v", g)
	}
}

func TestWhatIsPermanent(t *testing.T) {
	t.Parallel()
	failed := func(reason string) Task { return task("a1", 2, "STOPPED").because("TaskFailedToStart", reason) }
	tests := []struct {
		name string
		task Task
		want bool
	}{
		{"a tag that nobody pushed", failed("CannotPullContainerError: failed to resolve ref x: not found"), true},
		{"a registry that does not answer in time", failed("CannotPullContainerError: dial tcp: i/o timeout"), false},
		{"a registry that limits pulls", failed("CannotPullContainerError: toomanyrequests: rate exceeded"), false},
		{"a secret that may not be read", failed("ResourceInitializationError: unable to pull secrets: AccessDeniedException"), true},
		{"a Secrets Manager that cannot be reached", failed("ResourceInitializationError: unable to pull secrets: RequestCanceled"), false},
		{"a log group that is not there", failed("failed to validate logger args: the log group does not exist."), true},
		{"a role that cannot be assumed", failed("ECS was unable to assume the role 'x'"), true},
		{"memory that ran out", task("a1", 2, "STOPPED").exits(137, "OutOfMemoryError: killed"), true},
		{"a kill that nobody explains", task("a1", 2, "STOPPED").exits(137, ""), false},
		{"an application that exits", task("a1", 2, "STOPPED").exits(1, ""), false},
		{"a network interface that comes late", failed("Timeout waiting for network interface provisioning"), false},
	}
	for _, tt := range tests {
		if got := Explain(target(), poll(rolling2), []Task{tt.task})[0]; got.Hopeless() != tt.want {
			t.Errorf("%s: got %+v", tt.name, got)
		}
	}
	if Explain(target(), poll(rolling2, serving1).events("4s "+conflict), nil)[0].Hopeless() {
		t.Error("an instance may join: a port that is taken is not for ever")
	}
}

func TestPercentagesThatProveADeadlock(t *testing.T) {
	t.Parallel()
	const event = "4s was unable to stop or start tasks during a deployment because of the service deployment configuration."
	for maximum, want := range map[int]bool{100: true, 149: true, 200: false} {
		s := poll("2 PRIMARY IN_PROGRESS 2 0 0", serving1).events(event)
		s.MinimumHealthyPercent, s.MaximumPercent = 100, maximum
		if got := Explain(target(), s, nil)[0]; got.Hopeless() != want {
			t.Errorf("maximumPercent %d: got %+v", maximum, got)
		}
	}
}
