package world

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func strategy(kind types.PlacementStrategyType, field string) types.PlacementStrategy {
	return types.PlacementStrategy{Type: kind, Field: aws.String(field)}
}

// crew is a service of eight tasks, placed one an instance after the other: two on
// each of four instances of different sizes.
func crew(t *testing.T, seed uint64, strategies ...types.PlacementStrategy) *lab {
	t.Helper()
	l := newLab(t, Options{Seed: seed})
	for n, spec := range []Instance{
		{AZ: "us-east-1a", Memory: 1000, CPU: 4096, Attributes: map[string]string{"rack": "x"}},
		{AZ: "us-east-1a", Memory: 3000, CPU: 1024, Attributes: map[string]string{"rack": "x"}},
		{AZ: "us-east-1a", Memory: 2000, CPU: 2048, Attributes: map[string]string{"rack": "x"}},
		{AZ: "us-east-1b", Memory: 2000, CPU: 2048, Attributes: map[string]string{"rack": "y"}},
	} {
		spec.ID = fmt.Sprint("i-", n+1)
		must(l.AddInstance("", spec))(t)
	}
	l.create(l.register(web("app", 0)), 8, percents(50, 200), func(in *ecs.CreateServiceInput) {
		in.PlacementStrategy = []types.PlacementStrategy{strategy("spread", "instanceId")}
	})
	l.settle()
	l.update(ecs.UpdateServiceInput{PlacementStrategy: append([]types.PlacementStrategy{}, strategies...)})
	return l
}

// where counts the tasks of the service web on each of its instances, in order.
func (l *lab) where() string {
	counts := map[string]int{}
	for _, task := range l.clusters["default"].services["web"].tasks {
		if task.alive() {
			counts[task.instance.spec.ID]++
		}
	}
	var out []string
	for n := range 4 {
		out = append(out, fmt.Sprint(counts[fmt.Sprint("i-", n+1)]))
	}
	return strings.Join(out, " ")
}

// TestTasksStopByThePlacementStrategy scales in from two tasks on each instance:
// the first three are in one Availability Zone and rack, the last in another.
func TestTasksStopByThePlacementStrategy(t *testing.T) {
	zones, instances := strategy("spread", "attribute:ecs.availability-zone"), strategy("spread", "instanceId")
	tests := []struct {
		name       string
		strategies []types.PlacementStrategy
		desired    int32
		want       string // how many stay on each instance
	}{
		{"without one, zones before instances", nil, 4, "0 1 1 2"},
		{"spread over instances alone", []types.PlacementStrategy{instances}, 4, "1 1 1 1"},
		{"spread over instances, by their other name", []types.PlacementStrategy{strategy("spread", "host")}, 4, "1 1 1 1"},
		{"spread over zones alone, the oldest first", []types.PlacementStrategy{zones}, 6, "1 1 2 2"},
		{"spread over another attribute", []types.PlacementStrategy{strategy("spread", "attribute:rack"), instances}, 5, "1 1 1 2"},
		{
			"spread over an attribute that no instance has",
			[]types.PlacementStrategy{strategy("spread", "attribute:none"), instances},
			4, "1 1 1 1",
		},
		{"packed by memory, the emptiest goes first", []types.PlacementStrategy{strategy("binpack", "memory")}, 6, "2 0 2 2"},
		{"packed by memory, then the next", []types.PlacementStrategy{strategy("binpack", "memory")}, 4, "2 0 0 2"},
		{"packed by CPU", []types.PlacementStrategy{strategy("binpack", "cpu")}, 6, "0 2 2 2"},
		{"zones first, then packed", []types.PlacementStrategy{zones, strategy("binpack", "memory")}, 4, "2 0 0 2"},
		{"nothing is done for the sake of what comes after chance", []types.PlacementStrategy{
			zones, strategy("random", ""), instances,
		}, 0, "0 0 0 0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := crew(t, 0, tt.strategies...)
			l.update(ecs.UpdateServiceInput{DesiredCount: &tt.desired})
			l.run(time.Minute)
			if got := l.where(); got != tt.want {
				t.Errorf("there stay %s, want %s", got, tt.want)
			}
		})
	}
}

// TestARollingUpdateWindsDownByThePlacementStrategy has room for no more than four
// new tasks beside the old ones, and may stop half of those.
func TestARollingUpdateWindsDownByThePlacementStrategy(t *testing.T) {
	l := crew(t, 0, strategy("binpack", "memory"))
	l.update(ecs.UpdateServiceInput{
		TaskDefinition:          aws.String(l.register(web("app", 0))),
		DeploymentConfiguration: &types.DeploymentConfiguration{MinimumHealthyPercent: aws.Int32(50), MaximumPercent: aws.Int32(100)},
	})
	for l.says("has stopped") == 0 {
		l.run(100 * time.Millisecond)
	}
	if got := l.where(); got != "2 0 0 2" {
		t.Errorf("there stay %s after the first stop", got)
	}
}

// TestChanceStopsTasksByTheSeed scales in at random: another seed, another choice.
func TestChanceStopsTasksByTheSeed(t *testing.T) {
	play := func(seed uint64) string {
		l := crew(t, seed, strategy("random", ""))
		l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(4)})
		l.run(time.Minute)
		return l.where()
	}
	results := map[string]bool{}
	for seed := range uint64(8) {
		first := play(seed)
		if again := play(seed); again != first {
			t.Errorf("seed %d: %s, and then %s", seed, first, again)
		}
		results[first] = true
	}
	if len(results) < 4 {
		t.Errorf("of eight seeds come only %d results: %v", len(results), results)
	}
}

// TestThinPicksAsOneLookAtAllTasksWould compares with what the strategies say when
// every task is looked at for each stop.
func TestThinPicksAsOneLookAtAllTasksWould(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 7))
		w, s := scattered(t, seed, rng)
		may := map[*task]bool{}
		for _, t := range s.tasks {
			may[t] = rng.IntN(5) > 0
		}
		c, plain := choice{taken: map[*task]bool{}}, choice{taken: map[*task]bool{}}
		limit := rng.IntN(len(s.tasks) + 2)
		n := w.thin(s, &c, limit, func(t *task) bool { return may[t] })
		if want := min(limit, len(s.tasks)); n > want || n != len(c.scaling) {
			t.Fatalf("seed %d: it says %d of %d, and picks %d", seed, n, limit, len(c.scaling))
		}
		for len(plain.scaling) < limit {
			next := plainly(s, &plain, may)
			if next == nil {
				break
			}
			plain.add(next)
		}
		if !slices.Equal(c.scaling, plain.scaling) {
			t.Fatalf("seed %d, %v: %v\nwant %v", seed, s.strategy(), instancesOf(c.scaling), instancesOf(plain.scaling))
		}
	}
}

// scattered is a service without chance in its strategies, of which tasks of two
// sizes run somewhere.
func scattered(t *testing.T, seed uint64, rng *rand.Rand) (*World, *service) {
	p := newPlacing(t, seed)
	s := &service{cluster: p.cluster, name: "web", spec: &ecs.CreateServiceInput{}}
	for range rng.IntN(4) {
		s.spec.PlacementStrategy = append(s.spec.PlacementStrategy, []types.PlacementStrategy{
			strategy("spread", "attribute:ecs.availability-zone"), strategy("spread", "attribute:stack"),
			strategy("spread", "instanceId"), strategy("binpack", "cpu"), strategy("binpack", "memory"),
		}[rng.IntN(5)])
	}
	for range 2 + rng.IntN(40) {
		i := p.cluster.fleet[rng.IntN(len(p.cluster.fleet))]
		task := p.newTask(p.cluster, p.def, launch{})
		task.instance, task.group, task.lastStatus = i, s.group(), running
		task.needs = needs{cpu: int32(1+rng.IntN(2)) * 64, memory: int32(1+rng.IntN(2)) * 64}
		i.take(task)
		s.tasks = append(s.tasks, task)
	}
	return p.World, s
}

// plainly is the next task to stop, after what was picked: of those that are equal
// so far, the ones with most by the next strategy. A strategy counts within what
// the ones before it do not tell apart.
func plainly(s *service, c *choice, may map[*task]bool) *task {
	var fit []*task
	for _, t := range s.tasks {
		if may[t] && !c.taken[t] {
			fit = append(fit, t)
		}
	}
	for n, st := range s.strategy() {
		if len(fit) == 0 {
			return nil
		}
		weigh := func(t *task) int {
			if st.Type == types.PlacementStrategyTypeBinpack {
				return leftWithout(c, t, *st.Field)
			}
			return count(s.tasks, func(o *task) bool { return !c.taken[o] && together(o, t, s.strategy()[:n+1]) })
		}
		most := slices.MaxFunc(fit, func(a, b *task) int { return weigh(a) - weigh(b) })
		best := weigh(most)
		fit = slices.DeleteFunc(fit, func(t *task) bool { return weigh(t) < best })
	}
	if len(fit) == 0 {
		return nil
	}
	return fit[0]
}

// leftWithout is how much of the field the task's instance has without it and what
// was picked.
func leftWithout(c *choice, t *task, field string) int {
	i := t.instance
	left, gone := map[string]int32{"cpu": i.spec.CPU, "memory": i.spec.Memory}, map[*task]bool{t: true}
	for o := range c.taken {
		gone[o] = true
	}
	for _, o := range i.tasks {
		if !gone[o] {
			left["cpu"] -= o.needs.cpu
			left["memory"] -= o.needs.memory
		}
	}
	return int(left[field])
}

// together says whether no strategy tells the tasks apart.
func together(a, b *task, strategies []types.PlacementStrategy) bool {
	for _, st := range strategies {
		attribute, ok := spreadOver(st)
		switch {
		case ok && a.instance.values[attribute] != b.instance.values[attribute],
			!ok && a.instance != b.instance,
			st.Type == types.PlacementStrategyTypeBinpack && (a.needs.cpu != b.needs.cpu && *st.Field == "cpu" ||
				a.needs.memory != b.needs.memory && *st.Field == "memory"):
			return false
		}
	}
	return true
}

// instancesOf tells of each task that was picked where it is.
func instancesOf(tasks []*task) []string {
	var out []string
	for _, t := range tasks {
		out = append(out, fmt.Sprintf("%s/%d/%d", t.instance.spec.ID, t.needs.cpu, t.needs.memory))
	}
	return out
}
