package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/render"
)

// keepFlags say what is kept of a run, beside what is shown of it.
type keepFlags struct{ record string }

// bindKeep binds the flags of the commands whose runs can be kept.
func (a *App) bindKeep(flags *pflag.FlagSet) {
	flags.StringVar(&a.keep.record, "record", "", "keep the JSON lines of the run in a `FILE`, for steady replay")
}

// shown shows a run in its mode, in GitHub's ways, and keeps it. The JSON lines that
// are shown are those that are kept.
func (a *App) shown(mode render.Mode, opts render.Options) render.Renderer {
	if mode == render.JSON && a.keep.record != "" {
		opts.Out = io.MultiWriter(&keeping{app: a, path: a.keep.record}, a.Out)
		return a.inActions(render.New(mode, opts), opts)
	}
	return a.kept(a.inActions(render.New(mode, opts), opts), opts)
}

// kept shows a run as next does and keeps what the flags ask for.
func (a *App) kept(next render.Renderer, opts render.Options) render.Renderer {
	if a.keep.record != "" {
		next = render.NewRecord(next, opts, &keeping{app: a, path: a.keep.record})
	}
	return next
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
