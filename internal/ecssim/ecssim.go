// Package ecssim serves a [world.World] over the protocol of Amazon ECS, AWS
// JSON 1.1 over HTTP, so that any SDK, the aws CLI and steady itself can deploy
// against it.
//
// Start at [Open], which makes a server and its world, or [New], which serves a
// world made elsewhere. The server keeps no clock of its own: every request
// first advances the world to the present.
package ecssim

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/ecs-steady/steady/internal/scenario"
	"github.com/ecs-steady/steady/internal/world"
)

// Options are the knobs of a [Server]. The zero value answers only requests
// that name a loopback host.
type Options struct {
	// AllowRemote answers requests for any host, and those that a web page sends.
	AllowRemote bool
	// Seed makes the request ids and the choices of the faults.
	Seed uint64
	// Speed is that of the world: it holds for throttling and faults too. 0 means 1.
	Speed float64
	// Throttling holds clients to the rates that ECS publishes.
	Throttling bool
	// Faults spoil calls. A StaleRead or TornRead needs a world whose past can be
	// repeated, as that of [Open]; with a world given to [New] it never strikes.
	Faults []Fault
}

// Server answers the requests of ECS clients from one world.
type Server struct {
	opts  Options
	large chan struct{} // holds one for every large body in hand

	mu      sync.Mutex // guards all below: one request at a time
	world   *world.World
	ahead   time.Duration // of the clock of this machine
	begun   time.Time
	host    scenario.Host
	play    *scenario.Play // nil without a scenario
	journal *journal       // nil without a state file
	ids     *rand.Rand
	dice    *rand.Rand         // of the faults
	buckets map[string]*bucket // by operation; nil without throttling
	rules   []*rule

	stranger stranger
	replies  replies
}

// New serves w, which nobody else may use from now on.
func New(w *world.World, opts Options) *Server {
	if opts.Speed <= 0 {
		opts.Speed = 1
	}
	s := &Server{
		opts: opts, large: make(chan struct{}, maxLarge), world: w,
		host: ScenarioHost(),
		ids:  rand.New(rand.NewPCG(opts.Seed, 1)), dice: rand.New(rand.NewPCG(opts.Seed, 2)),
	}
	s.begun = s.now()
	s.stranger = stranger{s.dice, map[string]bool{}}
	if opts.Throttling {
		s.buckets = buckets(opts.Speed)
	}
	for _, f := range opts.Faults {
		s.rules = append(s.rules, &rule{Fault: f})
	}
	return s
}

// Handler serves the API on "/" by POST, and the simulator's own pages under
// "/_steady/": health, truth, events, advance, reset and agent/INSTANCE/v1/….
func (s *Server) Handler() http.Handler {
	return s.guarded(s.route)
}

// guarded is serve for those who may ask, in a time that is bounded.
func (s *Server) guarded(serve http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w = &timely{w}
		if !s.opts.AllowRemote && !local(r) {
			http.Error(w, "This simulator answers only requests for localhost that no web page sent.", http.StatusForbidden)
			return
		}
		serve(w, r)
	})
}

// now is ECS's time. The caller holds the lock.
func (s *Server) now() time.Time { return time.Now().Add(s.ahead).UTC().Round(0) }

// present advances the world to now for somebody who may change it: no reply that
// was kept holds any longer. The caller holds the lock.
func (s *Server) present() *world.World {
	s.replies.drop()
	return s.reading()
}

// reading advances the world to now for somebody who only reads. The caller holds
// the lock.
func (s *Server) reading() *world.World {
	s.world.Advance(s.now())
	return s.world
}
