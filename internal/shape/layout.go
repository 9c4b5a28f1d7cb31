package shape

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/aws/smithy-go"
)

// kind is how a value is read and written.
type kind int

const (
	kindString kind = iota
	kindEnum
	kindBool
	kindInt
	kindFloat
	kindTime
	kindDocument // any JSON value
	kindList
	kindMap
	kindStruct
	kindUnion // a struct of which exactly one member is set

	// Of tables only.
	kindDuration
	kindNode // anything, kept as it is
)

// layout joins a shape of the API's model, which the SDK carries as a
// smithy.Schema, to the Go type that holds it.
type layout struct {
	kind    kind
	goType  reflect.Type // never a pointer
	shape   string       // the name in the model: PortMapping
	members []*member    // of a struct or union, sorted by name
	byName  map[string]*member
	elem    *layout      // of a list's items or a map's values
	values  []string     // of an enum, sorted
	length  atomic.Int64 // of the text that was written of it last

	table       *Table // that describes the struct; nil for the SDK's
	least, most int64  // bounds that a table sets, 0 and 0 for none
}

// member is one member of a struct or union.
type member struct {
	name    string
	prefix  []byte       // the name as JSON has it before a value: "name":
	field   int          // of a struct: the index of the Go field
	key     *Key         // of a table's member
	index   []int        // of a table's member, instead of field: the way to the Go field
	variant reflect.Type // of a union: the struct that wraps the member's value
	always  bool         // written even when it is zero
	layout  *layout
}

// layouts holds what has been worked out. A schema never changes while the
// program runs.
//
//nolint:gochecknoglobals // a cache of constants
var layouts = struct {
	sync.Mutex
	byType  map[reflect.Type]*layout
	byTable map[*Table]*layout
}{byType: map[reflect.Type]*layout{}, byTable: map[*Table]*layout{}}

// noun names the struct in words: "a port mapping", "the input of CreateCluster".
func (l *layout) noun() string {
	if isInput(l) {
		return "the input of " + strings.TrimSuffix(l.goType.Name(), "Input")
	}
	return noun(l.shape)
}

// layoutOf gives the layout of an SDK struct or of a pointer to one.
func layoutOf(v any) (*layout, reflect.Value, error) {
	value := reflect.ValueOf(v)
	for value.Kind() == reflect.Pointer && !value.IsNil() {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct {
		return nil, value, fmt.Errorf("shape: %T is not a struct of the ECS SDK", v)
	}
	layouts.Lock()
	defer layouts.Unlock()
	if l := layouts.byType[value.Type()]; l != nil {
		return l, value, nil
	}
	p, ok := probeOf(value.Type())
	if !ok {
		return nil, value, fmt.Errorf("shape: %T is not a struct of the ECS SDK", v)
	}
	l, err := buildLayout(p.schema, p.schema.ID().Name, value.Type())
	return l, value, err
}

// layoutInto is layoutOf for what is to be filled.
func layoutInto(v any) (*layout, reflect.Value, error) {
	l, value, err := layoutOf(v)
	if err == nil && !value.CanSet() {
		err = fmt.Errorf("shape: %T is no pointer", v)
	}
	return l, value, err
}

// buildLayout is called with layouts locked. A struct is put into the table
// before its members are, so that a shape may hold itself.
func buildLayout(schema *smithy.Schema, shape string, t reflect.Type) (*layout, error) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if l := layouts.byType[t]; l != nil && t.Kind() == reflect.Struct {
		return l, nil
	}
	l := &layout{goType: t, shape: shape}
	var err error
	switch schema.Type() {
	case smithy.ShapeTypeString:
		l.kind = kindString
	case smithy.ShapeTypeEnum:
		l.kind, l.values = kindEnum, enumValues(t)
	case smithy.ShapeTypeBoolean:
		l.kind = kindBool
	case smithy.ShapeTypeInteger, smithy.ShapeTypeLong:
		l.kind = kindInt
	case smithy.ShapeTypeDouble, smithy.ShapeTypeFloat:
		l.kind = kindFloat
	case smithy.ShapeTypeTimestamp:
		l.kind = kindTime
	case smithy.ShapeTypeDocument:
		l.kind = kindDocument
	case smithy.ShapeTypeList:
		l.kind = kindList
		l.elem, err = buildLayout(schema.ListMember(), schema.ListMember().TargetID().Name, t.Elem())
	case smithy.ShapeTypeMap:
		l.kind = kindMap
		l.elem, err = buildLayout(schema.MapValue(), schema.MapValue().TargetID().Name, t.Elem())
	case smithy.ShapeTypeStructure:
		l.kind = kindStruct
		err = l.addMembers(schema, fieldOf)
	case smithy.ShapeTypeUnion:
		l.kind = kindUnion
		err = l.addMembers(schema, variantOf)
	default:
		err = fmt.Errorf("shape: %s has a type that is not handled", shape)
	}
	return l, err
}

// addMembers fills members and byName. find gives where the Go type of l keeps
// a member, and the Go type of the member.
func (l *layout) addMembers(schema *smithy.Schema, find func(reflect.Type, *member) (reflect.Type, error)) error {
	l.byName = map[string]*member{}
	var always map[*smithy.Schema]bool
	if l.kind == kindStruct {
		layouts.byType[l.goType] = l
		if p, ok := probeOf(l.goType); ok {
			always = p.always
		}
	}
	for name, s := range schema.Members() {
		m := &member{name: name, always: always[s], prefix: append(appendString(nil, name), ':')}
		t, err := find(l.goType, m)
		if err == nil {
			m.layout, err = buildLayout(s, s.TargetID().Name, t)
		}
		if err != nil {
			delete(layouts.byType, l.goType)
			return err
		}
		l.members, l.byName[name] = append(l.members, m), m
	}
	slices.SortFunc(l.members, func(a, b *member) int { return strings.Compare(a.name, b.name) })
	return nil
}

// fieldOf follows the rule of the SDK's generator: the field has the member's
// name with a capital letter.
func fieldOf(t reflect.Type, m *member) (reflect.Type, error) {
	f, ok := t.FieldByName(strings.ToUpper(m.name[:1]) + m.name[1:])
	if !ok {
		return nil, fmt.Errorf("shape: %s has no field for the member %s", t, m.name)
	}
	m.field = f.Index[0]
	return f.Type, nil
}

// enumValues calls the Values method that the SDK generates for every enum: the
// schema has only the names of the values.
func enumValues(t reflect.Type) []string {
	all := reflect.Zero(t).MethodByName("Values").Call(nil)[0]
	values := make([]string, all.Len())
	for i := range values {
		values[i] = all.Index(i).String()
	}
	slices.Sort(values)
	return values
}

// Members lists the names of the members of an SDK struct as the API spells
// them, sorted.
func Members(v any) []string {
	l, _, err := layoutOf(v)
	if err != nil {
		return nil
	}
	names := make([]string, len(l.members))
	for i, m := range l.members {
		names[i] = m.name
	}
	return names
}
