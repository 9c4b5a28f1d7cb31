package taskdef

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestDiffHidesWhatVariablesFillIntoFreeText(t *testing.T) {
	const text = `family: web
cpu: ${CPU}
tags: {owner: "${SECRET}", plain: shown}
containerDefinitions:
  - name: app
    image: app:${TAG}
    command: [serve, --token, "${SECRET}"]
    entryPoint: [run]
    dockerLabels: {hook: "https://${SECRET}@host", plain: marker-of-a-label}
    healthCheck: {command: [CMD, probe, "${SECRET}"]}
    logConfiguration: {logDriver: awslogs, options: {awslogs-group: "/ecs/${SECRET}"}}
`
	vars := map[string]string{"CPU": "256", "TAG": "1.2.3", "SECRET": "marker-value"}
	d, err := Parse("task.yaml", []byte(text), Options{Var: func(name string) (string, bool) {
		value, ok := vars[name]
		return value, ok
	}})
	if err != nil {
		t.Fatal(err)
	}
	for name, registered := range map[string]*types.TaskDefinition{
		"a first revision": nil,
		"another revision": {ContainerDefinitions: []types.ContainerDefinition{{
			Name: ptr("app"), Command: []string{"serve", "--token", "marker-value-of-old"},
			DockerLabels: map[string]string{"hook": "marker-value-of-old"},
		}}},
	} {
		said := d.Diff(registered, nil).String()
		if strings.Contains(said, "marker") {
			t.Errorf("%s: the value of a variable is shown:\n%s", name, said)
		}
		for _, want := range []string{"1.2.3", "256", "shown", `["run"]`, "command (value hidden"} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: %q is missing:\n%s", name, want, said)
			}
		}
	}
}

func ptr(s string) *string { return &s }
