package shape

import "reflect"

// Schema collects the parts of a JSON schema (draft 2020-12) of what [Decode] and
// [DecodeTable] read, for editors.
type Schema struct {
	// Defs are the definitions of all structs, by name.
	Defs map[string]map[string]any
}

// Input gives the schema of an SDK struct.
func (s *Schema) Input(v any) (map[string]any, error) {
	l, _, err := layoutOf(v)
	if err != nil {
		return nil, err
	}
	return s.of(l), nil
}

// Table gives the schema of what t describes and a struct like v holds.
func (s *Schema) Table(t *Table, v any) (map[string]any, error) {
	l, err := t.layout(reflect.TypeOf(v))
	if err != nil {
		return nil, err
	}
	return s.of(l), nil
}

// TableDef is the name of the definition of a table.
func TableDef(t *Table) string { return "steady." + t.Name }

// timeSpan is what a time span looks like.
const timeSpan = `^-?([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+$`

func (s *Schema) of(l *layout) map[string]any {
	switch l.kind {
	case kindStruct, kindUnion:
		return s.structure(l)
	case kindList:
		return map[string]any{"type": "array", "items": s.of(l.elem)}
	case kindMap:
		return map[string]any{"type": "object", "additionalProperties": s.of(l.elem)}
	case kindEnum:
		return map[string]any{"enum": l.values}
	case kindBool:
		return map[string]any{"type": "boolean"}
	case kindInt:
		return l.bounded(map[string]any{"type": "integer"})
	case kindFloat:
		return map[string]any{"type": "number"}
	case kindDuration: // a plain 0 needs no unit
		return map[string]any{"type": []string{"string", "integer"}, "pattern": timeSpan, "minimum": 0, "maximum": 0}
	case kindString, kindTime: // YAML's 256 and true are texts where one is wanted
		return map[string]any{"type": []string{"string", "number", "boolean"}}
	}
	return map[string]any{}
}

// bounded adds the bounds of a number.
func (l *layout) bounded(out map[string]any) map[string]any {
	if l.least != 0 || l.most != 0 {
		out["minimum"], out["maximum"] = l.least, l.most
	}
	return out
}

// structure defines a struct and refers to the definition.
func (s *Schema) structure(l *layout) map[string]any {
	name := l.shape
	if l.table != nil {
		name = TableDef(l.table)
	}
	ref := map[string]any{"$ref": "#/$defs/" + name}
	if _, known := s.Defs[name]; known {
		return ref
	}
	members := map[string]any{}
	def := map[string]any{"type": "object", "properties": members, "additionalProperties": false}
	if s.Defs == nil {
		s.Defs = map[string]map[string]any{}
	}
	s.Defs[name] = def // before its members, so that a struct may hold itself
	for _, m := range l.members {
		members[m.name] = s.of(m.layout)
	}
	if l.kind == kindUnion {
		def["maxProperties"] = 1
	}
	if l.table != nil {
		l.table.describe(def, members)
	}
	return ref
}

// describe adds what a table says of its keys.
func (t *Table) describe(def, members map[string]any) {
	def["description"] = t.Doc
	var required []string
	var choices []any
	for _, k := range t.Keys {
		if k.Required {
			required = append(required, k.Name)
		}
		if k.Choice {
			choices = append(choices, map[string]any{"required": []string{k.Name}})
		}
		member := members[k.Name].(map[string]any)
		member["description"] = k.Doc
	}
	if required != nil {
		def["required"] = required
	}
	if choices != nil {
		def["oneOf"] = choices
	}
}
