package world

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

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
