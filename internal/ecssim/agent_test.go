package ecssim

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// send is a request without a body from this machine.
func send(server *Server, method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, httptest.NewRequest(method, "http://localhost"+path, nil))
	return w
}

func TestAgentPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, _ := open(t, Setup{Scenario: "textbook", Seed: 7})
		post(server, "ListClusters", ``) // the world is at the present now
		agent, ok := server.world.Agent("")
		if !ok || len(agent.Tasks) != 1 {
			t.Fatalf("agent %+v", agent)
		}
		task := agent.Tasks[0]
		docker := task.Containers[0].DockerID
		tests := []struct {
			name, page string
			status     int
		}{
			{"agent_metadata", "/v1/metadata", 200},
			{"agent_tasks", "/v1/tasks", 200},
			{"agent_task", "/v1/tasks?taskarn=" + task.ARN, 200},
			{"agent_task", "/v1/tasks?dockerid=" + docker, 200},
			{"agent_task", "/v1/tasks?dockerid=" + docker[:12], 200},
			{"agent_no_task", "/v1/tasks?dockerid=" + docker[:13], 404},
			{"agent_no_task", "/v1/tasks?taskarn=arn:aws:ecs:x", 404},
			{"agent_no_task", "/v1/tasks?taskarn=" + task.ARN + "&dockerid=" + docker, 400},
			{"agent_licence", "/license", 200},
			{"agent_commands", "/", 200},
			{"agent_commands", "/v2/anything", 200},
		}
		for _, test := range tests {
			w := send(server, http.MethodGet, "/_steady/agent/"+agent.InstanceID+test.page)
			if w.Code != test.status {
				t.Errorf("%s: status %d, want %d", test.page, w.Code, test.status)
			}
			golden(t, test.name+".golden", w.Body.String())

			own := httptest.NewRecorder()
			server.Agent("").ServeHTTP(own, httptest.NewRequest(http.MethodGet, "http://localhost"+test.page, nil))
			if own.Body.String() != w.Body.String() {
				t.Errorf("%s on the agent's own port: %s", test.page, own.Body)
			}
		}
	})
}

// TestTaskPage holds the members that not every task has.
func TestTaskPage(t *testing.T) {
	stopped := world.AgentTask{
		ARN: "arn", DesiredStatus: "RUNNING", KnownStatus: "STOPPED", Family: "f", Version: "1",
		Containers: []world.AgentContainer{{
			DockerID: "d", Addresses: []string{"10.0.0.1"}, Ports: []types.NetworkBinding{{Protocol: "tcp"}},
		}},
	}
	text, err := json.Marshal(taskPage(stopped))
	const want = `{"Arn":"arn","KnownStatus":"STOPPED","Family":"f","Version":"1","Containers":[{"DockerId":"d",` +
		`"DockerName":"","Name":"","Image":"","ImageID":"","Ports":[{"ContainerPort":0,"Protocol":"tcp","HostPort":0}],` +
		`"Networks":[{"NetworkMode":"awsvpc","IPv4Addresses":["10.0.0.1"]}]}]}`
	if err != nil || string(text) != want {
		t.Errorf("%s, error %v", text, err)
	}
}
