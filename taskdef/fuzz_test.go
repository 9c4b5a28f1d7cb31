package taskdef

import (
	"errors"
	"testing"

	"github.com/ecs-steady/steady/internal/shape"
)

// FuzzParse: any text is a definition or a list of problems, and a definition
// can be checked, compared, written and read back.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		onEC2, onFargate, asWritten, asRegistered, twoContainers,
		"- name: app", "services: {}", "family: ${A:-${B:-x}}", "{\"Family\": \"\\uFEFF\", tags: {a: }}",
		"family: web\ncontainerDefinitions: [{environment: [], dependsOn: [{containerName: }]}, null]",
	} {
		f.Add(seed, "containerDefinitions: [{name: app, environment: {A: null}}]", "tags[a]", "${X}")
		f.Add(seed, "", "", "80")
	}
	f.Fuzz(func(t *testing.T, src, overlay, path, value string) {
		opts := Options{Var: func(string) (string, bool) { return value, value != "" }}
		if overlay != "" {
			opts.Overlays = []File{{"overlay.yaml", []byte(overlay)}}
		}
		if path != "" {
			opts.Set = []Assignment{{path, value}}
		}
		d, err := Parse("task.yaml", []byte(src), opts)
		if err != nil {
			var ps Problems
			if !errors.As(err, &ps) || ps.Err() == nil {
				t.Fatalf("the error is %#v, want Problems", err)
			}
			return
		}
		d.Check()
		if diff := Compare(d.Input, nil, nil); len(diff) == 0 {
			t.Error("a definition equals nothing at all")
		}
		text, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if _, ps := shape.Parse("json", text); ps.Err() != nil {
			t.Fatalf("the JSON does not parse: %v", ps.Err())
		}
	})
}
