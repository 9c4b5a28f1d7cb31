package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/internal/report"
)

// keepFlags say what is kept of a run, beside what is shown of it.
type keepFlags struct {
	record string
	report reportFile
}

// reportFile is the path of a report; its ending says which one.
type reportFile string

// String is the path.
func (f *reportFile) String() string { return string(*f) }

// Type is how the help names the value.
func (f *reportFile) Type() string { return "FILE" }

// Set refuses an ending that no report has.
func (f *reportFile) Set(path string) error {
	switch filepath.Ext(path) {
	case ".html", ".svg", ".md":
		*f = reportFile(path)
		return nil
	}
	return errors.New("a report is a file .html, .svg or .md")
}

// bindKeep binds the flags of the commands whose runs can be kept.
func (a *App) bindKeep(flags *pflag.FlagSet) {
	flags.StringVar(&a.keep.record, "record", "", "keep the JSON lines of the run in a `FILE`, for steady replay")
	a.bindReport(flags)
}

// bindReport binds the flag of what can also be told of a run that is over.
func (a *App) bindReport(flags *pflag.FlagSet) {
	flags.Var(&a.keep.report, "report", "write a report of the run to a `FILE` .html, .svg or .md")
}

// modeRenderer is the renderer of a mode, which is found again where it holds the terminal.
func (a *App) modeRenderer(mode render.Mode, opts render.Options) render.Renderer {
	show := render.New(mode, opts)
	if screen, ok := show.(render.Screen); ok {
		a.onScreen.Store(&screen)
	}
	return show
}

// runRenderer shows a run in its mode, in GitHub's ways, and keeps what the flags ask
// for. The JSON lines that are shown are those that are kept.
func (a *App) runRenderer(mode render.Mode, opts render.Options) render.Renderer {
	record := a.keep.record
	if mode == render.JSON && record != "" {
		opts.Out = io.MultiWriter(&keeping{app: a, path: record}, a.Out)
		record = ""
	}
	show := a.withGitHub(a.modeRenderer(mode, opts), opts)
	if record != "" {
		show = render.NewRecord(show, opts, &keeping{app: a, path: record})
	}
	return a.withReport(show, opts)
}

// withReport shows a run as next does and writes the report that the flags ask for,
// however the run ends.
func (a *App) withReport(next render.Renderer, opts render.Options) render.Renderer {
	if a.keep.report == "" {
		return next
	}
	file := &keeping{app: a, path: string(a.keep.report)}
	draw := report.HTML
	switch filepath.Ext(file.path) {
	case ".md":
		return render.NewMarkdown(next, opts, file)
	case ".svg":
		draw = report.SVG
	}
	return render.NewAccount(next, opts, func(account render.Account) error {
		_, err := file.Write(draw(account))
		return err
	})
}

// keeping writes a file that is begun anew at the first write. That it cannot be
// written is told once and no more: the deployment is what counts.
type keeping struct {
	app    *App
	path   string
	file   *os.File
	failed bool
}

func (k *keeping) Write(p []byte) (int, error) {
	if k.failed {
		return len(p), nil
	}
	var err error
	if k.file == nil {
		k.file, err = os.Create(k.app.path(k.path))
	}
	if err == nil {
		_, err = k.file.Write(p)
	}
	if err != nil {
		k.failed = true
		return len(p), k.app.note(fmt.Sprintf("warning: %s is not written: %s", k.path, pathless(err)))
	}
	return len(p), nil
}
