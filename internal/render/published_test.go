package render_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ecs-steady/steady/internal/schematest"
)

const schemas = "../../docs/json"

// TestTheJSONOfEveryStoryIsAsPublished holds the golden files to the schemas.
func TestTheJSONOfEveryStoryIsAsPublished(t *testing.T) {
	t.Parallel()
	checked := map[string]int{}
	for _, pattern := range []string{"testdata/*/*.json", "testdata/*/json*.txt"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(filepath.Dir(file))
			switch name {
			case "plan": // and what diff prints
				if filepath.Base(file) == "diff.json" {
					name = "diff"
				}
				err = schematest.Document(schemas, name, text)
			case "status", "history", "agent", "explain", "doctor":
				err = schematest.Document(schemas, name, text)
			default:
				name = "lines"
				err = schematest.Lines(schemas, text)
			}
			checked[name]++
			if err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	if checked["lines"] == 0 || len(checked) != 8 {
		t.Errorf("checked %v", checked)
	}
}

// TestTheSchemasAreStrict changes what is valid a little.
func TestTheSchemasAreStrict(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/crash-loop/json.txt")
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"a member by another name":      {`"steady":`, `"program":`},
		"a member too many":             {`"seq":2,`, `"seq":2,"sequence":2,`},
		"a row by another name":         {`"rollout_state":`, `"rolloutState":`},
		"a missing member":              {`"cause":"app-exit",`, ``},
		"a number as text":              {`"exit_code":12`, `"exit_code":"12"`},
		"a type that is not there":      {`"type":"target"`, `"type":"aim"`},
		"an outcome that is not there":  {`"outcome":"stuck"`, `"outcome":"jammed"`},
		"a time that is none":           {`"time":"2000-01-01T`, `"time":"2000-01-01 `},
		"a list that is null":           {`"deployments":[`, `"deployments":null,"x":[`},
		"no version at the beginning":   {`"type":"version"`, `"type":"start"`},
		"no summary at the end":         {`"type":"summary"`, `"type":"outcome"`},
		"a line that is cut off":        {"\n{\"type\":\"summary\"", "{\"type\":\"summary\""},
		"a number of a line left out":   {`"seq":3,`, `"seq":4,`},
		"a diagnosis by a wrong member": {`"evidence":`, `"proof":`},
		"a container by a wrong member": {`"containers":[{"name"`, `"containers":[{"container"`},
		"a row that is no object":       {`"deployments":[{`, `"deployments":["x",{`},
	} {
		changed := strings.Replace(string(text), change[0], change[1], 1)
		if changed == string(text) {
			t.Errorf("%s: the file has no %s", name, change[0])
		}
		if err := schematest.Lines(schemas, []byte(changed)); err == nil {
			t.Errorf("%s is taken for valid", name)
		}
	}
}
