package neighbours

import (
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

// maxItems bounds a list of a form.
const maxItems = 1000

// readForm fills the fields of an input from a form: "Name", "Outer.Name",
// "Names.member.1". Smithy, AWS query protocol.
func readForm(form url.Values, in any) error { return readStruct(form, "", reflect.ValueOf(in).Elem()) }

func readStruct(form url.Values, prefix string, v reflect.Value) error {
	for i := range v.NumField() {
		read, key := readField, prefix+memberName(v.Type().Field(i))
		if v.Type().Field(i).Anonymous {
			read, key = readStruct, prefix
		}
		if err := read(form, key, v.Field(i)); err != nil {
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

func readField(form url.Values, key string, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Struct:
		return readStruct(form, key+".", v)
	case reflect.Slice:
		for n := 1; n <= maxItems && holds(form, key+".member."+strconv.Itoa(n)); n++ {
			item := reflect.New(v.Type().Elem()).Elem()
			if err := readField(form, key+".member."+strconv.Itoa(n), item); err != nil {
				return err
			}
			v.Set(reflect.Append(v, item))
		}
		return nil
	case reflect.Pointer:
		if !holds(form, key) {
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return readField(form, key, v.Elem())
	}
	if !form.Has(key) {
		return nil
	}
	return readText(key, form.Get(key), v)
}

// holds says whether a form has something for a field.
func holds(form url.Values, key string) bool {
	if form.Has(key) {
		return true
	}
	for other := range form {
		if strings.HasPrefix(other, key+".") {
			return true
		}
	}
	return false
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
