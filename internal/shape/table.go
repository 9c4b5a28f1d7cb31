package shape

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Table describes a map whose keys are steady's own, not the API's: how it fills
// a Go struct, and what an editor may say of it. A table never changes.
type Table struct {
	// Name is the thing in one word, spelled as the API's shapes are: LogLine.
	Name string
	// Doc says what it is, as a sentence.
	Doc  string
	Keys []Key
}

// Key is one key of a [Table].
type Key struct {
	// Name is the key as the text spells it; Doc says what it means, as a sentence.
	Name, Doc string
	// Field is where the value goes: a field of the struct, or the way to one with
	// dots between. Its Go type decides what is wanted: a string, bool, integer,
	// time.Duration, a list or map of these, an SDK struct, a [Node] (anything), or
	// what Of describes.
	Field string
	// Required: the key has to be there. Choice: of all keys that are choices,
	// exactly one has to be.
	Required, Choice bool
	// Secret values are shown nowhere.
	Secret bool
	// Least and Most bound a number, or a time.Duration; any will do if both are 0.
	Least, Most int64
	// Values are the texts that are allowed; any will do if there are none.
	Values []string
	// Of describes the value, or each item of the list, where that is a struct which
	// is not the SDK's.
	Of *Table
	// New makes what Of describes, for a Field that is an interface.
	New func() any
}

// DecodeTable is [Decode] for a struct that t describes, with what it holds of
// the SDK's structs.
func DecodeTable(n *Node, t *Table, into any) Problems {
	value := reflect.ValueOf(into)
	if value.Kind() != reflect.Pointer || value.IsNil() {
		return Problems{{File: n.File, Message: fmt.Sprintf("shape: %T is no pointer", into)}}
	}
	l, err := t.layout(value.Type().Elem())
	if err != nil {
		return Problems{{File: n.File, Message: err.Error()}}
	}
	d := &decoder{suggested: map[suggestion]bool{}}
	d.value(n, l, value.Elem())
	return d.problems.sorted()
}

// layout joins the table to the Go type that it fills.
func (t *Table) layout(goType reflect.Type) (*layout, error) {
	layouts.Lock()
	defer layouts.Unlock()
	return t.build(goType)
}

// build is called with layouts locked.
func (t *Table) build(goType reflect.Type) (*layout, error) {
	if l := layouts.byTable[t]; l != nil {
		return l, nil
	}
	l := &layout{kind: kindStruct, goType: goType, shape: t.Name, table: t, byName: map[string]*member{}}
	for i := range t.Keys {
		key := &t.Keys[i]
		m := &member{name: key.Name, key: key}
		field, err := m.find(goType)
		if err == nil {
			m.layout, err = key.build(field)
		}
		if err != nil {
			return nil, err
		}
		l.members, l.byName[key.Name] = append(l.members, m), m
	}
	layouts.byTable[t] = l
	return l, nil
}

// find works out the way to the member's field and gives the field's type.
func (m *member) find(t reflect.Type) (reflect.Type, error) {
	for name := range strings.SplitSeq(m.key.Field, ".") {
		f, ok := t.FieldByName(name)
		if !ok {
			return nil, fmt.Errorf("shape: %s has no field %s for the key %s", t, name, m.name)
		}
		m.index, t = append(m.index, f.Index...), f.Type
	}
	return t, nil
}

// build gives the layout of the key's value, whose Go type is t.
func (k *Key) build(t reflect.Type) (*layout, error) {
	l := &layout{goType: t, shape: k.Name, least: k.Least, most: k.Most}
	var err error
	switch {
	case k.New != nil:
		return k.Of.build(reflect.TypeOf(k.New()).Elem())
	case t == reflect.TypeFor[time.Duration]():
		l.kind = kindDuration
	case t == reflect.TypeFor[Node]():
		l.kind = kindNode
	case t.Kind() == reflect.Pointer:
		return k.build(t.Elem())
	case t.Kind() == reflect.String && len(k.Values) > 0:
		l.kind, l.values = kindEnum, slices.Sorted(slices.Values(k.Values))
	case t.Kind() == reflect.String:
		l.kind = kindString
	case t.Kind() == reflect.Bool:
		l.kind = kindBool
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int32, t.Kind() == reflect.Int64:
		l.kind = kindInt
	case t.Kind() == reflect.Slice:
		l.kind = kindList
		l.elem, err = k.build(t.Elem())
	case t.Kind() == reflect.Map:
		l.kind = kindMap
		l.elem, err = k.build(t.Elem())
	case k.Of != nil:
		return k.Of.build(t)
	default:
		var p *probe
		var ok bool
		if p, ok = probeOf(t); !ok {
			return nil, fmt.Errorf("shape: the key %s has the type %s, which is not handled", k.Name, t)
		}
		return buildLayout(p.schema, p.schema.ID().Name, t)
	}
	return l, err
}
