package shape

import (
	"fmt"
	"strconv"
	"strings"
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
	nodes      supply
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
	n := r.nodes.one()
	n.File = r.file
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
			r.fail(fmt.Sprintf("want : after the key %s%s", shown(key), r.found()), "")
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
