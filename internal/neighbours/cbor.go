package neighbours

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/aws/smithy-go/encoding/cbor"
)

// readCBOR fills an input by way of JSON, whose names and kinds the inputs have.
func readCBOR(body []byte, in any) error {
	value, err := cbor.Decode(body)
	if err != nil {
		return err
	}
	text, err := json.Marshal(plain(value))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, in)
}

// plain is a value of CBOR as encoding/json has it.
func plain(v cbor.Value) any {
	switch v := v.(type) {
	case cbor.Map:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = plain(member)
		}
		return out
	case cbor.List:
		out := make([]any, 0, len(v))
		for _, member := range v {
			out = append(out, plain(member))
		}
		return out
	case *cbor.Tag:
		return plain(v.Value)
	case cbor.NegInt:
		return -float64(v)
	case *cbor.Nil, *cbor.Undefined:
		return nil
	default:
		return v
	}
}

// writeCBOR writes what is made of structs, lists, texts, truth values and times.
func writeCBOR(out any) ([]byte, error) {
	value, err := valueOf(reflect.ValueOf(out))
	if err != nil {
		return nil, err
	}
	return cbor.Encode(value), nil
}

func valueOf(v reflect.Value) (cbor.Value, error) {
	if t, ok := v.Interface().(Time); ok { // Smithy, timestampFormat trait, RPC v2 CBOR protocol
		return &cbor.Tag{ID: 1, Value: cbor.Float64(float64(time.Time(t).UnixMilli()) / 1000)}, nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return &cbor.Nil{}, nil
		}
		return valueOf(v.Elem())
	case reflect.String:
		return cbor.String(v.String()), nil
	case reflect.Bool:
		return cbor.Bool(v.Bool()), nil
	case reflect.Slice:
		list := cbor.List{}
		for i := range v.Len() {
			member, err := valueOf(v.Index(i))
			if err != nil {
				return nil, err
			}
			list = append(list, member)
		}
		return list, nil
	case reflect.Struct:
		out := cbor.Map{}
		for i := range v.NumField() {
			name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if options == "omitempty" && v.Field(i).IsZero() {
				continue
			}
			member, err := valueOf(v.Field(i))
			if err != nil {
				return nil, err
			}
			out[name] = member
		}
		return out, nil
	default:
		return nil, fmt.Errorf("a reply has a %s", v.Kind())
	}
}
