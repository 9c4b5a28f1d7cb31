package render

import (
	"strings"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/watch"
)

// departed tells of a rollout in which a task has found no place that was to find one,
// by the forecast of what goes on.
func departed(f forecast.Forecast) watch.Warning {
	w := watch.Warning{Code: "forecast", Message: "not as forecast: "}
	why := ""
	if len(f.Reasons) > 0 {
		why = ": " + f.Reasons[0]
	}
	switch f.Verdict {
	case forecast.Settles:
		w.Message += "a task found no place at once; it settles all the same"
	case forecast.Blocked:
		w.Message += "it cannot settle any more (" + f.Cause + ")" + why
	default:
		w.Message += "a task found no place; whether it can settle is not known" + why
	}
	var fixes []string
	for _, fix := range f.Fixes {
		fixes = append(fixes, fix.Text)
	}
	if len(fixes) > 0 {
		w.Hint = "any of these would let it settle: " + strings.Join(fixes, " · ")
	}
	return w
}

// forecastFrom is a forecast as renderers read it.
func forecastFrom(l *forecastLine) *forecast.Forecast {
	if l == nil {
		return nil
	}
	f := forecast.Forecast{
		Verdict: forecast.Verdict(l.Verdict), Cause: l.Cause, Reasons: l.Reasons, Warnings: l.Warnings,
		Assumptions: l.Assumptions, NewDeployment: l.NewDeployment, MinRunning: l.MinRunning, MaxTasks: l.MaxTasks,
		Waves: l.Waves, Drain: length(l.Drain), Shift: length(l.Shift),
	}
	if r := l.Took; r != nil {
		f.Took = &forecast.Range{Shortest: length(r.Shortest), Longest: length(r.Longest), Rollouts: r.Rollouts}
	}
	for _, fix := range l.Fixes {
		f.Fixes = append(f.Fixes, forecast.Fix{
			Kind: forecast.FixKind(fix.Kind), Value: fix.Value, Text: fix.Text, Note: fix.Note, Outage: fix.Outage,
		})
	}
	return &f
}
