package scenario_test

import (
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestTheExampleOfTheManual runs the YAML block of docs/scenarios.md.
func TestTheExampleOfTheManual(t *testing.T) {
	page, err := os.ReadFile("../../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(page), "```yaml\n")
	text, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("the manual has no example")
	}
	if err := compiled(t).Validate(plain(t, []byte(text))); err != nil {
		t.Errorf("the schema: %v", err)
	}
	synctest.Test(t, func(t *testing.T) {
		server, err := opened(text)
		if err != nil {
			t.Fatal(err)
		}
		update := `{"call":{"operation":"UpdateService","input":{"cluster":"shop","service":"shop","taskDefinition":"shop:2"}}}`
		if w := ask(server, "POST", "/_steady/fire", update); w.Code != 200 {
			t.Fatal(w.Body)
		}
		<-time.After(10 * time.Minute)
		truth := ask(server, "GET", "/_steady/truth", "").Body.String()
		for _, part := range []string{
			"OutOfMemoryError: Container killed due to memory usage", "Host EC2 (instance i-2) terminated.", `"done":true`,
			"deployment completed.",
		} {
			if !strings.Contains(truth, part) {
				t.Errorf("the story does not tell %q", part)
			}
		}
		if strings.Contains(truth, `"refused"`) {
			t.Error("something of the timeline was refused")
		}
	})
}

// TestTheManualNamesEverything holds that each key of a scenario and each action
// stands in the manual.
func TestTheManualNamesEverything(t *testing.T) {
	page, err := os.ReadFile("../../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	schema := plain(t, read(t, schemaPath)).(map[string]any)["$defs"].(map[string]any)
	named := 0
	for _, def := range []string{"steady.Scenario", "steady.Moment", "steady.Image", "steady.Options"} {
		for key := range schema[def].(map[string]any)["properties"].(map[string]any) {
			named++
			if !strings.Contains(string(page), "`"+key+"`") && !strings.Contains(string(page), key+", ") {
				t.Errorf("the manual does not name %s of %s", key, def)
			}
		}
	}
	if named < 40 {
		t.Errorf("only %d keys were looked for", named)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
