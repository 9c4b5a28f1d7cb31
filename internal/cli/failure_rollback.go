package cli

import (
	"errors"
	"strings"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/internal/shell"
	"github.com/ecs-steady/steady/service"
)

// nextBack gives what to do about a rollback or a history that was refused; nil
// for other errors.
func (a *App) nextBack(err error) []render.Field {
	var (
		target     *service.TargetError
		controller *service.ControllerError
		nothing    *service.NothingError
		moved      *service.MovedError
		ended      *service.EndedError
		unknown    *service.NoRecordError
	)
	switch {
	case errors.As(err, &target):
		return a.nextTarget(target)
	case errors.As(err, &controller):
		return []render.Field{{Label: "Instead", Text: controller.Instead()}}
	case errors.As(err, &nothing):
		return []render.Field{
			{Label: "Fix", Text: "name a registered revision: " + a.about("rollback", nothing.Service, "--to REVISION")},
			{Label: "Look", Text: a.about("history", nothing.Service)},
			{Label: "Note", Text: "nothing was sent; ECS keeps records of deployments for 90 days"},
		}
	case errors.As(err, &moved):
		return []render.Field{{Label: "Look", Text: a.about("status", moved.Service)}}
	case errors.As(err, &ended):
		return []render.Field{
			{Label: "Fix", Text: "look how it ended, " + a.about("history", ended.Service) + ", and try again"},
		}
	case errors.As(err, &unknown):
		return []render.Field{{Label: "Look", Text: a.about("history", unknown.Service)}}
	}
	return nil
}

func (a *App) nextTarget(err *service.TargetError) []render.Field {
	note := render.Field{Label: "Note", Text: "nothing was sent"}
	switch {
	case !err.Inactive:
		return []render.Field{{Label: "Look", Text: a.about("history", err.Service) + " lists what ran"}, note}
	case len(err.Older) == 0:
		return []render.Field{
			{Label: "Fix", Text: "register it again, steady register FILE, and " + a.about("update", err.Service) + " to it"},
			note,
		}
	}
	return []render.Field{
		{Label: "Fix", Text: a.about("rollback", err.Service, "--to", shell.Word(err.Older[0]), "--yes")},
		{Label: "Older", Text: strings.Join(err.Older, ", ") + " settled before it"},
		note,
	}
}
