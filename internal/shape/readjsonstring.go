package shape

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// str reads a string with the quotes at both ends.
func (r *jsonReader) str() string {
	r.pos++
	var out []byte
	start := r.pos
	for r.pos < len(r.text) {
		switch c := r.text[r.pos]; {
		case c == '"':
			out = append(out, r.text[start:r.pos]...)
			r.pos++
			return string(out)
		case c == '\n' || c == '\t':
			r.fail("a line end or tab inside a string", `write \n or \t`)
			return ""
		case c == '\\':
			out = append(out, r.text[start:r.pos]...)
			if out = r.escape(out); r.failure != nil {
				return ""
			}
			start = r.pos
		default:
			r.pos++
		}
	}
	r.fail("the text ends inside a string", `a " is missing`)
	return ""
}

// escape reads one escape sequence and appends what it stands for.
func (r *jsonReader) escape(out []byte) []byte {
	rest := r.text[r.pos+1:]
	if len(rest) > 0 {
		if i := strings.IndexByte(`"\/bfnrt`, rest[0]); i >= 0 {
			r.pos += 2
			return append(out, "\"\\/\b\f\n\r\t"[i])
		}
	}
	unit, ok := hexUnit(r.text[r.pos:])
	if !ok {
		r.fail("an unknown escape sequence in a string", `write \\ for a backslash`)
		return out
	}
	r.pos += 6
	if !utf16.IsSurrogate(unit) {
		return utf8.AppendRune(out, unit)
	}
	low, _ := hexUnit(r.text[r.pos:])
	both := utf16.DecodeRune(unit, low)
	if both == utf8.RuneError {
		r.pos -= 6
		r.fail("half of a surrogate pair in a string", "")
		return out
	}
	r.pos += 6
	return utf8.AppendRune(out, both)
}

// hexUnit reads \uXXXX.
func hexUnit(s []byte) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(string(s[2:6]), 16, 16)
	return rune(v), err == nil
}
