package world

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TestPlaceFindsWhatALookAtAllFinds holds place to the plain way of placing, on
// fleets that come, go and fill at random.
func TestPlaceFindsWhatALookAtAllFinds(t *testing.T) {
	placed, refused := 0, 0
	for seed := range uint64(60) {
		p := newPlacing(t, seed)
		for range 150 {
			if p.rng.IntN(3) == 0 {
				p.disturb()
			}
			n, r := p.needs(), p.rules()
			before := p.dice
			want, wantNo := placePlainly(p.World, p.cluster, n, r)
			p.dice = before
			got, no := p.place(p.cluster, n, r)
			switch {
			case got != want:
				t.Fatalf("seed %d: needs %+v, rules %+v: got %s, want %s", seed, n, r, p.name(got), p.name(want))
			case got == nil && !reflect.DeepEqual(no, wantNo):
				t.Fatalf("seed %d: needs %+v, rules %+v: refused by %+v, want %+v", seed, n, r, no, wantNo)
			case got == nil:
				refused++
				continue
			}
			placed++
			p.start(got, n, r.group)
		}
	}
	if placed < 2000 || refused < 500 {
		t.Errorf("%d tasks found a place, %d none: it tries too little", placed, refused)
	}
}

// placePlainly looks at every instance and applies the strategies as the
// Developer Guide tells.
func placePlainly(w *World, c *cluster, n needs, r rules) (*instance, *refusal) {
	var fit []*instance
	no := &refusal{provider: n.provider}
	fewest, first := 0, map[int][]Shortage{}
	for _, i := range c.fleet {
		if i.status != types.ContainerInstanceStatusActive || !i.serves(n.provider) {
			continue
		}
		lacks := i.lacks(n, r)
		no.room = no.room || !slices.ContainsFunc(lacks, Shortage.lasting)
		if len(lacks) == 0 {
			fit = append(fit, i)
			continue
		}
		if !slices.Contains(first[len(lacks)], lacks[0]) {
			first[len(lacks)] = append(first[len(lacks)], lacks[0])
		}
		if no.closest == nil || len(lacks) < fewest {
			no.closest, no.lacks, fewest = i, lacks[0], len(lacks)
		}
	}
	if len(fit) == 0 {
		no.room = no.room || no.closest == nil
		if others := first[fewest]; len(others) > 1 {
			no.equals = others[1:]
		}
		return nil, no
	}
	strategy := r.strategy
	if len(strategy) == 0 {
		strategy = spreadByDefault
	}
	for _, s := range strategy {
		attribute, ok := strings.CutPrefix(aws.ToString(s.Field), "attribute:")
		switch {
		case s.Type == types.PlacementStrategyTypeRandom:
			return fit[w.rng.IntN(len(fit))], nil
		case s.Type == types.PlacementStrategyTypeBinpack && strings.EqualFold(*s.Field, "cpu"):
			fit = least(fit, func(i *instance) int { return int(i.cpu) })
		case s.Type == types.PlacementStrategyTypeBinpack:
			fit = least(fit, func(i *instance) int { return int(i.memory) })
		case !ok:
			fit = least(fit, func(i *instance) int { return i.groups[r.group] })
		default:
			counts := map[string]int{}
			for _, i := range c.fleet {
				counts[i.values[attribute]] += i.groups[r.group]
			}
			fit = least(fit, func(i *instance) int { return counts[i.values[attribute]] })
		}
	}
	return fit[0], nil
}

// placing is a cluster in which tasks are placed at random.
type placing struct {
	*lab
	rng     *rand.Rand
	dice    rand.PCG // of the world's own choices
	cluster *cluster
	def     *types.TaskDefinition
	started []*task
}

func newPlacing(t *testing.T, seed uint64) *placing {
	p := &placing{lab: newLab(t, Options{Seed: seed}), rng: rand.New(rand.NewPCG(seed, 1))}
	p.World.rng = rand.New(&p.dice)
	p.cluster = p.clusters["default"]
	p.def = must(p.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"), ContainerDefinitions: []types.ContainerDefinition{web("nginx", 0)},
	}))(t).TaskDefinition
	for range 1 + p.rng.IntN(30) {
		p.join()
	}
	return p
}

// pick is one of the values.
func (p *placing) pick(values ...string) string { return values[p.rng.IntN(len(values))] }

func (p *placing) join() {
	spec := Instance{
		AZ: p.pick("a", "a", "b", "c"), Memory: int32(1+p.rng.IntN(4)) * 256, CPU: int32(1+p.rng.IntN(4)) * 256,
		CapacityProvider: p.pick("", "", "", "spot"), Attributes: map[string]string{},
	}
	if p.rng.IntN(3) > 0 {
		spec.Attributes["stack"] = p.pick("prod", "test")
	}
	must(p.AddInstance("", spec))(p.t)
}

// disturb changes the fleet or what runs on it.
func (p *placing) disturb() {
	if len(p.cluster.fleet) == 0 {
		p.join()
		return
	}
	i := p.cluster.fleet[p.rng.IntN(len(p.cluster.fleet))]
	switch p.rng.IntN(12) {
	case 0:
		p.join()
	case 1:
		must(p.DeregisterContainerInstance(&ecs.DeregisterContainerInstanceInput{
			ContainerInstance: aws.String(i.arn), Force: aws.Bool(true),
		}))(p.t)
	case 2:
		must(p.UpdateContainerInstancesState(&ecs.UpdateContainerInstancesStateInput{
			ContainerInstances: []string{i.arn}, Status: types.ContainerInstanceStatus(p.pick("ACTIVE", "ACTIVE", "DRAINING")),
		}))(p.t)
	case 3:
		i.connected = p.rng.IntN(4) > 0
	case 4:
		must(p.PutAttributes(&ecs.PutAttributesInput{Attributes: []types.Attribute{{
			Name: aws.String("stack"), Value: aws.String(p.pick("prod", "test", "other")), TargetId: aws.String(i.arn),
		}}}))(p.t)
	default:
		if len(p.started) > 0 {
			p.stop(p.started[p.rng.IntN(len(p.started))], types.TaskStopCodeUserInitiated, "")
		}
		p.run(time.Duration(p.rng.IntN(20)) * time.Second)
	}
}

// needs are those of a random task.
func (p *placing) needs() needs {
	n := needs{cpu: int32(p.rng.IntN(3)) * 128, memory: int32(1+p.rng.IntN(4)) * 64, provider: p.pick("", "", "", "spot")}
	if p.rng.IntN(4) == 0 {
		n.ports = []HostPort{{int32(80 + p.rng.IntN(2)), types.TransportProtocolTcp}}
	}
	if p.rng.IntN(4) == 0 {
		n.attributes = []types.Attribute{{Name: aws.String("stack")}}
	}
	return n
}

// rules are those of a random service.
func (p *placing) rules() rules {
	var constraints []types.PlacementConstraint
	if p.rng.IntN(5) == 0 {
		constraints = append(constraints, types.PlacementConstraint{Type: types.PlacementConstraintTypeDistinctInstance})
	}
	if p.rng.IntN(5) == 0 {
		constraints = append(constraints, memberOf("attribute:stack == prod")...)
	}
	var strategy []types.PlacementStrategy
	for range p.rng.IntN(4) {
		s := types.PlacementStrategy{Type: types.PlacementStrategyType(p.pick("spread", "spread", "binpack", "random"))}
		switch s.Type {
		case types.PlacementStrategyTypeSpread:
			s.Field = aws.String(p.pick("attribute:ecs.availability-zone", "attribute:stack", "instanceId", "host"))
		case types.PlacementStrategyTypeBinpack:
			s.Field = aws.String(p.pick("cpu", "CPU", "memory", "MEMORY"))
		}
		strategy = append(strategy, s)
	}
	return newRules(fmt.Sprint("group", p.rng.IntN(3)), constraints, strategy, p.def)
}

// start begins a task on an instance.
func (p *placing) start(i *instance, n needs, group string) {
	t := p.newTask(p.cluster, p.def, launch{launchType: types.LaunchTypeEc2})
	t.instance, t.needs, t.group = i, n, group
	p.begin(t)
	p.started = append(p.started, t)
}

func (p *placing) name(i *instance) string {
	return fmt.Sprint(slices.Index(p.cluster.fleet, i))
}

// checkRooms holds what a cluster keeps ready to what it is made of.
func checkRooms(fail func(string, ...any), c *cluster) {
	hosts := map[string]map[*instance]bool{}
	for _, i := range c.fleet {
		for group := range i.groups {
			if hosts[group] == nil {
				hosts[group] = map[*instance]bool{}
			}
			hosts[group][i] = true
		}
	}
	if !maps.EqualFunc(hosts, c.hosts, maps.Equal[map[*instance]bool, map[*instance]bool]) {
		fail("the groups have tasks on %v, the instances say %v", c.hosts, hosts)
	}
	groups := map[string]map[string]*task{}
	for id, one := range c.tasks {
		if groups[one.group] == nil {
			groups[one.group] = map[string]*task{}
		}
		groups[one.group][id] = one
	}
	same := maps.EqualFunc(groups, c.groups, maps.Equal[map[string]*task, map[string]*task])
	if !same || c.ordered != nil && !slices.Equal(c.ordered, sorted(c.tasks)) {
		fail("the lists of tasks are not those of the cluster")
	}
	for attribute := range c.rooms {
		fresh := &cluster{fleet: c.fleet}
		want := fresh.roomsBy(attribute)
		for value, r := range c.rooms[attribute].byValue {
			w := want.byValue[value]
			if w == nil || !slices.Equal(r.instances, w.instances) || !slices.Equal(r.most, w.most) {
				fail("the room with %s = %q is not that of the fleet", attribute, value)
			}
		}
		if len(want.all) != len(c.rooms[attribute].all) {
			fail("%d values of %s have rooms, the fleet has %d", len(c.rooms[attribute].all), attribute, len(want.all))
		}
	}
}
