package ecssim

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

// TestStateSurvives stops the simulator in the middle of a rollout. The next
// run has the same history, and ECS went on meanwhile.
func TestStateSurvives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		setup := Setup{Scenario: "textbook", State: filepath.Join(t.TempDir(), "state.json"), Seed: 3}
		server, client := open(t, setup)
		deployDynamicPort(t, client)
		<-time.After(10 * time.Second)
		before := post(server, "DescribeServices", `{"cluster":"test-cluster","services":["simple-web"]}`).Body.String()

		again, _ := open(t, setup)
		after := post(again, "DescribeServices", `{"cluster":"test-cluster","services":["simple-web"]}`).Body.String()
		if before != after || !strings.Contains(after, `"rolloutState":"IN_PROGRESS"`) {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
		<-time.After(10 * time.Minute)
		_, client = open(t, Setup{State: setup.State, Seed: 3})
		want := []string{"PRIMARY 2 p0 r1"}
		if diff := cmp.Diff(want, pollUntilSettled(t, client)); diff != "" {
			t.Errorf("after ten minutes (-want +got):\n%s", diff)
		}
	})
}

func deployDynamicPort(t *testing.T, client *ecs.Client) {
	t.Helper()
	_, err := client.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{
		Family: aws.String("simple-web"),
		ContainerDefinitions: []types.ContainerDefinition{{
			Name: aws.String("nginx"), Image: aws.String("nginx:1.28"), Memory: aws.Int32(128),
			PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80)}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.UpdateService(t.Context(), &ecs.UpdateServiceInput{
		Cluster: aws.String("test-cluster"), Service: aws.String("simple-web"), TaskDefinition: aws.String("simple-web:2"),
	}); err != nil {
		t.Fatal(err)
	}
}

func TestStateIsPrivateAndLeavesNothingBeside(t *testing.T) {
	dir := t.TempDir()
	server, _ := open(t, Setup{State: filepath.Join(dir, "state.json")})
	for range 3 {
		if w := post(server, "CreateCluster", `{"clusterName":"c"}`); w.Code != 200 {
			t.Fatal(w.Body)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("files %v, error %v", files, err)
	}
	if info, err := files[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}

// TestAChangeThatCannotBeSavedIsNotMade takes the folder away, as a full disk
// or a read-only one would.
func TestAChangeThatCannotBeSavedIsNotMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	server, _ := open(t, Setup{State: filepath.Join(dir, "state.json")})
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	w := post(server, "CreateCluster", `{"clusterName":"c"}`)
	if w.Code != 500 || !strings.Contains(w.Body.String(), `"__type":"ServerException","message":"Nothing was changed: save the state`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := post(server, "ListClusters", ``); w.Code != 200 || strings.Contains(w.Body.String(), "cluster/c") {
		t.Errorf("afterwards: %d %s", w.Code, w.Body)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if w := post(server, "CreateCluster", `{"clusterName":"c"}`); w.Code != 200 {
		t.Errorf("once there is room again: %d %s", w.Code, w.Body)
	}
	if got, _ := open(t, Setup{State: filepath.Join(dir, "state.json")}); !strings.Contains(post(got, "ListClusters", ``).Body.String(), "cluster/c") {
		t.Error("the change was not saved")
	}
}

func TestStateFilesThatCannotBeUsed(t *testing.T) {
	const (
		head  = `{"format":"steady-sim-state-2","seed":0,"account":"123456789012","region":"us-east-1","speed":1,`
		start = `"start":"2026-01-01T00:00:00Z"}` + "\n"
		at    = `{"at":"2026-01-01T00:00:00Z",`
	)
	tests := []struct{ name, text, want string }{
		{"an empty file", ``, "is not a state of the simulator"},
		{"no JSON", "xx\n", "is not a state of the simulator"},
		{"another program's JSON", `{"version":4,"serial":1}` + "\n", "is not a state of the simulator"},
		{"a list", "[]\n", "is not a state of the simulator"},
		{"the first format", "{\n \"format\": \"steady-sim-state-1\",\n \"calls\": []\n}\n", `has the format "steady-sim-state-1"`},
		{"a newer format", `{"format":"steady-sim-state-9"}` + "\n", `has the format "steady-sim-state-9"`},
		{"a first line without an end", head + `"start":"2026-01-01T00:00:00Z"}`, "is not a state of the simulator"},
		{"a first line cut short", head + "\n", "is not a state of the simulator"},
		{"no start", strings.TrimSuffix(head, ",") + "}\n", "has no start"},
		{"another seed", strings.Replace(head, `"seed":0`, `"seed":1`, 1) + start, "seed 1, not 0"},
		{"another speed", strings.Replace(head, `"speed":1`, `"speed":5`, 1) + start, "speed 5, not 1"},
		{"another Region", strings.Replace(head, `us-east-1`, `eu-west-1`, 1) + start, "Region eu-west-1"},
		{"another account", strings.Replace(head, `123456789012`, `1`, 1) + start, "account 1,"},
		{"an unknown scenario", head + `"scenario":"x",` + start, `no scenario "x"`},
		{"a line that is not JSON", head + start + at + `"operation":"CreateCluster","input":{}}` + "\nxx\n", "call 2: invalid"},
		{"a line cut short that has an end", head + start + at + "\n", "call 1: "},
		{"an unknown operation", head + start + at + `"operation":"Nope","input":{}}` + "\n", `call 1: the operation "Nope"`},
		{"a read", head + start + at + `"operation":"ListTasks","input":{}}` + "\n", `call 1: the operation "ListTasks"`},
		{"no operation", head + start + "{}\n", `call 1: the operation ""`},
		{
			"a call before the start", head + start + `{"at":"2025-01-01T00:00:00Z","operation":"CreateCluster","input":{}}` + "\n",
			"call 1: came before",
		},
		{"an input of the wrong type", head + start + at + `"operation":"CreateCluster","input":[]}` + "\n", "call 1: CreateCluster"},
		{"a call without an input", head + start + at + `"operation":"CreateCluster"}` + "\n", "call 1: CreateCluster"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state.json")
			if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Open(Setup{State: path})
			var state *StateError
			if !errors.As(err, &state) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if kept, err := os.ReadFile(path); err != nil || string(kept) != test.text {
				t.Errorf("the file was changed to %q, error %v", kept, err)
			}
		})
	}
}

func TestAStateFileInNoFolder(t *testing.T) {
	_, err := Open(Setup{State: filepath.Join(t.TempDir(), "none", "state.json")})
	var state *StateError
	if !errors.As(err, &state) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if _, err = Open(Setup{State: t.TempDir()}); !errors.As(err, &state) {
		t.Errorf("a folder as the file: %v", err)
	}
}

func TestResetEmptiesTheWorldAndTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	server, _ := open(t, Setup{State: path, Scenario: "textbook"})
	w := send(server, "POST", "/_steady/reset")
	if w.Code != 200 || strings.Contains(post(server, "ListClusters", ``).Body.String(), "test-cluster") {
		t.Errorf("after the reset: %s", w.Body)
	}
	again, _ := open(t, Setup{State: path})
	if clusters := post(again, "ListClusters", ``).Body.String(); clusters != `{"clusterArns":[]}` {
		t.Errorf("after a restart: %s", clusters)
	}
}

func TestAnUnknownScenarioListsThoseThereAre(t *testing.T) {
	_, err := Open(Setup{Scenario: "nope"})
	var scenario *ScenarioError
	if !errors.As(err, &scenario) || !strings.Contains(err.Error(), "textbook") {
		t.Errorf("error %v", err)
	}
}
