package forecast

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// patience is how much virtual time a rollout gets in which something goes on
// happening. The longest protection of a task is 48 hours (API reference,
// UpdateTaskProtection).
const patience = 7 * 24 * time.Hour

// run is a rollout that was played in a world.
type run struct {
	w                *world.World
	cluster, service string
	revision         string // that it rolls out, "family:revision"
	deployment       string // its id there
	anew             bool   // the change starts a deployment
	created          bool   // and the service
	// shifts is the strategy by which all new tasks run beside the old ones, before these
	// are stopped; "" for a rolling update.
	shifts types.DeploymentStrategy

	refused error // the API's answer to the change
	settled bool
	endless bool
	failed  bool // ECS gave it up
	moved   bool // a task was started or stopped
	// unplaced: ECS said that it found no place for a task.
	unplaced bool
	// stand is where it stands still, if it does, and causes are all that it may be for,
	// in this turn and in others.
	stand  world.Standstill
	causes []string

	desired, floor, ceiling int
	minRunning, maxTasks    int
	waves                   []int
	room                    Room
	took                    time.Duration
}

// turnsOf is in how many more turns a rollout is played: in fewer where each takes
// longer, and in none where all end alike.
func turnsOf(state State, r *run) int {
	const few, many, large = 1, 8, 200
	started := 0
	for _, n := range r.waves {
		started += n
	}
	switch {
	case r.refused != nil || len(state.Instances) <= 1 && len(state.Tasks) <= 1:
		return 0
	case r.settled && r.room.Tasks >= started: // no old task has to make room
		return 0
	case !r.settled && !r.moved: // nothing began: each turn begins the same way
		return 0
	case len(state.Instances)+len(state.Tasks) > large:
		return few
	}
	return many
}

// played is the rollout in all its turns: one that does not settle, if there is one,
// and whether others settle.
func played(state State, change Change) (r *run, mixed bool) {
	r = play(state, change, 0)
	for turn := range turnsOf(state, r) {
		other := play(state, change, turn+1)
		r.unplaced = r.unplaced || other.unplaced
		if other.settled != r.settled {
			if r.settled {
				r = other
			}
			return r, true
		}
		for _, cause := range other.causes {
			if !slices.Contains(r.causes, cause) {
				r.causes = append(r.causes, cause)
			}
		}
	}
	return r, false
}

// play carries the change out in a world of that state and follows it until it has
// settled, or until nothing can happen any more that would let it go on.
func play(state State, change Change, turn int) *run {
	r := &run{
		cluster: state.Cluster, service: aws.ToString(state.Service.ServiceName), minRunning: math.MaxInt,
		created: change.Create != nil,
	}
	if s, _ := strategy(state, change); s != types.DeploymentStrategyRolling {
		r.shifts = s
	}
	if r.w, r.refused = load(state, turn); r.refused != nil {
		return r
	}
	if r.revision, r.anew, r.refused = apply(r.w, state, change); r.refused != nil {
		r.minRunning = 0
		return r
	}
	r.desired, r.floor, r.ceiling = r.w.Bounds(r.cluster, r.service)
	if r.shifts != "" && r.anew {
		r.floor, r.ceiling = r.desired, 2*r.desired
	}
	r.room.Tasks, r.room.On = r.w.Room(r.cluster, r.service, r.revision)
	for _, i := range state.Instances {
		if i.AgentConnected && aws.ToString(i.Status) == "ACTIVE" {
			r.room.Instances++
		}
	}
	if r.follow(); !r.settled {
		r.causes = causesOf(r.stand)
	}
	r.unplaced = r.said("unable to place")
	return r
}

// said says whether ECS has told of something.
func (r *run) said(what string) bool {
	out, err := r.w.DescribeServices(&ecs.DescribeServicesInput{Cluster: &r.cluster, Services: []string{r.service}})
	says := func(e types.ServiceEvent) bool { return strings.Contains(aws.ToString(e.Message), what) }
	return err == nil && len(out.Services) == 1 && slices.ContainsFunc(out.Services[0].Events, says)
}

// follow lets the world go on, from one moment at which something happens to the
// next.
func (r *run) follow() {
	began, fresh := r.w.Now(), 0
	glance := r.w.Glance(r.cluster, r.service)
	r.deployment = glance.Deployment
	if !r.anew {
		fresh = glance.New
	}
	before := glance
	for {
		r.moved = r.moved || glance.Alive != before.Alive || glance.New != before.New || glance.Running != before.Running
		r.minRunning = min(r.minRunning, glance.Running)
		r.maxTasks = max(r.maxTasks, glance.Alive)
		if more := glance.New - fresh; more > 0 {
			r.waves = append(r.waves, more)
		}
		fresh = glance.New
		r.took = r.w.Now().Sub(began)
		if r.ended(glance) {
			return
		}
		next, ok := r.w.Next()
		if r.endless = !ok || r.took > patience; r.endless {
			return
		}
		r.w.Advance(next)
		glance = r.w.Glance(r.cluster, r.service)
	}
}

// ended says whether it is over, and notes how.
func (r *run) ended(g world.Glance) bool {
	if r.failed = g.Deployment != r.deployment || g.Failed; r.failed {
		r.stand, _ = r.w.Unplaced(r.cluster, r.service, r.revision)
		return true
	}
	if r.settled = g.Completed && g.Alone && g.Serving == r.desired && g.Alive == r.desired; r.settled {
		return true
	}
	stand, still := r.w.Standstill(r.cluster, r.service)
	if still {
		r.stand = stand
	}
	return still
}
