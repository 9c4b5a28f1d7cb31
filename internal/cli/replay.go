package cli

import (
	"cmp"
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/render"
)

func newReplay(a *App) *cobra.Command {
	var speed float64
	cmd := &cobra.Command{
		Use:   "replay FILE",
		Short: "show a run again that --record has kept",
		Long: `Show a run again that "--record FILE" has kept, in any form: --progress tty,
plain, json or quiet. The block on a terminal moves at the pace of the run,
other forms come at once; --speed sets the pace of both. FILE - is standard
input.

The exit code is 0 however the run ended: that is in its summary. It is 3 where
FILE is no whole recording. --report makes a page, a picture or a summary of it.`,
		Example: `  steady replay run.jsonl
  steady replay run.jsonl --report run.html
  steady replay run.jsonl --speed 10
  steady replay run.jsonl --progress plain`,
		GroupID: groupLook,
		Args:    argsBetween(1, 1, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !cmd.Flags().Changed("speed") {
				speed = -1
			}
			return a.replay(cmd.Context(), args[0], speed)
		},
	}
	a.bindReport(cmd.Flags())
	cmd.Flags().Float64Var(&speed, "speed", 1, "the pace, as a `FACTOR`; 0 is at once")
	return cmd
}

// replay shows a recording. A speed below 0 is the one of the form that is shown.
func (a *App) replay(ctx context.Context, path string, speed float64) error {
	a.streams = true
	rec, err := a.recording(path)
	if err != nil {
		return err
	}
	mode, err := a.mode(cmp.Or(a.flags.progress, a.Getenv("STEADY_PROGRESS")))
	if err != nil {
		return err
	}
	if speed < 0 {
		speed = 0
		if mode == render.TTY {
			speed = 1
		}
	}
	opts, err := a.renderOptions("", "", a.ErrTerminal)
	if err != nil {
		return err
	}
	tape := render.NewTape(speed)
	opts.Now = tape.Now
	if mode == render.JSON { // the lines are what they were
		if _, err := rec.WriteTo(a.Out); err != nil {
			return err
		}
		mode, opts.Err = render.Quiet, io.Discard
	}
	a.renderer = a.withReport(a.modeRenderer(mode, opts), opts)
	if err := rec.Play(ctx, a.renderer, tape); err != nil {
		return err
	}
	if !rec.Ended {
		return &render.RecordingError{
			File: path, Line: rec.Lines, Why: "the recording ends here, without a summary: steady was killed, or still runs",
		}
	}
	return nil
}

func (a *App) recording(path string) (*render.Recording, error) {
	if path == "-" {
		return render.ReadRecording("-", a.In)
	}
	file, err := os.Open(a.path(path))
	if err != nil {
		return nil, &fileError{path: path, err: err}
	}
	rec, err := render.ReadRecording(path, file)
	if closed := file.Close(); err == nil && closed != nil {
		return nil, &fileError{path: path, err: closed}
	}
	return rec, err
}
