package ecssim

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// fireOf fires an action and wants it to happen.
func fireOf(t *testing.T, server *Server, action string) {
	t.Helper()
	w := ask(server, "POST", "/_steady/fire", action)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"now":`) {
		t.Fatalf("%s: %d %s", action, w.Code, w.Body)
	}
}

// told is the truth without the moment that it is of.
func told(t *testing.T, server *Server) string {
	t.Helper()
	var out map[string]json.RawMessage
	if err := json.Unmarshal(ask(server, "GET", "/_steady/truth", "").Body.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	return string(out["clusters"])
}

// hosts is a world in which everything can happen.
const hosts = `
summary: a service behind a load balancer
clusters: [{clusterName: test-cluster, capacityProviders: [FARGATE_SPOT]}]
instances: [{cluster: test-cluster, id: i-1}, {cluster: test-cluster, id: i-3}]
targetGroups: [{name: web, arn: 'arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/web/1',
                loadBalancers: ['arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/web/1']}]
taskDefinitions:
  - family: simple-web
    containerDefinitions:
      - {name: web, image: nginx:1.27, memory: 128, portMappings: [{containerPort: 80}],
         healthCheck: {command: [CMD, up]}}
  - {family: spot, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: "256", memory: "512",
     containerDefinitions: [{name: app, image: nginx}]}
services:
  - cluster: test-cluster
    serviceName: simple-web
    taskDefinition: simple-web
    desiredCount: 1
    loadBalancers: [{targetGroupArn: 'arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/web/1',
                     containerName: web, containerPort: 80}]
  - cluster: test-cluster
    serviceName: swapped
    taskDefinition: simple-web
    desiredCount: 1
    deploymentController: {type: CODE_DEPLOY}
    loadBalancers: [{targetGroupArn: 'arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/web/1',
                     containerName: web, containerPort: 80}]
  - {cluster: test-cluster, serviceName: spot, taskDefinition: spot, desiredCount: 1,
     capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}],
     networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-1]}}}
scalableTargets: [{cluster: test-cluster, service: simple-web, min: 1, max: 3}]
`

func TestEveryActionCanBeFired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, _ := open(t, Setup{Scenario: "hosts.yaml", Read: func(string) ([]byte, error) { return []byte(hosts), nil }})
		_, names, _ := strings.Cut(ask(server, "POST", "/_steady/fire", `{}`).Body.String(), "want one of ")
		unfired := map[string]bool{}
		for name := range strings.SplitSeq(strings.TrimSpace(names), ", ") {
			unfired[name] = true
		}
		for _, action := range []string{
			`{"addInstance":{"cluster":"test-cluster","id":"i-2"}}`,
			`{"setInstanceStatus":{"instance":"i-2","status":"DRAINING"}}`,
			`{"setInstanceStatus":{"instance":"i-2","status":"ACTIVE"}}`,
			`{"setAgent":{"instance":"i-2","connected":false}}`,
			`{"setAgent":{"instance":"i-2","connected":true}}`,
			`{"setHealth":{"cluster":"test-cluster","service":"simple-web","healthy":false}}`,
			`{"setAnswers":{"cluster":"test-cluster","service":"simple-web","answers":false}}`,
			`{"scale":{"cluster":"test-cluster","service":"simple-web","desiredCount":9,"cause":"much to do"}}`,
			`{"exitContainer":{"cluster":"test-cluster","service":"simple-web","code":3}}`,
			`{"interruptTasks":{"cluster":"test-cluster","service":"spot"}}`,
			`{"interruptInstance":{"instance":"i-3","draining":true}}`,
			`{"codeDeploy":{"cluster":"test-cluster","service":"swapped","taskDefinition":"simple-web"}}`,
			`{"pushImage":{"repository":"shop","tag":"v1"}}`,
			`{"setFargate":{"refusal":"Capacity is unavailable at this time."}}`,
			`{"setLoadBalancing":{"throttled":true}}`,
			`{"setImage":{"image":"nginx:1.27","pull":"1s","health":[{"after":"1m","healthy":false}]}}`,
			`{"setAlarm":{"name":"high","state":"ALARM"}}`,
			`{"setHook":{"target":"arn:aws:lambda:us-east-1:123456789012:function:check","end":"FAILED"}}`,
			`{"setTargetGroup":{"name":"web","healthCheck":{"interval":"5s"}}}`,
			`{"setRole":{"name":"task","denies":["ecr:*"]}}`,
			`{"setSecret":{"name":"password","value":"hidden"}}`,
			`{"setParameter":{"name":"/web/user","value":"hidden"}}`,
			`{"setLogGroup":{"name":"/web","retentionInDays":7}}`,
			`{"setRepository":{"name":"web","images":[{"tags":["1"]}]}}`,
			`{"call":{"operation":"UpdateService","input":{"cluster":"test-cluster","service":"simple-web","desiredCount":2}}}`,
			`{"stopInstance":{"instance":"i-2"}}`,
			`{"setAgent":{"instance":"i-2","connected":true}}`,
			`{"terminateInstance":{"instance":"i-2"}}`,
		} {
			fireOf(t, server, action)
			delete(unfired, strings.Split(action, `"`)[1])
		}
		if len(unfired) > 0 {
			t.Errorf("not fired: %v", unfired)
		}
		if truth := told(t, server); strings.Contains(truth, `"i-2"`) || !strings.Contains(truth, `"desiredCount":2`) {
			t.Errorf("the truth: %s", truth)
		}
	})
}

func TestWhatCannotBeFired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "s.json")
		server, _ := open(t, Setup{Scenario: "textbook", State: path})
		before := told(t, server)
		for _, c := range []struct {
			body string
			code int
			says string
		}{
			{``, 400, "want one of call"},
			{`{}`, 400, "want one of call"},
			{`[]`, 400, "want a map"},
			{`setAlarm: {name: a, state: OK}`, 400, "not JSON"},
			{`{"setAlarm":{"name":"a","state":"OK"}} x`, 400, "1:40: not JSON"},
			{`{"setAlrm":{"name":"a","state":"OK"}}`, 400, `did you mean "setAlarm"`},
			{`{"setAlarm":{"name":"a","state":"BAD"}}`, 400, `1:33: "BAD" is not one of ALARM, OK`},
			{`{"setAlarm":{"name":"a","state":"OK"},"scale":{}}`, 400, "one too many"},
			{`{"at":"1s","setAlarm":{"name":"a","state":"OK"}}`, 400, `unknown key "at"`},
			{`{"call":{"operation":"DescribeTasks","input":{}}}`, 400, "no operation of this name that changes something"},
			{strings.Repeat(" ", maxBody) + `{}`, 400, "could not be read"},
			{`{"terminateInstance":{"instance":"i-9"}}`, 409, "no such container instance"},
			{`{"exitContainer":{"service":"nothing"}}`, 409, "ClusterNotFoundException"},
			{`{"call":{"operation":"DeleteCluster","input":{"cluster":"nowhere"}}}`, 409, "ClusterNotFoundException"},
		} {
			w := ask(server, "POST", "/_steady/fire", c.body)
			if w.Code != c.code || !strings.Contains(w.Body.String(), c.says) {
				t.Errorf("%.60s: %d %s", c.body, w.Code, w.Body)
			}
		}
		if after := told(t, server); after != before {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
		if _, err := os.Stat(path); err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(filepath.Dir(path)); err != nil {
			t.Fatal(err)
		}
		w := ask(server, "POST", "/_steady/fire", `{"addInstance":{"cluster":"test-cluster"}}`)
		if w.Code != 500 || !strings.Contains(w.Body.String(), "nothing happened") || told(t, server) != before {
			t.Errorf("without a state file: %d %s", w.Code, w.Body)
		}
	})
}

func TestWhatWasFiredSurvives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		setup := Setup{Scenario: "textbook", State: filepath.Join(t.TempDir(), "s.json")}
		server, _ := open(t, setup)
		fireOf(t, server, "\n"+`{ "exitContainer": {"cluster": "test-cluster", "service": "simple-web", "code": 7} }`)
		ask(server, "POST", "/_steady/fire", `{"terminateInstance":{"instance":"i-9"}}`)
		<-time.After(3 * time.Second)
		before := told(t, server)
		again, _ := open(t, setup)
		if after := told(t, again); after != before || !strings.Contains(after, `"exitCode":7`) {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
		for _, change := range [][2]string{
			{`"exitContainer"`, `"exitContainers"`}, {`"fire"`, `"fired"`}, {`"fire"`, `"DescribeTasks"`},
		} {
			text, err := os.ReadFile(setup.State)
			if err != nil {
				t.Fatal(err)
			}
			bad := filepath.Join(t.TempDir(), "bad.json")
			if err := os.WriteFile(bad, []byte(strings.Replace(string(text), change[0], change[1], 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(Setup{State: bad}); err == nil || !strings.Contains(err.Error(), "call 1:") {
				t.Errorf("%s: error %v", change[1], err)
			}
		}
	})
}

func TestThePastKnowsWhatWasFired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := open(t, Setup{Scenario: "textbook", Faults: faults(t, "Describe*:stale=10s")})
		fireOf(t, server, `{"call":{"operation":"UpdateService",
			"input":{"cluster":"test-cluster","service":"simple-web","desiredCount":0}}}`)
		<-time.After(9 * time.Second)
		if got := states(t, client); got != "PRIMARY 1 p0 r1" {
			t.Errorf("ten seconds ago: %s", got)
		}
		<-time.After(30 * time.Second)
		if got := states(t, client); got != "PRIMARY 1 p0 r0" {
			t.Errorf("after it happened: %s", got)
		}
	})
}

// TestATimeline holds when each of its actions happens, at another speed, what
// came of it, and that it goes on after a restart.
func TestATimeline(t *testing.T) {
	const text = `
summary: an alarm and a cluster
clusters: [{clusterName: a}]
timeline:
  - {at: 20s, addInstance: {cluster: a}}
  - {at: 1m, terminateInstance: {instance: i-9}}
  - {at: 2m, addInstance: {cluster: nowhere}}
  - {at: 0s, setAlarm: {name: high, state: ALARM}}
`
	synctest.Test(t, func(t *testing.T) {
		setup := Setup{
			Scenario: "mine.yaml", Speed: 10, State: filepath.Join(t.TempDir(), "s.json"),
			Read: func(string) ([]byte, error) { return []byte(text), nil },
		}
		start := time.Now()
		server, _ := open(t, setup)
		timeline := func() string {
			var out struct {
				Timeline []struct {
					At              time.Time
					Action, Refused string
					Done            bool
				}
			}
			if err := json.Unmarshal(ask(server, "GET", "/_steady/truth", "").Body.Bytes(), &out); err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, m := range out.Timeline {
				b.WriteString(m.At.Sub(start).String() + " " + m.Action)
				if m.Done {
					b.WriteString(" done " + m.Refused)
				}
				b.WriteString("\n")
			}
			return b.String()
		}
		want := "2s addInstance\n6s terminateInstance\n12s addInstance\n0s setAlarm done \n"
		if got := timeline(); got != want {
			t.Errorf("at first\n%s", got)
		}
		<-time.After(6 * time.Second)
		want = "2s addInstance done \n6s terminateInstance done no such container instance\n" +
			"12s addInstance\n0s setAlarm done \n"
		if got := timeline(); got != want {
			t.Errorf("at 6 s\n%s", got)
		}
		setup.Read = func(string) ([]byte, error) { return nil, os.ErrNotExist }
		<-time.After(6 * time.Second)
		server, _ = open(t, setup)
		want = "2s addInstance done \n6s terminateInstance done no such container instance\n" +
			"12s addInstance done ClusterNotFoundException: Cluster not found.\n0s setAlarm done \n"
		if got := timeline(); got != want || strings.Count(told(t, server), `"containerInstanceArn"`) != 1 {
			t.Errorf("after a restart\n%s%s", got, told(t, server))
		}
		ask(server, "POST", "/_steady/reset", "")
		if got := timeline(); got != "" {
			t.Errorf("after a reset\n%s", got)
		}
	})
}

// TestFaultsOfAScenario holds that their time counts from its start, not from that
// of the server.
func TestFaultsOfAScenario(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		setup := Setup{
			Scenario: "mine.yaml", State: filepath.Join(t.TempDir(), "s.json"),
			Read: func(string) ([]byte, error) {
				return []byte("summary: a burst\nfaults: ['*:throttle:from=10s:for=10s']"), nil
			},
		}
		server, _ := open(t, setup)
		codes := func() (out []int) {
			for range 3 {
				out = append(out, post(server, "ListClusters", "").Code)
				<-time.After(10 * time.Second)
			}
			return out
		}
		if got := codes(); got[0] != 200 || got[1] != 400 || got[2] != 200 {
			t.Errorf("codes %v", got)
		}
		server, _ = open(t, setup)
		if got := codes(); got[0] != 200 || got[1] != 200 {
			t.Errorf("after a restart: codes %v", got)
		}
	})
}
