package render

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

const schemasDir = "../../docs/json"

//go:generate go test . -run TestTheSchemasAreUpToDate -update

// TestTheSchemasAreUpToDate makes the schemas in docs/json from the types that are
// written: names and kinds from the types, words from their comments.
func TestTheSchemasAreUpToDate(t *testing.T) {
	update := flag.Lookup("update").Value.String() == "true"
	said := comments(t)
	for name, schema := range published(t, said) {
		var want bytes.Buffer
		encoder := json.NewEncoder(&want)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", " ")
		if err := encoder.Encode(schema); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(schemasDir, name+".schema.json")
		if update {
			if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil { //nolint:gosec // it is published
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("docs/json/%s.schema.json is not what go generate ./... writes (error %v)", name, err)
		}
	}
}

// lineTypes are the types of JSON lines.
func lineTypes() map[string]any {
	return map[string]any{
		"version": versionLine{}, "fleet": fleetLine{}, "start": startLine{}, "plan": planLine{}, "registered": registeredLine{},
		"updated": updatedLine{}, "target": targetLine{}, "rollback": rollbackLine{}, "progress": progressLine{},
		"event": eventLine{}, "task_stopped": taskLine{}, "stage": stageLine{}, "serving": servingLine{},
		"warning": warningLine{}, "forecast": departureLine{}, "diagnosis": diagnosisLine{}, "error": errorLine{}, "outcome": outcomeLine{},
		"summary": summaryLine{},
	}
}

// documents are those of the commands that print one with --json.
func documents() map[string]map[string]any {
	return map[string]map[string]any{
		"plan":     {"plans": plansDoc{}},
		"diff":     {"diff": diffDoc{}},
		"status":   {"status": statusDoc{}},
		"history":  {"history": historyDoc{}},
		"explain":  {"deployment": explanationLine{}, "cause": guideLine{}},
		"register": {"registration": registrationLine{}},
		"doctor":   {"doctor": doctorDoc{}},
		"check":    {"check": checkedDoc{}},
		"agent":    {"agents": agentsDoc{}, "joined": joinedDoc{}},
	}
}

// published are the schemas by the names of their files.
func published(t *testing.T, said map[string]string) map[string]any {
	t.Helper()
	const draft = "https://json-schema.org/draft/2020-12/schema"
	defs, cases := map[string]any{}, []any{}
	for _, name := range slices.Sorted(maps.Keys(lineTypes())) {
		defs[name] = schemaOf(t, lineTypes()[name], said)
		cases = append(cases, map[string]any{
			"if":   map[string]any{"properties": map[string]any{"type": map[string]any{"const": name}}},
			"then": map[string]any{"$ref": "#/$defs/" + name},
		})
	}
	out := map[string]any{"lines": map[string]any{
		"$schema": draft, "title": "One JSON line of steady, schema " + Schema,
		"description": "Pass over types and members that you do not know: later versions add some.",
		"type":        "object", "required": []string{"type", "time", "seq"},
		"properties": map[string]any{"type": map[string]any{"type": "string"}},
		"allOf":      cases, "$defs": defs,
	}}
	for command, types := range documents() {
		defs, choice := map[string]any{}, []any{}
		for _, name := range slices.Sorted(maps.Keys(types)) {
			defs[name] = schemaOf(t, types[name], said)
			choice = append(choice, map[string]any{"$ref": "#/$defs/" + name})
		}
		out[command] = map[string]any{
			"$schema": draft, "title": "What steady " + command + " --json prints, schema " + Schema,
			"type": "object", "anyOf": choice, "$defs": defs,
		}
	}
	return out
}

// schemaOf is the schema of the objects that a value of this type is written as.
func schemaOf(t *testing.T, v any, said map[string]string) *jsonschema.Schema {
	t.Helper()
	of := reflect.TypeOf(v)
	schema, err := jsonschema.ForType(of, nil)
	if err != nil {
		t.Fatal(err)
	}
	finish(schema, of, said)
	return schema
}

// finish lets the schema of a type be what is written of it, and no more: lists are
// never null, members left out where empty neither; what nobody knows yet may come.
func finish(s *jsonschema.Schema, of reflect.Type, said map[string]string) {
	if s.Type == "" && slices.Contains(s.Types, "array") {
		s.Type, s.Types = "array", nil
	}
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		if of.Kind() == reflect.Slice {
			s = s.Items
		}
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct {
		return
	}
	s.AdditionalProperties = nil
	for _, field := range reflect.VisibleFields(of) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		member := s.Properties[name]
		if field.Anonymous || member == nil {
			continue
		}
		if !slices.Contains(s.Required, name) && len(member.Types) > 0 && field.Type.Kind() == reflect.Pointer {
			member.Type, member.Types = member.Types[1], nil
		}
		owner := of
		for _, i := range field.Index[:len(field.Index)-1] {
			owner = owner.Field(i).Type
		}
		member.Description = said[owner.Name()+"."+field.Name]
		member.Enum = enumerations()[owner.Name()+"."+field.Name]
		if name == "time" || strings.HasSuffix(name, "_at") || slices.Contains([]string{"since", "settled", "until"}, name) {
			member.Format = "date-time"
		}
		finish(member, field.Type, said)
	}
}

// comments are those of the members of the package's types, by "type.Member".
func comments(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, isType := n.(*ast.TypeSpec)
			if !isType {
				return true
			}
			if of, isStruct := spec.Type.(*ast.StructType); isStruct {
				for _, field := range of.Fields.List {
					for _, name := range field.Names {
						text := field.Comment.Text() + field.Doc.Text()
						out[spec.Name.Name+"."+name.Name] = strings.Join(strings.Fields(text), " ")
					}
				}
			}
			return true
		})
	}
	return out
}

// enumerations are the words that a member may hold, by "type.Member". A word more
// is an addition: readers pass over what they do not know.
func enumerations() map[string][]any {
	verdicts := words(
		watch.Settled, watch.Failed, watch.RolledBack, watch.Stuck, watch.TimedOut, watch.Superseded, watch.Stopped,
		watch.Lost,
	)
	standing := append(slices.Clone(verdicts), string(watch.InProgress))
	kinds := words(
		watch.MessageStarted, watch.MessageStopped, watch.MessagePlacement, watch.MessageHealth, watch.MessageSteady,
		watch.MessageFailed, watch.MessageRollback, watch.MessageOther,
	)
	rows := []any{"PRIMARY", "ACTIVE", "INACTIVE"}
	return map[string][]any{
		"planLine.Action":         words(service.Create, service.Update, service.None),
		"planDoc.Action":          words(service.Create, service.Update, service.None),
		"changeLine.Action":       {"add", "remove", "change"},
		"rollbackLine.Trigger":    words(Asked, OnFailure, OnInterrupt),
		"rollbackLine.Way":        words(service.ByStopping, service.ByUpdating, service.NoWay),
		"failedLine.Outcome":      verdicts,
		"progressLine.Phase":      {"placing", "starting", "health", "settle", "draining", "hook", "traffic", "bake"},
		"rowLine.Status":          rows,
		"rowLine.RolloutState":    {"IN_PROGRESS", "COMPLETED", "FAILED"},
		"eventLine.Kind":          kinds,
		"statusEvent.Kind":        kinds,
		"outcomeLine.Outcome":     append(slices.Clone(verdicts), string(watch.UntilServing), notStarted, refused),
		"costLine.Kind":           {"settle-time", "deregistration-delay", "bake-time", "stop-timeout"},
		"historyRecord.Outcome":   standing,
		"explanationLine.Outcome": standing,
		"doctorCheck.Result":      words(CheckOK, CheckProblem, CheckSkipped),
	}
}

func words[T ~string](of ...T) []any {
	var out []any
	for _, word := range of {
		out = append(out, string(word))
	}
	return out
}
