package preflight_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"go.uber.org/goleak"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/internal/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	registry = "123456789012.dkr.ecr.us-east-1.amazonaws.com/"
	marker   = "hunter2-must-not-be-seen"
)

// slow answers some requests late.
type slow struct {
	http.RoundTripper
	target string // part of the X-Amz-Target
	by     time.Duration
	only   string // part of the body
}

func (s slow) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if s.by > 0 && strings.Contains(r.Header.Get("X-Amz-Target"), s.target) && strings.Contains(string(body), s.only) {
		select {
		case <-r.Context().Done():
			return nil, r.Context().Err()
		case <-time.After(s.by):
		}
	}
	return s.RoundTripper.RoundTrip(r)
}

// lab is a simulated account.
type lab struct {
	checker *preflight.Checker
}

func newLab(t *testing.T, delay slow, build func(*world.World)) lab {
	t.Helper()
	w := world.New(world.Options{Start: time.Now()})
	if _, err := w.CreateCluster(&ecs.CreateClusterInput{}); err != nil {
		t.Fatal(err)
	}
	build(w)
	delay.RoundTripper = ecssim.New(w, ecssim.Options{}).Transport()
	clients := awsclient.From(aws.Config{
		Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("AKID", "SECRET", ""),
		HTTPClient: &http.Client{Transport: delay}, BaseEndpoint: aws.String("http://localhost"),
	}, "test")
	return lab{&preflight.Checker{Clients: preflight.Clients{Asker: clients, Targets: clients.Targets()}}}
}

// checked are the results, a line each.
func (l lab) checked(t *testing.T, task preflight.Task) string {
	t.Helper()
	checks, err := l.checker.Run(t.Context(), task)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range checks {
		fmt.Fprintf(&b, "%s %s %s", c.Kind, c.Subject, c.Result)
		if c.Result != preflight.OK {
			fmt.Fprintf(&b, ": %s", c.Note)
		}
		if c.Result == preflight.Problem {
			fmt.Fprintf(&b, " (%s, %s, certain %t)", c.Hint, c.Cause, c.Certain)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// task is one container with everything that can be looked at.
func task() preflight.Task {
	role := aws.String("arn:aws:iam::123456789012:role/web-exec")
	secret := func(name, from string) types.Secret { return types.Secret{Name: &name, ValueFrom: &from} }
	t := preflight.TaskOf(&types.TaskDefinition{
		NetworkMode: types.NetworkModeAwsvpc, ExecutionRoleArn: role, TaskRoleArn: aws.String("web-task"),
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate},
		ContainerDefinitions: []types.ContainerDefinition{{
			Name: aws.String("app"), Image: aws.String(registry + "web:1.9"),
			PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(8080)}},
			Environment:  []types.KeyValuePair{{Name: aws.String("TOKEN"), Value: aws.String(marker)}},
			Secrets: []types.Secret{
				secret("DB", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3:password::"),
				secret("KEY", "arn:aws:ssm:us-east-1:123456789012:parameter/web/key"),
			},
			LogConfiguration: &types.LogConfiguration{
				LogDriver: types.LogDriverAwslogs, Options: map[string]string{"awslogs-group": "/ecs/web"},
			},
		}, {Name: aws.String("proxy"), Image: aws.String("nginx:1")}},
	})
	t.Region, t.Creates = "us-east-1", true
	t.Balancers = []preflight.Balancer{{
		TargetGroup: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web-tg/0123456789abcdef",
		Container:   "app", Port: 8080,
	}}
	return t
}

func TestEverythingIsThereInAnOpenWorld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		got := newLab(t, slow{}, func(*world.World) {}).checked(t, task())
		want := `image ` + registry + `web:1.9 ok
execution-role web-exec ok
task-role web-task ok
service-linked-role AWSServiceRoleForECS ok
secret db-a1b2c3 ok
parameter /web/key ok
access db-a1b2c3 ok
access parameter/web/key ok
log-group /ecs/web ok
target-group web-tg ok
`
		if got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

func TestWhatIsMissingIsNamedWithTheNextStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, slow{}, func(w *world.World) {
			w.AddRepository(world.Repository{Name: "web", Images: []world.RepositoryImage{{Tags: []string{"v1.9"}}, {Tags: []string{"1.8"}}}})
			w.AddSecret(world.Secret{Name: "other", Value: marker})
			w.AddParameter(world.Parameter{Name: "/web/other", Value: marker})
			w.AddLogGroup(world.LogGroup{Name: "/ecs/other"})
			w.AddTargetGroup(world.TargetGroup{Name: "other"})
			w.AddRole(world.Role{Name: "web-task", Trusts: "ec2.amazonaws.com"})
			w.AddRole(world.Role{Name: "web-exec", Denies: []string{"secretsmanager:*"}})
		})
		got := l.checked(t, task())
		want := `image ` + registry + `web:1.9 problem: repository web has no image tagged "1.9" (did you mean "v1.9"?, image-pull, certain true)
execution-role web-exec ok
task-role web-task problem: the role web-task does not trust ecs-tasks.amazonaws.com (let its trust policy allow sts:AssumeRole to ecs-tasks.amazonaws.com, role, certain true)
service-linked-role AWSServiceRoleForECS ok
secret db-a1b2c3 problem: there is no secret db-a1b2c3 (create it, or correct the ARN with its last six characters, secrets, certain true)
parameter /web/key problem: there is no parameter /web/key (create it, or correct the name, secrets, certain true)
log-group /ecs/web problem: there is no log group /ecs/web (create it, or set the option awslogs-create-group: "true", log-driver, certain true)
target-group web-tg problem: there is no target group web-tg (create it, or correct the ARN in the service file, refused, certain true)
`
		if got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
		if strings.Contains(got, marker) {
			t.Error("a value was shown")
		}
	})
}

func TestARoleThatMayNotReadIsNoCertainProblem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, slow{}, func(w *world.World) {
			w.AddRole(world.Role{Name: "web-task"})
			w.AddRole(world.Role{Name: "web-exec", Denies: []string{"secretsmanager:*"}})
		})
		got := l.checked(t, task())
		want := "access db-a1b2c3 problem: the policies of role web-exec do not allow secretsmanager:GetSecretValue on db-a1b2c3 " +
			"(allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3, secrets, " +
			"certain false)\naccess parameter/web/key ok\n"
		if !strings.Contains(got, want) || strings.Count(got, "problem") != 1 {
			t.Errorf("got\n%s", got)
		}
	})
}

// An image whose pulls fail because it is not there is not in ECR either.
func TestAnImageThatCannotBePulledIsMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, slow{}, func(w *world.World) {
			w.SetImage(registry+"web:1.9", world.Image{PullError: "CannotPullContainerError: " + registry + "web:1.9: not found"})
		})
		got := l.checked(t, preflight.Task{Containers: task().Containers[:1]})
		if !strings.HasPrefix(got, "image "+registry+`web:1.9 problem: repository web has no image tagged "1.9"`) {
			t.Errorf("got %s", got)
		}
	})
}

// IAM gives its decisions in pages.
func TestARoleIsAskedForManySecrets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const secrets = 130
		many := preflight.Task{Region: "us-east-1", ExecutionRole: task().ExecutionRole, Containers: []preflight.Container{{}}}
		for i := range secrets {
			many.Containers[0].Secrets = append(many.Containers[0].Secrets, preflight.SecretRef{
				From: fmt.Sprintf("arn:aws:secretsmanager:us-east-1:123456789012:secret:db%d-a1b2c3", i), Path: fmt.Sprint(i),
			})
		}
		got := newLab(t, slow{}, func(*world.World) {}).checked(t, many)
		if n := strings.Count(got, " ok\n"); n != 1+2*secrets || strings.Count(got, "\n") != n {
			t.Errorf("got\n%s", got)
		}
	})
}
