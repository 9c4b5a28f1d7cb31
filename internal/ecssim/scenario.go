package ecssim

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

const textbook = "textbook"

// scenarios are the built-in worlds by name.
var scenarios = map[string]func(*world.World) error{
	textbook: Textbook{Cluster: "test-cluster", Service: "simple-web", Image: "nginx:1.27"}.Build,
}

// Scenarios lists the names of the built-in worlds.
func Scenarios() []string { return slices.Sorted(maps.Keys(scenarios)) }

// ScenarioError says that there is no scenario of a name.
type ScenarioError struct{ Name string }

func (e *ScenarioError) Error() string {
	return fmt.Sprintf("there is no scenario %q; there is: %s", e.Name, strings.Join(Scenarios(), ", "))
}

// builder finds what builds a scenario; "" is the empty world.
func builder(name string) (func(*world.World) error, error) {
	if name == "" {
		return func(*world.World) error { return nil }, nil
	}
	build, ok := scenarios[name]
	if !ok {
		return nil, &ScenarioError{name}
	}
	return build, nil
}

// Textbook is the textbook's world: a cluster with one EC2 instance that runs
// one nginx behind host port 80, on the first revision of a family that is named
// as its service.
type Textbook struct {
	Cluster, Service, Image string
	// Instance is the EC2 id, "i-…"; empty lets the world make one up.
	Instance string
}

// Build puts the textbook into w. The service settles as time goes on.
func (b Textbook) Build(w *world.World) error {
	if _, err := w.CreateCluster(&ecs.CreateClusterInput{ClusterName: &b.Cluster}); err != nil {
		return fmt.Errorf("build the cluster: %w", err)
	}
	if _, err := w.AddInstance(b.Cluster, world.Instance{ID: b.Instance}); err != nil {
		return fmt.Errorf("build the instance: %w", err)
	}
	_, err := w.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family:                  &b.Service,
		NetworkMode:             types.NetworkModeBridge,
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityEc2},
		ContainerDefinitions: []types.ContainerDefinition{{
			Name: aws.String("nginx"), Image: &b.Image, Cpu: 128, Memory: aws.Int32(128),
			PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80), HostPort: aws.Int32(80)}},
		}},
	})
	if err != nil {
		return fmt.Errorf("build the task definition: %w", err)
	}
	_, err = w.CreateService(&ecs.CreateServiceInput{
		Cluster: &b.Cluster, ServiceName: &b.Service, TaskDefinition: &b.Service, DesiredCount: aws.Int32(1),
		LaunchType: types.LaunchTypeEc2,
	})
	if err != nil {
		return fmt.Errorf("build the service: %w", err)
	}
	return nil
}
