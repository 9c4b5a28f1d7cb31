package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
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

// encode gives one harmless line of JSON: a log that holds it is safe.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return harmless(strings.TrimRight(b.String(), "\n")), nil
}

// WriteJSON writes a JSON text that was made elsewhere, as harmless as those made here.
func WriteJSON(w io.Writer, text []byte) error {
	_, err := w.Write(harmless(string(text)))
	return err
}

// harmless is the same JSON with escapes for what a terminal or a runner obeys.
func harmless(text string) []byte { return escape([]byte(parted(text, `\u0023`))) }

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
