package preflight

import (
	"context"
	"slices"
	"time"
)

// Patience is how long all the checks of a task take at most.
const Patience = 2 * time.Second

// job is one question with the checks that its answer decides.
type job struct {
	checks []Check
	// ask fills in the results.
	ask func(context.Context, []Check) []Check
}

// one makes a job of a single check.
func one(c Check, ask func(context.Context, Check) Check) job {
	return job{[]Check{c}, func(ctx context.Context, checks []Check) []Check {
		return []Check{ask(ctx, checks[0])}
	}}
}

// Run looks at everything that a task names, all at once, for [Patience] at most;
// what has no answer by then is skipped. The checks are in the order of the task.
//
// Errors: the cause of a context that ended before.
func Run(ctx context.Context, clients Clients, task Task) ([]Check, error) {
	jobs := clients.jobs(task)
	bounded, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	type answer struct {
		job    int
		checks []Check
	}
	answers := make(chan answer, len(jobs))
	for i, j := range jobs {
		go func() { answers <- answer{i, j.ask(bounded, append([]Check(nil), j.checks...))} }()
	}
	found := make([][]Check, len(jobs))
	for waiting := len(jobs); waiting > 0; waiting-- {
		select {
		case a := <-answers:
			found[a.job] = a.checks
			continue
		case <-bounded.Done():
		}
		break
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	var out []Check
	for i, j := range jobs {
		if found[i] == nil {
			for _, c := range j.checks {
				found[i] = append(found[i], late(c))
			}
		}
		out = append(out, found[i]...)
	}
	for i := range out {
		out[i].locate(task)
	}
	return withoutAccess(out), nil
}

// withoutAccess leaves out whether what is not there may be read.
func withoutAccess(checks []Check) []Check {
	missing := map[string]bool{}
	for _, c := range checks {
		if (c.Kind == Secret || c.Kind == Parameter) && c.Result == Problem {
			missing[c.Path] = true
		}
	}
	return slices.DeleteFunc(checks, func(c Check) bool { return c.Kind == Access && missing[c.Path] })
}

// locate fills in where the member is written.
func (c *Check) locate(t Task) {
	if t.Locate == nil || c.Path == "" {
		return
	}
	if file, line, column, ok := t.Locate(c.Path); ok {
		c.File, c.Line, c.Column = file, line, column
	}
}

// jobs are the questions about a task.
func (a Clients) jobs(t Task) []job {
	var jobs []job
	jobs = append(jobs, a.images(t)...)
	jobs = append(jobs, a.roles(t)...)
	jobs = append(jobs, a.secrets(t)...)
	jobs = append(jobs, a.parameters(t)...)
	jobs = append(jobs, a.access(t)...)
	jobs = append(jobs, a.logGroups(t)...)
	jobs = append(jobs, a.targets(t)...)
	return jobs
}
