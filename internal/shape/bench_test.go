package shape

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
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

func BenchmarkMarshalTenServices(b *testing.B) {
	out := &ecs.DescribeServicesOutput{}
	for range 10 {
		s := full[types.Service]()
		for i := range 10 {
			s.Events = append(s.Events, types.ServiceEvent{
				Id: ptr(fmt.Sprintf("event-%d", i)), Message: ptr("(service web) has reached a steady state."),
				CreatedAt: s.CreatedAt,
			})
		}
		out.Services = append(out.Services, *s)
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
