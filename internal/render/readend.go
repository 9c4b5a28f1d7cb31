package render

import (
	"encoding/json"
	"slices"

	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// warning is a warning of the watch, one about a file, or that watching has stopped.
func (r *reader) warning(text []byte) error {
	var about errorLine
	if err := json.Unmarshal(text, &about); err != nil {
		return err
	}
	if about.File != "" || about.Path != "" {
		r.problem(about)
		return nil
	}
	return reading(r, r.warned)(text)
}

func (r *reader) warned(l warningLine) {
	s := r.of(l.common)
	if l.Code == "interrupted" {
		s.st.Elapsed, s.cut = length(l.Elapsed), true
		if s.st.Target.Deployment != "" {
			r.happened(s, watch.Event{Kind: watch.Tick})
		}
		return
	}
	w := watch.Warning{Code: l.Code, Message: l.Message, Hint: l.Hint}
	r.happened(s, watch.Event{Kind: watch.Warned, Warning: &w})
}

// problem collects the problems of files, which one error follows or none. Whether
// they end the run or one service of a fleet, the next line says.
func (r *reader) problem(l errorLine) {
	if r.failure != nil && r.failure.Message != "" {
		r.problems()
	}
	if r.failure == nil {
		r.failure = &Failure{}
		r.began = r.at
	}
	f := r.failure
	f.Code, f.Exit = l.Code, max(f.Exit, l.Exit) // a warning has none
	if l.File != "" || l.Path != "" {
		f.Problems = append(f.Problems, taskdef.Problem{
			File: l.File, Line: l.Line, Column: l.Column, Path: l.Path, Message: l.Message, Hint: l.Hint,
			Warning: l.Type == "warning",
		})
		return
	}
	f.Message, f.Request = l.Message, l.Request
	for _, field := range l.Fields {
		f.Fields = append(f.Fields, Field(field))
	}
	if len(f.Fields) == 0 && l.Hint != "" {
		f.Fields = []Field{{"Fix", l.Hint}}
	}
}

// problems tells those that were collected.
func (r *reader) problems() {
	if r.failure == nil {
		return
	}
	f := *r.failure
	r.failure = nil
	r.rec.moments = append(r.rec.moments, moment{r.began, func(to Renderer) error { return to.Problem(f) }})
}

func (r *reader) diagnosis(l diagnosisLine) {
	s := r.of(l.common)
	s.causes = append(s.causes, l.cause())
}

// ended is the outcome of a service, or that it has none.
func (r *reader) ended(text []byte) error {
	var line outcomeLine
	if err := json.Unmarshal(text, &line); err != nil {
		return err
	}
	m := Missed{Service: line.Service, Reason: line.Reason}
	switch line.Outcome {
	case notStarted:
	case refused:
		m.Failure = &Failure{Exit: line.exit(), Message: line.Reason}
		if r.failure != nil { // the lines before told it whole
			m.Failure, r.failure = r.failure, nil
		}
	default:
		return reading(r, r.outcome)(text)
	}
	r.tell(func(to Renderer) error { return to.Missed(m) })
	return nil
}

// exit is the exit code of a service, 0 where it has none.
func (l outcomeLine) exit() int {
	if l.Exit == nil {
		return 0
	}
	return *l.Exit
}

func (r *reader) outcome(l outcomeLine) {
	s := r.of(l.common)
	s.st.Elapsed, s.st.Serving = length(l.Elapsed), length(l.ServingAfter)
	s.st.Stopped = append(slices.Clip(s.lost), s.st.Stopped...)
	if l.TaskDefinition != "" {
		s.st.Target.TaskDefinition = l.TaskDefinition
	}
	s.st.Costs = nil
	for _, c := range l.Costs {
		s.st.Costs = append(s.st.Costs, watch.Cost{
			Kind: c.Kind, Setting: c.Setting, Length: length(c.Length), After: c.After,
		})
	}
	out := watch.Outcome{
		Target: s.st.Target, Verdict: watch.Verdict(l.Outcome), Reason: l.Reason, State: s.st, Causes: s.causes,
		Took: length(l.Elapsed), OldTasks: l.OldTasks,
	}
	if l.Outcome == string(watch.UntilServing) {
		out.Verdict, out.Until = watch.Settled, watch.UntilServing
	}
	if l.By != nil {
		out.By = &watch.Deployment{ID: l.By.ID, TaskDefinition: l.By.TaskDefinition}
	}
	s.causes = nil
	r.tell(func(to Renderer) error { return to.Outcome(out, l.exit()) })
}

// summary ends the run. Of services whose watching has stopped all are told at once.
func (r *reader) summary(l summaryLine) {
	r.rec.Exit, r.rec.Ended = l.Exit, true
	for _, s := range r.services {
		if s.cut {
			r.tell(func(to Renderer) error { return to.Interrupted(l.Exit) })
			return
		}
	}
}
