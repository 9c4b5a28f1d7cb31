package service_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/google/go-cmp/cmp"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

var update = flag.Bool("update", false, "renew the golden files")

// TestFilesOfWhatRunsChangeNothing makes services of many shapes, writes their files
// and plans a deploy with these: nothing is registered, nothing differs. The files are
// testdata/files/NAME.yaml.
func TestFilesOfWhatRunsChangeNothing(t *testing.T) {
	shapes, err := filepath.Glob("testdata/shapes/*.yaml")
	if err != nil || len(shapes) < 10 {
		t.Fatalf("%d shapes, error %v", len(shapes), err)
	}
	for _, path := range shapes {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".yaml"), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			task, settings, found := strings.Cut(string(text), "---\n")
			if !found {
				t.Fatal("want a task definition and a service")
			}
			synctest.Test(t, func(t *testing.T) {
				client := service.Client{API: running(t, task, settings)}
				files, err := client.Files(t.Context(), "", "web")
				if err != nil {
					t.Fatal(err)
				}
				got := string(files.Definition) + "---\n" + string(files.Settings)
				golden := filepath.Join("testdata/files", filepath.Base(path))
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got); diff != "" {
					t.Errorf("%s differs (- file, + now)\n%s", golden, diff)
				}
				spec := service.Spec{Service: "web", Definition: parsedTask(t, string(files.Definition))}
				if len(files.Settings) > 0 {
					spec.File = parsedService(t, string(files.Settings))
				}
				plan, err := client.Plan(t.Context(), spec)
				if err != nil || plan.Action != service.None || plan.Register || len(plan.Settings) > 0 {
					t.Errorf("a deploy would %s, register %t: %v, %v; error %v", plan.Action, plan.Register,
						plan.Definition, plan.Settings, err)
				}
			})
		})
	}
}

// running is a simulated ECS that runs a service of these files.
func running(t *testing.T, task, settings string) *ecs.Client {
	t.Helper()
	server, err := ecssim.Open(ecssim.Setup{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	client := server.Client("us-east-1")
	_, err = client.CreateCluster(t.Context(), &ecs.CreateClusterInput{
		ClusterName: aws.String("default"), CapacityProviders: []string{"FARGATE", "FARGATE_SPOT"},
	})
	if err != nil {
		t.Fatal(err)
	}
	definition := parsedTask(t, task)
	if _, err := client.RegisterTaskDefinition(t.Context(), definition.Input); err != nil {
		t.Fatal(err)
	}
	create := parsedService(t, settings).Create
	create.ServiceName, create.TaskDefinition = aws.String("web"), definition.Input.Family
	if _, err := client.CreateService(t.Context(), create); err != nil {
		t.Fatal(err)
	}
	return client
}

func parsedTask(t *testing.T, text string) *taskdef.Definition {
	t.Helper()
	d, err := taskdef.Parse("task.yaml", []byte(text), taskdef.Options{})
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return d
}

func parsedService(t *testing.T, text string) *service.File {
	t.Helper()
	f, err := service.Parse(taskdef.File{Name: "service.yaml", Text: []byte(text)}, nil)
	if err != nil || len(f.Warnings) > 0 {
		t.Fatalf("%v %v in\n%s", err, f.Warnings, text)
	}
	return f
}
