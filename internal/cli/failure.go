package cli

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/internal/shell"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// failure says what happened and what to do next.
func (a *App) failure(ctx context.Context, err error, code int) render.Failure {
	failure := render.Failure{Code: strings.ReplaceAll(nameOf(code), " ", "_"), Exit: code, Message: err.Error()}
	var (
		usage   *usageError
		signal  *interruptError
		updated *updatedError
		unsure  *service.UnsureError
		blocked *blockedError
		online  *onlineError
		missing *config.NotFoundError
	)
	problems, broken := asProblems(err)
	switch {
	case errors.As(err, &signal):
		explainInterrupt(&failure, signal)
	case errors.As(err, &usage):
		explainUsage(&failure, usage)
	case errors.As(err, &updated):
		explainUpdated(&failure, updated)
	case errors.As(err, &unsure):
		a.explainUnsure(&failure, unsure)
	case errors.As(err, &blocked):
		a.explainBlocked(&failure, blocked)
	case errors.As(err, &missing):
		explainNoConfig(&failure, missing)
	case errors.As(err, &online):
		failure.Problems = problems
	case broken:
		failure.Problems, failure.Message = problems, ""
	case explainAgent(err) != nil:
		failure.Fields = explainAgent(err)
	default:
		info := awsclient.Classify(err)
		failure.Request, failure.Message = info.RequestID, sentence(err, info)
		if failure.Fields = a.nextStep(err); failure.Fields == nil {
			a.explainAWS(&failure, err, info)
		}
		a.explainPlace(ctx, &failure, err)
		var registered *registeredError
		if errors.As(err, &registered) {
			note := registered.revision + " was registered; no service was changed"
			failure.Fields = append(failure.Fields, render.Field{Label: "Note", Text: note})
		}
	}
	return failure
}

// about is a command about a service of the settings that were loaded, to be typed next.
func (a *App) about(command, service string, flags ...string) string {
	return shell.Command("steady "+command, []string{service}, append(flags, a.place)...)
}

func (a *App) explainUnsure(f *render.Failure, err *service.UnsureError) {
	info := awsclient.Classify(err)
	f.Code, f.Request, f.Message = "lost", info.RequestID, sentence(err, info)
	f.Fields = []render.Field{
		{Label: "Note", Text: "the change was sent; whether ECS carried it out is not known"},
		{Label: "Look", Text: a.about("status", err.Service)},
	}
}

// nextStep gives what to do about an error that says itself what is wrong; nil
// for one that does not.
func (a *App) nextStep(err error) []render.Field {
	if fields := a.nextBack(err); fields != nil {
		return fields
	}
	label, text := "Fix", ""
	switch {
	case is[*config.Error](err), is[*config.ServiceError](err):
		label, text = "Help", "steady help config"
	case is[*config.PlaceError](err):
		text = "name the services of one place; run steady once for each"
	case is[*service.ConflictError](err), is[*service.InactiveError](err):
		label, text = "Note", "nothing was sent"
	case is[*service.NotFoundError](err):
		text = "check the name and the cluster; to create it, steady deploy it with --service-definition FILE"
	case is[*service.RevisionError](err):
		text = "steady register FILE prints the revision that it makes; name that one"
	case is[*watch.NotFoundError](err):
		text = "check the name and the cluster"
	case is[*awsclient.RegionError](err):
		text = "a name like eu-west-1: --region, AWS_REGION, or region: in steady.yaml"
	case is[*awsclient.ProfileError](err):
		text = "aws configure list-profiles shows them; check --profile and AWS_PROFILE"
	case is[*taskdef.AnswerError](err), errors.Is(err, watch.ErrAnswer):
		text = "check --endpoint-url and HTTPS_PROXY: what answers there may not be ECS"
	case is[*awsclient.EndpointError](err):
		text = "--endpoint-url http://HOST:PORT, or none for AWS itself"
	default:
		return nil
	}
	return []render.Field{{Label: label, Text: text}}
}

func asProblems(err error) (taskdef.Problems, bool) {
	return errors.AsType[taskdef.Problems](err)
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
	if err.simulated {
		f.Message = "interrupted; all of it was simulated"
	}
	if err.sending {
		f.Message = "interrupted while the change was being sent"
		f.Fields = []render.Field{{Label: "Look", Text: "steady status tells whether ECS got it"}}
	}
}

func explainUpdated(f *render.Failure, err *updatedError) {
	f.Code = "lost"
	f.Message = sentence(err.err, awsclient.Classify(err.err))
	if reason, ok := unwritable(err.err); ok {
		f.Message = reason
	}
	f.Fields = []render.Field{
		{Label: "Note", Text: "the update was sent; ECS goes on with it"},
		{Label: "Resume", Text: cmp.Or(err.resume, "steady watch")},
	}
}

func explainNoConfig(f *render.Failure, err *config.NotFoundError) {
	if err.Path != "" {
		f.Fields = []render.Field{{Label: "Fix", Text: "check -f and STEADY_FILE"}}
		return
	}
	f.Fields = []render.Field{
		{Label: "Fix", Text: "name the service and its files: steady deploy web --cluster prod --task-definition task.yaml"},
		{Label: "Or", Text: "steady update web web:41 --cluster prod"},
		{Label: "About", Text: "steady help config"},
	}
}
