package render

import (
	"strings"
)

// The colours, as SGR codes (ECMA-48). Each goes with a word or a glyph that
// says the same, for those who see no colours.
const (
	red    = "31"
	green  = "32"
	yellow = "33"
	cyan   = "36"
	dim    = "2"
	bold   = "1"
)

// style draws lines for one screen.
type style struct {
	color, ascii bool
}

func (o Options) style() style { return style{color: o.Color, ascii: o.ASCII} }

// paint colours a text; without colour it is left alone.
func (s style) paint(code, text string) string {
	if !s.color || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s style) done() string   { return s.paint(green, "✓") }
func (s style) failed() string { return s.paint(red, "✗") }
func (s style) warn() string   { return s.paint(yellow, "!") }

// label is a name in a column of names, with the two spaces before it.
func (s style) label(name string) string { return "  " + s.paint(dim, pad(name, 10)) + " " }

// asciiGlyphs are the stand-ins for what steady itself draws.
var asciiGlyphs = strings.NewReplacer(
	"→", "->", "✓", "ok", "✗", "FAIL", "·", "-", "…", "...", "—", "-", "’", "'", "“", `"`, "”", `"`)

// line makes a text fit for the screen: ASCII where nothing else may be drawn,
// and no wider than limit (0: any width).
func (s style) line(text string, limit int) string {
	text = strings.TrimRight(text, " ")
	mark := "…"
	if s.ascii {
		mark = "..."
		text = strings.Map(func(r rune) rune {
			if r > 126 {
				return '?'
			}
			return r
		}, asciiGlyphs.Replace(text))
	}
	if limit > 0 {
		text = cut(text, limit, mark)
	}
	return text
}

// spread puts right at the right edge of a line of the given width, and cuts
// left where the two would meet.
func spread(left, right string, edge int) string {
	room := edge - width(right) - 2
	return pad(cut(left, room, "…"), edge-width(right)) + right
}
