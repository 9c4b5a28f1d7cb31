package ecssim

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
)

// What an SDK older than the service could meet.
const (
	unheardMember = "unheardOfMember"
	unheardValue  = "UNHEARD_OF"
)

// estrange puts a member that the API does not have into every struct of a reply,
// and a value that it does not have into about one enum in four. What kind of
// thing stands where is known from the Go type of the output.
func estrange(body []byte, out any, dice *rand.Rand) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return json.Marshal(strange(reflect.TypeOf(out), v, dice))
}

func strange(t reflect.Type, v any, dice *rand.Rand) any {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch v := v.(type) {
	case map[string]any:
		if t.Kind() != reflect.Struct {
			return v // a map of the user's own keys takes no other values
		}
		for i := range t.NumField() {
			field := t.Field(i)
			name := strings.ToLower(field.Name[:1]) + field.Name[1:]
			if old, ok := v[name]; ok {
				v[name] = strange(field.Type, old, dice)
			}
		}
		v[unheardMember] = map[string]any{"of": []any{nil, json.Number("1"), "later"}}
	case []any:
		if t.Kind() != reflect.Slice {
			return v
		}
		for i := range v {
			v[i] = strange(t.Elem(), v[i], dice)
		}
	case string:
		if _, enum := t.MethodByName("Values"); enum && dice.IntN(4) == 0 {
			return unheardValue
		}
	}
	return v
}
