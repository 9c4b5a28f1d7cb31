package agent_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ecs-steady/steady/internal/agent"
	"github.com/ecs-steady/steady/internal/ecssim"
)

// answers is an agent in this process: a function for each request.
type answers func(*http.Request) (*http.Response, error)

func (f answers) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// served answers by a handler, without a socket. It takes a moment, so that time
// passes in a synctest bubble.
func served(h http.Handler) answers {
	return func(r *http.Request) (*http.Response, error) {
		select {
		case <-time.After(time.Millisecond):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Result(), nil
	}
}

// says answers every page with a text.
func says(status int, text string) answers {
	return served(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://127.0.0.1:51678/v1/metadata")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}))
}

// pages answers /v1/metadata and /v1/tasks.
func pages(metadata, tasks string) answers {
	return served(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text := metadata
		if r.URL.Path == "/v1/tasks" {
			text = tasks
		}
		_, _ = io.WriteString(w, text)
	}))
}

func host(t *testing.T, text string) agent.Host {
	t.Helper()
	h, err := agent.ParseHost(text)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

const arn = "arn:aws:ecs:eu-west-1:123456789012:container-instance/prod/0123456789abcdef0123456789abcdef"

func metadata(cluster, arn string) string {
	return `{"Cluster":"` + cluster + `","ContainerInstanceArn":` + arn + `,"Version":"Amazon ECS Agent - v1.99.0 (abc1234)"}`
}

func TestReadsTheSimulatorsAgent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{Scenario: "textbook", Seed: 7, Region: "us-east-1", Account: "123456789012"})
		if err != nil {
			t.Fatal(err)
		}
		client := agent.Client{Transport: served(server.Agent(""))}
		got, err := client.Read(t.Context(), host(t, agent.Local))
		if err != nil {
			t.Fatal(err)
		}
		if got.Cluster != "test-cluster" || !strings.HasPrefix(got.InstanceARN, "arn:aws:ecs:us-east-1:123456789012:container-instance/test-cluster/") ||
			got.Version != "Amazon ECS Agent - v1.99.0 (8f4d3d2a)" || len(got.Tasks) != 1 {
			t.Fatalf("read %+v", got)
		}
		task := got.Tasks[0]
		if task.Family != "simple-web" || task.Revision != "1" || task.Known != "RUNNING" || task.Desired != "RUNNING" {
			t.Errorf("task %+v", task)
		}
		want := []agent.PortBinding{{Host: 80, Container: 80, Protocol: "tcp", BindIP: "0.0.0.0"}}
		if c := task.Containers[0]; c.Name != "nginx" || !cmp.Equal(c.Ports, want) || c.StartedAt.IsZero() {
			t.Errorf("container %+v", c)
		}

		instance := got.InstanceARN[strings.LastIndexByte(got.InstanceARN, '/')+1:]
		below := agent.Client{Transport: server.Transport()}
		again, err := below.Read(t.Context(), host(t, "http://127.0.0.1:80/_steady/agent/"+instance+"/"))
		if diff := cmp.Diff(got, again); err != nil || diff != "" {
			t.Errorf("below a path of the main port: %v\n%s", err, diff)
		}
	})
}

func TestReadsPortsAddressesAndRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tasks, err := os.ReadFile("testdata/tasks.json")
		if err != nil {
			t.Fatal(err)
		}
		client := agent.Client{Transport: pages(metadata("prod", `"`+arn+`"`), string(tasks))}
		got, err := client.Read(t.Context(), host(t, "10.0.1.17"))
		if err != nil {
			t.Fatal(err)
		}
		const task = "arn:aws:ecs:eu-west-1:123456789012:task/prod/"
		want := []agent.Task{
			{ARN: task + "c1", Family: "api", Revision: "9", Known: "PENDING", Desired: "RUNNING"},
			{
				ARN: task + "b1", Family: "api", Revision: "10", Known: "RUNNING", Desired: "STOPPED",
				Containers: []agent.Container{
					{
						Name: "app", Image: "shop/api:2", Ports: []agent.PortBinding{{Host: 8080, Container: 8080, Protocol: "tcp"}},
						Addresses: []string{"10.0.2.9", "fd00::9"}, StartedAt: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC),
					},
					{Name: "log", Image: "shop/log:1", Addresses: []string{"10.0.2.9", "fd00::9"}, Restarts: 3},
				},
			},
			{
				ARN: task + "a1", Family: "web", Revision: "42", Known: "RUNNING", Desired: "RUNNING",
				Containers: []agent.Container{{
					Name: "app", Image: "shop/web:1",
					Ports: []agent.PortBinding{
						{Host: 32768, Container: 80, Protocol: "tcp", BindIP: "0.0.0.0"},
						{Host: 32768, Container: 80, Protocol: "tcp", BindIP: "::"},
						{Host: 53, Container: 5353, Protocol: "udp", BindIP: "0.0.0.0"},
					},
				}},
			},
			{ARN: task + "d1", Family: "web", Revision: "42", Known: "STOPPED"},
		}
		if diff := cmp.Diff(want, got.Tasks); diff != "" {
			t.Errorf("tasks (-want +got):\n%s", diff)
		}
	})
}

// endless is a body that never ends.
type endless struct{ read *int }

func (e endless) Read(p []byte) (int, error) {
	*e.read += len(p)
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
func (e endless) Close() error { return nil }

// stuck is a body that does not come.
type stuck struct{ ctx context.Context }

func (s stuck) Read([]byte) (int, error) {
	<-s.ctx.Done()
	return 0, s.ctx.Err()
}
func (s stuck) Close() error { return nil }

func TestTellsWhatIsNoAgent(t *testing.T) {
	good := metadata("prod", `"`+arn+`"`)
	fails := func(err error) answers {
		return func(*http.Request) (*http.Response, error) { return nil, err }
	}
	dial := func(err error) answers { return fails(&net.OpError{Op: "dial", Net: "tcp", Err: err}) }
	tests := map[string]struct {
		answers answers
		reason  agent.Reason
		says    string
	}{
		"a web page":                        {says(200, "<html>log in</html>"), agent.NotAgent, "it is no JSON"},
		"nothing":                           {says(200, ""), agent.NotAgent, "it is no JSON"},
		"half an answer":                    {says(200, good[:40]), agent.NotAgent, "it is no JSON"},
		"an answer and more":                {says(200, good+good), agent.NotAgent, "it is no JSON"},
		"a list":                            {says(200, `[]`), agent.NotAgent, "an unexpected array at the top"},
		"null":                              {says(200, `null`), agent.NotAgent, "names no cluster"},
		"the pages that another agent has":  {says(200, `{"AvailableCommands":["/v1/metadata"]}`), agent.NotAgent, "names no cluster"},
		"no container instance":             {says(200, `{"Cluster":"prod"}`), agent.NotAgent, "names no cluster"},
		"a number for a container instance": {pages(metadata("prod", "7"), ""), agent.NotAgent, "is no text"},
		"an ARN of something else":          {pages(metadata("prod", `"arn:aws:ecs:eu-west-1:1:task/prod/1"`), ""), agent.NotAgent, "no ARN of a container instance"},
		"a page that is not there":          {says(404, "no"), agent.NotAgent, "HTTP status 404"},
		"a broken agent":                    {says(500, good), agent.NotAgent, "HTTP status 500"},
		"metadata for tasks":                {pages(good, good), agent.NotAgent, "lists no tasks"},
		"tasks without an ARN":              {pages(good, `{"Tasks":[{"KnownStatus":"RUNNING"}]}`), agent.NotAgent, "without an ARN"},
		"a task that is null":               {pages(good, `{"Tasks":[null]}`), agent.NotAgent, "without an ARN"},
		"a port that is none":               {pages(good, `{"Tasks":[{"Arn":"","Containers":[{"Ports":[{"HostPort":70000}]}]}]}`), agent.NotAgent, "HostPort"},
		"another page, permanently":         {says(301, good), agent.Redirected, "HTTP status 301"},
		"another page, now":                 {says(307, good), agent.Redirected, "sends elsewhere"},
		"something else than HTTP":          {fails(errors.New(`malformed HTTP response "\x15\x03"`)), agent.NotAgent, "malformed"},
		"nobody":                            {dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), agent.Refused, "nothing listens there"},
		"no way there":                      {dial(os.NewSyscallError("connect", syscall.EHOSTUNREACH)), agent.Unreachable, "no route to host"},
		"an unknown name":                   {dial(&net.DNSError{Err: "no such host", Name: "x"}), agent.Unreachable, "unreachable (no such host)"},
		"a connection that breaks":          {fails(io.ErrUnexpectedEOF), agent.Unreachable, "unexpected EOF"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				client := agent.Client{Transport: answers(func(r *http.Request) (*http.Response, error) {
					requests++
					return tt.answers(r)
				})}
				_, err := client.Read(t.Context(), host(t, "10.0.1.17"))
				var read *agent.ReadError
				if !errors.As(err, &read) || read.Reason != tt.reason || read.Host.String() != "10.0.1.17:51678" {
					t.Fatalf("error %v, want the reason %s", err, tt.reason)
				}
				if !strings.Contains(err.Error(), tt.says) || !strings.HasPrefix(err.Error(), "the agent at 10.0.1.17:51678 cannot be read: ") {
					t.Errorf("it says %q, not %q", err, tt.says)
				}
				if requests > 2 {
					t.Errorf("%d requests: it went where it was sent", requests)
				}
			})
		})
	}
}

func TestBoundsWhatItReads(t *testing.T) {
	for _, page := range []string{"/v1/metadata", "/v1/tasks"} {
		read, good := 0, pages(metadata("prod", "null"), `{"Tasks":[]}`)
		client := agent.Client{Transport: answers(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path != page {
				return good(r)
			}
			return &http.Response{StatusCode: 200, Body: endless{&read}}, nil
		})}
		_, err := client.Read(t.Context(), host(t, agent.Local))
		var too *agent.ReadError
		if !errors.As(err, &too) || too.Reason != agent.TooLarge {
			t.Errorf("%s: error %v", page, err)
		}
		if read > 20<<20 {
			t.Errorf("%s: it read %d bytes", page, read)
		}
	}
}

func TestDoesNotWaitForASlowAgent(t *testing.T) {
	slow := map[string]answers{
		"no answer": func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		},
		"no end of the answer": func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Body: stuck{r.Context()}}, nil
		},
	}
	for name, transport := range slow {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, began := agent.Client{Transport: transport}, time.Now()
				_, err := client.Read(t.Context(), host(t, agent.Local))
				var read *agent.ReadError
				if !errors.As(err, &read) || read.Reason != agent.Slow || !strings.Contains(err.Error(), "no whole answer within 5s") {
					t.Errorf("error %v", err)
				}
				if took := time.Since(began); took != 5*time.Second {
					t.Errorf("it took %s", took)
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				if _, err := client.Read(ctx, host(t, agent.Local)); !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &read) {
					t.Errorf("the caller's own end gives %v", err)
				}
			})
		})
	}
}

// The agent is on this machine: a proxy would be asked for its own.
func TestUsesNoProxy(t *testing.T) {
	if agent.NewTransport().Proxy != nil {
		t.Error("the transport asks the environment for a proxy")
	}
}

func TestAnAgentThatHasNotRegistered(t *testing.T) {
	client := agent.Client{Transport: pages(`{"Cluster":"prod","ContainerInstanceArn":null}`, `{"Tasks":[]}`)}
	got, err := client.Read(t.Context(), host(t, agent.Local))
	if err != nil || got.InstanceARN != "" || got.Cluster != "prod" || got.Version != "" || len(got.Tasks) != 0 {
		t.Errorf("read %+v, %v", got, err)
	}
}
