package shape

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// scalar fills a string, enum, boolean, number or time.
func (d *decoder) scalar(n *Node, l *layout, dst reflect.Value) {
	if d.wire {
		if want := wireForm(l.kind); want != formOf(n) && formOf(n) != "" {
			d.wrongKind(n, l)
			return
		}
	}
	before := len(d.problems)
	switch l.kind {
	case kindString:
		dst.SetString(n.Text)
	case kindEnum:
		d.enum(n, l, dst)
	case kindBool:
		d.boolean(n, dst)
	case kindInt:
		d.integer(n, l, dst)
	case kindFloat:
		d.float(n, dst)
	case kindTime:
		d.time(n, dst)
	case kindDuration:
		d.duration(n, l, dst)
	}
	if d.wire && len(d.problems) > before {
		d.problems = d.problems[:before]
		d.wrongKind(n, l)
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
	message := fmt.Sprintf("%s is not %s", shown(n), l.noun())
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

func (d *decoder) integer(n *Node, l *layout, dst reflect.Value) {
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
	if l.outside(v) {
		d.report(n, shown(n)+" is out of range", fmt.Sprintf("from %d to %d", l.least, l.most))
		return
	}
	dst.SetInt(v)
	d.warnQuoted(n, "a number")
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
