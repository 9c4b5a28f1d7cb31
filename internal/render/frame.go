package render

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// ShowCursor is the escape code that gives back the cursor, which a block and a
// spinner hide (DEC private mode 25). Close writes it; it is for a program that has
// to end without.
const ShowCursor = "\x1b[?25h"

// The escape codes of the redraw (ECMA-48; the cursor's are DEC private modes).
const (
	hideCursor = "\x1b[?25l"
	eraseLine  = "\x1b[2K"
	eraseBelow = "\x1b[J"
)

// frame redraws a block of lines in place. Between two draws the cursor stands
// at the start of the line below the block. What scrolled away above stays as
// it was: there is no alternate screen and nothing else is cleared.
type frame struct {
	w     io.Writer
	drawn []string
	open  bool // the cursor is hidden
}

// draw replaces the block by lines, in one write. columns is the width of the
// terminal now: where it has shrunk since the last draw, the terminal has
// wrapped the old lines, and there is more to go up.
func (f *frame) draw(lines []string, columns int) error {
	if f.open && slices.Equal(lines, f.drawn) {
		return nil
	}
	var b strings.Builder
	if !f.open {
		b.WriteString(hideCursor)
		f.open = true
	}
	if up := f.height(columns); up > 0 {
		fmt.Fprintf(&b, "\x1b[%dA\r", up)
	}
	for _, line := range lines {
		b.WriteString(eraseLine + line + "\n")
	}
	b.WriteString(eraseBelow)
	f.drawn = slices.Clone(lines)
	_, err := io.WriteString(f.w, b.String())
	return err
}

// height is how many rows of the terminal the block takes now.
func (f *frame) height(columns int) int {
	n := 0
	for _, line := range f.drawn {
		n += max(1, (width(line)+columns-1)/columns)
	}
	return n
}

// close leaves the last block standing and gives the cursor back.
func (f *frame) close() error {
	if !f.open {
		return nil
	}
	f.open = false
	_, err := io.WriteString(f.w, ShowCursor)
	return err
}
