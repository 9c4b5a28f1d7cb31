// Package schematest holds what steady writes as JSON to its published schemas in
// docs/json. Start at [Lines] and [Document].
//
// It is stricter than the schemas: they let readers pass over members and types that
// they do not know; here one that no schema names is an error. Only tests import it.
package schematest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Lines says what is wrong with JSON lines by the schemas in folder dir: each is an
// object of a known type with members of that type only, seq counts from 1, the
// first line is "version" and the last, and no other, "summary".
func Lines(dir string, text []byte) error {
	schema, err := compiled(filepath.Join(dir, "lines.schema.json"))
	if err != nil {
		return err
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	last := len(lines) - 1
	if len(lines[last]) > 0 || last == 0 {
		return fmt.Errorf("the last line is cut off: %q", lines[last])
	}
	for i, line := range lines[:last] {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
		if err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
		if err := schema.Validate(v); err != nil {
			return fmt.Errorf("line %d: %w\n%s", i+1, err, line)
		}
		var head struct {
			Type string `json:"type"`
			Seq  int    `json:"seq"`
		}
		if err := json.Unmarshal(line, &head); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
		if head.Seq != i+1 || (head.Type == "version") != (i == 0) || (head.Type == "summary") != (i == last-1) {
			return fmt.Errorf("line %d of %d cannot be %s with seq %d", i+1, last, head.Type, head.Seq)
		}
	}
	return nil
}

// Document says what is wrong with one JSON document by NAME.schema.json in folder
// dir; text may hold several, one a line.
func Document(dir, name string, text []byte) error {
	schema, err := compiled(filepath.Join(dir, name+".schema.json"))
	if err != nil {
		return err
	}
	for line := range bytes.Lines(text) {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
		if err != nil {
			return err
		}
		if err := schema.Validate(v); err != nil {
			return fmt.Errorf("%w\n%s", err, line)
		}
	}
	return nil
}

// compiled is the schema of a file, made strict.
func compiled(path string) (*jsonschema.Schema, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	root, isObject := doc.(map[string]any)
	if !isObject {
		return nil, fmt.Errorf("%s is no schema", path)
	}
	defs, _ := root["$defs"].(map[string]any)
	closed(defs)
	if properties, hasTypes := root["properties"].(map[string]any); hasTypes {
		var types []any
		for name := range defs {
			types = append(types, name)
		}
		properties["type"] = map[string]any{"enum": types}
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(path, doc); err != nil {
		return nil, err
	}
	return compiler.Compile(path)
}

// closed lets no object have members that it does not name.
func closed(v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, member := range v {
			closed(member)
		}
		if _, open := v["additionalProperties"]; v["type"] == "object" && !open {
			v["additionalProperties"] = false
		}
	case []any:
		for _, member := range v {
			closed(member)
		}
	}
}
