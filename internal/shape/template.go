package shape

import "strings"

// templateMark finds the mark of a template engine in s, like {{tag}},
// <IMAGE_NAME> or $TAG, and gives it, or "". The mark ${TAG} is steady's own.
func templateMark(s string) string {
	for _, pair := range [][2]string{{"{{", "}}"}, {"<%", "%>"}, {"[[", "]]"}, {"{%", "%}"}} {
		if _, rest, ok := strings.Cut(s, pair[0]); ok {
			if inner, _, ok := strings.Cut(rest, pair[1]); ok {
				return pair[0] + inner + pair[1]
			}
		}
	}
	const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
	_, rest, _ := strings.Cut(s, "<")
	inner, _, ok := strings.Cut(rest, ">")
	if ok && inner != "" && strings.Trim(inner, capitals) == "" {
		return "<" + inner + ">"
	}
	if _, rest, ok := strings.Cut(s, "$"); ok {
		if name := rest[:len(rest)-len(strings.TrimLeft(rest, capitals))]; name != "" {
			return "$" + name
		}
	}
	return ""
}

// TemplateMark finds the mark of a template engine in s, like {{tag}},
// <IMAGE_NAME> or $TAG, and gives it, or "".
func TemplateMark(s string) string { return templateMark(s) }

// templateHint is empty where s has no mark.
func templateHint(s string) string {
	if mark := templateMark(s); mark != "" {
		return strings.Map(printable, mark) + " looks like a template mark that was not filled in"
	}
	return ""
}
