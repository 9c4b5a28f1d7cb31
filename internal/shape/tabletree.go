package shape

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// TableTree is the inverse of [DecodeTable]: a tree from which the same struct is
// read. What is zero and not required is left out.
func TableTree(t *Table, v any) (*Node, error) {
	l, err := t.layout(reflect.TypeOf(v))
	if err != nil {
		return nil, err
	}
	return l.tree(reflect.ValueOf(v))
}

// tree gives v as a tree.
func (l *layout) tree(v reflect.Value) (*Node, error) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch {
	case l.table != nil:
		return l.tableTree(v)
	case l.kind == kindStruct:
		copied := reflect.New(v.Type())
		copied.Elem().Set(v)
		return tree(copied.Interface())
	case l.kind == kindList:
		out := &Node{Kind: List}
		for i := range v.Len() {
			item, err := l.elem.tree(v.Index(i))
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, item)
		}
		return out, nil
	case l.kind == kindMap:
		return l.mapTree(v)
	case l.kind == kindNode:
		n := v.Interface().(Node)
		return &n, nil
	case l.kind == kindDuration:
		return Text(time.Duration(v.Int()).String()), nil
	case l.kind == kindString, l.kind == kindEnum:
		return Text(v.String()), nil
	}
	return &Node{Kind: Scalar, Text: fmt.Sprint(v.Interface())}, nil
}

func (l *layout) tableTree(v reflect.Value) (*Node, error) {
	out := &Node{Kind: Map}
	for _, m := range l.members {
		field := v.FieldByIndex(m.index)
		made := field.Kind() == reflect.Interface
		if field.IsZero() && (made || !m.key.Required) || made && field.Elem().Type() != reflect.TypeOf(m.key.New()) {
			continue
		}
		n, err := m.layout.tree(field)
		if err != nil {
			return nil, err
		}
		out.Set(m.name, n)
	}
	return out, nil
}

func (l *layout) mapTree(v reflect.Value) (*Node, error) {
	out := &Node{Kind: Map}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys {
		n, err := l.elem.tree(v.MapIndex(key))
		if err != nil {
			return nil, err
		}
		out.Set(key.String(), n)
	}
	return out, nil
}
