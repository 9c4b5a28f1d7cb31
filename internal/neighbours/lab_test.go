package neighbours_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"go.uber.org/goleak"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lab is a served world and what an SDK needs to be a client of it.
type lab struct {
	*world.World
	server *ecssim.Server
	config aws.Config
	t      *testing.T
}

// newLab builds a world, which nobody may touch once the first request came.
func newLab(t *testing.T, build func(*world.World)) *lab {
	w := world.New(world.Options{Start: time.Now()})
	if _, err := w.CreateCluster(&ecs.CreateClusterInput{}); err != nil {
		t.Fatal(err)
	}
	build(w)
	server := ecssim.New(w, ecssim.Options{})
	return &lab{w, server, aws.Config{
		Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("AKID", "SECRET", ""),
		HTTPClient: &http.Client{Transport: server.Transport()}, BaseEndpoint: aws.String("http://localhost"),
	}, t}
}

// nothing leaves a world as it is.
func nothing(*world.World) {}

// got gives an output, or ends the test.
func got[T any](out T, err error) func(*lab) T {
	return func(l *lab) T {
		l.t.Helper()
		if err != nil {
			l.t.Fatal(err)
		}
		return out
	}
}

// refused holds an error to its code and text.
func (l *lab) refused(err error, code, message string) {
	l.t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || api.ErrorMessage() != message {
		l.t.Errorf("got %v, want %s: %s", err, code, message)
	}
}

// serve makes a service named web on an instance, from a task definition with
// the container "app".
func serve(t *testing.T, w *world.World, change func(*types.ContainerDefinition, *ecs.CreateServiceInput)) {
	t.Helper()
	c := types.ContainerDefinition{
		Name: aws.String("app"), Image: aws.String("app"), Memory: aws.Int32(128),
		PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80), HostPort: aws.Int32(8080)}},
	}
	in := &ecs.CreateServiceInput{
		ServiceName: aws.String("web"), TaskDefinition: aws.String("web"), DesiredCount: aws.Int32(1),
	}
	change(&c, in)
	_, err := w.AddInstance("", world.Instance{ID: "i-1"})
	if err == nil {
		_, err = w.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
			Family: aws.String("web"), ContainerDefinitions: []types.ContainerDefinition{c},
		})
	}
	if err == nil {
		_, err = w.CreateService(in)
	}
	if err != nil {
		t.Fatal(err)
	}
}
