package world

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// actOnMonitors turns the circuit breaker, the alarm or early success on or off,
// lets the alarm fire, or stops the newest service deployment.
func (r *random) actOnMonitors() {
	switch r.rng.IntN(5) {
	case 0:
		r.update(ecs.UpdateServiceInput{DeploymentConfiguration: &types.DeploymentConfiguration{
			DeploymentCircuitBreaker: r.breaker(),
		}})
	case 1:
		r.update(ecs.UpdateServiceInput{DeploymentConfiguration: &types.DeploymentConfiguration{
			Alarms: &types.DeploymentAlarms{
				AlarmNames: []string{"errors"}, Enable: r.rng.IntN(2) == 0, Rollback: r.rng.IntN(2) == 0,
			},
		}})
	case 2:
		r.SetAlarm("errors", r.rng.IntN(2) == 0)
	case 3:
		cleanups := types.ServiceRevisionCleanup("").Values()
		r.update(ecs.UpdateServiceInput{DeploymentConfiguration: &types.DeploymentConfiguration{
			EarlySuccessCriteria: &types.DeploymentEarlySuccessCriteria{
				Enable: r.rng.IntN(2) == 0, HealthyPercent: aws.Int32(100),
				SourceServiceRevisionCleanup: cleanups[r.rng.IntN(len(cleanups))],
			},
		}})
	case 4:
		o := r.clusters["default"].services["web"].ongoing()
		if err := r.stopIt(); (err == nil) != (o != nil) {
			r.t.Errorf("%s: stopping a service deployment that goes on (%t): %v", r.now, o != nil, err)
		}
	}
}

// breaker is a circuit breaker, most often one that is on.
func (r *random) breaker() *types.DeploymentCircuitBreaker {
	out := &types.DeploymentCircuitBreaker{Enable: r.rng.IntN(4) > 0, Rollback: r.rng.IntN(3) > 0}
	if r.rng.IntN(2) == 0 {
		out.ResetOnHealthyTask = aws.Bool(r.rng.IntN(2) == 0)
	}
	if r.rng.IntN(2) == 0 {
		kinds := types.ThresholdType("").Values()
		out.ThresholdConfiguration = &types.ThresholdConfiguration{
			Type: kinds[r.rng.IntN(len(kinds))], Value: 1 + r.rng.Int32N(100),
		}
	}
	return out
}

// checkRollback holds rollbacks to their rules: an old id comes back only as the
// target of one, nothing starts for what was given up, and the record goes on
// exactly as long as the PRIMARY deployment does.
func (r *random) checkRollback(s *service, before []*task) {
	p, o := s.primary(), s.ongoing()
	if was := r.primary; was != nil && was != p && p.created.Before(was.created) {
		if back := s.records[0].rollback; back == nil || *back.ServiceRevisionArn != r.revisionARN(p) {
			r.t.Errorf("%s: %s is PRIMARY again without a rollback to it", r.now, p.id)
		}
		r.rollbacks++
	}
	r.primary = p
	for _, t := range s.tasks {
		if t.deployment.gaveUp() && !slices.Contains(before, t) {
			r.t.Errorf("%s: a task was started for %s, which was given up", r.now, t.startedBy)
		}
	}
	if s.status == active && (p.rollout == types.DeploymentRolloutStateInProgress) != (o != nil) {
		r.t.Errorf("%s: the PRIMARY deployment is %s, its record goes on: %t", r.now, p.rollout, o != nil)
	}
	if d := s.records[0].deployment; d != p && d.wanted() != 0 {
		r.t.Errorf("%s: %s was rolled back and shall still have %d tasks", r.now, d.id, d.wanted())
	}
}

// TestBreakerEnds deploys images of all kinds with the circuit breaker on: each
// deployment ends, one way or another.
func TestBreakerEnds(t *testing.T) {
	ends := map[types.ServiceDeploymentStatus]int{}
	for seed := range uint64(100) {
		rng := rand.New(rand.NewPCG(seed, 2))
		l := failing(t)
		must(l.AddInstance("", Instance{Memory: 1024}))(t)
		bounds := [][2]int32{{100, 200}, {50, 150}, {0, 100}, {50, 100}}[rng.IntN(4)]
		change := []func(*ecs.CreateServiceInput){percents(bounds[0], bounds[1]), breaking(rng.IntN(3) > 0)}
		if rng.IntN(2) == 0 {
			change = append(change, behind)
		}
		images := []string{"nginx", "nginx", "missing", "sick", "mute"}
		any := func() string { return l.register(checked(images[rng.IntN(len(images))])) }
		l.create(any(), 2+rng.Int32N(4), change...)
		for range 4 {
			l.run(3 * time.Hour)
			d := l.latest()
			ends[d.Status]++
			if d.FinishedAt == nil {
				t.Errorf("seed %d: after three hours it is %s:\n%s\n%s", seed, recordLine(d), deployments(l.get()), l.timeline())
			}
			l.deployTo(any())
		}
	}
	if len(ends) != 4 {
		t.Errorf("some end is missing: %v", ends)
	}
}
