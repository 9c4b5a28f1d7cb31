package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Who looks at a repository runs steady in it: what stands in its files, and what is
// typed, is foreign too where it is quoted.
func TestHostileFilesReachNoScreen(t *testing.T) {
	t.Parallel()
	texts := append(attacks(), "a\xff\xc0\x80\xed\xa0\x80b", strings.Repeat("x", 1<<20), strings.Repeat("long ", 1<<18))
	for i, text := range sparingly(texts) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for form, args := range hostileFiles(t, dir, text) {
				for name, env := range map[string][]string{" on a terminal": nil, " in GitHub": {"GITHUB_ACTIONS=true"}} {
					out, story := hostileRun{dir: dir, env: env, tty: env == nil, args: args}.run(t)
					judge(t, form+name+", stdout", out)
					judge(t, form+name+", stderr", story)
				}
			}
		})
	}
}

// hostileFiles writes files that hold a text and gives commands that quote it.
func hostileFiles(t *testing.T, dir, text string) map[string][]string {
	t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	q, plain := string(quoted), strings.ReplaceAll(text, "\n", "\n  ")
	forms := map[string][]string{}
	write := func(name, text string, args ...string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		forms[name+": "+strings.Join(args, " ")] = append(args, name)
	}
	const app = "family: web\ncontainerDefinitions:\n  - {name: app, image: nginx, memory: 128}\n"
	write("key.yaml", app+q+": 1\n", "check")
	write("key.json", `{"family":"web",`+q+`:1}`, "check", "--json")
	write("raw.yaml", app+"  "+plain+": 1\n", "check")
	write("value.yaml", app+"cpu: "+q+"\nnetworkMode: "+q+"\n", "check")
	write("names.yaml", "family: "+q+"\ncontainerDefinitions: [{name: "+q+", image: "+q+", memory: 1, memory: 2}]\n", "check")
	write("variable.yaml", app+"cpu: ${"+plain+"}\n", "register")
	write("fine.yaml", app+"tags: [{key: "+q+", value: "+q+"}]\n", "render")
	write("fine2.yaml", app+"tags: [{key: "+q+", value: "+q+"}, {key: k, value: \"a\\n::error::owned\\nb\"}]\n", "render", "--output", "yaml")
	write("settings.yaml", "services:\n  web: {taskDefinition: web, "+q+": 1}\n", "status", "-f")
	write("services.yaml", "defaults: {cluster: "+q+"}\nservices:\n  "+q+": {taskDefinition: "+q+"}\n  x: {}\n", "deploy", "-f")
	write("place.yaml", "defaults: {cluster: "+q+", region: "+q+", progress: "+q+", timeout: "+q+"}\nservices: {x: {}}\n", "deploy", "-f")
	write("policy.yaml", "services:\n  "+q+": {cluster: "+q+", taskDefinition: web:1}\n", "iam-policy", "deploy", "-f")
	write("world.yaml", "summary: "+q+"\nclusters: [{clusterName: "+q+"}]\n"+q+": 1\n", "sim", "--scenario")
	write("run.jsonl", `{"type":`+q+`}`+"\n"+text, "replay")
	write("vars.env", text+"\n"+text+"=x\n", "render", "fine.yaml", "--env-file")
	if len(text) < 1000 && !strings.Contains(text, "\x00") {
		for _, args := range [][]string{
			{text},
			{"deploy", "--" + text},
			{"check", text},
			{"help", text},
			{"explain", text},
			{"completion", text},
			{"status", text, "--cluster", text, "--region", text},
			{"deploy", "--progress", text},
			{"render", "fine.yaml", "--var", text, "--image", text},
			{"render", "fine.yaml", "--set", text},
			{"render", "fine.yaml", "--tag", text},
			{"sim", "--fault", text},
			{"sim", "--scenario", text},
			{"deploy", "-f", text},
			{"status", "-f", text},
			{"agent", text},
			{"watch", "--timeout", text},
			{"replay", text},
			{"deploy", "--report", text},
			{"status", "x", "--endpoint-url", text, "--cluster", "x"},
			{"rollback", "x", "--to", text, "--cluster", "x"},
		} {
			forms["typed: "+strings.Join(args, " ")] = args
		}
	}
	return forms
}

// A recording comes from somewhere: whatever its lines hold.
func TestHostileRecordingReachesNoScreen(t *testing.T) {
	t.Parallel()
	for _, of := range []string{"one", "fleet"} {
		var lines []byte
		synctest.Test(t, func(t *testing.T) { lines = harmlessRecording(t, of) })
		harmless := replayed(t, lines)
		for _, turn := range sparingly([]int{0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20}) {
			p := poison{texts: attacks(), turn: turn}
			var poisoned []byte
			for line := range bytes.Lines(lines) {
				poisoned = append(poisoned, changed(line, nil, func(key, text string) string {
					if key == "type" || key == "time" || key == "outcome" || turn%4 == 0 && strings.HasPrefix(key, "service") {
						return text
					}
					return text + p.of(text)
				})...)
				poisoned = append(poisoned, '\n')
			}
			look(t, replayed(t, poisoned), harmless)
		}
	}
}

func harmlessRecording(t *testing.T, of string) []byte {
	t.Helper()
	args, scenario := []string{"update", "web", "web:2", "--cluster", "test-cluster", "--on-failure", "rollback"}, "crash-loop"
	if of == "fleet" {
		args, scenario = []string{"deploy", "--all", "-f", "fleet.yaml"}, "fleet"
	}
	dir := t.TempDir()
	fleet, err := os.ReadFile("../../examples/fleet/steady.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "fleet.yaml"), fleet, 0o600); err != nil {
		t.Fatal(err)
	}
	world := hostileWorld(t, poison{texts: []string{" fine words"}}, scenario)
	<-time.After(10 * time.Second)
	out, _ := hostileRun{world: world, dir: dir, args: append(args, "--json")}.run(t)
	return out
}

// replayed shows a recording in every form.
func replayed(t *testing.T, lines []byte) map[string][]byte {
	t.Helper()
	dir, forms := t.TempDir(), map[string][]byte{}
	if err := os.WriteFile(filepath.Join(dir, "run.jsonl"), lines, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []struct {
		name, progress, report string
		tty                    bool
		env                    []string
	}{
		{"terminal", "tty", "run.html", true, nil},
		{"GitLab", "plain", "run.svg", false, []string{"GITLAB_CI=true"}},
		{"GitHub", "plain", "run.md", false, []string{"GITHUB_ACTIONS=true"}},
		{"JSON", "json", "json.md", false, nil},
		{"quiet", "quiet", "quiet.md", false, nil},
	} {
		args := []string{"replay", "run.jsonl", "--speed", "0", "--progress", mode.progress, "--report", mode.report}
		out, story := hostileRun{dir: dir, tty: mode.tty, env: mode.env, args: args}.run(t)
		forms[mode.name+", stdout"], forms[mode.name+", stderr"] = out, story
		report, err := os.ReadFile(filepath.Join(dir, mode.report))
		if err != nil {
			t.Fatal(err)
		}
		forms[mode.report] = report
	}
	return forms
}

// What answers at the port of an agent, and what stands in its logs, is no better.
func TestHostileAgentReachesNoScreen(t *testing.T) {
	t.Parallel()
	tasks, err := os.ReadFile("../agent/testdata/tasks.json")
	if err != nil {
		t.Fatal(err)
	}
	metadata := []byte(`{"Cluster":"prod","ContainerInstanceArn":"arn:aws:ecs:eu-west-1:123456789012:container-instance/prod/5f2c","Version":"Amazon ECS Agent - v1.99.0"}`)
	for turn := range sparingly(attacks()) {
		p := poison{texts: attacks(), turn: turn}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			page := tasks
			if r.URL.Path == "/v1/metadata" {
				page = metadata
			}
			_, _ = w.Write(changed(page, nil, func(_, text string) string { return text + p.of(text) }))
		}))
		dir := t.TempDir()
		log := "2026-11-27T01:00:01Z [ERROR] " + attacks()[turn] + "\nlevel=error time=2026-11-27T01:00:01Z msg=\"" + attacks()[turn] + "\"\n"
		if err := os.WriteFile(filepath.Join(dir, "ecs-agent.log"), []byte(log), 0o600); err != nil {
			t.Fatal(err)
		}
		for form, args := range map[string][]string{"a look": nil, "JSON": {"--json"}, "a wait": {"--wait-joined", "prod", "--timeout", "10ms"}} {
			args = append([]string{"agent", strings.TrimPrefix(server.URL, "http://"), "--logs", dir}, args...)
			out, story := hostileRun{dir: dir, args: args}.run(t)
			judge(t, form, out)
			judge(t, form, story)
		}
		server.Close()
	}
}
