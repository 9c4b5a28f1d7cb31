package shape

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	smithydocument "github.com/aws/smithy-go/document"
)

// encoder appends JSON. With omitZero the numbers and booleans that are zero
// and no pointers are absent.
type encoder struct {
	out      []byte
	omitZero bool
	err      error
}

// encode makes the text as long as the last one of the shape was, and a bit: the
// next is often that of the same thing a little later.
func encode(l *layout, v reflect.Value, omitZero bool) ([]byte, error) {
	const least, more = 1 << 10, 1 << 8
	e := &encoder{out: make([]byte, 0, max(least, more+int(l.length.Load()))), omitZero: omitZero}
	e.value(l, v)
	l.length.Store(int64(len(e.out)))
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
		e.time(v)
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

func (e *encoder) time(v reflect.Value) {
	var t time.Time
	if v.CanAddr() {
		t = *v.Addr().Interface().(*time.Time) // which copies nothing to the heap
	} else {
		t = v.Interface().(time.Time)
	}
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
