package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/render"
)

// confirmFlags answer the question of a command that may ask one.
type confirmFlags struct{ yes, noInput bool }

func (f *confirmFlags) bind(flags *pflag.FlagSet) {
	flags.BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	flags.BoolVar(&f.noInput, "no-input", false, "never ask: refuse what would need an answer")
}

// confirm asks whether to go on although why. It asks on a terminal only; without
// one the answer is no, and --yes says otherwise. The answer of a bare Return is
// no.
func (a *App) confirm(ctx context.Context, f *confirmFlags, why, command string) error {
	if f.yes {
		return nil
	}
	if f.noInput || !a.InTerminal || !a.ErrTerminal {
		return &usageError{message: why + "; say --yes to do it", command: command}
	}
	if _, err := fmt.Fprintf(a.Err, "%s. Go on? [y/N] ", render.Clean(why)); err != nil {
		return err
	}
	answer, err := a.answered(ctx)
	if isInterrupt(err) {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	if err != nil && answer == "" {
		if _, err := fmt.Fprintln(a.Err); err != nil {
			return err
		}
	}
	return &usageError{message: "not confirmed; nothing was sent", command: command}
}

// answered reads a line, or up to the signal that ends the command: who is asked may
// answer with Ctrl-C.
func (a *App) answered(ctx context.Context) (string, error) {
	type line struct {
		text string
		err  error
	}
	read := make(chan line, 1)
	go func() {
		text, err := bufio.NewReader(a.In).ReadString('\n')
		read <- line{text, err}
	}()
	select {
	case l := <-read:
		return l.text, l.err
	case <-ctx.Done():
		if _, err := fmt.Fprintln(a.Err); err != nil {
			return "", err
		}
		return "", context.Cause(ctx)
	}
}
