package cli

import (
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/render"
)

// origin is where one setting came from, as -v shows it.
func origin(name, value, from string) string {
	return fmt.Sprintf("%-14s %-20s %s", name, withoutPassword(value), from)
}

// withoutPassword is a value as it may be shown: if it is a URL, its password is not.
func withoutPassword(value string) string {
	if u, err := url.Parse(value); err == nil && u.User != nil {
		return u.Redacted()
	}
	return value
}

// trace writes a line a call to the story. Calls run beside each other and beside
// what is shown, so from now on the story is written one whole write at a time.
func (a *App) trace() func(awsclient.Call) {
	if _, turns := a.Err.(*inTurn); !turns {
		a.Err = &inTurn{w: a.Err}
	}
	return func(c awsclient.Call) {
		_, _ = io.WriteString(a.Err, render.Clean(traceLine(c))+"\n") // the command itself finds out
	}
}

// traceLine says of a call what is no secret: never what it carries.
func traceLine(c awsclient.Call) string {
	var b strings.Builder
	fmt.Fprintf(&b, "debug: %s %s", c.Service, c.Operation)
	if c.Status > 0 {
		fmt.Fprintf(&b, " %d", c.Status)
	} else {
		b.WriteString(" no answer")
	}
	if c.Code != "" {
		b.WriteString(" " + c.Code)
	}
	fmt.Fprintf(&b, " in %s, attempt %d", c.Took.Round(time.Millisecond), c.Attempt)
	if c.RequestID != "" {
		b.WriteString(", request " + c.RequestID)
	}
	return b.String()
}

// inTurn lets several goroutines write, each write as a whole.
type inTurn struct {
	mu sync.Mutex
	w  io.Writer
}

func (t *inTurn) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.w.Write(p)
}
