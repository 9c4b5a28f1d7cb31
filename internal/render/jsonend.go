package render

import (
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

func (l *lines) Outcome(out watch.Outcome, exit int) error {
	name, id := serviceOf(out.Target), out.Target.Deployment
	delete(l.last, name)
	l.ends[ending(out)]++
	if err := l.target(name, out.Target); err != nil {
		return err
	}
	if len(out.State.Last.Deployments) > 0 || l.drawn[name] != "" {
		if err := l.progress(name, out.State); err != nil {
			return err
		}
	}
	for _, c := range out.Causes {
		if err := l.write(diagnosisLine{l.next("diagnosis", name, id), diagnosisOf(c)}); err != nil {
			return err
		}
	}
	line := outcomeLine{
		common: l.next("outcome", name, id), Outcome: ending(out), Reason: out.Reason,
		TaskDefinition: out.Target.TaskDefinition, Serving: servingRevision(out),
		Elapsed: seconds(out.Took), ServingAfter: seconds(out.State.Serving), Exit: &exit,
	}
	line.OldTasks = out.OldTasks
	for _, c := range out.State.Costs {
		line.Costs = append(line.Costs, costLine{c.Kind, c.Setting, seconds(c.Length), c.After})
	}
	if out.By != nil {
		line.By = &byLine{out.By.ID, out.By.TaskDefinition}
	}
	return l.write(line)
}

// servingRevision is what serves at the end: "" where nothing is known to run.
func servingRevision(out watch.Outcome) string {
	if out.Verdict == watch.Settled {
		return revision(out.State)
	}
	if out.Verdict == watch.RolledBack && out.By != nil {
		return out.By.TaskDefinition
	}
	if old := serving(out.State); old != nil {
		return old.TaskDefinition
	}
	if own := target(out.State); own != nil && own.Running > 0 {
		return own.TaskDefinition
	}
	return ""
}

func (l *lines) Interrupted(int) error {
	if l.fleet != nil {
		for _, name := range l.fleet.waiting() {
			if _, began := l.last[name]; began {
				continue
			}
			if err := l.Missed(Missed{Service: name, Reason: "interrupted"}); err != nil {
				return err
			}
		}
	}
	for _, name := range sortedKeys(l.last) {
		st := l.last[name]
		text := "the rollout of " + revision(st) + " goes on"
		if back := l.back.told(name); back != nil {
			text = goesBack(name, back)
		}
		line := warningLine{
			common: l.next("warning", name, st.Target.Deployment), Code: "interrupted",
			Message: "stopped watching; " + text,
			Hint:    l.heads[name].command("steady watch", name), Elapsed: seconds(st.Elapsed),
		}
		if err := l.write(line); err != nil {
			return err
		}
	}
	return nil
}

func (l *lines) Problem(f Failure) error {
	if err := l.version(); err != nil {
		return err
	}
	for _, p := range f.Problems {
		if err := l.write(l.fileLine(f, p)); err != nil {
			return err
		}
	}
	if f.Message == "" {
		return nil
	}
	line := errorLine{
		common: l.next("error", l.head.Service, ""), Code: f.Code, Message: f.Message, Request: f.Request, Exit: f.Exit,
	}
	for _, field := range f.Fields {
		line.Fields = append(line.Fields, fieldLine(field))
		if line.Hint == "" && field.Label == "Fix" {
			line.Hint = field.Text
		}
	}
	return l.write(line)
}

// fileLine is a problem of a file: a warning, or an error that ends the run.
func (l *lines) fileLine(f Failure, p taskdef.Problem) any {
	if p.Warning {
		return warningLine{
			common: l.next("warning", l.head.Service, ""), Code: f.Code, Message: p.Message, Hint: p.Hint,
			File: p.File, Line: p.Line, Column: p.Column, Path: p.Path,
		}
	}
	return errorLine{
		common: l.next("error", l.head.Service, ""), Code: f.Code, Message: p.Message, Hint: p.Hint,
		File: p.File, Line: p.Line, Column: p.Column, Path: p.Path, Exit: f.Exit,
	}
}

// Close writes the summary, whose exit_code is the one of the process.
func (l *lines) Close(exit int) error {
	if l.closed {
		return nil
	}
	l.closed = true
	if err := l.version(); err != nil {
		return err
	}
	counts := map[string]int{"total": len(l.started)}
	if l.fleet != nil {
		counts["total"] = len(l.fleet.Services)
	}
	for verdict, n := range l.ends {
		counts[verdict] = n
	}
	return l.write(summaryLine{l.next("summary", "", ""), exit, counts, seconds(l.opts.now().Sub(l.began))})
}
