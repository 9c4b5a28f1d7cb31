package taskdef

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkParseAndCheck reads and checks a definition of the largest size that
// ECS takes, 64 KiB: as people write it, and the same as JSON.
func BenchmarkParseAndCheck(b *testing.B) {
	var src strings.Builder
	src.WriteString("family: web\ncontainerDefinitions:\n")
	for c := range 10 {
		fmt.Fprintf(&src, "- name: app%d\n  image: nginx:${TAG}\n  memory: 64\n  environment:\n", c)
		for v := range 130 {
			fmt.Fprintf(&src, "  - name: VARIABLE_%d\n    value: the value of %d\n", v, v)
		}
	}
	opts := Options{Var: variables("TAG", "1")}
	asYAML := []byte(src.String())
	d, err := Parse("task.yaml", asYAML, opts)
	if err != nil {
		b.Fatal(err)
	}
	asJSON, err := d.JSON()
	if err != nil {
		b.Fatal(err)
	}
	for name, text := range map[string][]byte{"YAML": asYAML, "JSON": asJSON} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				d, err := Parse("task", text, opts)
				if err != nil {
					b.Fatal(err)
				}
				if ps := d.Check(); len(ps) > 0 {
					b.Fatal(ps)
				}
			}
		})
	}
}
