package world

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// maxDefinition is how many bytes of JSON a task definition may have. Developer
// Guide, Amazon ECS service quotas.
const maxDefinition = 64 << 10

// checkSize refuses a task definition that is too large, in words that have been
// seen. What exactly ECS measures no source says: here it is the definition as it
// is registered, in JSON without spaces.
func checkSize(def *types.TaskDefinition) error {
	if n := sizeOf(reflect.ValueOf(def)); n > maxDefinition {
		return clientError(fmt.Sprintf("Actual length: '%d'. Max allowed length is '%d' bytes.", n, maxDefinition))
	}
	return nil
}

// sizeOf is how many bytes a value of the API has in JSON. Members that hold nothing
// are absent.
func sizeOf(v reflect.Value) int {
	const pair, marks = 4, 2 // "":, and the brackets
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return sizeOf(v.Elem())
	case reflect.Struct:
		n := marks
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !v.Field(i).IsZero() {
				n += len(f.Name) + pair + sizeOf(v.Field(i))
			}
		}
		return n
	case reflect.Slice:
		n := marks
		for i := range v.Len() {
			n += 1 + sizeOf(v.Index(i))
		}
		return n
	case reflect.Map:
		n := marks
		for it := v.MapRange(); it.Next(); {
			n += sizeOf(it.Key()) + sizeOf(it.Value()) + marks
		}
		return n
	case reflect.Invalid:
		return len("null")
	}
	text, _ := json.Marshal(v.Interface()) // a string, a number or a truth value
	return len(text)
}
