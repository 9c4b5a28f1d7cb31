package cli

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/ecssim"
)

// play is a run of a command on a scenario, after others that are not recorded.
type play struct {
	scenario, before, command string
	code                      int
}

// missing is a folder with a scenario in which much of what its files name is not there.
const missing = "internal/cli/testdata/preflight"

const onTest = " --cluster test-cluster --progress quiet"

// plays are runs that together call all that a command may call.
var plays = []play{
	{"textbook", "", "register examples/nginx/task.yaml", 0},
	{"textbook", "", "deploy simple-web -f examples/nginx/steady.yaml", 0},
	{"textbook", "", "deploy shop -f examples/fargate-web/steady.yaml", 0},
	{"textbook", "", "init" + onTest, 0},
	{"textbook", "", "init --service simple-web --dir DIR" + onTest, 0},
	{"textbook", "", "plan simple-web -f examples/nginx/steady.yaml", 0},
	{"textbook", "", "plan shop -f examples/fargate-web/steady.yaml", 0},
	{"blue-green", "", "plan web --task-definition web:2" + onTest, 0},
	{"no-capacity", "", "plan web --task-definition web:2" + onTest, 0},
	{"crash-loop", "", "deploy web --task-definition web:2 --on-failure rollback" + onTest, 11},
	{"health-elb", "", "deploy web --task-definition web:2 --ignore-forecast" + onTest, 12},
	{"crash-loop", "", "update web web:2 --on-failure rollback" + onTest, 11},
	{"health-elb", "", "update web web:2" + onTest, 12},
	{"no-capacity", "", "update web web:2" + onTest, 12},
	{"crash-loop", "update web web:2 --no-watch" + onTest, "watch web --on-failure rollback" + onTest, 11},
	{"health-elb", "update web web:2 --no-watch" + onTest, "watch web" + onTest, 12},
	{"textbook", "deploy simple-web -f examples/nginx/steady.yaml", "rollback simple-web" + onTest, 0},
	{"crash-loop", "update web web:2 --no-watch" + onTest, "rollback web" + onTest, 0},
	{"health-elb", "update web web:2 --no-watch" + onTest, "rollback web" + onTest, 0},
	{"crash-loop", "update web web:2" + onTest, "explain web" + onTest, 0},
	{"health-elb", "update web web:2" + onTest, "explain web" + onTest, 0},
	{"health-elb", "update web web:2" + onTest, "status web" + onTest, 0},
	{"no-capacity", "", "deploy web --task-definition web:2 --ignore-forecast" + onTest, 12},
	{"no-capacity", "update web web:2 --no-watch" + onTest, "watch web" + onTest, 12},
	{"no-capacity", "update web web:2" + onTest, "explain web" + onTest, 0},
	{"port-conflict", "update web web:2" + onTest, "explain web" + onTest, 0},
	{"no-capacity", "update web web:2" + onTest, "rollback web" + onTest, 0},
	{"secrets-denied", "update web web:2 --no-watch" + onTest, "watch web --on-failure rollback" + onTest, 11},
	{"crash-loop", "update web web:2" + onTest, "report web" + onTest, 0},
	{"health-elb", "update web web:2" + onTest, "report web" + onTest, 0},
	{"no-capacity", "update web web:2" + onTest, "report web" + onTest, 0},
	{"blue-green", "update web web:2 --no-watch" + onTest, "status web" + onTest, 0},
	{"health-elb", "update web web:2" + onTest, "history web" + onTest, 0},
	{"health-elb", "update web web:2" + onTest, "doctor --service web" + onTest, 0},
	{"no-capacity", "", "doctor --service web" + onTest, 0},
	{missing, "", "check --online -f " + missing + "/steady.yaml", 3},
	{missing, "", "plan web -f " + missing + "/steady.yaml", 0},
	{missing, "", "deploy web --progress quiet -f " + missing + "/steady.yaml", 21},
}

// caller runs commands on a simulator, notes the operations that they call and
// denies some.
type caller struct {
	server *ecssim.Server
	mu     sync.Mutex // commands call several operations at a time
	called map[string]bool
	denied func(action string) bool
	// between stands between the clients and the simulator, where it is set.
	between func(simulator http.RoundTripper) http.RoundTripper
	// under makes the context of a run, where it is set.
	under func(context.Context) context.Context
}

func (c *caller) run(t *testing.T, command string) (string, int) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	transport := c.server.Transport()
	if c.between != nil {
		transport = c.between(transport)
	}
	var out, story bytes.Buffer
	app := &App{
		Args: strings.Fields(strings.ReplaceAll(command, "DIR", t.TempDir())), In: strings.NewReader(""), Out: &out, Err: &story, Dir: root, Version: "test",
		Environ: []string{"AWS_REGION=us-east-1", "STEADY_POLL_INTERVAL=5s"},
		NewClients: func(context.Context, awsclient.Config) (*awsclient.Clients, error) {
			return awsclient.From(aws.Config{
				Region: "us-east-1", BaseEndpoint: aws.String("http://localhost"),
				Credentials: credentials.NewStaticCredentialsProvider("sim", "sim", ""),
				HTTPClient:  &http.Client{Transport: transport},
				APIOptions:  []func(*middleware.Stack) error{c.record},
			}, "test"), nil
		},
	}
	ctx := t.Context()
	if c.under != nil {
		ctx = c.under(ctx)
	}
	code := app.Run(ctx)
	return out.String() + story.String(), code
}

// prefixes are those of actions, by the SDK's name of the service.
var prefixes = map[string]string{
	"ECS": "ecs", "CloudWatch Logs": "logs", "Elastic Load Balancing v2": "elasticloadbalancing", "STS": "sts",
	"Application Auto Scaling": "application-autoscaling", "ECR": "ecr", "IAM": "iam", "Secrets Manager": "secretsmanager", "SSM": "ssm",
}

func (c *caller) record(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("recorded", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		action := prefixes[awsmiddleware.GetServiceID(ctx)] + ":" + awsmiddleware.GetOperationName(ctx)
		c.mu.Lock()
		c.called[action] = true
		c.mu.Unlock()
		if c.denied != nil && c.denied(action) {
			return middleware.InitializeOutput{}, middleware.Metadata{},
				&smithy.GenericAPIError{Code: "AccessDeniedException", Message: "User: me is not authorized to perform: " + action}
		}
		return next.HandleInitialize(ctx, in)
	}), middleware.After)
}

// play plays p and gives what its command says; what it calls is in called then.
func (c *caller) play(t *testing.T, p play) string {
	t.Helper()
	server, err := ecssim.Open(ecssim.Setup{Scenario: p.scenario, Seed: 1, Read: func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join("../..", name, "world.yaml"))
	}})
	if err != nil {
		t.Fatal(err)
	}
	<-time.After(10 * time.Second)
	c.server = server
	denied := c.denied
	c.denied, c.called = nil, map[string]bool{}
	if p.before != "" {
		c.run(t, p.before)
		<-time.After(30 * time.Second)
	}
	c.denied, c.called = denied, map[string]bool{}
	said, code := c.run(t, p.command)
	if code != p.code {
		t.Errorf("steady %s on %s: exit code %d, want %d\n%s", p.command, p.scenario, code, p.code, said)
	}
	return said
}

// The table has the operations that the commands call: no more and no less.
func TestPermissionsAreWhatCommandsCall(t *testing.T) {
	t.Parallel()
	calls := map[string]map[string]bool{}
	for _, p := range plays {
		name, _, _ := strings.Cut(p.command, " ")
		if calls[name] == nil {
			calls[name] = map[string]bool{}
		}
		synctest.Test(t, func(t *testing.T) {
			c := &caller{}
			c.play(t, p)
			for action := range c.called {
				calls[name][action] = true
			}
		})
	}
	for _, p := range permissions {
		for _, name := range strings.Fields(p.commands) {
			if calls[name] == nil {
				t.Errorf("no run of %s is known", name)
			} else if !calls[name][p.action] {
				t.Errorf("%s never calls %s", name, p.action)
			}
			delete(calls[name], p.action)
		}
	}
	for name, rest := range calls {
		for action := range rest {
			t.Errorf("%s calls %s, which the table does not give it", name, action)
		}
	}
}

// Where what is called optional is denied, a command ends as it would.
func TestOptionalPermissionsAreOptional(t *testing.T) {
	t.Parallel()
	for _, p := range plays {
		if p.scenario != "crash-loop" { // where logs are read
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			c := &caller{denied: func(action string) bool {
				i := slices.IndexFunc(permissions, func(p permission) bool { return p.action == action })
				return i >= 0 && strings.HasPrefix(sids[permissions[i].on], "Optional")
			}}
			c.play(t, p)
		})
	}
}
