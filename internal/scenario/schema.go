package scenario

import (
	"bytes"
	"encoding/json"

	"github.com/ecs-steady/steady/internal/shape"
)

// JSONSchema is the JSON schema of scenario files, for editors.
func JSONSchema(host Host) ([]byte, error) {
	var s shape.Schema
	root, err := s.Table(&fileTable, file{})
	if err != nil {
		return nil, err
	}
	var inputs []any
	for _, operation := range host.Operations {
		in, _ := host.Call(operation)
		input, err := s.Input(in)
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, map[string]any{
			"if":   properties("operation", map[string]any{"const": operation}),
			"then": properties("input", input),
		})
	}
	called := s.Defs[shape.TableDef(&callTable)]
	called["allOf"] = inputs
	called["properties"].(map[string]any)["operation"].(map[string]any)["enum"] = host.Operations
	root["$schema"], root["$defs"] = "https://json-schema.org/draft/2020-12/schema", s.Defs
	root["title"] = "A scenario of steady sim"
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err = e.Encode(root)
	return out.Bytes(), err
}

func properties(name string, schema map[string]any) map[string]any {
	return map[string]any{"properties": map[string]any{name: schema}}
}
