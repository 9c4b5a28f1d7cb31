package watch_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/history"
	"github.com/ecs-steady/steady/internal/world"
	"github.com/ecs-steady/steady/watch"
)

// The limits of the watch are the command's defaults.
const (
	historyTimeout = 15 * time.Minute
	historyStall   = 5 * time.Minute
)

// Nobody does anything at the same moment as somebody else: goroutines that wake
// together run in no order.
const (
	driverBeat = 333_333 * time.Nanosecond
	ruleBeat   = 111_111 * time.Nanosecond
)

// played is a history that was played, and its truth at the moment of the verdict.
type played struct {
	*oracle
	seed    uint64
	faults  []string
	client  *client
	kinds   []string         // of history that it is
	rollout *history.Rollout // nil where ECS refused it
	outcome watch.Outcome
	now     time.Time
	facts   facts
	slack   time.Duration // how old what watch knows may be
	whole   bool          // all tasks that are wanted run, of the target
	// wholeSince says so for a moment that may have been the present of watch's reads,
	// wholeAll for the time of several polls.
	wholeSince, wholeAll bool
	lively               bool // tasks of the target moved within the stall time
	// settlesAlone: it settled within the stall time after a verdict Stuck, left alone.
	settlesAlone bool
	final        facts              // at the end of the history
	impediments  []world.Impediment // of the service, at the moment of the verdict
	uninflicted  []watch.Cause      // told as certain though the history does not hold it
	said         map[string]saying  // by the other rules
	story        []string           // of events, where it is told
}

// playHistory plays the history of a seed to the end of the watch and of the other rules.
func playHistory(t *testing.T, seed uint64, tell bool) *played {
	p := &played{seed: seed, said: map[string]saying{}}
	synctest.Test(t, func(t *testing.T) {
		dice := rand.New(rand.NewPCG(seed, 1<<40))
		var faults []ecssim.Fault
		faults, p.faults, p.slack = drawFaults(t, dice)
		server, err := ecssim.Open(ecssim.Setup{Seed: seed, Throttling: dice.IntN(2) == 0, Faults: faults})
		if err != nil {
			t.Fatal(err)
		}
		scene := newScene(server)
		p.client = newClient(scene, rand.New(rand.NewPCG(seed, 1<<41)))
		player := history.NewRollout(scene, seed)
		<-time.After(player.Warmup())
		if p.rollout = player.Roll(); p.rollout == nil {
			return
		}
		p.kinds = p.kindsOf()
		p.oracle = newOracle(scene, targetOf(p.rollout))
		scene.before = func(operation string) {
			if operation == "DeleteService" {
				p.look()
			}
		}
		p.follow(t, player, time.Duration(dice.IntN(3000))*time.Millisecond, tell)
	})
	return p
}

// follow watches while others do what they do and the other rules judge, too.
func (p *played) follow(t *testing.T, player *history.Player, delay time.Duration, tell bool) {
	ctx, cancel := context.WithCancel(t.Context())
	var drive, rules sync.WaitGroup
	drive.Go(func() { disturb(ctx, player) })
	for i, r := range otherRules() {
		if !p.rolls() {
			break // they know only rollouts
		}
		rules.Go(func() {
			<-time.After(time.Duration(i+1) * ruleBeat)
			said := r.follow(p.oracle)
			p.mu.Lock()
			p.said[r.name] = said
			p.mu.Unlock()
		})
	}
	<-time.After(delay)
	watcher := watch.Watcher{API: p.client.api(), Timeout: historyTimeout, StallTimeout: historyStall, GiveUpAfter: 3}
	outcomes, err := watcher.Run(t.Context(), []watch.Target{p.client.target(p.target)}, func(e watch.Event, s watch.State) error {
		if tell {
			p.story = append(p.story, tellEvent(e, s))
		}
		return nil
	})
	if err != nil {
		t.Errorf("seed %d: %v", p.seed, err)
	}
	p.outcome, p.now = outcomes[0], time.Now()
	p.facts, p.whole = p.oracle.facts(), p.oracle.whole()
	p.impediments = p.scene.impediments(p.target.Service)
	since := p.now.Add(-p.slack)
	p.wholeSince, p.wholeAll = p.wasWhole(p.facts, since, p.now), p.moved().Before(since)
	p.lively = p.moved().After(p.now.Add(p.slack - historyStall))
	if p.outcome.Verdict == watch.Stuck && p.lively {
		cancel()
		drive.Wait()
		<-time.After(historyStall)
		p.settlesAlone = !p.oracle.facts().completed.IsZero()
	}
	rules.Wait()
	cancel()
	drive.Wait()
	p.final = p.oracle.facts()
	for _, c := range p.outcome.Causes {
		if p.target.Deleting {
			break
		}
		if !c.Likely && c.Code != "unknown" && !p.inflicted(c.Code) {
			p.uninflicted = append(p.uninflicted, c)
		}
	}
}

// disturb does what others do until ctx ends.
func disturb(ctx context.Context, player *history.Player) {
	for n := range player.Disturbances() {
		after, do := player.Disturb(uint64(n + 1))
		timer := time.NewTimer(after + driverBeat/time.Duration(n+1))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
			do()
		}
	}
}

// targetOf is what to follow, as a deployer reads it off ECS's replies.
func targetOf(r *history.Rollout) watch.Target {
	primary := func(s *types.Service) types.Deployment {
		for _, d := range s.Deployments {
			if aws.ToString(d.Status) == "PRIMARY" {
				return d
			}
		}
		return types.Deployment{}
	}
	d := primary(r.After)
	if r.Deleting {
		return watch.Target{Service: r.Service, Desired: -1, Deleting: true}
	}
	t := watch.Target{
		Service: r.Service, Deployment: aws.ToString(d.Id), TaskDefinition: last(d.TaskDefinition),
		CreatedAt: aws.ToTime(d.CreatedAt), Desired: int(r.After.DesiredCount),
	}
	if r.After.SchedulingStrategy == types.SchedulingStrategyDaemon {
		t.Desired = -1
	}
	if r.Before != nil {
		old := primary(r.Before)
		t.Previous, t.PreviousTaskDefinition = aws.ToString(old.Id), last(old.TaskDefinition)
	}
	return t
}

// last is the last part of an ARN.
func last(arn *string) string {
	return aws.ToString(arn)[strings.LastIndexByte(aws.ToString(arn), '/')+1:]
}

// drawFaults draws what spoils the calls of clients, none in two of five histories,
// and how old what a client knows may then be.
func drawFaults(t *testing.T, dice *rand.Rand) (faults []ecssim.Fault, texts []string, slack time.Duration) {
	menu := []struct {
		text  string
		slack time.Duration
	}{
		{"*:throttle:0.3", 40 * time.Second},
		{"DescribeServices:throttle:0.5", time.Minute},
		{"*:error:0.3", 40 * time.Second},
		{"*:reset:0.3", 40 * time.Second},
		{"*:lost:1/3", 20 * time.Second},
		{"*:latency=3s:0.5", 20 * time.Second},
		{"Describe*:stale=10s", 20 * time.Second},
		{"*:stale=20s:0.5", 30 * time.Second},
		{"*:stale=3:0.7", 2 * time.Minute},
		{"List*:stale=30s", 40 * time.Second},
		{"DescribeTasks:stale=30s:0.5", 40 * time.Second},
		{"*:torn=10s", 20 * time.Second},
		{"*:torn=3:0.5", 2 * time.Minute},
		{"*:missing=15s", 20 * time.Second},
		{"DescribeServices:missing=25s", 30 * time.Second},
		{"*:unknown", 10 * time.Second},
		{"DescribeServiceDeployments:error", 10 * time.Second},
		{"List*:error:0.8", 10 * time.Second},
	}
	slack = 15 * time.Second
	if dice.IntN(5) < 2 {
		return nil, nil, slack
	}
	for range 1 + dice.IntN(3) {
		m := menu[dice.IntN(len(menu))]
		f, err := ecssim.ParseFault(m.text)
		if err != nil {
			t.Fatal(err)
		}
		faults, texts, slack = append(faults, f), append(texts, m.text), slack+m.slack
	}
	return faults, texts, slack
}
