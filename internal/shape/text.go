package shape

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// maxText is the size in bytes above which a text is not read. A task
// definition may have 64 KiB (Developer Guide, Amazon ECS service quotas).
const maxText = 256 << 10

// maxValues bounds the values of a text, counted by what stands between them.
// It bounds the time and memory that a tree takes: a value may be two bytes of
// text, and is some hundred bytes in memory. ECS's own limits leave room for a
// fifth of it.
const maxValues = 20000

// decodeText turns the bytes of a file into UTF-8 with \n as the line end and
// no byte-order mark. A character that neither JSON nor YAML allows anywhere
// is a problem.
func decodeText(name string, src []byte) ([]byte, *Problem) {
	if len(src) > maxText {
		return nil, &Problem{File: name, Message: fmt.Sprintf("the text has %d bytes, more than %d", len(src), maxText)}
	}
	text := toLF(toUTF8(src))
	if p := badCharacter(text); p != nil {
		p.File = name
		return nil, p
	}
	values := 0
	for _, separator := range []string{",", "\n", "[", "{"} {
		values += bytes.Count(text, []byte(separator))
	}
	if values > maxValues {
		return nil, &Problem{File: name, Message: fmt.Sprintf("the text has more than %d values", maxValues)}
	}
	return text, nil
}

// toLF makes \n the one line end.
func toLF(text []byte) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text // ReplaceAll would copy it twice
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
}

// toUTF8 takes the byte-order mark off and turns UTF-16 into UTF-8. UTF-16
// without a mark is known by its zero bytes: both formats begin with an ASCII
// character.
func toUTF8(src []byte) []byte {
	switch {
	case bytes.HasPrefix(src, []byte{0xEF, 0xBB, 0xBF}):
		return src[3:]
	case bytes.HasPrefix(src, []byte{0xFF, 0xFE}):
		return fromUTF16(src[2:], binary.LittleEndian)
	case bytes.HasPrefix(src, []byte{0xFE, 0xFF}):
		return fromUTF16(src[2:], binary.BigEndian)
	case len(src) >= 2 && src[0] != 0 && src[1] == 0:
		return fromUTF16(src, binary.LittleEndian)
	case len(src) >= 2 && src[0] == 0 && src[1] != 0:
		return fromUTF16(src, binary.BigEndian)
	}
	return src
}

func fromUTF16(src []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, 0, len(src)/2+1)
	for ; len(src) >= 2; src = src[2:] {
		units = append(units, order.Uint16(src))
	}
	if len(src) == 1 {
		units = append(units, 0) // half a character: refused like any NUL
	}
	return []byte(string(utf16.Decode(units)))
}

// badCharacter finds the first byte that is not UTF-8, or the first control
// character other than tab and line end.
func badCharacter(text []byte) *Problem {
	line, start := 1, 0
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\n':
			line, start = line+1, i+1
		case c < ' ' && c != '\t' || c == 0x7F:
			return badAt(text, line, start, i, fmt.Sprintf("the control character U+%04X is not allowed", c))
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && size == 1 {
				return badAt(text, line, start, i, fmt.Sprintf("the byte 0x%02X is not UTF-8", c))
			}
			i += size
			continue
		}
		i++
	}
	return nil
}

func badAt(text []byte, line, start, i int, message string) *Problem {
	return &Problem{
		Line: line, Column: utf8.RuneCount(text[start:i]) + 1, Message: message,
		Hint: "save the file as UTF-8 text",
	}
}
