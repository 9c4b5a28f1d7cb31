package shape

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"
)

// Decode fills into, a pointer to an SDK struct (an operation's input or one of
// package types), from n. All problems are found in one pass: unknown members
// with a suggestion, wrong types, values an enum does not have, missing
// required members. A null is an absent member. An empty string for an enum is
// absent too, with a warning.
//
// Required members are known for the inputs of RegisterTaskDefinition,
// CreateService and UpdateService only. The value of an unknown member is
// marked [Node.Secret]: nobody can tell what it is.
func Decode(n *Node, into any) Problems {
	l, dst, err := layoutInto(into)
	if err != nil {
		return Problems{{File: n.File, Message: err.Error()}}
	}
	d := &decoder{suggested: map[suggestion]bool{}}
	d.value(n, l, dst)
	d.required(n, l, into)
	return d.problems.sorted()
}

// decoder fills Go values from nodes. On the wire it is lenient with unknown
// members and values of enums, and strict with types: a number is no string.
type decoder struct {
	wire      bool
	path      []step
	problems  Problems
	suggested map[suggestion]bool
}

// step is one part of a path: a member's name, a key or an index.
type step struct {
	name  string
	index int // where name is ""
}

// suggestion is a member that an unknown key of a map was probably meant to be.
type suggestion struct {
	in     *Node
	member string
}

// pathString writes a path as the API's documentation does. A key that is no
// plain word is quoted: options["a b"].
func pathString(steps []step) string {
	var b strings.Builder
	for _, s := range steps {
		switch {
		case s.name == "":
			fmt.Fprintf(&b, "[%d]", s.index)
		case strings.ContainsFunc(s.name, inNoWord):
			fmt.Fprintf(&b, "[%q]", s.name)
		case b.Len() > 0:
			b.WriteString("." + s.name)
		default:
			b.WriteString(s.name)
		}
	}
	return b.String()
}

func inNoWord(r rune) bool {
	return r != '-' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// report adds a problem at n, at the decoder's path.
func (d *decoder) report(n *Node, message, hint string) {
	p := n.problem(message)
	p.Path, p.Hint = pathString(d.path), hint
	d.problems = append(d.problems, p)
}

func (d *decoder) warn(n *Node, message, hint string) {
	d.report(n, message, hint)
	d.problems[len(d.problems)-1].Warning = true
}

// at decodes one step further down.
func (d *decoder) at(s step, n *Node, l *layout, dst reflect.Value) {
	d.path = append(d.path, s)
	d.value(n, l, dst)
	d.path = d.path[:len(d.path)-1]
}

// value fills dst, which may be a pointer, from n. What is wrong is reported
// and left as it was.
func (d *decoder) value(n *Node, l *layout, dst reflect.Value) {
	if dst.Kind() == reflect.Pointer {
		fresh := reflect.New(dst.Type().Elem())
		before := len(d.problems)
		d.value(n, l, fresh.Elem())
		if l.kind == kindStruct && n.Kind == Map || d.problems[before:].Err() == nil {
			dst.Set(fresh)
		}
		return
	}
	switch l.kind {
	case kindStruct:
		d.structure(n, l, dst)
	case kindUnion:
		d.union(n, l, dst)
	case kindList:
		d.list(n, l, dst)
	case kindMap:
		d.mapping(n, l, dst)
	case kindDocument:
		d.document(n, dst)
	case kindNode:
		dst.Set(reflect.ValueOf(*n))
	default:
		if n.Kind != Scalar {
			d.wrongKind(n, l)
			return
		}
		d.scalar(n, l, dst)
	}
}

func (d *decoder) structure(n *Node, l *layout, dst reflect.Value) {
	if n.Kind != Map {
		d.wrongKind(n, l)
		return
	}
	for _, m := range n.Members {
		known := l.byName[m.Key.Text]
		if known == nil {
			d.unknown(n, m, l)
			continue
		}
		if m.Value.Kind != Null {
			d.at(step{name: known.name}, m.Value, known.layout, known.in(dst, m.Value))
		}
	}
	switch {
	case l.table != nil:
		d.tabled(n, l)
	case len(d.path) > 0 && isInput(l) && !d.wire:
		d.required(n, l, dst.Addr().Interface())
	}
}

// in gives the field of a struct that the member fills from n. What an interface
// shall hold is made here.
func (m *member) in(dst reflect.Value, n *Node) reflect.Value {
	if m.key == nil {
		return dst.Field(m.field)
	}
	if m.key.Secret {
		n.Hide()
	}
	field := dst.FieldByIndex(m.index)
	if m.key.New == nil {
		return field
	}
	made := reflect.ValueOf(m.key.New())
	field.Set(made)
	return made.Elem()
}

// unknown reports a key that is no member of a struct.
func (d *decoder) unknown(parent *Node, m Member, l *layout) {
	if d.wire {
		return
	}
	m.Value.Hide()
	hint := templateHint(m.Key.Text)
	var names []string
	for _, known := range l.members {
		names = append(names, known.name)
	}
	if near := nearest(m.Key.Text, names); near != "" {
		d.suggested[suggestion{parent, near}] = true
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	in := ""
	if len(d.path) > 0 {
		in = " in " + l.noun()
	}
	d.path = append(d.path, step{name: m.Key.Text})
	d.report(m.Key, fmt.Sprintf("unknown key %s%s", shown(m.Key), in), hint)
	d.path = d.path[:len(d.path)-1]
}

func (d *decoder) list(n *Node, l *layout, dst reflect.Value) {
	if n.Kind != List {
		d.wrongKind(n, l)
		return
	}
	out := reflect.MakeSlice(dst.Type(), len(n.Items), len(n.Items))
	for i, item := range n.Items {
		d.at(step{index: i}, item, l.elem, out.Index(i))
	}
	dst.Set(out)
}

// mapping fills a map whose keys the user chooses.
func (d *decoder) mapping(n *Node, l *layout, dst reflect.Value) {
	if n.Kind != Map {
		d.wrongKind(n, l)
		return
	}
	out := reflect.MakeMapWithSize(dst.Type(), len(n.Members))
	for _, m := range n.Members {
		if m.Value.Kind == Null {
			continue
		}
		v := reflect.New(dst.Type().Elem()).Elem()
		d.at(step{name: m.Key.Text}, m.Value, l.elem, v)
		out.SetMapIndex(reflect.ValueOf(m.Key.Text).Convert(dst.Type().Key()), v)
	}
	dst.Set(out)
}

func (d *decoder) union(n *Node, l *layout, dst reflect.Value) {
	if n.Kind != Map {
		d.wrongKind(n, l)
		return
	}
	set := ""
	for _, m := range n.Members {
		known := l.byName[m.Key.Text]
		switch {
		case known == nil:
			d.unknown(n, m, l)
			set = m.Key.Text
		case m.Value.Kind == Null:
		case set != "":
			d.report(m.Key, fmt.Sprintf("only one of %s can be set", memberNames(l)), "")
		default:
			set = known.name
			v := reflect.New(known.variant)
			d.at(step{name: known.name}, m.Value, known.layout, v.Elem().Field(known.field))
			dst.Set(v)
		}
	}
	if set == "" && !d.wire {
		d.report(n, "want one of "+memberNames(l), "")
	}
}

func memberNames(l *layout) string {
	var names []string
	for _, m := range l.members {
		names = append(names, m.name)
	}
	return strings.Join(names, ", ")
}
