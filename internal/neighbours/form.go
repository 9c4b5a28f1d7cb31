package neighbours

import (
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

const (
	// maxItems bounds a list of a form, and maxDepth how deep its keys go.
	maxItems = 1000
	maxDepth = 8
)

// form is the body of a request in the Query protocol: "Name", "Outer.Name",
// "Names.member.1". Smithy, AWS query protocol.
type form struct {
	values url.Values
	heads  map[string]bool // the keys, and what stands before each of their dots
}

func parseForm(body []byte) (form, error) {
	values, err := url.ParseQuery(string(body))
	f := form{values, map[string]bool{}}
	for key := range values {
		if strings.Count(key, ".") > maxDepth {
			continue // no member lies that deep
		}
		for i, r := range key {
			if r == '.' {
				f.heads[key[:i]] = true
			}
		}
		f.heads[key] = true
	}
	return f, err
}

// read fills the fields of an input.
func (f form) read(in any) error { return f.readStruct("", reflect.ValueOf(in).Elem()) }

func (f form) readStruct(prefix string, v reflect.Value) error {
	for i := range v.NumField() {
		read, key := f.readField, prefix+memberName(v.Type().Field(i))
		if v.Type().Field(i).Anonymous {
			read, key = f.readStruct, prefix
		}
		if err := read(key, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

// memberName is how the API calls a field.
func memberName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func (f form) readField(key string, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Struct:
		return f.readStruct(key+".", v)
	case reflect.Slice:
		return f.readList(key+".member.", v)
	case reflect.Pointer:
		if !f.heads[key] {
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return f.readField(key, v.Elem())
	}
	if !f.values.Has(key) {
		return nil
	}
	return readText(key, f.values.Get(key), v)
}

func (f form) readList(prefix string, v reflect.Value) error {
	for n := 1; n <= maxItems && f.heads[prefix+strconv.Itoa(n)]; n++ {
		item := reflect.New(v.Type().Elem()).Elem()
		if err := f.readField(prefix+strconv.Itoa(n), item); err != nil {
			return err
		}
		v.Set(reflect.Append(v, item))
	}
	return nil
}

// readText reads a string, a number or a boolean.
func readText(key, text string, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return refusef("ValidationError", "%s must be true or false.", key)
		}
		v.SetBool(b)
	case reflect.Int32:
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return refusef("ValidationError", "%s must be a number.", key)
		}
		v.SetInt(n)
	default:
		v.SetString(text)
	}
	return nil
}
