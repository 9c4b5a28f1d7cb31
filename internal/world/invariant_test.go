package world

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// checkBounds holds the scheduler to the floor and the ceiling.
func (r *random) checkBounds(s *service, before []*task, serving map[*task]bool) {
	floor, ceiling := s.bounds()
	took, healthy := 0, s.healthy(r.now)
	for _, t := range before {
		byScheduler := !t.alive() && strings.HasPrefix(t.stoppedReason, "Scaling activity")
		if serving[t] && byScheduler && t.health() != types.HealthStatusUnhealthy && (!s.daemon() || slices.Contains(s.posts(), t.instance)) {
			took++
		}
	}
	if took > 0 && healthy < floor {
		r.t.Errorf("%s: the scheduler stopped %d healthy tasks and left %d, fewer than %d", r.now, took, healthy, floor)
	}
	started := count(s.tasks, func(t *task) bool { return t.alive() && !slices.Contains(before, t) })
	if started > 0 && s.alive() > ceiling {
		r.t.Errorf("%s: the scheduler started %d tasks and now has %d, more than %d", r.now, started, s.alive(), ceiling)
	}
}

// checkInstances adds up what the tasks use.
func (r *random) checkInstances() {
	checkRooms(r.t, r.clusters["default"])
	for _, i := range r.clusters["default"].instances {
		cpu, memory, ports := i.spec.CPU, i.spec.Memory, map[hostPort]bool{}
		for _, t := range i.tasks {
			cpu, memory = cpu-t.needs.cpu, memory-t.needs.memory
			used := slices.Clone(t.needs.ports)
			for _, c := range t.containers {
				for _, b := range c.bindings {
					p := hostPort{aws.ToInt32(b.HostPort), b.Protocol}
					if !slices.Contains(used, p) {
						used = append(used, p)
					}
				}
			}
			for _, p := range used {
				if ports[p] {
					r.t.Errorf("%s: port %d is used twice on %s", r.now, p.number, i.id)
				}
				ports[p] = true
			}
		}
		if alive := count(i.tasks, (*task).alive); alive != i.groups["service:web"] {
			r.t.Errorf("%s: %s counts %d tasks of the service, has %d", r.now, i.id, i.groups["service:web"], alive)
		}
		if len(i.ports) != len(reservedPorts)+len(ports) {
			r.t.Errorf("%s: %d ports of %s are taken, %d by its tasks", r.now, len(i.ports), i.id, len(ports))
		}
		if cpu != i.cpu || memory != i.memory || cpu < 0 || memory < 0 {
			r.t.Errorf("%s: %s has %d CPU and %d MiB left, its tasks leave %d and %d", r.now, i.id, i.cpu, i.memory,
				cpu, memory)
		}
	}
}

// checkCounts holds the counts that are shown to the tasks that are shown.
func (r *random) checkCounts(s *service) {
	shown := r.get()
	var run, pend int32
	for _, d := range shown.Deployments {
		run, pend = run+d.RunningCount, pend+d.PendingCount
		var r2, p2 int32
		for _, t := range s.tasks {
			if t.startedBy == aws.ToString(d.Id) {
				r2, p2 = r2+one(t.lastStatus == running), p2+one(t.isPending())
			}
		}
		if r2 != d.RunningCount || p2 != d.PendingCount {
			r.t.Errorf("%s: %s shows %d running and %d pending, has %d and %d", r.now, aws.ToString(d.Id),
				d.RunningCount, d.PendingCount, r2, p2)
		}
	}
	if run != shown.RunningCount || pend != shown.PendingCount {
		r.t.Errorf("%s: the deployments have %d running and %d pending, the service %d and %d", r.now, run, pend,
			shown.RunningCount, shown.PendingCount)
	}
	if posts := map[*instance]bool{}; s.daemon() {
		for _, t := range s.tasks {
			if posts[t.instance] {
				r.t.Errorf("%s: two tasks of the daemon service on %s", r.now, t.instance.id)
			}
			posts[t.instance] = true
		}
	}
	if aws.ToString(shown.Deployments[0].Status) != "PRIMARY" {
		r.t.Errorf("%s: the first deployment is not PRIMARY", r.now)
	}
}

func one(is bool) int32 {
	if is {
		return 1
	}
	return 0
}

// checkIDs finds ids that come a second time.
func (r *random) checkIDs(s *service) {
	fresh := func(id string) {
		if r.ids[id] {
			r.t.Errorf("%s: id %s is used again", r.now, id)
		}
		r.ids[id] = true
	}
	for _, t := range s.tasks {
		if !r.known[t] {
			r.known[t] = true
			fresh(t.id)
		}
	}
	for _, d := range s.deployments {
		if !r.deploys[d] {
			r.deploys[d] = true
			fresh(d.id)
		}
	}
}

func TestBoundsArithmetic(t *testing.T) {
	tests := []struct {
		desired          int
		minimum, maximum int32
		floor, ceiling   int
	}{
		{4, 50, 200, 2, 8},
		{2, 75, 200, 2, 4},
		{3, 100, 125, 3, 3},
		{1, 100, 150, 1, 1},
		{1, 0, 100, 0, 1},
		{5, 50, 150, 3, 7},
		{0, 100, 200, 0, 0},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%d tasks at %d and %d percent", tt.desired, tt.minimum, tt.maximum), func(t *testing.T) {
			floor, ceiling := bounds(tt.desired, tt.minimum, tt.maximum)
			if floor != tt.floor || ceiling != tt.ceiling {
				t.Errorf("got %d and %d, want %d and %d", floor, ceiling, tt.floor, tt.ceiling)
			}
		})
	}
}
