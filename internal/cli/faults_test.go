package cli_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/cli"
	"github.com/ecs-steady/steady/internal/ecssim"
)

// inProcess runs one command of this process and gives its streams.
func inProcess(t *testing.T, endpoint string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "id")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_SESSION_TOKEN", "")
	var out, err bytes.Buffer
	app := &cli.App{
		Args: append([]string{args[0], "--region", "eu-west-1", "--cluster", "prod", "--endpoint-url", endpoint}, args[1:]...),
		In:   strings.NewReader("family: web\ncontainerDefinitions: [{name: app, image: nginx, memory: 128}]\n"), Out: &out, Err: &err, Dir: t.TempDir(), Version: "test", NewClients: awsclient.New,
	}
	code = app.Run(t.Context())
	return out.String(), err.String(), code
}

// What a person reads when something else than a working ECS answers: what
// steady was doing, what came back and the next step, never the layers of the
// SDK and never "a bug in steady".
func TestAnswersOfABrokenEndpoint(t *testing.T) {
	const denied = `{"__type":"AccessDeniedException","message":"User: arn:aws:iam::123456789012:user/ci is not ` +
		`authorized to perform: ecs:DescribeServices on resource: arn:aws:ecs:eu-west-1:123456789012:service/prod/web"}`
	tests := []struct {
		name   string
		status int
		body   string
		code   int
		want   []string
	}{
		{"a log-in page of a proxy", 200, "<html>log in</html>", 5, []string{"is not ECS (HTTP status 200)", "HTTPS_PROXY"}},
		{"a page that forbids", 403, "<html>no</html>", 5, []string{"is not ECS (HTTP status 403)", "HTTPS_PROXY"}},
		{"an empty refusal", 404, "", 5, []string{"is not ECS (HTTP status 404)"}},
		{"half an answer", 200, `{"services":[`, 5, []string{"is not ECS"}},
		{
			"a refusal of IAM", 400, denied, 4,
			[]string{"ecs:DescribeServices was denied for arn:aws:iam::123456789012:user/ci", "allow ecs:DescribeServices on"},
		},
		{
			"a refusal that names nothing", 400, `{"__type":"AccessDeniedException","message":"computer says no"}`, 4,
			[]string{"AccessDeniedException: computer says no"},
		},
		{
			"an expired token", 400, `{"__type":"ExpiredTokenException","message":"The security token is expired"}`, 4,
			[]string{"ExpiredTokenException: The security token is expired", "aws sso login"},
		},
		{
			"an unknown cluster", 400, `{"__type":"ClusterNotFoundException","message":"Cluster not found."}`, 5,
			[]string{`there is no cluster "prod" in eu-west-1`, "check --cluster, --region"},
		},
		{
			"keys that AWS does not know", 400,
			`{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}`, 4,
			[]string{"UnrecognizedClientException", "AWS does not know these keys"},
		},
		{
			"a clock that is wrong", 400,
			`{"__type":"InvalidSignatureException","message":"Signature expired: 20261127T060000Z is now earlier than ` +
				`20261127T065500Z (20261127T070000Z - 5 min.)"}`, 4,
			[]string{"Signature expired", "the clock of this machine", "set the clock"},
		},
	}
	for _, tt := range tests {
		for _, command := range []string{"status", "watch", "update"} {
			t.Run(command+" and "+tt.name, func(t *testing.T) {
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(tt.status)
					_, _ = w.Write([]byte(tt.body))
				}))
				defer server.Close()
				args := []string{command, "web"}
				if command == "update" {
					args = append(args, "web:1")
				}
				_, story, code := inProcess(t, server.URL, args...)
				if code != tt.code {
					t.Errorf("exit code %d, want %d", code, tt.code)
				}
				words := strings.Join(strings.Fields(story), " ")
				for _, want := range tt.want {
					if !strings.Contains(words, want) {
						t.Errorf("the story lacks %q:\n%s", want, story)
					}
				}
				for _, noise := range []string{"operation error", "https response error", "bug in steady"} {
					if strings.Contains(words, noise) {
						t.Errorf("the story has %q:\n%s", noise, story)
					}
				}
			})
		}
	}
}

// A bug of steady's own ends as every error does: with the code of a bug (Go's own
// would be that of a usage error) and, of JSON lines, with the summary.
func TestPanic(t *testing.T) {
	var out, story bytes.Buffer
	app := &cli.App{
		Args: []string{"watch", "web", "--cluster", "prod", "--json"}, Out: &out, Err: &story, Dir: t.TempDir(),
		NewClients: func(context.Context, awsclient.Config) (*awsclient.Clients, error) { panic("out of range") },
	}
	if code := app.Run(t.Context()); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if last := lines[len(lines)-1]; !strings.Contains(last, `"type":"summary"`) || !strings.Contains(last, `"exit_code":1`) {
		t.Errorf("the last line is %s", last)
	}
	if !strings.Contains(out.String(), "steady has a bug: out of range") || !strings.Contains(story.String(), "goroutine") {
		t.Errorf("%s%s", out.String(), story.String())
	}
}

// A service that ECS answers nothing about is no bug of steady's.
func TestLookWithoutAnAnswer(t *testing.T) {
	for name, row := range map[string]struct {
		answer string
		args   []string
		want   string
	}{
		"a look":        {"{}", []string{"status", "web"}, "ECS left the service out of its answer"},
		"a failure":     {`{"failures":[{"reason":"BROKEN"}]}`, []string{"deploy", "web", "--task-definition", "web:1"}, "BROKEN"},
		"an odd answer": {`{"services":[{"serviceName":"web","status":"ACTIVE"}]}`, []string{"rollback", "web"}, ""},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(row.answer))
		}))
		_, story, code := inProcess(t, server.URL, row.args...)
		server.Close()
		words := strings.Join(strings.Fields(story), " ")
		if code != 5 || !strings.Contains(words, row.want) || strings.Contains(words, "bug in steady") {
			t.Errorf("%s: exit code %d, %q", name, code, story)
		}
	}
}

// A registration that ECS answers with nothing is an error, not a crash.
func TestRegistrationWithoutAnAnswer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("{}"))
	}))
	defer server.Close()
	stdout, story, code := inProcess(t, server.URL, "register", "-")
	if code != 5 || stdout != "" || !strings.Contains(strings.Join(strings.Fields(story), " "), "answered without the task definition") {
		t.Errorf("exit code %d, %q, %q", code, stdout, story)
	}
}

// A refusal says who lacks which permission on what, and what was done before it.
func TestARefusalSaysWhatWasDone(t *testing.T) {
	const refusal = `{"__type":"AccessDeniedException","message":"User: arn:aws:sts::123456789012:assumed-role/ci-deploy/` +
		`run-88 is not authorized to perform: ecs:UpdateService on resource: ` +
		`arn:aws:ecs:eu-west-1:123456789012:service/test-cluster/simple-web"}`
	sim, err := ecssim.Open(ecssim.Setup{Scenario: "textbook", Region: "eu-west-1"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".UpdateService") {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(refusal))
			return
		}
		sim.Handler().ServeHTTP(w, r)
	}))
	defer server.Close()
	_, story, code := inProcess(t, server.URL, "deploy", "simple-web", "--task-definition", "-", "--cluster", "test-cluster")
	const want = `error: ecs:UpdateService was denied for
       arn:aws:sts::123456789012:assumed-role/ci-deploy/run-88
  Fix         allow ecs:UpdateService on
              arn:aws:ecs:eu-west-1:123456789012:service/test-cluster/simple-web
  Note        web:1 was registered; no service was changed              exit 4
`
	if _, end, _ := strings.Cut(story, "error: "); code != 4 || "error: "+end != want {
		t.Errorf("exit code %d:\n%s", code, story)
	}
}

// breaking is the program with a bug: it panics at the twentieth reply.
func breaking() *cli.App {
	app := cli.Process("test")
	app.NewClients = func(ctx context.Context, c awsclient.Config) (*awsclient.Clients, error) {
		replies := 0
		client := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			if replies++; replies == 20 {
				panic("out of range")
			}
			return http.DefaultTransport.RoundTrip(r)
		})}
		return awsclient.From(aws.Config{
			Region: c.Region, BaseEndpoint: &c.EndpointURL, HTTPClient: client,
			Credentials: credentials.NewStaticCredentialsProvider("sim", "sim", ""),
		}, "test"), nil
	}
	return app
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
