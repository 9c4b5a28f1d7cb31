package watch_test

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ecs-steady/steady/watch"
)

var (
	histories = flag.Uint64("histories", 30, "how many random histories to play")
	firstSeed = flag.Uint64("seed", 0, "the seed of the first of them")
)

// TestHistories follows rollouts through random histories: other deployers, faults,
// failing tasks, instances that come and go. No verdict may be wrong, and no cause
// that is told as certain may be one that the history does not hold.
func TestHistories(t *testing.T) {
	number := *histories
	if testing.Short() {
		number = min(number, 10)
	}
	var mu sync.Mutex
	sum := newTable()
	sum.seeds = [2]uint64{*firstSeed, *firstSeed + number - 1}
	began := time.Now()
	t.Run("play", func(t *testing.T) {
		const parts = 4
		for part := range uint64(parts) {
			t.Run(fmt.Sprintf("part %d", part+1), func(t *testing.T) {
				t.Parallel()
				for n := part; n < number; n += parts {
					p := playHistory(t, *firstSeed+n, number == 1)
					if number == 1 && p.rollout != nil {
						t.Log(p)
					}
					mu.Lock()
					sum.add(t, p)
					mu.Unlock()
				}
			})
		}
	})
	t.Logf("%d histories in %s\n%s", number, time.Since(began).Round(time.Second), sum)
	if !t.Failed() && *firstSeed == 0 && number >= 300 {
		sum.check(t)
	}
}

// fooled are histories that a judge before this one has got wrong.
func fooled() map[uint64]string {
	return map[uint64]string{
		431:   "counts from before an update that raised them from 0 look like scaling to 0",
		656:   "counts from before the service had tasks look like scaling to 0",
		676:   "a new service is missing again in reads that lag, after it was read once",
		69:    "a stop code that nobody knows does not say that a container ended by itself",
		269:   "a record that cannot be described any more goes on in the list only",
		413:   "a task of the old revision finds its host port taken, the new one has none",
		2314:  "a container that ends because somebody stops its task has not ended by itself",
		544:   "a rollout state that nobody knows, told of by its reason",
		483:   "a rollout state that nobody knows, told of by its reason",
		3005:  "a rollout state that nobody knows, told of by its reason",
		2436:  "a rollout state that nobody knows, told of by its reason",
		20364: "a deployment that somebody stopped is FAILED without a reason, its record lags",
		20093: "the health check that failed was that of a task of the old revision",
		50029: "a deployment that had FAILED for want of a place, of which the number is changed",
		61120: "scaled to 0 in reads that call REPLICA by another name",
		61237: "given up for want of a place just after its number was changed",
		61437: "no task can start, and early success waits for none",
		61636: "what has no place is of the deployment that ECS goes back to, as somebody asked",
		61783: "behind a Classic Load Balancer, only the record says that it was stopped",
		60603: "a Classic Load Balancer's health checks, which ECS tells in words of their own",
		40368: "the deployment that ECS goes back to finds its port taken",
		64203: "behind a Classic Load Balancer, the counts are back before ECS is",
		64210: "somebody stopped it while no record could be read",
		67038: "tasks of the deployment that ECS goes back to fail their checks, too",
		65383: "behind a Classic Load Balancer, stopped while nothing moves",
		74823: "behind a Classic Load Balancer, no record tells how far ECS has gone back",
		78397: "what had no place before its number was changed, and found one before that",
		76447: "its revision is deleted by others once ECS has gone back",
		876:   "a new service is missing again in reads that lag and are throttled",
	}
}

// TestFooled plays them again.
func TestFooled(t *testing.T) {
	t.Parallel()
	for _, seed := range slices.Sorted(maps.Keys(fooled())) {
		p := playHistory(t, seed, false)
		if wrong, why := p.verdict(); wrong != right || len(p.uninflicted) > 0 {
			t.Errorf("%s: %s\n%s is wrong: %s, %v\n%s", p.repeat(), fooled()[seed], p.outcome.Verdict, why, p.uninflicted, p)
		}
	}
}

// table counts verdicts, right and wrong ones.
type table struct {
	refused  int
	verdicts map[watch.Verdict]int
	rules    map[string]map[mistake]int
	causes   map[string]int // certain ones
	wrong    int            // of these
	kinds    map[string]int
	seeds    [2]uint64 // the first and the last
}

func newTable() *table {
	return &table{verdicts: map[watch.Verdict]int{}, rules: map[string]map[mistake]int{}, causes: map[string]int{}, kinds: map[string]int{}}
}

const ours = "watch"

// add judges a history and fails the test where watch was wrong.
func (s *table) add(t *testing.T, p *played) {
	if p.rollout == nil {
		s.refused++
		return
	}
	s.verdicts[p.outcome.Verdict]++
	for _, kind := range append(p.kinds, p.others()...) {
		s.kinds[kind]++
	}
	wrong, why := p.verdict()
	s.count(ours, wrong)
	if wrong != right {
		t.Errorf("%s: %s is wrong (%s): %s\n%s", p.repeat(), p.outcome.Verdict, wrong, why, p)
	}
	for _, c := range p.outcome.Causes {
		if !c.Likely {
			s.causes[c.Code]++
		}
	}
	s.wrong += len(p.uninflicted)
	for _, c := range p.uninflicted {
		t.Errorf("%s: cause %s is wrong: %s (%s)\n%s", p.repeat(), c.Code, c.Title, c.Says, p)
	}
	for name, said := range p.said {
		s.count(name, said.mistakeOf(p.final))
	}
}

func (s *table) count(rule string, m mistake) {
	if s.rules[rule] == nil {
		s.rules[rule] = map[mistake]int{}
	}
	s.rules[rule][m]++
}

// repeat is the command that plays the history again and tells it.
func (p *played) repeat() string {
	return fmt.Sprintf("go test ./watch -run Histories -histories 1 -seed %d -v", p.seed)
}

// String tells a history.
func (p *played) String() string {
	f := p.facts
	at := func(name string, t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return fmt.Sprintf(" %s %s,", name, t.Sub(p.target.CreatedAt).Round(time.Millisecond))
	}
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "faults %v, kinds %v, impediments %+v, target %s %s of %d\nsaid after %s at %s: %s\ntruth: %s,", p.faults, p.kinds,
		p.impediments, p.target.Service,
		p.target.TaskDefinition, p.target.Desired, p.outcome.Took, p.now.Sub(p.target.CreatedAt), p.outcome.Reason, f.status)
	b.WriteString(at("completed", f.completed) + at("given up", f.gaveUp) + at("rollback asked", f.asked) +
		at("gone back", f.wentBack) + at("stranded", f.stranded) + at("replaced", f.replaced) +
		at("deleted", f.deleted) + at("aborted", f.aborted))
	for _, w := range f.wanted {
		_, _ = fmt.Fprintf(&b, " wants %d at %s,", w.n, w.at.Sub(p.target.CreatedAt))
	}
	_, _ = fmt.Fprintf(&b, " whole %t, lively %t, settles alone %t\n", p.whole, p.lively, p.settlesAlone)
	for _, d := range p.all() {
		if d.at.After(p.target.CreatedAt) {
			_, _ = fmt.Fprintf(&b, "%s %s %s\n", d.at.Sub(p.target.CreatedAt), d.operation, brief(d.in))
		}
	}
	return b.String() + strings.Join(p.story, "\n")
}

// String is the table as docs/performance.md has it.
func (s *table) String() string {
	var b strings.Builder
	columns := []mistake{falseSuccess, falseFailure, lateWhenFine, wrongName, right}
	head := "| rule |"
	for _, m := range columns {
		head += " " + string(m) + " |"
	}
	b.WriteString(head + " wrong certain causes |\n" + strings.Repeat("|---", len(columns)+2) + "|\n")
	names := []string{ours}
	for _, r := range otherRules() {
		names = append(names, r.name)
	}
	for _, name := range names {
		_, _ = fmt.Fprintf(&b, "| %s |", name)
		for _, m := range columns {
			_, _ = fmt.Fprintf(&b, " %d |", s.rules[name][m])
		}
		if name == ours {
			_, _ = fmt.Fprintf(&b, " %d of %d |\n", s.wrong, total(s.causes))
			continue
		}
		b.WriteString(" gives none |\n")
	}
	played := total(s.verdicts)
	_, _ = fmt.Fprintf(&b, "%d histories, seeds %d to %d; %d more ECS refused\n", played, s.seeds[0], s.seeds[1], s.refused)
	_, _ = fmt.Fprintf(&b, "verdicts: %s\ncertain causes: %s\nplayed: %s", told(s.verdicts), told(s.causes), told(s.kinds))
	return b.String()
}

func total[K comparable](counts map[K]int) (sum int) {
	for _, n := range counts {
		sum += n
	}
	return sum
}

// told are counts, the greatest first.
func told[K ~string](counts map[K]int) string {
	var parts []string
	for _, k := range slices.SortedFunc(maps.Keys(counts), func(a, b K) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(string(a), string(b)))
	}) {
		parts = append(parts, fmt.Sprintf("%s %d", k, counts[k]))
	}
	return strings.Join(parts, ", ")
}

// check finds histories that try too little.
func (s *table) check(t *testing.T) {
	for _, v := range []watch.Verdict{
		watch.Settled, watch.Failed, watch.RolledBack, watch.Stuck, watch.TimedOut, watch.Superseded, watch.Stopped,
	} {
		if s.verdicts[v] == 0 {
			t.Errorf("no history ends %s: they try too little (%v)", v, slices.Sorted(maps.Keys(s.verdicts)))
		}
	}
}
