package shape

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// wrongKind reports a list where a map is wanted and the like.
func (d *decoder) wrongKind(n *Node, l *layout) {
	if d.wire {
		d.report(n, wireMismatch(n, l.kind), "")
		return
	}
	got, hint := "nothing", templateHint(open(n))
	switch n.Kind {
	case Scalar:
		got = shown(n)
	case List:
		got = "a list"
	case Map:
		got = "a map"
	}
	want := map[kind]string{
		kindString: "text", kindEnum: l.noun(), kindBool: "true or false", kindInt: "a whole number",
		kindFloat: "a number", kindTime: "a time", kindDuration: "a time span like 30s",
		kindList: "a list", kindMap: "a map of names to values",
		kindStruct: "a map with the members of " + l.noun(), kindUnion: "a map with one of " + memberNames(l),
	}[l.kind]
	if len(d.path) == 0 {
		want = "a map of members"
	}
	switch {
	case hint != "":
	case l.kind == kindList && n.Kind == Map:
		hint = `put "- " before it, or [ ] around it`
	case l.kind == kindList && n.Kind == Scalar:
		hint = "put [ ] around it"
	case n.Kind == List && len(n.Items) == 1:
		hint = `take the "- " or the [ ] away`
	case l.kind == kindMap && n.Kind == Scalar:
		hint = "write name: value"
	}
	d.report(n, fmt.Sprintf("want %s, got %s", want, got), hint)
}

// hidden is true where a message must not show, nor hint at, the value.
func (n *Node) hidden() bool { return n.Secret || n.Written != "" }

// open is what a message may look at: a value as its author wrote it.
func open(n *Node) string {
	switch {
	case n.Secret: // even as written: ${PASSWORD:-hunter2}
		return ""
	case n.Written != "":
		return n.Written
	}
	return n.Text
}

// shown is how a message names a value: in quotes, and cut where it is long. A
// secret is not named, and of a substituted value only what the file holds.
func shown(n *Node) string {
	if n.Secret {
		return "the value"
	}
	text := open(n)
	const enough = 60
	if utf8.RuneCountInString(text) > enough {
		text = string([]rune(text)[:enough]) + "…"
	}
	return strconv.Quote(text)
}
