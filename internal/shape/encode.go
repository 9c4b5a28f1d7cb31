package shape

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	smithydocument "github.com/aws/smithy-go/document"
)

// Marshal writes an operation's output as the body of an AWS JSON 1.1 reply.
// Unlike the SDK's own serializer it writes zero numbers and false, as the
// service does (runningCount: 0); nil members are absent, empty lists are [].
// Times are epoch seconds with milliseconds.
//
// Of an operation's input, known by the name of its type, zero numbers and
// false that are no pointers are absent unless the API requires the member, as
// in the requests that the SDK sends.
func Marshal(v any) ([]byte, error) {
	l, value, err := layoutOf(v)
	if err != nil {
		return nil, err
	}
	return encode(l, value, strings.HasSuffix(l.goType.Name(), "Input"))
}

// JSON writes an SDK struct as the API spells it: two-space indentation,
// members sorted by name, absent members left out, no escaping of <, > and &,
// a newline at the end. The same value always gives the same bytes.
func JSON(v any) ([]byte, error) {
	l, value, err := layoutOf(v)
	if err != nil {
		return nil, err
	}
	compact, err := encode(l, value, true)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, compact, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// Tree is the inverse of [Decode]: the tree of an SDK struct, members in the
// order of their names, absent members left out. Its nodes have no place in any
// text. It is nil for what is no SDK struct.
func Tree(v any) *Node {
	l, value, err := layoutOf(v)
	if err != nil {
		return nil
	}
	compact, err := encode(l, value, true)
	if err != nil {
		return nil
	}
	root, _ := parseJSON("", compact)
	root.Walk(func(n *Node) bool {
		n.Line, n.Column, n.Width = 0, 0, 0
		return true
	})
	return root
}

// encoder appends JSON. With omitZero the numbers and booleans that are zero
// and no pointers are absent.
type encoder struct {
	out      []byte
	omitZero bool
	err      error
}

func encode(l *layout, v reflect.Value, omitZero bool) ([]byte, error) {
	e := &encoder{omitZero: omitZero}
	e.value(l, v)
	return e.out, e.err
}

// absent is true for a member that is not written.
func (e *encoder) absent(m *member, v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return v.IsNil()
	case reflect.String:
		return m.layout.kind == kindEnum && v.Len() == 0 && !m.always
	case reflect.Bool, reflect.Int32, reflect.Int64, reflect.Float64:
		return e.omitZero && !m.always && v.IsZero()
	}
	return false
}

func (e *encoder) value(l *layout, v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch l.kind {
	case kindString, kindEnum:
		e.out = appendString(e.out, v.String())
	case kindBool:
		e.out = strconv.AppendBool(e.out, v.Bool())
	case kindInt:
		e.out = strconv.AppendInt(e.out, v.Int(), 10)
	case kindFloat:
		e.float(v.Float())
	case kindTime:
		e.time(v.Interface().(time.Time))
	case kindDocument:
		e.document(v)
	case kindList:
		e.list(l, v)
	case kindMap:
		e.mapping(l, v)
	case kindStruct:
		e.structure(l, v)
	case kindUnion:
		e.union(l, v)
	}
}

func (e *encoder) structure(l *layout, v reflect.Value) {
	open := byte('{')
	for _, m := range l.members {
		field := v.Field(m.field)
		if e.absent(m, field) {
			continue
		}
		e.out = append(append(e.out, open), m.prefix...)
		e.value(m.layout, field)
		open = ','
	}
	e.end(open, '{', '}')
}

// end closes an object or list, which open says the beginning of, or ',' where
// it has something in it.
func (e *encoder) end(open, begin, end byte) {
	if open != ',' {
		e.out = append(e.out, begin)
	}
	e.out = append(e.out, end)
}

func (e *encoder) list(l *layout, v reflect.Value) {
	open := byte('[')
	for i := range v.Len() {
		e.out = append(e.out, open)
		e.value(l.elem, v.Index(i))
		open = ','
	}
	e.end(open, '[', ']')
}

func (e *encoder) mapping(l *layout, v reflect.Value) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	open := byte('{')
	for _, key := range keys {
		e.out = append(e.out, open)
		e.out = append(appendString(e.out, key.String()), ':')
		e.value(l.elem, v.MapIndex(key))
		open = ','
	}
	e.end(open, '{', '}')
}

func (e *encoder) union(l *layout, v reflect.Value) {
	set := v.Elem()
	for _, m := range l.members {
		if set.Type() == reflect.PointerTo(m.variant) {
			e.out = append(append(e.out, '{'), m.prefix...)
			e.value(m.layout, set.Elem().Field(m.field))
			e.out = append(e.out, '}')
			return
		}
	}
	e.out, e.err = append(e.out, "null"...), fmt.Errorf("shape: %s is no member of %s", set.Type(), l.shape)
}

func (e *encoder) float(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		e.out, e.err = append(e.out, "null"...), fmt.Errorf("shape: %v is no number of JSON", f)
		return
	}
	e.out = strconv.AppendFloat(e.out, f, 'f', -1, 64)
}

func (e *encoder) time(t time.Time) {
	ms := t.UnixMilli()
	if ms < 0 {
		e.out = strconv.AppendFloat(e.out, float64(ms)/1000, 'f', 3, 64)
		return
	}
	e.out = strconv.AppendInt(e.out, ms/1000, 10)
	if ms %= 1000; ms != 0 {
		e.out = append(e.out, '.', byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10))
	}
}

func (e *encoder) document(v reflect.Value) {
	n, err := documentNode(v.Interface().(smithydocument.Marshaler))
	if err != nil {
		e.out, e.err = append(e.out, "null"...), err
		return
	}
	e.out = n.appendJSON(e.out)
}

// JSON gives n as one line of JSON, the keys of maps sorted. Secrets are in it.
func (n *Node) JSON() string { return string(n.appendJSON(nil)) }

func (n *Node) appendJSON(out []byte) []byte {
	switch n.Kind {
	case List:
		out = append(out, '[')
		for i, item := range n.Items {
			if i > 0 {
				out = append(out, ',')
			}
			out = item.appendJSON(out)
		}
		return append(out, ']')
	case Map:
		members := slices.Clone(n.Members)
		slices.SortFunc(members, func(a, b Member) int { return strings.Compare(a.Key.Text, b.Key.Text) })
		out = append(out, '{')
		for i, m := range members {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(appendString(out, m.Key.Text), ':')
			out = m.Value.appendJSON(out)
		}
		return append(out, '}')
	case Scalar:
		if n.Quoted || n.Text != "true" && n.Text != "false" && !isJSONNumber(n.Text) {
			return appendString(out, n.Text)
		}
		return append(out, n.Text...)
	}
	return append(out, "null"...)
}

// appendString appends s as a JSON string, in which everything but quotes,
// backslashes and control characters stands for itself. A byte that is not
// UTF-8 becomes U+FFFD.
func appendString(out []byte, s string) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				out = append(append(out, s[start:i]...), "\uFFFD"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' && c != 0x7F {
			i++
			continue
		}
		out = append(out, s[start:i]...)
		if j := strings.IndexByte("\"\\\b\f\n\r\t", c); j >= 0 {
			out = append(out, '\\', `"\bfnrt`[j])
		} else {
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		start = i
	}
	return append(append(out, s[start:]...), '"')
}
