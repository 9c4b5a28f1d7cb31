package render_test

import (
	"bytes"
	"testing"

	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/internal/schematest"
	"github.com/ecs-steady/steady/taskdef"
)

// What check says at the end is so: a warning is counted, whoever has found it.
func TestWhatFilesComeTo(t *testing.T) {
	t.Parallel()
	const marks = "a\x1b[31m\n##[error]b"
	one, two := []string{"task.yaml"}, []string{"task.yaml", "service.yaml"}
	warning := taskdef.Problem{Message: "old", Warning: true}
	checks := []preflight.Check{{Result: preflight.OK}, {Result: preflight.Skipped}, {Result: preflight.Problem}}
	tests := []struct {
		name string
		of   render.Checked
		want string
	}{
		{"a file in order", render.Checked{Files: one}, "1 file: no problems"},
		{"several", render.Checked{Files: two}, "2 files: no problems"},
		{"a warning", render.Checked{Files: one, Problems: taskdef.Problems{warning}}, "1 file: no errors, 1 warning"},
		{"several", render.Checked{Files: two, Problems: taskdef.Problems{warning, warning}}, "2 files: no errors, 2 warnings"},
		{"online", render.Checked{Files: one, Online: true, Checks: checks[:1]}, "1 file: no problems; 1 of 1 check online ok"},
		{"nothing to ask", render.Checked{Files: one, Online: true}, "1 file: no problems; 0 of 0 checks online ok"},
		{
			"a warning online",
			render.Checked{Files: two, Online: true, Checks: checks, Problems: taskdef.Problems{warning}},
			"2 files: no errors, 1 warning; 1 of 3 checks online ok",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.of.String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			var b bytes.Buffer
			tt.of.Problems = append(tt.of.Problems, taskdef.Problem{Message: marks, File: marks})
			if err := render.CheckedJSON(&b, tt.of, 3); err != nil {
				t.Fatal(err)
			}
			if err := schematest.Document(schemas, "check", b.Bytes()); err != nil {
				t.Errorf("%v: %s", err, b.String())
			}
		})
	}
}
