package world

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

// plain is a request that ECS takes; change alters it.
func plain(change func(in *ecs.RegisterTaskDefinitionInput, c *types.ContainerDefinition)) *ecs.RegisterTaskDefinitionInput {
	in := &ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"),
		ContainerDefinitions: []types.ContainerDefinition{{
			Name: aws.String("app"), Image: aws.String("nginx"), Memory: aws.Int32(128),
			PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80)}},
		}},
	}
	if change != nil {
		change(in, &in.ContainerDefinitions[0])
	}
	return in
}

func TestDefinitionsThatAreRefused(t *testing.T) {
	type in = *ecs.RegisterTaskDefinitionInput
	type container = *types.ContainerDefinition
	fargate := func(in in, cpu, memory string) {
		in.NetworkMode, in.Cpu, in.Memory = types.NetworkModeAwsvpc, &cpu, &memory
		in.RequiresCompatibilities = []types.Compatibility{types.CompatibilityFargate}
	}
	tests := []struct {
		name   string
		change func(in, container)
		want   string
	}{
		{"a family with a dot", func(in in, _ container) { in.Family = aws.String("a.b") }, "Family contains invalid characters."},
		{"a container without a name", func(_ in, c container) { c.Name = nil }, "Container.name should not be null or empty."},
		{"a container with a space", func(_ in, c container) { c.Name = aws.String("a b") }, "Container.name contains invalid characters."},
		{"a container without an image", func(_ in, c container) { c.Image = aws.String("") }, "Container.image should not be null or empty."},
		{"credentials for ECR", func(_ in, c container) {
			c.Image = aws.String("123456789012.dkr.ecr.us-east-1.amazonaws.com/app")
			c.RepositoryCredentials = &types.RepositoryCredentials{CredentialsParameter: aws.String("registry")}
		}, "Private repository credentials are not a supported authentication method for ECR repositories."},
		{"no memory anywhere", func(_ in, c container) { c.Memory = nil }, "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified."},
		{"nothing essential", func(_ in, c container) { c.Essential = aws.Bool(false) }, "A task definition must have at least one essential container."},
		{"another host port in awsvpc", func(in in, c container) {
			in.NetworkMode = types.NetworkModeAwsvpc
			c.PortMappings[0].HostPort = aws.Int32(8080)
		}, "When networkMode=awsvpc, the host ports and container ports in port mappings must match."},
		{"another host port in host mode", func(in in, c container) {
			in.NetworkMode = types.NetworkModeHost
			c.PortMappings[0].HostPort = aws.Int32(8080)
		}, "When networkMode=host, the host ports and container ports in port mappings must match."},
		{"Fargate on a bridge", func(in in, _ container) {
			fargate(in, "256", "512")
			in.NetworkMode = types.NetworkModeBridge
		}, "Fargate only supports network mode ‘awsvpc’."},
		{"a pair that Fargate does not have", func(in in, _ container) { fargate(in, "256", "4096") }, "No Fargate configuration exists for given values."},
		{"Fargate without cpu", func(in in, _ container) { fargate(in, "256", "512"); in.Cpu = nil }, "Fargate requires that 'cpu' be defined at the task level."},
		{
			"Fargate with the host's processes", func(in in, _ container) { fargate(in, "256", "512"); in.PidMode = types.PidModeHost },
			"Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
		},
		{
			"cpu in words", func(in in, _ container) { in.Cpu = aws.String("lots") },
			"Invalid 'cpu' setting for task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
		},
		{"a container that waits for itself", func(_ in, c container) {
			c.DependsOn = []types.ContainerDependency{{ContainerName: aws.String("app"), Condition: types.ContainerConditionStart}}
		}, "Container dependencies must not form a cycle."},
		{"a container that waits for nobody", func(_ in, c container) {
			c.DependsOn = []types.ContainerDependency{{ContainerName: aws.String("db"), Condition: types.ContainerConditionStart}}
		}, "Container 'app' depends on container 'db', which does not exist in the task definition."},
		{"no containers", func(in in, _ container) { in.ContainerDefinitions = nil }, "Container list cannot be empty."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := New(Options{})
			_, err := w.RegisterTaskDefinition(plain(func(in *ecs.RegisterTaskDefinitionInput, c *types.ContainerDefinition) {
				test.change(in, c)
			}))
			var client *types.ClientException
			if !asError(err, &client) || client.ErrorMessage() != test.want {
				t.Errorf("error %v, want %s", err, test.want)
			}
			if len(w.families) > 0 {
				t.Error("the family exists nevertheless")
			}
		})
	}
}

func TestDefaultsAreWrittenBack(t *testing.T) {
	w := New(Options{})
	in := plain(func(in *ecs.RegisterTaskDefinitionInput, c *types.ContainerDefinition) {
		in.Cpu, in.Memory = aws.String(".5 vcpu"), aws.String("1 GB")
		c.HealthCheck = &types.HealthCheck{Command: []string{"CMD", "true"}}
	})
	out, err := w.RegisterTaskDefinition(in)
	if err != nil {
		t.Fatal(err)
	}
	def := out.TaskDefinition
	c := def.ContainerDefinitions[0]
	got := fmt.Sprintln(*def.Cpu, *def.Memory, def.Compatibilities, *c.Essential, *c.PortMappings[0].HostPort,
		c.PortMappings[0].Protocol, *c.HealthCheck.Interval, *c.HealthCheck.Timeout, *c.HealthCheck.Retries)
	if want := "512 1024 [EXTERNAL EC2] true 0 tcp 30 5 3"; strings.TrimSpace(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
	if c.Environment == nil || c.MountPoints == nil || c.VolumesFrom == nil || c.SystemControls == nil || def.Volumes == nil {
		t.Errorf("an empty list is absent: %+v", c)
	}
	if in.ContainerDefinitions[0].Essential != nil {
		t.Error("the caller's request was changed")
	}
	c.PortMappings[0].HostPort = aws.Int32(1)
	if *w.revision("web").def.ContainerDefinitions[0].PortMappings[0].HostPort != 0 {
		t.Error("the caller changed the world")
	}
}

// TestNumbersAreNeverUsedAgain follows one family through its whole life.
func TestNumbersAreNeverUsedAgain(t *testing.T) {
	w := New(Options{})
	register := func(want int32) {
		t.Helper()
		if out, err := w.RegisterTaskDefinition(plain(nil)); err != nil || out.TaskDefinition.Revision != want {
			t.Fatalf("%+v, error %v, want revision %d", out, err, want)
		}
	}
	deregister := func(ref string) error {
		_, err := w.DeregisterTaskDefinition(&ecs.DeregisterTaskDefinitionInput{TaskDefinition: &ref})
		return err
	}
	register(1)
	register(2)
	for ref, want := range map[string]string{
		"web": "Revision is missing.", "web:x": "Invalid revision number. Number: x",
		"web:9": "The specified task definition does not exist.",
	} {
		if err := deregister(ref); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("deregister %s: %v, want %s", ref, err, want)
		}
	}
	if err := deregister("web:2"); err != nil {
		t.Fatal(err)
	}
	latest, err := w.DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: aws.String("web")})
	if err != nil || latest.TaskDefinition.Revision != 1 {
		t.Errorf("latest ACTIVE %+v, error %v", latest, err)
	}
	deleted, err := w.DeleteTaskDefinitions(&ecs.DeleteTaskDefinitionsInput{TaskDefinitions: []string{"web:1", "web:2", "web:7"}})
	if err != nil || len(deleted.TaskDefinitions) != 1 || len(deleted.Failures) != 2 ||
		deleted.TaskDefinitions[0].Status != types.TaskDefinitionStatusDeleteInProgress {
		t.Errorf("deleted %+v, error %v", deleted, err)
	}
	if w.revision("web:2") != nil {
		t.Error("web:2 is still there")
	}
	register(3)
}

func TestListsOfDefinitionsByPages(t *testing.T) {
	w := New(Options{})
	for _, family := range []string{"web", "a", "web-2"} {
		for range 11 {
			in := plain(nil)
			in.Family = &family
			if _, err := w.RegisterTaskDefinition(in); err != nil {
				t.Fatal(err)
			}
		}
	}
	walk := func(in ecs.ListTaskDefinitionsInput) (names []string) {
		in.MaxResults = aws.Int32(4)
		for {
			out, err := w.ListTaskDefinitions(&in)
			if err != nil {
				t.Fatal(err)
			}
			for _, arn := range out.TaskDefinitionArns {
				names = append(names, lastSegment(arn))
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				return names
			}
		}
	}
	up, down := walk(ecs.ListTaskDefinitionsInput{}), walk(ecs.ListTaskDefinitionsInput{Sort: types.SortOrderDesc})
	if len(up) != 33 || up[0] != "a:1" || up[10] != "a:11" || up[11] != "web:1" || up[32] != "web-2:11" {
		t.Errorf("ascending %v", up)
	}
	for i := range up {
		if down[len(down)-1-i] != up[i] {
			t.Fatalf("descending %v", down)
		}
	}
	if of := walk(ecs.ListTaskDefinitionsInput{FamilyPrefix: aws.String("web")}); len(of) != 11 {
		t.Errorf("of the family web: %v", of)
	}
	families, err := w.ListTaskDefinitionFamilies(&ecs.ListTaskDefinitionFamiliesInput{FamilyPrefix: aws.String("we")})
	if err != nil || !cmp.Equal(families.Families, []string{"web", "web-2"}) {
		t.Errorf("families %v, error %v", families, err)
	}
}
