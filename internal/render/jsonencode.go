package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"unicode"
	"unicode/utf8"
)

// document writes a JSON document in a line of its own.
func document(w io.Writer, doc any) error {
	text, err := encode(doc)
	if err != nil {
		return fmt.Errorf("encode JSON document: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// encode gives one line of JSON. Characters that steer a terminal or a CI
// runner are written as escapes, so a log that holds the line is safe.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	text := bytes.ReplaceAll(bytes.TrimRight(b.Bytes(), "\n"), []byte("##["), []byte(`#\u0023[`))
	return escape(text), nil
}

func escape(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r < 0x7f || !hidden(r) && !unicode.In(r, unicode.Zl, unicode.Zp):
			out = append(out, text[:size]...)
		case r > math.MaxUint16:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		text = text[size:]
	}
	return out
}
