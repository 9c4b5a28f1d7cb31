package cli

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/render"
)

// explainAWS explains an error of a call, or of what comes before the first one.
func (a *App) explainAWS(f *render.Failure, err error, info awsclient.Info) {
	switch info.Kind {
	case awsclient.Auth:
		explainLogin(f, err, info)
	case awsclient.Denied:
		if info.Action != "" {
			allow := fmt.Sprintf("allow %s on %s", info.Action, cmp.Or(info.Resource, "*"))
			f.Fields = []render.Field{{Label: "Fix", Text: allow}}
		}
	case awsclient.NoRegion:
		f.Fields = []render.Field{{Label: "Fix", Text: "--region NAME, AWS_REGION, or region: in steady.yaml"}}
	case awsclient.Network, awsclient.Unreadable:
		a.explainNetwork(f, info)
	case awsclient.Other:
		if f.Exit == exitError {
			explainOther(f, err)
		}
	}
}

// sentence says what went wrong without the layers that the SDK wraps around it:
// what steady was doing, then what came back.
func sentence(err error, info awsclient.Info) string {
	text := err.Error()
	doing, _, call := strings.Cut(text, "operation error ")
	switch {
	case info.Kind == awsclient.Denied && info.Principal != "":
		return fmt.Sprintf("%s was denied for %s", info.Action, info.Principal)
	case !call:
		return text
	case info.Kind == awsclient.Unreadable:
		return fmt.Sprintf("%swhat answered is not ECS (HTTP status %d)", doing, info.Status)
	case info.Kind == awsclient.Network && info.Endpoint != "":
		return fmt.Sprintf("%scannot reach %s: %s", doing, info.Endpoint, info.Message)
	case info.Code != "":
		return doing + info.Code + ": " + info.Message
	}
	return text
}

func explainOther(f *render.Failure, err error) {
	if reason, ok := unwritable(err); ok {
		f.Message = reason
		return
	}
	f.Fields = []render.Field{
		{Label: "Note", Text: "this may be a bug in steady; please report it with the command line"},
	}
}

// unwritable says why the output could not be written, where that is the error.
func unwritable(err error) (string, bool) {
	switch {
	case errors.Is(err, syscall.EPIPE):
		return "the reader of the output has gone", true
	case errors.Is(err, os.ErrClosed), errors.Is(err, syscall.EBADF), errors.Is(err, syscall.ENOSPC):
		return "cannot write the output: " + err.Error(), true
	}
	return "", false
}
