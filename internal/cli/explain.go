package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// explain says what happened and what to do next.
func (a *App) explain(err error, code int) render.Failure {
	failure := render.Failure{Code: strings.ReplaceAll(nameOf(code), " ", "_"), Exit: code, Message: err.Error()}
	var (
		usage     *usageError
		signal    *interruptError
		unwatched *watch.NotFoundError
		updated   *updatedError
		missing   *config.NotFoundError
		nofile    *fileError
		absent    *service.NotFoundError
		conflict  *service.ConflictError
	)
	switch {
	case errors.As(err, &signal):
		explainInterrupt(&failure, signal)
	case errors.As(err, &usage):
		explainUsage(&failure, usage)
	case errors.As(err, &updated):
		explainUpdated(&failure, updated)
	case errors.As(err, &missing):
		explainNoConfig(&failure)
	case errors.As(err, &nofile):
		failure.Exit, failure.Code = exitConfig, nameOf(exitConfig)
	case errors.As(err, &conflict):
		failure.Fields = []render.Field{{Label: "Note", Text: "nothing was sent"}}
	case errors.As(err, &absent):
		explainNoService(&failure)
	case errors.As(err, &unwatched):
		failure.Fields = []render.Field{{Label: "Fix", Text: "check the name and the cluster"}}
	default:
		if problems, found := asProblems(err); found {
			failure.Problems, failure.Message = problems, ""
			break
		}
		explainAWS(&failure, err)
	}
	return failure
}

func asProblems(err error) (taskdef.Problems, bool) {
	var problems taskdef.Problems
	ok := errors.As(err, &problems)
	return problems, ok
}

func explainUsage(f *render.Failure, err *usageError) {
	help := "steady --help"
	if err.command != "" {
		help = "steady " + err.command + " --help"
	}
	f.Fields = []render.Field{{Label: "Help", Text: help}}
}

func explainInterrupt(f *render.Failure, err *interruptError) {
	f.Message = "interrupted; no service was changed"
	if err.sending {
		f.Message = "interrupted while the change was being sent"
		f.Fields = []render.Field{{Label: "Look", Text: "steady status tells whether ECS got it"}}
	}
}

func explainUpdated(f *render.Failure, err *updatedError) {
	f.Code = "lost"
	f.Message = err.err.Error()
	if errors.Is(err.err, syscall.EPIPE) {
		f.Message = "the reader of the output has gone"
	}
	f.Fields = []render.Field{
		{Label: "Note", Text: "the update was sent and the rollout goes on"},
		{Label: "Resume", Text: "steady watch"},
	}
}

func explainNoConfig(f *render.Failure) {
	f.Fields = []render.Field{
		{Label: "Fix", Text: "name the service and its files: steady deploy web --cluster prod --task-definition task.yaml"},
		{Label: "Or", Text: "steady update web web:41 --cluster prod"},
		{Label: "About", Text: "steady help config"},
	}
}

func explainNoService(f *render.Failure) {
	f.Fields = []render.Field{{
		Label: "Fix",
		Text:  "check the name and the cluster; to create it, describe it in a file and pass --service-definition FILE",
	}}
}

func explainAWS(f *render.Failure, err error) {
	info := awsclient.Classify(err)
	f.Request = info.RequestID
	switch info.Kind {
	case awsclient.Auth:
		f.Fields = []render.Field{
			{Label: "Looked in", Text: "environment, ~/.aws/credentials, ~/.aws/config, container role, instance role"},
			{Label: "Fix", Text: "aws sso login --profile NAME, then add --profile NAME"},
			{Label: "Or try", Text: "steady demo, which needs no account"},
		}
	case awsclient.Denied:
		f.Message = fmt.Sprintf("%s was denied for %s", info.Action, info.Principal)
		f.Fields = []render.Field{{Label: "Fix", Text: fmt.Sprintf("allow %s on %s", info.Action, info.Resource)}}
	case awsclient.NoRegion:
		f.Fields = []render.Field{{Label: "Fix", Text: "--region NAME, AWS_REGION, or region: in steady.yaml"}}
	case awsclient.Network:
		f.Fields = []render.Field{{Label: "Fix", Text: "check the Region, --endpoint-url and the network"}}
	case awsclient.Other:
		explainOther(f, err)
	}
}

func explainOther(f *render.Failure, err error) {
	switch {
	case errors.Is(err, syscall.EPIPE):
		f.Message = "the reader of the output has gone"
	case errors.Is(err, os.ErrClosed), errors.Is(err, syscall.EBADF), errors.Is(err, syscall.ENOSPC):
		f.Message = "cannot write the output: " + err.Error()
	default:
		f.Fields = []render.Field{
			{Label: "Note", Text: "this may be a bug in steady; please report it with the command line"},
		}
	}
}
