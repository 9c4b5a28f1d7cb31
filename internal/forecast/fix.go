package forecast

import (
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/ecs-steady/steady/internal/world"
)

// FixKind is what a Fix changes.
type FixKind string

// The kinds of a Fix.
const (
	FixHostPort   FixKind = "hostPort"              // 0, a dynamic one
	FixMinimum    FixKind = "minimumHealthyPercent" // the largest that does
	FixMaximum    FixKind = "maximumPercent"        // the smallest that does
	FixMemory     FixKind = "memory"                // the largest that does
	FixCPU        FixKind = "cpu"                   // the largest that does
	FixStrategy   FixKind = "strategy"              // ROLLING
	FixDesired    FixKind = "desiredCount"          // the largest that does
	FixInstances  FixKind = "instances"             // the fewest that do
	FixActive     FixKind = "active"                // instances take tasks again
	FixAgent      FixKind = "agent"                 // an agent is connected again
	FixConstraint FixKind = "placementConstraints"  // none
)

// Fix is a change with which the rollout settles: the model has been run with it.
type Fix struct {
	Kind FixKind
	// Value is the new value; the number of instances for FixInstances.
	Value int
	// Text says what to do, Note what it costs or how it is meant; "" for nothing.
	Text, Note string
	// Change is what would be sent then; it is as it was where the fix is on another
	// side, as with FixInstances.
	Change Change
	// Outage: for a while no task runs.
	Outage bool
}

// fixer looks for changes that let a rollout settle.
type fixer struct {
	state  State
	change Change
	run    *run // that does not settle
	// tries are the runs that settled, by what was changed.
	tries map[try]*run
}

// try is a change that was tried.
type try struct {
	kind  FixKind
	value int
}

// fixes are those found, the least intrusive first. They are looked for at the same
// time, for each look plays the rollout again and again.
func fixes(state State, change Change, r *run) []Fix {
	looks := []func(fixer) []Fix{
		fixer.hostPort, fixer.percentages, fixer.rolling, fixer.sizes, fixer.instances, fixer.awake,
		fixer.constraints, fixer.desired,
	}
	found := make([][]Fix, len(looks))
	var all sync.WaitGroup
	for n, look := range looks {
		all.Go(func() { found[n] = look(fixer{state, change, r, map[try]*run{}}) })
	}
	all.Wait()
	return slices.Concat(found...)
}

// settles plays a change of the change or of the state.
func (x fixer) settles(as try, state State, change Change) bool {
	if x.tries[as] != nil {
		return true
	}
	r, mixed := played(state, change)
	if !r.settled || mixed {
		return false
	}
	if moving(state.Service) {
		if later, mixed := played(state.after(lookAgain), change); !later.settled || mixed {
			return false
		}
	}
	x.tries[as] = r
	return true
}

// lookAgain is when a fix is tried once more, of a service that has not come to rest:
// whoever carries it out takes a moment, and by then its new tasks may be healthy.
const lookAgain = 5 * time.Minute

// after is the state as it is found that much later.
func (s State) after(d time.Duration) State {
	s.later = d
	return s
}

// found is a fix if the rollout settles with it.
func (x fixer) found(f Fix, state State) []Fix {
	as := try{f.Kind, f.Value}
	if !x.settles(as, state, f.Change) {
		return nil
	}
	f.Outage = x.tries[as].minRunning == 0 && x.run.minRunning > 0
	return []Fix{f}
}

// least is the smallest number from low to high that does, where larger ones do too;
// false where none does. It begins at low: a small change is the likeliest.
func least(low, high int, does func(int) bool) (int, bool) {
	for step := 1; low <= high; step *= 2 {
		at := min(low+step-1, high)
		if does(at) {
			return low + sort.Search(at-low, func(n int) bool { return does(low + n) }), true
		}
		low = at + 1
	}
	return 0, false
}

// greatest is the largest number from low to high that does, where smaller ones do
// too; false where none does.
func greatest(low, high int, does func(int) bool) (int, bool) {
	n, ok := least(-high, -low, func(n int) bool { return does(-n) })
	return -n, ok
}

// daemon says whether the service has one task on each instance.
func (x fixer) daemon() bool { return x.state.Service.SchedulingStrategy == "DAEMON" }

// waits says whether all that is missing is an instance of a capacity provider.
func (x fixer) waits() bool { return x.run.stand.Waiting > 0 }

// refused says whether ECS would not even begin.
func (x fixer) refused() bool { return x.run.refused != nil }

// locked says whether the percentages alone are in the way.
func (x fixer) locked() bool { return x.run.stand.Locked }

// lacks says whether the closest instance lacks one of these, or another that is as
// close.
func (x fixer) lacks(any ...world.Shortage) bool {
	one := func(lacks world.Shortage) bool { return slices.Contains(any, lacks) }
	return one(x.run.stand.Lacks) || slices.ContainsFunc(x.run.stand.Equals, one)
}
