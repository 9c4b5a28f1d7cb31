package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/ecs-steady/steady/internal/render"
)

// Main runs the command that app's arguments name and gives its exit code. The
// first signal ends what the command waits for, and it says how things stand; at
// the second nobody waits for the command. Ctrl-Z gives the cursor back; after fg it
// draws below what the shell has written.
func Main(app *App) int {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	signals := make(chan os.Signal, 2)
	defer hear(signals)()
	continued := make(chan os.Signal, 1)
	hearContinue(continued)
	stopped := make(chan os.Signal, 1)
	hearStop(stopped)
	ended := make(chan int, 1)
	go func() { ended <- app.Run(ctx) }()
	for {
		select {
		case code := <-ended:
			return code
		case <-stopped:
			app.suspend(func() { stop(continued) })
		case <-continued:
			if screen := app.onScreen.Load(); screen != nil {
				(*screen).Anew(nil)
			}
		case s := <-signals:
			number, ok := s.(syscall.Signal)
			switch undoing := app.undoing.Swap(nil); {
			case !ok:
			case undoing != nil:
				(*undoing)()
			case ctx.Err() == nil:
				cancel(&interruptError{signal: number})
			default:
				return app.leave(number)
			}
		}
	}
}

// suspend stops the process by a function. While it is stopped, and before it is,
// nothing is drawn.
func (a *App) suspend(stop func()) {
	screen := a.onScreen.Load()
	if screen == nil {
		stop()
		return
	}
	(*screen).Anew(func() {
		_, _ = io.WriteString(a.Err, render.ShowCursor) // what comes next fails in its turn
		stop()
	})
}

// leave gives the terminal back in place of a command that may be stuck, and gives
// the exit code. From here on the signals do what they do to any program.
func (a *App) leave(number syscall.Signal) int {
	signal.Reset(endings()...)
	if a.ErrTerminal {
		_, _ = io.WriteString(a.Err, render.ShowCursor+"\n") // the exit code tells of the signal
	}
	return exitOf(&interruptError{signal: number})
}

// endings are the signals that end a command in good order.
func endings() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} }

// hear sends the signals to a channel, until the function it gives is called. What
// the parent has switched off stays off, as with nohup. A closed pipe becomes an
// error of the write instead of a silent death.
func hear(signals chan<- os.Signal) (stop func()) {
	for _, s := range endings() {
		if !signal.Ignored(s) {
			signal.Notify(signals, s)
		}
	}
	// Nobody reads this channel: being notified is what turns the signal into
	// EPIPE, and unlike an ignored signal it is not passed on to a child.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	return func() { signal.Stop(signals) }
}

// interrupted gives the signal that ended the context, if one did.
func interrupted(ctx context.Context) (*interruptError, bool) {
	return errors.AsType[*interruptError](context.Cause(ctx))
}

func isInterrupt(err error) bool { return is[*interruptError](err) }
