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
	page         int // the width that running text is set to
}

func (o Options) style() style {
	columns, _ := o.size()
	return style{color: o.Color, ascii: o.ASCII, page: min(max(columns, 40), 78)}
}

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

// mark is a glyph before a step or a row. In ASCII some are words: all get the room
// of the longest, so that what follows stands below one another.
func (s style) mark(glyph string) string {
	if !s.ascii {
		return glyph
	}
	glyph = asciiGlyphs.Replace(glyph)
	return glyph + strings.Repeat(" ", max(0, len("FAIL")-width(strings.ReplaceAll(glyph, spin, "|"))))
}

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

// spread puts right at the right edge of the page, and cuts left where the two
// would meet.
func (s style) spread(left, right string) string {
	left, right = s.line(left, 0), s.line(right, 0)
	return pad(s.line(left, s.page-width(right)-2), s.page-width(right)) + right
}
