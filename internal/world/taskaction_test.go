package world

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TestHealthOverTime tells when the health of a container changes, in seconds
// from its start. It is checked every ten seconds, and three failures count.
func TestHealthOverTime(t *testing.T) {
	tests := []struct {
		name        string
		image       Image
		startPeriod int32
		want        []string
	}{
		{"healthy at the first check", Image{}, 0, []string{"10 HEALTHY"}},
		{"healthy at the first check that passes", Image{HealthyAfter: 15 * time.Second}, 0, []string{"20 HEALTHY"}},
		{"never healthy", Image{UnhealthyAfter: time.Second}, 0, []string{"30 UNHEALTHY"}},
		{"never, after a start period", Image{UnhealthyAfter: time.Second}, 20, []string{"50 UNHEALTHY"}},
		{
			"healthy within the start period, then failures count",
			Image{HealthyAfter: 10 * time.Second, UnhealthyAfter: 15 * time.Second},
			60,
			[]string{"10 HEALTHY", "40 UNHEALTHY"},
		},
		{
			"by turns: three failures, one success",
			Image{Health: []Turn{{15 * time.Second, false}, {50 * time.Second, true}, {75 * time.Second, false}}},
			0,
			[]string{"10 HEALTHY", "40 UNHEALTHY", "50 HEALTHY", "100 UNHEALTHY"},
		},
		{
			"two failures in a row do no harm",
			Image{Health: []Turn{{15 * time.Second, false}, {40 * time.Second, true}}},
			0,
			[]string{"10 HEALTHY"},
		},
		{
			"the order of the turns does not matter",
			Image{Health: []Turn{{45 * time.Second, true}, {0, false}}},
			0,
			[]string{"30 UNHEALTHY", "50 HEALTHY"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("", Instance{}))(t)
			l.SetImage("app", tt.image)
			def := checked("app")
			def.HealthCheck.StartPeriod = &tt.startPeriod
			must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: aws.String(l.register(def))}))(t)
			l.run(7 * time.Second)
			task := sorted(l.clusters["default"].tasks)[0]
			if got := healthOverTime(l, task); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// healthOverTime tells how the health of a task changes in the next three minutes.
func healthOverTime(l *lab, t *task) []string {
	var got []string
	last := t.health()
	for second := range 180 {
		if now := t.health(); now != last {
			got, last = append(got, fmt.Sprintf("%d %s", second, now)), now
		}
		l.run(time.Second)
	}
	return got
}

// pair is a service of two tasks with a container health check behind a load
// balancer, all well.
func pair(t *testing.T) *lab {
	l := newLab(t, Options{DeregistrationDelay: -1})
	must(l.AddInstance("", Instance{}))(t)
	l.create(l.register(checked("nginx")), 2, behind)
	l.settle()
	return l
}

func TestAContainerThatExits(t *testing.T) {
	l := pair(t)
	of := Tasks{Service: "web", Count: 1}
	if err := l.ExitContainer(of, 3, "it was time"); err != nil {
		t.Fatal(err)
	}
	l.run(2 * time.Second)
	stopped := l.tasksOf(types.DesiredStatusStopped)
	if len(stopped) != 1 || stopped[0].StopCode != types.TaskStopCodeEssentialContainerExited ||
		*stopped[0].Containers[0].ExitCode != 3 || *stopped[0].Containers[0].Reason != "it was time" {
		t.Fatalf("stopped: %+v", stopped)
	}
	l.run(10 * time.Minute)
	if s := l.get(); s.RunningCount != 2 {
		t.Errorf("ten minutes later: %s", deployments(s))
	}
}

func TestTheTasksThatAreMeant(t *testing.T) {
	l := pair(t)
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(3)})
	l.run(time.Minute)
	all := slices.SortedFunc(slices.Values(l.clusters["default"].services["web"].tasks), byAge)
	tests := []struct {
		name string
		of   Tasks
		want []*task
	}{
		{"all", Tasks{Service: "web"}, []*task{all[2], all[1], all[0]}},
		{"the newest", Tasks{Service: "web", Count: 1}, all[2:]},
		{"the oldest two", Tasks{Service: "web", Count: 2, Oldest: true}, all[:2]},
		{"more than there are", Tasks{Service: "web", Count: 9, Oldest: true}, all},
		{"by the ARN of the service", Tasks{Service: "arn:aws:ecs:us-east-1:1:service/default/web", Count: 1}, all[2:]},
		{"one by its id", Tasks{Task: all[0].id}, all[:1]},
		{"one by its ARN, with its container", Tasks{Task: all[0].arn, Container: "web"}, all[:1]},
	}
	for _, tt := range tests {
		tasks, containers, err := l.pick(tt.of)
		if err != nil || len(containers) != len(tasks) || tt.name != "all" && !slices.Equal(tasks, tt.want) {
			t.Errorf("%s: %d tasks, error %v", tt.name, len(tasks), err)
		}
	}
	for name, of := range map[string]Tasks{
		"a cluster that there is not":   {Cluster: "nowhere", Service: "web"},
		"a service that there is not":   {Service: "nothing"},
		"a task that there is not":      {Task: "nothing"},
		"nothing at all":                {},
		"a container that there is not": {Service: "web", Container: "nothing"},
	} {
		for what, do := range map[string]func() error{
			"ExitContainer": func() error { return l.ExitContainer(of, 1, "") },
			"SetHealth":     func() error { return l.SetHealth(of, false) },
			"SetAnswers":    func() error { return l.SetAnswers(of, false, "") },
		} {
			if do() == nil {
				t.Errorf("%s: %s takes it", name, what)
			}
		}
	}
}

func TestHealthThatIsSetFromOutside(t *testing.T) {
	l := pair(t)
	of := Tasks{Service: "web", Count: 1, Oldest: true}
	tasks, _, err := l.pick(of)
	if err == nil {
		err = l.SetHealth(of, false)
	}
	if err != nil {
		t.Fatal(err)
	}
	l.run(25 * time.Second)
	if err := l.SetHealth(of, true); err != nil { // before the third failure
		t.Fatal(err)
	}
	if got := healthOverTime(l, tasks[0]); got != nil || !tasks[0].alive() {
		t.Errorf("two failures changed it: %v", got)
	}
	if err := l.SetHealth(of, false); err != nil {
		t.Fatal(err)
	}
	l.run(2 * time.Minute)
	if tasks[0].alive() || l.says("failed container health checks") != 1 {
		t.Errorf("the sick task is not replaced:\n%s", l.timeline())
	}
	must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: aws.String(l.register(web("nginx", 0)))}))(t)
	l.run(20 * time.Second)
	for _, task := range sorted(l.clusters["default"].tasks) {
		if task.deployment == nil && l.SetHealth(Tasks{Task: task.id}, false) == nil {
			t.Error("a container without a check has its health set")
		}
		if task.deployment == nil && l.SetAnswers(Tasks{Task: task.id}, false, "") == nil {
			t.Error("a task without a target group answers it")
		}
	}
}

func TestATargetThatNoLongerAnswers(t *testing.T) {
	l := pair(t)
	if err := l.SetAnswers(Tasks{Service: "web", Count: 1}, false, "Request timed out"); err != nil {
		t.Fatal(err)
	}
	l.run(59 * time.Second)
	if l.says("is unhealthy in") != 0 {
		t.Error("unhealthy after less than two checks")
	}
	l.run(10 * time.Second)
	if l.says("due to (reason Request timed out)") != 1 {
		t.Errorf("events:\n%s", l.timeline())
	}
	l.run(5 * time.Minute)
	stopped := l.tasksOf(types.DesiredStatusStopped)
	if len(stopped) != 1 || !strings.Contains(*stopped[0].StoppedReason, "Task failed ELB health checks") {
		t.Errorf("stopped: %+v", stopped)
	}
}
