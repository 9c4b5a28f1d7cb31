package shape

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// scalar fills a string, enum, boolean, number or time.
func (d *decoder) scalar(n *Node, l *layout, dst reflect.Value) {
	if d.wire {
		if want := wireForm(l.kind); want != formOf(n) && formOf(n) != "" {
			d.wrongKind(n, l)
			return
		}
	}
	switch l.kind {
	case kindString:
		dst.SetString(n.Text)
	case kindEnum:
		d.enum(n, l, dst)
	case kindBool:
		d.boolean(n, dst)
	case kindInt:
		d.integer(n, dst)
	case kindFloat:
		d.float(n, dst)
	case kindTime:
		d.time(n, dst)
	}
}

func (d *decoder) enum(n *Node, l *layout, dst reflect.Value) {
	if d.wire || slices.Contains(l.values, n.Text) {
		dst.SetString(n.Text)
		return
	}
	if n.Text == "" {
		d.warn(n, "an empty value is taken as absent", "")
		return
	}
	// More than a handful of values help nobody who made a typing error.
	const few = 8
	message := fmt.Sprintf("%s is not %s", shown(n), noun(l.shape))
	if len(l.values) <= few {
		message = fmt.Sprintf("%s is not one of %s", shown(n), strings.Join(l.values, ", "))
	}
	hint := templateHint(open(n))
	if near := nearest(n.Text, l.values); near != "" && !n.hidden() {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	d.report(n, message, hint)
}

func (d *decoder) boolean(n *Node, dst reflect.Value) {
	if n.Text == "true" || n.Text == "false" {
		dst.SetBool(n.Text == "true")
		d.warnQuoted(n, "true or false")
		return
	}
	hint := templateHint(open(n))
	if !n.hidden() {
		switch strings.ToLower(n.Text) {
		case "true", "yes", "on", "y", "1":
			hint = "write true"
		case "false", "no", "off", "n", "0":
			hint = "write false"
		}
	}
	d.report(n, shown(n)+" is not true or false", hint)
}

// warnQuoted warns of quotes around a value that is not text. A variable often
// needs the quotes: "${PORT}" is JSON and ${PORT} is not.
func (d *decoder) warnQuoted(n *Node, what string) {
	if !n.Quoted || n.Written != "" || d.wire {
		return
	}
	hint := "take the quotes away"
	if !n.Secret {
		hint = "write " + n.Text
	}
	d.warn(n, what+" in quotes", hint)
}

func (d *decoder) integer(n *Node, dst reflect.Value) {
	if !isWhole(n.Text) {
		hint := templateHint(open(n))
		if whole := meantWhole(n.Text); whole != "" && !n.hidden() {
			hint = "write " + whole
		}
		d.report(n, shown(n)+" is not a whole number", hint)
		return
	}
	v, err := strconv.ParseInt(n.Text, 10, dst.Type().Bits())
	if err != nil {
		largest := int64(math.MaxInt64)
		if dst.Type().Bits() == 32 {
			largest = math.MaxInt32
		}
		d.report(n, shown(n)+" is out of range", fmt.Sprintf("the largest number is %d", largest))
		return
	}
	dst.SetInt(v)
	d.warnQuoted(n, "a number")
}

// isWhole is true for decimal digits that every reader takes for the same
// number: no leading zero, no sign but -, no underscore.
func isWhole(s string) bool {
	s = strings.TrimPrefix(s, "-")
	n := digits(s)
	return n > 0 && n == len(s) && (n == 1 || s[0] != '0')
}

// meantWhole guesses the whole number in 0x1F, 1_000, 1e3, 1.0, +5 or 512MB;
// "" where there is no telling, as for 012, which is 10 to some.
func meantWhole(s string) string {
	if v, err := strconv.ParseInt(strings.TrimPrefix(s, "+"), 0, 64); err == nil && (digits(s) < 2 || s[0] != '0') {
		return strconv.FormatInt(v, 10)
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && f == math.Trunc(f) && math.Abs(f) < 1<<53 && s[0] != '0' {
		return strconv.FormatInt(int64(f), 10)
	}
	if n := digits(s); n > 0 && isWhole(s[:n]) && strings.Trim(s[n:], " KMGTibB") == "" {
		return s[:n]
	}
	return ""
}

func (d *decoder) float(n *Node, dst reflect.Value) {
	v, err := strconv.ParseFloat(n.Text, 64)
	if err != nil || !isJSONNumber(n.Text) {
		d.report(n, shown(n)+" is not a number", templateHint(open(n)))
		return
	}
	dst.SetFloat(v)
	d.warnQuoted(n, "a number")
}

// maxEpoch is the last second of the year 9999.
const maxEpoch = 253402300799

// time reads epoch seconds, which may have a fraction, or RFC 3339.
func (d *decoder) time(n *Node, dst reflect.Value) {
	if seconds, err := strconv.ParseFloat(n.Text, 64); err == nil && math.Abs(seconds) <= maxEpoch {
		// Milliseconds are what the service keeps; a float64 holds no more.
		dst.Set(reflect.ValueOf(time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()))
		return
	}
	t, err := time.Parse(time.RFC3339, n.Text)
	if err != nil {
		d.report(n, shown(n)+" is not a time", "write it like 2006-01-02T15:04:05Z")
		return
	}
	dst.Set(reflect.ValueOf(t))
}

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
		kindString: "text", kindEnum: "one of a few words", kindBool: "true or false", kindInt: "a whole number",
		kindFloat: "a number", kindTime: "a time", kindList: "a list", kindMap: "a map of names to values",
		kindStruct: "a map with the members of " + noun(l.shape), kindUnion: "a map with one of " + memberNames(l),
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
	if n.Written != "" {
		return n.Written
	}
	if n.Secret {
		return ""
	}
	return n.Text
}

// shown is how a message names a value: in quotes, and cut where it is long. A
// secret is not named, and of a substituted value only what the file holds.
func shown(n *Node) string {
	text := open(n)
	if text == "" && n.Secret {
		return "the value"
	}
	const enough = 60
	if utf8.RuneCountInString(text) > enough {
		text = string([]rune(text)[:enough]) + "…"
	}
	return strconv.Quote(text)
}
