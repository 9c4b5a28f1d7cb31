package shape

import (
	"reflect"

	"github.com/aws/smithy-go"
)

// probe learns from the generated Serialize what reflection cannot see: the
// schema of a struct, which is named first, and the members that are written
// even when they are zero, because the API requires them and they are no
// pointers. A zero value makes no other calls.
type probe struct {
	smithy.ShapeSerializer
	schema *smithy.Schema
	always map[*smithy.Schema]bool
}

func probeOf(t reflect.Type) (*probe, bool) {
	described, ok := reflect.New(t).Interface().(smithy.Serializable)
	if !ok {
		return nil, false
	}
	p := &probe{always: map[*smithy.Schema]bool{}}
	described.Serialize(p)
	return p, true
}

func (p *probe) WriteStruct(s *smithy.Schema)             { p.schema = s }
func (p *probe) CloseStruct()                             {}
func (p *probe) WriteBool(s *smithy.Schema, _ bool)       { p.always[s] = true }
func (p *probe) WriteInt32(s *smithy.Schema, _ int32)     { p.always[s] = true }
func (p *probe) WriteInt64(s *smithy.Schema, _ int64)     { p.always[s] = true }
func (p *probe) WriteFloat64(s *smithy.Schema, _ float64) { p.always[s] = true }
func (p *probe) WriteString(s *smithy.Schema, _ string)   { p.always[s] = true }
