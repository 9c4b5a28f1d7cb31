package shape

import "strings"

// Lines gives the lines of a text as [Parse] counts them, without their ends,
// for a report that shows them.
func Lines(src []byte) []string { return strings.Split(string(toLF(toUTF8(src))), "\n") }
