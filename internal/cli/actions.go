package cli

import (
	"os"

	"github.com/ecs-steady/steady/internal/render"
)

// withGitHub shows a run in GitHub's own ways too where steady is a step of GitHub
// Actions, unless STEADY_NO_GITHUB says not to.
func (a *App) withGitHub(next render.Renderer, opts render.Options) render.Renderer {
	if a.Getenv("GITHUB_ACTIONS") != "true" || a.Getenv("STEADY_NO_GITHUB") != "" {
		return next
	}
	var step render.Step
	if path := a.Getenv("GITHUB_STEP_SUMMARY"); path != "" {
		step.Summary = appending{a, path}
	}
	if path := a.Getenv("GITHUB_OUTPUT"); path != "" {
		step.Output = appending{a, path}
	}
	return render.NewGitHub(next, opts, step)
}

// appending adds what is written to the end of a file that the runner gave. That it
// cannot be written is told and no more: the deployment is what counts.
type appending struct {
	app  *App
	path string
}

func (f appending) Write(p []byte) (int, error) {
	file, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = file.Write(p)
		if closed := file.Close(); err == nil {
			err = closed
		}
	}
	if err != nil {
		return len(p), f.app.note("warning: GitHub gets no summary or output: " + err.Error())
	}
	return len(p), nil
}
