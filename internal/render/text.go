package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// longest is how many characters of a foreign text are kept; a log line of a
// megabyte helps nobody.
const longest = 1000

// Clean makes a foreign text harmless on a screen and in a CI log, as one line.
// Control and format characters (escape codes, bidi overrides, zero-width
// characters) are dropped, line breaks and tabs become spaces. GitHub's runner
// obeys "##[" anywhere in a line and "::" at its start, others "##vso[" and
// "##teamcity["; all are broken up, "::" before every word because wrapping may start
// a line with any.
func Clean(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		switch {
		case n == longest:
			r = '…'
		case n > longest:
			return defuse(b.String())
		case r == '\n', r == '\r', r == '\t', r == '\u2028', r == '\u2029', r == '\u0085':
			r = ' '
		case hidden(r):
			continue
		}
		b.WriteRune(r)
		n++
	}
	return defuse(b.String())
}

// defuse breaks up what a runner obeys. Of ":::" nothing is left that does.
func defuse(text string) string {
	text = parted(text, " #")
	if !strings.Contains(text, "::") {
		return text
	}
	var b strings.Builder
	begins := true // a line may begin here
	for i, r := range text {
		b.WriteRune(r)
		if begins && strings.HasPrefix(text[i:], "::") {
			b.WriteByte(' ')
			continue
		}
		begins = unicode.IsSpace(r)
	}
	return b.String()
}

// parted puts something in place of the second # of what a runner obeys anywhere in a
// line: "##[error]" (GitHub Docs, Workflow commands), "##vso[…]" (Azure Pipelines,
// Logging commands), "##teamcity[…]" (TeamCity, Service messages).
func parted(text, second string) string {
	if !strings.Contains(text, "##") {
		return text
	}
	var b strings.Builder
	for {
		i := strings.Index(text, "##")
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:i+1])
		text = text[i+1:]
		if name := strings.TrimLeftFunc(text[1:], isLetter); strings.HasPrefix(name, "[") {
			b.WriteString(second)
			text = text[1:]
		}
	}
}

func isLetter(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' }

// hidden tells the characters that steer a terminal or hide text: control and format
// characters, what Unicode leaves for private use, and what it says nothing is drawn
// of (Unicode Standard Annex 44, Default_Ignorable_Code_Point).
func hidden(r rune) bool {
	if ' ' <= r && r < 0x7f {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point)
}

// cells counts with ambiguous characters one cell wide, whatever the locale
// says, so that a screen is the same everywhere.
func cells(r rune) int {
	if r < 0x7f {
		return 1
	}
	return (&runewidth.Condition{StrictEmojiNeutral: true}).RuneWidth(r)
}

// width counts the cells of a text; colour codes take none.
func width(text string) int {
	n := 0
	for text != "" {
		if code := sgr(text); code > 0 {
			text = text[code:]
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		n += cells(r)
		text = text[size:]
	}
	return n
}

// cut shortens a text to a number of cells and ends it with mark where
// something was lost. Colour codes are kept, so a colour never leaks.
func cut(text string, limit int, mark string) string {
	if width(text) <= limit {
		return text
	}
	room := max(limit-width(mark), 0)
	var b strings.Builder
	n, full := 0, false
	for text != "" {
		if code := sgr(text); code > 0 {
			b.WriteString(text[:code])
			text = text[code:]
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		if !full && n+cells(r) > room {
			full = true
			b.WriteString(mark)
		}
		if !full {
			b.WriteString(text[:size])
			n += cells(r)
		}
		text = text[size:]
	}
	return b.String()
}

// sgr is the length of the colour code that text starts with, or 0.
func sgr(text string) int {
	if !strings.HasPrefix(text, "\x1b[") {
		return 0
	}
	return strings.IndexByte(text, 'm') + 1
}

// pad fills a text with spaces up to a number of cells.
func pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(columns-width(text), 0))
}

// wrap breaks a text between words into lines of at most limit cells. A longer
// word (an ARN) gets a line of its own and is left whole, to be copied.
func wrap(text string, limit int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && width(line)+1+width(word) > limit {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
