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

// stranger puts into replies what no SDK knows. Which enums of the API have a new
// value is settled when they first come up, about one in four: a service does not
// take its new words back between two calls.
type stranger struct {
	dice  *rand.Rand
	enums map[string]bool // by member, "Deployment.RolloutState"
}

// estrange puts a member that the API does not have into every struct of a reply,
// and values that it does not have into some enums. What kind of thing stands
// where is known from the Go type of the output.
func (s *stranger) estrange(body []byte, out any) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return json.Marshal(s.change(reflect.TypeOf(out), "", v))
}

// change gives v, which is at the member named at and of the type t, as a stranger
// to that type.
func (s *stranger) change(t reflect.Type, at string, v any) any {
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
				v[name] = s.change(field.Type, t.Name()+"."+field.Name, old)
			}
		}
		v[unheardMember] = map[string]any{"of": []any{nil, json.Number("1"), "later"}}
	case []any:
		if t.Kind() != reflect.Slice {
			return v
		}
		for i := range v {
			v[i] = s.change(t.Elem(), at, v[i])
		}
	case string:
		if _, enum := t.MethodByName("Values"); enum && s.picks(at) {
			return unheardValue
		}
	}
	return v
}

func (s *stranger) picks(member string) bool {
	picked, settled := s.enums[member]
	if !settled {
		picked = s.dice.IntN(4) == 0
		s.enums[member] = picked
	}
	return picked
}
