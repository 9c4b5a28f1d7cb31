package shape

import (
	"bytes"
	"strings"
)

// Lines gives the lines of a text as [Parse] counts them, without their ends,
// for a report that shows them.
func Lines(src []byte) []string {
	text := bytes.ReplaceAll(toUTF8(src), []byte("\r\n"), []byte("\n"))
	return strings.Split(string(bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))), "\n")
}
