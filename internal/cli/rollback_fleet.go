package cli

import (
	"context"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// rollbackFleet goes back with several services. Where one has no way back, or
// nobody confirms it, none goes.
func (a *App) rollbackFleet(ctx context.Context, list []*config.Settings, o *rollbackOptions) error {
	if o.to != "" {
		return &usageError{message: "--to is the revision of one service; name only that one", command: "rollback"}
	}
	client, err := a.client(ctx, list[0])
	if err != nil {
		return err
	}
	services := service.Client{API: client}
	plans := make([]service.RollbackPlan, len(list))
	for i, s := range list {
		plans[i], err = services.PlanRollback(ctx, service.RollbackSpec{Cluster: s.Cluster, Service: s.Service})
		if err != nil {
			return err
		}
	}
	if o.dryRun {
		for i, s := range list {
			if err := a.showRollback(s, plans[i], client.Options().Region); err != nil {
				return err
			}
		}
		return nil
	}
	members := make([]*member, len(list))
	for i, s := range list {
		if plans[i].Further {
			if err := a.confirm(ctx, &o.confirm, further(plans[i]), "rollback"); err != nil {
				return err
			}
		}
		members[i] = &member{Settings: s, to: plans[i].To}
	}
	f, err := a.fleet("Rolling back", client, members, &o.fleet)
	if err != nil {
		return err
	}
	for i, m := range members {
		m.begin = f.rollingBack(m, plans[i], &services)
	}
	return f.run(ctx, o.watch && !o.noWatch)
}

// rollingBack sends one rollback of a fleet.
func (f *fleet) rollingBack(
	m *member, plan service.RollbackPlan, services *service.Client,
) func(context.Context) (*watch.Job, error) {
	return func(ctx context.Context) (*watch.Job, error) {
		d, err := f.App.send(ctx, services, render.Rollback{RollbackPlan: plan, Trigger: render.Asked})
		if err != nil || plan.Way == service.NoWay {
			return nil, err
		}
		m.plan = &plan
		return f.jobBack(m, plan, d), nil
	}
}
