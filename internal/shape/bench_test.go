package shape

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"go.yaml.in/yaml/v4"
)

const textbook = `family: simple-web
networkMode: bridge
containerDefinitions:
  - name: web
    image: nginx:1.27-alpine
    memory: 64
    portMappings:
      - containerPort: 80
        hostPort: 0
`

// large is a definition of 64 KiB of YAML.
func large(t testing.TB) (asYAML, asJSON []byte) {
	t.Helper()
	var in ecs.RegisterTaskDefinitionInput
	n, problems := Parse("task.yaml", []byte(textbook))
	if problems = append(problems, Decode(n, &in)...); len(problems) > 0 {
		t.Fatal(problems)
	}
	one := in.ContainerDefinitions[0]
	for i := range 40 {
		one.Environment = append(one.Environment, types.KeyValuePair{
			Name: ptr(fmt.Sprintf("VARIABLE_%d", i)), Value: ptr(strings.Repeat("v", 40)),
		})
	}
	for len(asYAML) < 64<<10 {
		in.ContainerDefinitions = append(in.ContainerDefinitions, one)
		var err error
		if asYAML, err = YAML(&in); err != nil {
			t.Fatal(err)
		}
	}
	asJSON, err := JSON(&in)
	if err != nil {
		t.Fatal(err)
	}
	return asYAML, asJSON
}

func ptr[T any](v T) *T { return &v }

func BenchmarkParseAndDecode(b *testing.B) {
	asYAML, asJSON := large(b)
	for name, text := range map[string][]byte{"YAML": asYAML, "JSON": asJSON} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				n, problems := Parse(name, text)
				var in ecs.RegisterTaskDefinitionInput
				if problems = append(problems, Decode(n, &in)...); len(problems) > 0 {
					b.Fatal(problems)
				}
			}
		})
	}
}

// BenchmarkYAMLLibrary is what no change to our own code can save: the library's
// part of reading the same YAML.
func BenchmarkYAMLLibrary(b *testing.B) {
	text, _ := large(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var root yaml.Node
		if err := yaml.Load(text, &root); err != nil {
			b.Fatal(err)
		}
	}
}

// describedService is what DescribeServices says of a service in the midst of a
// rolling update, with the ten latest of its events.
func describedService() types.Service {
	at := time.UnixMilli(1_795_485_784_056)
	arn := ptr("arn:aws:ecs:eu-west-1:123456789012:service/test-cluster/simple-web")
	network := &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
		Subnets: []string{"subnet-1", "subnet-2"}, SecurityGroups: []string{"sg-1"},
	}}
	deployment := types.Deployment{
		Id: ptr("ecs-svc/1234567890123456789"), Status: ptr("PRIMARY"), TaskDefinition: arn, DesiredCount: 4,
		PendingCount: 1, RunningCount: 3, CreatedAt: &at, UpdatedAt: &at, LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: network, RolloutState: types.DeploymentRolloutStateInProgress,
		RolloutStateReason: ptr("ECS deployment ecs-svc/1234567890123456789 in progress."),
	}
	s := types.Service{
		ServiceArn: arn, ServiceName: ptr("simple-web"), ClusterArn: arn, TaskDefinition: arn, Status: ptr("ACTIVE"),
		DesiredCount: 4, RunningCount: 4, PendingCount: 1, CreatedAt: &at, LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: network, Deployments: []types.Deployment{deployment, deployment},
		LoadBalancers: []types.LoadBalancer{{TargetGroupArn: arn, ContainerName: ptr("web"), ContainerPort: ptr(int32(80))}},
	}
	for range 10 {
		s.Events = append(s.Events, types.ServiceEvent{
			Id: ptr("0f1e2d3c-0f1e-2d3c-4b5a-0f1e2d3c4b5a"), CreatedAt: &at,
			Message: ptr("(service simple-web) has started 1 tasks: (task 0123456789abcdef0123456789abcdef)."),
		})
	}
	return s
}

func BenchmarkMarshalTenServices(b *testing.B) {
	out := &ecs.DescribeServicesOutput{}
	for range 10 {
		out.Services = append(out.Services, describedService())
	}
	b.ReportAllocs()
	for b.Loop() {
		body, err := Marshal(out)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(body)))
	}
}
