package scenario_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/shape"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// opened is a server of the scenario that text tells.
func opened(text string) (*ecssim.Server, error) {
	return ecssim.Open(ecssim.Setup{
		Scenario: "t.yaml", Read: func(string) ([]byte, error) { return []byte(text), nil },
	})
}

// ask sends a request to one of the simulator's own pages.
func ask(server *ecssim.Server, method, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(body)))
	return w
}

// parts are the lists of a scenario that needs all of them.
var parts = []string{`
summary: a service
`, `
clusters: [{clusterName: web}]
`, `
instances: [{cluster: web, count: 2}]
`, `
images: [{image: nginx, pull: 2s}]
`, `
taskDefinitions:
  - {family: web, containerDefinitions: [{name: web, image: nginx, memory: 128}]}
  - {family: web, containerDefinitions: [{name: web, image: nginx, memory: 256}]}
`, `
services: [{cluster: web, serviceName: web, taskDefinition: web:1, desiredCount: 2}]
`, `
timeline:
  - {at: 10s, call: {operation: UpdateService, input: {cluster: web, service: web, taskDefinition: web:2}}}
  - {at: 5s, setImage: {image: nginx, pull: 9s}}
`}

func TestTheOrderInTheFileDoesNotMatter(t *testing.T) {
	var worlds []string
	for _, order := range [][]int{{0, 1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1, 0}, {3, 6, 0, 5, 2, 4, 1}} {
		text := ""
		for _, i := range order {
			text += parts[i]
		}
		synctest.Test(t, func(t *testing.T) {
			server, err := opened(text)
			if err != nil {
				t.Fatal(err)
			}
			ask(server, "POST", "/_steady/advance", `{"by":"5m"}`)
			worlds = append(worlds, ask(server, "GET", "/_steady/truth", "").Body.String())
		})
	}
	if !strings.Contains(worlds[0], "task-definition/web:2") {
		t.Fatalf("the timeline did nothing: %s", worlds[0])
	}
	for _, w := range worlds[1:] {
		if diff := cmp.Diff(worlds[0], w); diff != "" {
			t.Errorf("another order, another world:\n%s", diff)
		}
	}
}

func TestWhatAScenarioRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"an empty file", "", "t.yaml:1:1: the text is empty"},
		{"no summary", "clusters: []", `t.yaml:1:1: "summary" is missing`},
		{
			"a key that there is not", "summary: a\nserivces: []",
			`t.yaml:2:1: unknown key "serivces" (did you mean "services"?)`,
		},
		{
			"a list that is none", "summary: a\nclusters: {clusterName: a}",
			`t.yaml:2:11: want a list, got a map (put "- " before it, or [ ] around it)`,
		},
		{
			"a time that is too long", "summary: a\nsettle: 25h", `t.yaml:2:9: "25h" is out of range (from 0s to 24h)`,
		},
		{
			"a fault that is none", "summary: a\nfaults: ['*:no', 'Describe*:stale=2s']",
			`t.yaml:2:10: there is no kind "no"; there is: error, latency, lost, missing, reset, stale, throttle, torn, unknown`,
		},
		{
			"two of one name", "summary: a\nclusters: [{clusterName: a}, {clusterName: b}, {clusterName: a}]",
			`t.yaml:2:48: "a" is there twice, first on line 2`,
		},
		{
			"a call of nothing", "summary: a\ntimeline: [{at: 1s, call: {operation: UpdatService, input: {}}}]",
			"t.yaml:2:39: ECS has no operation of this name that changes something (did you mean UpdateService?)",
		},
		{
			"a call that only reads", "summary: a\ntimeline: [{at: 1s, call: {operation: ListTasks, input: {}}}]",
			"t.yaml:2:39: ECS has no operation of this name that changes something",
		},
		{
			"an input that the operation has not",
			"summary: a\ntimeline: [{at: 1s, call: {operation: StopTask, input: {taks: a}}}]",
			`t.yaml:2:57: unknown key "taks" (did you mean "task"?)`,
		},
		{
			"a moment without a time or an action", "summary: a\ntimeline: [{}]",
			"t.yaml:2:12: \"at\" is missing in a moment\n" +
				"t.yaml:2:12: want one of call, addInstance, terminateInstance, stopInstance, " +
				"interruptInstance, interruptTasks, setInstanceStatus, setAgent, exitContainer, setHealth, setAnswers, scale, " +
				"setFargate, setLoadBalancing, codeDeploy, pushImage, setImage, setAlarm, setHook, " +
				"setTargetGroup, setRole, setSecret, setParameter, setLogGroup, setRepository",
		},
		{
			"what the API refuses", "summary: a\nservices: [{serviceName: a, taskDefinition: b, cluster: c}]\n" +
				"instances: [{cluster: d}]",
			"t.yaml:3:13: ClusterNotFoundException: Cluster not found.",
		},
		{
			"several instances of one id", "summary: a\nclusters: [{}]\ninstances: [{id: i-1, count: 2}]",
			"t.yaml:3:13: 2 instances cannot have one id",
		},
		{
			"neither a service nor a task",
			"summary: a\ntimeline:\n  - {at: 1s, exitContainer: {code: 1}}\n  - {at: 1s, setHealth: {service: a, task: b}}",
			"t.yaml:3:29: want one of service, task\nt.yaml:4:25: \"healthy\" is missing in a health change\n" +
				`t.yaml:4:38: "task" is one too many beside "service"`,
		},
		{
			"everything at once", "summary: [a]\nsettle: 5\nimages: [{pull: 1}]",
			"t.yaml:1:10: want text, got a list (take the \"- \" or the [ ] away)\n" +
				"t.yaml:2:9: \"5\" is not a time span (write 5s)\n" +
				"t.yaml:3:10: \"image\" is missing in an image\nt.yaml:3:17: \"1\" is not a time span (write 1s)",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := opened(c.text)
			var problems shape.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(c.want, problems.Error()); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheAccountAndTheRegionAreFilledIn(t *testing.T) {
	server, err := ecssim.Open(ecssim.Setup{
		Account: "210987654321", Region: "eu-west-1", Scenario: "t.yaml",
		Read: func(string) ([]byte, error) {
			return []byte("summary: a\nclusters: [{clusterName: 'of-${region}-${account}'}]"), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	truth := ask(server, "GET", "/_steady/truth", "").Body.String()
	if !strings.Contains(truth, `"of-eu-west-1-210987654321"`) {
		t.Errorf("the truth: %s", truth)
	}
}
