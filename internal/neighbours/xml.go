package neighbours

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"reflect"
	"time"
)

// xml writes an output or an error as the Query protocol does.
func (s *Service) xml(name, id string, out any, refusal *Error) []byte {
	var b bytes.Buffer
	if refusal != nil {
		fmt.Fprintf(&b, "<ErrorResponse xmlns=%q><Error><Type>%s</Type>", s.namespace, refusal.fault())
		element(&b, "Code", refusal.Code)
		element(&b, "Message", refusal.Message)
		b.WriteString("</Error>")
		element(&b, "RequestId", id)
		b.WriteString("</ErrorResponse>")
		return b.Bytes()
	}
	fmt.Fprintf(&b, "<%sResponse xmlns=%q><%sResult>", name, s.namespace, name)
	writeStruct(&b, reflect.Indirect(reflect.ValueOf(out)))
	fmt.Fprintf(&b, "</%sResult><ResponseMetadata>", name)
	element(&b, "RequestId", id)
	fmt.Fprintf(&b, "</ResponseMetadata></%sResponse>", name)
	return b.Bytes()
}

// element writes one with a text.
func element(b *bytes.Buffer, name, text string) {
	fmt.Fprintf(b, "<%s>", name)
	_ = xml.EscapeText(b, []byte(text)) // a buffer takes everything
	fmt.Fprintf(b, "</%s>", name)
}

func writeStruct(b *bytes.Buffer, v reflect.Value) {
	for i := range v.NumField() {
		if f := v.Field(i); !f.IsZero() || f.Kind() == reflect.Bool {
			writeValue(b, memberName(v.Type().Field(i)), f)
		}
	}
}

// writeValue writes a member; a list has its items in "member" elements.
func writeValue(b *bytes.Buffer, name string, v reflect.Value) {
	if at, ok := v.Interface().(Time); ok {
		element(b, name, time.Time(at).UTC().Format("2006-01-02T15:04:05.000Z"))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		writeValue(b, name, v.Elem())
	case reflect.Slice:
		fmt.Fprintf(b, "<%s>", name)
		for i := range v.Len() {
			writeValue(b, "member", v.Index(i))
		}
		fmt.Fprintf(b, "</%s>", name)
	case reflect.Struct:
		fmt.Fprintf(b, "<%s>", name)
		writeStruct(b, v)
		fmt.Fprintf(b, "</%s>", name)
	default:
		element(b, name, fmt.Sprint(v.Interface()))
	}
}
