package shape

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// parseJSON reads one JSON value. Duplicate keys are problems beside the tree;
// after a syntax error the tree is nil.
func parseJSON(name string, text []byte) (*Node, Problems) {
	r := &jsonReader{file: name, text: text, line: 1, column: 1}
	n := r.value(0)
	if n != nil {
		r.space()
		if r.pos < len(r.text) {
			r.fail("there is text after the end of the JSON value", "one definition a file")
		}
	}
	if r.failure != nil {
		return nil, Problems{*r.failure}
	}
	return n, r.duplicates
}

// jsonReader reads JSON strictly, and keeps the place of every value. Its
// methods answer nil, "" or false once failure is set.
type jsonReader struct {
	file       string
	text       []byte
	pos        int
	failure    *Problem
	duplicates Problems

	// The place of text[marked], moved on by place.
	marked, line, column int
}

// place gives the line and column of a position at or after the last one asked for.
func (r *jsonReader) place(pos int) (line, column int) {
	for r.marked < pos {
		if c := r.text[r.marked]; c == '\n' {
			r.line, r.column = r.line+1, 1
			r.marked++
		} else {
			_, size := utf8.DecodeRune(r.text[r.marked:])
			r.marked += size
			r.column++
		}
	}
	return r.line, r.column
}

func (r *jsonReader) fail(message, hint string) {
	if r.failure != nil {
		return
	}
	line, column := r.place(r.pos)
	if hint == "" {
		hint = templateHint(r.lineAround(r.pos))
	}
	r.failure = &Problem{File: r.file, Line: line, Column: column, Message: "not JSON: " + message, Hint: hint}
}

func (r *jsonReader) lineAround(pos int) string {
	start := strings.LastIndexByte(string(r.text[:pos]), '\n') + 1
	line, _, _ := strings.Cut(string(r.text[start:]), "\n")
	return line
}

func (r *jsonReader) space() {
	for r.pos < len(r.text) {
		switch r.text[r.pos] {
		case ' ', '\t', '\n':
			r.pos++
		default:
			return
		}
	}
}

// peek gives the next byte that is not space, 0 at the end.
func (r *jsonReader) peek() byte {
	r.space()
	if r.pos == len(r.text) {
		return 0
	}
	return r.text[r.pos]
}

func (r *jsonReader) value(depth int) *Node {
	c := r.peek()
	n := &Node{File: r.file}
	n.Line, n.Column = r.place(r.pos)
	start := r.pos
	switch {
	case depth > maxDepth:
		r.fail(fmt.Sprintf("more than %d levels of nesting", maxDepth), "")
	case c == '{':
		r.object(n, depth)
	case c == '[':
		r.array(n, depth)
	case c == '"':
		n.Kind, n.Quoted, n.Text = Scalar, true, r.str()
	default:
		r.literal(n)
	}
	if r.failure != nil {
		return nil
	}
	if n.Kind == Scalar || n.Kind == Null {
		n.Width = utf8.RuneCount(r.text[start:r.pos])
	}
	return n
}

func (r *jsonReader) object(n *Node, depth int) {
	n.Kind = Map
	r.pos++
	if r.peek() == '}' {
		r.pos++
		return
	}
	for {
		if c := r.peek(); c == '}' {
			r.fail("a comma with no member after it", "take the comma before } away")
			return
		} else if c != '"' {
			r.fail("want a key in double quotes"+r.found(), "")
			return
		}
		key := r.value(depth + 1)
		if key == nil {
			return
		}
		if r.peek() != ':' {
			r.fail(fmt.Sprintf("want : after the key %q%s", key.Text, r.found()), "")
			return
		}
		r.pos++
		value := r.value(depth + 1)
		if value == nil {
			return
		}
		n.Members = append(n.Members, Member{Key: key, Value: value})
		if !r.more('}', "object") {
			r.duplicates = append(r.duplicates, duplicates(n.Members)...)
			return
		}
	}
}

func (r *jsonReader) array(n *Node, depth int) {
	n.Kind = List
	r.pos++
	if r.peek() == ']' {
		r.pos++
		return
	}
	for {
		if r.peek() == ']' {
			r.fail("a comma with no item after it", "take the comma before ] away")
			return
		}
		item := r.value(depth + 1)
		if item == nil {
			return
		}
		n.Items = append(n.Items, item)
		if !r.more(']', "array") {
			return
		}
	}
}

// more steps over a comma and answers true, or over the end and answers false.
func (r *jsonReader) more(end byte, what string) bool {
	switch r.peek() {
	case ',':
		r.pos++
		return true
	case end:
		r.pos++
		return false
	case 0:
		r.fail(fmt.Sprintf("the text ends inside an %s", what), fmt.Sprintf("a %c is missing", end))
		return false
	}
	r.fail(fmt.Sprintf("want , or %c%s", end, r.found()), "")
	return false
}

// found says what stands at the position, without showing a value.
func (r *jsonReader) found() string {
	switch c := r.peek(); c {
	case 0:
		return ", the text ends"
	case '"':
		return ", got a string"
	default:
		ch, _ := utf8.DecodeRune(r.text[r.pos:])
		return ", got " + strconv.QuoteRune(ch)
	}
}

// literal reads null, true, false or a number.
func (r *jsonReader) literal(n *Node) {
	start := r.pos
	for r.pos < len(r.text) && !strings.ContainsRune(" \t\n,:]}[{\"", rune(r.text[r.pos])) {
		r.pos++
	}
	word := string(r.text[start:r.pos])
	switch {
	case word == "null":
	case word == "true", word == "false", isJSONNumber(word):
		n.Kind, n.Text = Scalar, word
	default:
		r.pos = start
		hint := ""
		if strings.HasPrefix(word, "$") {
			hint = `put double quotes around it, like "${NAME}"`
		}
		r.fail("want a value"+r.found(), hint)
	}
}

// isJSONNumber follows RFC 8259, section 6.
func isJSONNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole := digits(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	s = s[whole:]
	if strings.HasPrefix(s, ".") {
		n := digits(s[1:])
		if n == 0 {
			return false
		}
		s = s[1+n:]
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		n := digits(s)
		return n > 0 && n == len(s)
	}
	return s == ""
}

// digits counts the decimal digits s begins with.
func digits(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return i
		}
	}
	return len(s)
}

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
