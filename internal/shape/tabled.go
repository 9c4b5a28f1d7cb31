package shape

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// tabled finds what is missing in a map that a table describes, and what is too
// much.
func (d *decoder) tabled(n *Node, l *layout) {
	var choices []string
	var chosen []*Node
	for _, m := range l.members {
		if m.key.Choice {
			choices = append(choices, m.name)
			if key := n.key(m.name); key != nil {
				chosen = append(chosen, key)
			}
		}
		if m.key.Required {
			d.path = append(d.path, step{name: m.name})
			d.reportMissing(n, l, m.name, len(d.path) > 1)
			d.path = d.path[:len(d.path)-1]
		}
	}
	if len(choices) == 0 || d.suggests(n, choices) {
		return
	}
	switch {
	case len(chosen) == 0:
		d.report(n, "want one of "+strings.Join(choices, ", "), "")
	case len(chosen) > 1:
		d.report(chosen[1], fmt.Sprintf("%s is one too many beside %s", shown(chosen[1]), shown(chosen[0])), "")
	}
}

// suggests says whether an unknown key of n was probably meant to be one of names.
func (d *decoder) suggests(n *Node, names []string) bool {
	for _, name := range names {
		if d.suggested[suggestion{n, name}] {
			return true
		}
	}
	return false
}

// key finds the key written exactly so whose value is not null, or nil.
func (n *Node) key(name string) *Node {
	for _, m := range n.Members {
		if m.Key.Text == name && m.Value.Kind != Null {
			return m.Key
		}
	}
	return nil
}

// duration reads a time span as Go writes it.
func (d *decoder) duration(n *Node, l *layout, dst reflect.Value) {
	v, err := time.ParseDuration(n.Text)
	if err != nil {
		hint := "write it like 500ms, 30s or 2m"
		if isWhole(n.Text) && n.Text[0] != '-' && !n.hidden() {
			hint = fmt.Sprintf("write %ss", n.Text)
		}
		d.report(n, shown(n)+" is not a time span", hint)
		return
	}
	if l.outside(int64(v)) {
		d.report(n, shown(n)+" is out of range",
			fmt.Sprintf("from %s to %s", spanText(l.least), spanText(l.most)))
		return
	}
	dst.SetInt(int64(v))
}

// outside says whether a number is not within the bounds, if there are any.
func (l *layout) outside(v int64) bool {
	return (l.least != 0 || l.most != 0) && (v < l.least || v > l.most)
}

// spanText writes nanoseconds as people write time spans: 24h, not 24h0m0s.
func spanText(v int64) string {
	text := time.Duration(v).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
