package render

import (
	"io"
	"os"
	"strings"
	"time"

	"github.com/briandowns/spinner"
)

// frameRate is the time between two frames of anything that moves.
const frameRate = 100 * time.Millisecond

// glyphs are the frames of the spinner, here and in the block.
func (s style) glyphs() []string {
	const braille, bar = 14, 9
	if s.ascii {
		return spinner.CharSets[bar]
	}
	return spinner.CharSets[braille]
}

// startWait shows one line that moves until its Stop: what is being waited for
// before there is a block to draw. Nil where w is not a file, so no terminal.
func startWait(w io.Writer, s style, text string) *spinner.Spinner {
	file, ok := w.(*os.File)
	if !ok {
		return nil
	}
	wait := spinner.New(s.glyphs(), frameRate, spinner.WithWriterFile(file))
	if !s.color {
		wait.Writer = colorless{file}
	}
	// The library erases by the number of bytes, so the line must be short in
	// bytes to be taken for one row.
	wait.Suffix = " " + strings.ToValidUTF8(text[:min(len(text), s.page-12)], "")
	wait.Start()
	return wait
}

// colorless drops the colour codes that the spinner always writes.
type colorless struct{ w io.Writer }

var colorCode = lazily(`\x1b\[[0-9;]*m`)

func (c colorless) Write(p []byte) (int, error) {
	if _, err := c.w.Write(colorCode().ReplaceAll(p, nil)); err != nil {
		return 0, err
	}
	return len(p), nil
}
