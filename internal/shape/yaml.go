package shape

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode"
)

// YAML writes an SDK struct for people: block style, the members that say what
// a thing is before the others, strings in quotes only where a reader of YAML
// 1.1 or 1.2 could take them for something else.
func YAML(v any) ([]byte, error) {
	root, err := tree(v)
	if err != nil {
		return nil, err
	}
	return root.YAML(), nil
}

// YAML gives n as a text of YAML, as [YAML] does. Secrets are in it.
func (n *Node) YAML() []byte {
	e := &yamlEncoder{}
	e.value(n, 0)
	return []byte(strings.TrimLeft(e.out.String(), "\n "))
}

// first are the members written before the others, which go by their names, and
// last those written after them.
var (
	first = []string{
		"family", "serviceName", "containerName", "name", "key", "type", "image", "essential", "command",
		"requiresCompatibilities", "networkMode", "cpu", "memory", "memoryReservation",
		"taskDefinition", "launchType", "capacityProviderStrategy", "strategy", "enable", "targetGroupArn", "containerPort",
	}
	last = []string{"containerDefinitions", "volumes", "placementConstraints", "placementStrategy", "tags"}
)

type yamlEncoder struct{ out strings.Builder }

// value writes what follows a key or a dash, with the space or line end before
// it and the line end after it.
func (e *yamlEncoder) value(n *Node, indent int) {
	switch {
	case n.Kind == Map && len(n.Members) > 0:
		e.out.WriteByte('\n')
		e.members(n, indent, false)
	case n.Kind == List && len(n.Items) > 0:
		e.out.WriteByte('\n')
		e.items(n, indent)
	case n.Kind == Scalar && n.Quoted && fitsBlock(n.Text):
		e.block(n.Text, indent)
	default:
		e.out.WriteString(" " + flow(n) + "\n")
	}
}

// members writes a map. After a dash its first line is not indented.
func (e *yamlEncoder) members(n *Node, indent int, afterDash bool) {
	for i, m := range ordered(n.Members) {
		if i > 0 || !afterDash {
			e.out.WriteString(strings.Repeat(" ", indent))
		}
		e.out.WriteString(yamlKey(m.Key.Text, indent) + ":")
		e.value(m.Value, indent+2)
	}
}

// yamlKey writes a key with the mark that a long one needs.
func yamlKey(s string, indent int) string {
	const longest = 1000 // YAML allows 1024 characters before the colon
	key := quoted(s)
	if len(key) > longest {
		return "? " + key + "\n" + strings.Repeat(" ", indent)
	}
	return key
}

func (e *yamlEncoder) items(n *Node, indent int) {
	for _, item := range n.Items {
		e.out.WriteString(strings.Repeat(" ", indent) + "-")
		if item.Kind == Map && len(item.Members) > 0 {
			e.out.WriteByte(' ')
			e.members(item, indent+2, true)
			continue
		}
		e.value(item, indent+2)
	}
}

// block writes text of several lines as a literal block.
func (e *yamlEncoder) block(s string, indent int) {
	if strings.HasSuffix(s, "\n") {
		e.out.WriteString(" |\n")
	} else {
		e.out.WriteString(" |-\n")
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(s, "\n"), "\n") {
		if line != "" {
			e.out.WriteString(strings.Repeat(" ", max(indent, 2)) + line)
		}
		e.out.WriteByte('\n')
	}
}

func ordered(members []Member) []Member {
	rank := func(m Member) int {
		if i := slices.Index(first, m.Key.Text); i >= 0 {
			return i
		}
		return len(first) + 1 + slices.Index(last, m.Key.Text)
	}
	members = slices.Clone(members)
	sort.SliceStable(members, func(i, j int) bool {
		a, b := members[i], members[j]
		return cmp.Or(rank(a)-rank(b), strings.Compare(a.Key.Text, b.Key.Text)) < 0
	})
	return members
}

// flow writes a value that takes one line.
func flow(n *Node) string {
	switch {
	case n.Kind == Scalar && n.Quoted:
		return quoted(n.Text)
	case n.Kind == Scalar:
		return n.Text
	case n.Kind == List:
		return "[]"
	case n.Kind == Map:
		return "{}"
	}
	return "null"
}

// runnersMark is what CI runners obey, with a name and a bracket behind it, and what
// they obey as well at the start of a line is "::" (GitHub Docs, Workflow commands).
const runnersMark = "##"

// fitsBlock is true for text that is easier to read as a literal block, and
// that such a block holds unchanged.
func fitsBlock(s string) bool {
	body := strings.TrimSuffix(s, "\n")
	if !strings.Contains(body, "\n") || strings.HasSuffix(body, "\n") || strings.HasPrefix(s, " ") ||
		strings.HasPrefix(s, "\n") || strings.Contains(s, "\t") {
		return false
	}
	for line := range strings.SplitSeq(body, "\n") {
		if strings.TrimRight(line, " ") != line || strings.HasPrefix(strings.TrimSpace(line), "::") {
			return false
		}
	}
	if strings.Contains(s, runnersMark) {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return r != '\n' && !seen(r) }) < 0
}

// quoted writes s plain where every reader takes it for this very string, else
// between double quotes, where YAML has the escapes of JSON.
func quoted(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	before := ' '
	for _, r := range string(appendString(nil, s)) {
		if before == '#' && r == '#' {
			b.WriteString(escaped(r))
		} else if seen(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(escaped(r))
		}
		before = r
	}
	return b.String()
}

// seen is true for a character that can be seen (Unicode Standard Annex 44,
// Default_Ignorable_Code_Point).
func seen(r rune) bool {
	return unicode.IsPrint(r) && !unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

func escaped(r rune) string {
	const hex = "0123456789ABCDEF"
	out := []byte{'\\', 'U', 0, 0, 0, 0, 0, 0, 0, 0}
	for i := range 8 {
		out[9-i] = hex[r>>(4*i)&15]
	}
	return string(out)
}

// numeric are the characters of numbers, dates and times in YAML 1.1 and 1.2: a
// word of these only, with a digit, is quoted.
const numeric = "0123456789+-.,_:abcdefABCDEFxXoOtTzZ "

// words are the plain scalars that some reader takes for null, a boolean, a
// float or a merge key.
var words = []string{
	"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "+.inf", "-.inf", "<<", "=",
}

func looksNumeric(s string) bool {
	const figures = "0123456789"
	return strings.ContainsAny(s[:1], figures+"+-.") && strings.ContainsAny(s, figures) && strings.Trim(s, numeric) == ""
}

func isPlain(s string) bool {
	switch {
	case slices.Contains(words, strings.ToLower(s)),
		strings.TrimSpace(s) != s,
		strings.Contains(s, ": "), strings.HasSuffix(s, ":"), strings.Contains(s, " #"),
		strings.HasPrefix(s, "- "), s == "-", strings.HasPrefix(s, "---"), strings.HasPrefix(s, "..."),
		strings.ContainsAny(s[:1], "?:,[]{}#&*!|>'\"%@`"),
		strings.Contains(s, runnersMark), looksNumeric(s):
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return !seen(r) }) < 0
}
