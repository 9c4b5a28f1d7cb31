package ecssim

import (
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares text with a file under testdata, whole.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// post sends a body as a client of the API would, without any client.
func post(server *Server, operation, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://localhost/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AmazonEC2ContainerServiceV20141113."+operation)
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, r)
	return w
}

// TestWire holds the bytes on the wire: hand-written requests, replies in
// golden files. No codec of ours is on the other end.
func TestWire(t *testing.T) {
	tests := []struct{ name, operation, body string }{
		{"create_cluster", "CreateCluster", `{"clusterName":"c","tags":[{"key":"a","value":"b"}]}`},
		{"register_task_definition", "RegisterTaskDefinition", `{"family":"web","networkMode":"awsvpc","cpu":"1 vCPU",` +
			`"memory":"2GB","requiresCompatibilities":["FARGATE"],"containerDefinitions":[{"name":"app","image":"nginx",` +
			`"portMappings":[{"containerPort":80}],"environment":[{"name":"A","value":"<&>"}]}],"unheardOf":1}`},
		{"create_service", "CreateService", `{"cluster":"c","serviceName":"web","taskDefinition":"web","desiredCount":1,` +
			`"launchType":"FARGATE","networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"]}}}`},
		{"describe_services", "DescribeServices", `{"cluster":"c","services":["web","none"]}`},
		{"list_task_definitions", "ListTaskDefinitions", ``},
		{"cluster_not_found", "DescribeServices", `{"cluster":"none","services":["web"]}`},
	}
	synctest.Test(t, func(t *testing.T) {
		server, _ := open(t, Setup{Seed: 7})
		for _, test := range tests {
			w := post(server, test.operation, test.body)
			if w.Header().Get("X-Amzn-Requestid") == "" || w.Header().Get("Content-Type") != contentType {
				t.Errorf("%s: headers %v", test.name, w.Header())
			}
			golden(t, test.name+".golden", http.StatusText(w.Code)+"\n"+w.Body.String()+"\n")
		}
	})
}

func TestRequestsThatNobodyShouldSend(t *testing.T) {
	tests := []struct {
		name, method, url, contentType, target, body string

		status int
		want   string // in the reply
	}{
		{"a body that is no JSON", "POST", "/", contentType, targetPrefix + "ListClusters", `{"a"`, 400, `"SerializationException"`},
		{"a list as the body", "POST", "/", contentType, targetPrefix + "ListClusters", `[]`, 400, `"SerializationException"`},
		{"a number that is a string", "POST", "/", contentType, targetPrefix + "ListClusters", `{"maxResults":"x"}`, 400, `"SerializationException"`},
		{"deep nesting", "POST", "/", contentType, targetPrefix + "ListClusters", strings.Repeat(`{"a":`, 1e5), 400, `"SerializationException"`},
		{"another content type", "POST", "/", "text/plain", targetPrefix + "ListClusters", `{}`, 400, `"SerializationException"`},
		{"no content type", "POST", "/", "", targetPrefix + "ListClusters", `{}`, 400, `"SerializationException"`},
		{"an unknown operation", "POST", "/", contentType, targetPrefix + "Nonsense", `{}`, 400, `"UnknownOperationException"`},
		{"another service", "POST", "/", contentType, "Logs_20140328.GetLogEvents", `{}`, 400, `"UnknownOperationException"`},
		{"no target", "POST", "/", contentType, "", `{}`, 400, `"UnknownOperationException"`},
		{"a browser", "GET", "/", "", "", ``, 404, "simulator of Amazon ECS"},
		{"an unknown page", "GET", "/x", "", "", ``, 404, "no such page"},
		{"a reset by GET", "GET", "/_steady/reset", "", "", ``, 404, "no such page"},
		{"a health check", "GET", "/_steady/health", "", "", ``, 200, "ok"},
		{"an agent without an instance", "GET", "/_steady/agent/", "", "", ``, 404, "Which instance"},
		{"an agent of an unknown instance", "GET", "/_steady/agent/i-0/v1/tasks", "", "", ``, 404, "no such container instance"},
	}
	server, _ := open(t, Setup{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(test.method, "http://localhost"+test.url, strings.NewReader(test.body))
			r.Header.Set("Content-Type", test.contentType)
			r.Header.Set("X-Amz-Target", test.target)
			w := httptest.NewRecorder()
			server.Handler().ServeHTTP(w, r)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) {
				t.Errorf("%d %s, want %d with %s", w.Code, w.Body, test.status, test.want)
			}
		})
	}
}

// endless is a body of 100 MB, and how much of it was read.
type endless struct{ left, read int }

func (e *endless) Read(p []byte) (int, error) {
	n := min(len(p), e.left)
	if n == 0 {
		return 0, io.EOF
	}
	for i := range n {
		p[i] = ' '
	}
	e.left, e.read = e.left-n, e.read+n
	return n, nil
}

func TestAHugeBodyIsRefusedUnread(t *testing.T) {
	server, _ := open(t, Setup{})
	body := &endless{left: 100 << 20}
	r := httptest.NewRequest(http.MethodPost, "http://localhost/", body)
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("X-Amz-Target", targetPrefix+"ListClusters")
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge || body.read > 2*maxBody {
		t.Errorf("status %d after %d bytes", w.Code, body.read)
	}
}

func TestOnlyThisMachineIsAnswered(t *testing.T) {
	tests := []struct {
		host, origin string
		want         int
	}{
		{"localhost:4566", "", 200},
		{"127.0.0.1:4566", "", 200},
		{"127.0.0.1", "", 200},
		{"[::1]:4566", "", 200},
		{"LOCALHOST", "", 200},
		{"evil.example:4566", "", 403},
		{"localhost.evil.example", "", 403},
		{"10.0.0.1:4566", "", 403},
		{"127.0.0.1:4566", "http://evil.example", 403},
		{"127.0.0.1:4566", "null", 403},
	}
	server, _ := open(t, Setup{})
	remote, _ := open(t, Setup{AllowRemote: true})
	for _, test := range tests {
		r := httptest.NewRequest(http.MethodGet, "/_steady/health", nil)
		r.Host = test.host
		if test.origin != "" {
			r.Header.Set("Origin", test.origin)
		}
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, r)
		if w.Code != test.want {
			t.Errorf("host %q, origin %q: %d, want %d", test.host, test.origin, w.Code, test.want)
		}
		w = httptest.NewRecorder()
		remote.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Errorf("remote host %q: %d", test.host, w.Code)
		}
	}
}

// TestErrorsKeepTheirTypes has the SDK read each error body.
func TestErrorsKeepTheirTypes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, client := open(t, Setup{Scenario: "textbook"})
		ctx := t.Context()
		_, missing := client.UpdateService(ctx, &ecs.UpdateServiceInput{
			Cluster: aws.String("test-cluster"), Service: aws.String("none"),
		})
		check(t, missing, new(types.ServiceNotFoundException), "Service not found.")
		_, cluster := client.ListTasks(ctx, &ecs.ListTasksInput{})
		check(t, cluster, new(types.ClusterNotFoundException), "Cluster not found.")
		_, names := client.DescribeServices(ctx, &ecs.DescribeServicesInput{
			Cluster: aws.String("test-cluster"), Services: strings.Split("abcdefghijk", ""),
		})
		check(t, names, new(types.InvalidParameterException), "service names can have at most 10 items.")
		_, family := client.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: aws.String("none")})
		check(t, family, new(types.ClientException), "Unable to describe task definition.")
		_, full := client.DeleteCluster(ctx, &ecs.DeleteClusterInput{Cluster: aws.String("test-cluster")})
		check(t, full, new(types.ClusterContainsServicesException), "The Cluster cannot be deleted while Services are active.")
	})
}

// check holds an error to its type and message.
func check[E interface {
	error
	ErrorMessage() string
}](t *testing.T, err error, _ E, message string) {
	t.Helper()
	var want E
	if !errors.As(err, &want) || want.ErrorMessage() != message {
		t.Errorf("error %v, want a %T: %s", err, want, message)
	}
}

func TestAPanicIsAnAnswer(t *testing.T) {
	server, _ := open(t, Setup{})
	server.world = nil
	w := post(server, "ListClusters", "{}")
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "ServerException") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestTheTransportHonoursTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, _ := open(t, Setup{})
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://any.host/_steady/health", nil)
		before := time.Now()
		reply, err := server.Transport().RoundTrip(r)
		if err != nil || reply.StatusCode != http.StatusOK || time.Since(before) < time.Millisecond {
			t.Errorf("reply %v, error %v", reply, err)
		}
		if err := reply.Body.Close(); err != nil {
			t.Error(err)
		}
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		if reply, err := server.Transport().RoundTrip(r.WithContext(cancelled)); err == nil {
			_ = reply.Body.Close()
			t.Error("a cancelled request was answered")
		}
	})
}
