package preflight

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Patience is how long all the checks of a task take at most.
const Patience = 2 * time.Second

// job is one question with the checks that its answer decides.
type job struct {
	// at is which service of AWS is asked, and where; "" for none.
	at     string
	checks []Check
	// ask fills in the results.
	ask func(context.Context, []Check) []Check
}

// one makes a job of a single check.
func one(at string, c Check, ask func(context.Context, Check) Check) job {
	return job{at, []Check{c}, func(ctx context.Context, checks []Check) []Check {
		return []Check{ask(ctx, checks[0])}
	}}
}

// Checker looks at what the tasks of one command name. A service of AWS that gives no
// answer at all in [Patience] is not asked again: where an endpoint is out of reach,
// many tasks take no longer than one. It is safe for concurrent use.
type Checker struct {
	Clients
	mu     sync.Mutex
	silent map[string]bool // by at of a job
}

// Run looks at everything that a task names, all at once, for [Patience] at most;
// what has no answer by then is skipped. The checks are in the order of the task.
//
// Errors: the cause of a context that ended before.
func (k *Checker) Run(ctx context.Context, task Task) ([]Check, error) {
	jobs := k.jobs(task)
	found := k.ask(ctx, jobs)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	k.remember(jobs, found)
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

// ask gives the checks of each job, nil of one without an answer.
func (k *Checker) ask(ctx context.Context, jobs []job) [][]Check {
	bounded, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	type answer struct {
		job    int
		checks []Check
	}
	answers, waiting := make(chan answer, len(jobs)), 0
	for i, j := range jobs {
		if k.gaveUp(j.at) {
			continue
		}
		waiting++
		go func() { answers <- answer{i, j.ask(bounded, append([]Check(nil), j.checks...))} }()
	}
	found := make([][]Check, len(jobs))
	for ; waiting > 0; waiting-- {
		select {
		case a := <-answers:
			found[a.job] = a.checks
			continue
		case <-bounded.Done():
		}
		break
	}
	return found
}

// gaveUp says whether a service has been silent before.
func (k *Checker) gaveUp(at string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.silent[at]
}

// remember keeps who has answered none of the jobs.
func (k *Checker) remember(jobs []job, found [][]Check) {
	answered := map[string]bool{"": true}
	for i, j := range jobs {
		answered[j.at] = answered[j.at] || slices.ContainsFunc(found[i], func(c Check) bool { return !c.Late() })
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for at, did := range answered {
		if !did {
			if k.silent == nil {
				k.silent = map[string]bool{}
			}
			k.silent[at] = true
		}
	}
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
