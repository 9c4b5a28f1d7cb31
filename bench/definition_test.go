package bench

import (
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/ecs-steady/steady/taskdef"
)

// definition is 64 KiB of YAML, the most that ECS takes: ten containers whose
// variables have names and values of a usual length.
func definition() []byte {
	const most = 64 << 10
	var b strings.Builder
	b.WriteString("family: web\ncontainerDefinitions:\n")
	for c := range 10 {
		fmt.Fprintf(&b, "- name: app%d\n  image: shop/app:1.0\n  memory: 64\n  environment:\n", c)
		for v := 0; b.Len() < (c+1)*most/10-100; v++ {
			fmt.Fprintf(&b, "  - name: SERVICE_VARIABLE_%d\n    value: https://service-%d.internal.example\n", v, v)
		}
	}
	return []byte(b.String())
}

func BenchmarkDefinition(b *testing.B) {
	asYAML := definition()
	d, err := taskdef.Parse("task.yaml", asYAML, taskdef.Options{})
	if err != nil {
		b.Fatal(err)
	}
	asJSON, err := d.JSON()
	if err != nil {
		b.Fatal(err)
	}
	check := func(text []byte) func(*testing.B) {
		return func(b *testing.B) {
			for b.Loop() {
				d, err := taskdef.Parse("task", text, taskdef.Options{})
				if err != nil {
					b.Fatal(err)
				}
				if ps := d.Check(); len(ps) > 0 {
					b.Fatal(ps)
				}
			}
			milliseconds(b)
		}
	}
	b.Run("YAML", check(asYAML))
	b.Run("JSON", check(asJSON))
	// The floor of YAML: what the library takes for the same text.
	b.Run("YAML library alone", func(b *testing.B) {
		for b.Loop() {
			var root yaml.Node
			if err := yaml.Load(asYAML, &root); err != nil {
				b.Fatal(err)
			}
		}
		milliseconds(b)
	})
}

func milliseconds(b *testing.B) {
	b.Helper()
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/op")
}
