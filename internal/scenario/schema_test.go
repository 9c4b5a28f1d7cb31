package scenario_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/scenario"
)

var update = flag.Bool("update", false, "write the schema and the golden files")

const schemaPath = "../../docs/scenario.schema.json"

//go:generate go test . -run TestTheSchemaIsUpToDate -update

func TestTheSchemaIsUpToDate(t *testing.T) {
	want, err := ecssim.ScenarioSchema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaPath, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(schemaPath); err != nil || !bytes.Equal(got, want) {
		t.Errorf("docs/scenario.schema.json is not what go generate ./... writes (error %v)", err)
	}
}

// compiled is the committed schema.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(schemaPath)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// plain is a YAML text as a validator takes it.
func plain(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheBuiltInScenariosAreValid(t *testing.T) {
	schema := compiled(t)
	for _, name := range scenario.Names() {
		text, _ := scenario.Builtin(name)
		if err := schema.Validate(plain(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTheSchemaAgreesWithTheReader gives both the same texts.
func TestTheSchemaAgreesWithTheReader(t *testing.T) {
	schema := compiled(t)
	for text, valid := range map[string]bool{
		"summary: a": true,
		"summary: a\nsettle: 0\noptions: {deregistrationDelay: -1ns, earlyRelease: true}":                              true,
		"summary: a\ntaskDefinitions: [{family: a, cpu: 256, containerDefinitions: [{name: a, image: a, memory: 9}]}]": true,
		"summary: a\ntimeline: [{at: 1m30s, setAlarm: {name: a, state: OK}}]":                                          true,
		"summary: a\ntimeline: [{at: 1s, call: {operation: DeleteCluster, input: {cluster: a}}}]":                      true,
		"clusters: []":                      false,
		"summary: a\nsettle: 5":             false,
		"summary: a\nsettle: soon":          false,
		"summary: a\nclusters: {}":          false,
		"summary: a\nclustres: []":          false,
		"summary: a\nclusters: [{name: a}]": false,
		"summary: a\nimages: [{}]":          false,
		"summary: a\ninstances: [{cpu: 0}]": false,
		"summary: a\ninstances: [{cpu: a}]": false,
		"summary: a\ntimeline: [{at: 1s}]":  false,
		"summary: a\nservices: [{launchType: EC3, serviceName: a, taskDefinition: a}]":            false,
		"summary: a\ntimeline: [{setAlarm: {name: a, state: OK}}]":                                false,
		"summary: a\ntimeline: [{at: 1s, setAlarm: {name: a, state: BAD}}]":                       false,
		"summary: a\ntimeline: [{at: 1s, setAlarm: {name: a, state: OK}, setRole: {name: a}}]":    false,
		"summary: a\ntimeline: [{at: 1s, call: {operation: DescribeTasks, input: {}}}]":           false,
		"summary: a\ntimeline: [{at: 1s, call: {operation: DeleteCluster, input: {clustre: a}}}]": false,
		"summary: a\ntimeline: [{at: 1s, exitContainer: {code: 1}}]":                              false,
		"summary: a\ntimeline: [{at: 1s, exitContainer: {service: a, task: b}}]":                  false,
	} {
		if err := schema.Validate(plain(t, []byte(text))); (err == nil) != valid {
			t.Errorf("%q: the schema says %v", text, err)
		}
		_, err := opened(text)
		if valid != (err == nil) {
			t.Errorf("%q: the reader says %v", text, err)
		}
	}
}
