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

	"github.com/ecs-steady/steady/internal/world"
)

// Options are the knobs of a [Server]. The zero value answers only requests
// that name a loopback host.
type Options struct {
	// AllowRemote answers requests for any host, and those that a web page sends.
	AllowRemote bool
	// Seed makes the request ids.
	Seed uint64
}

// Server answers the requests of ECS clients from one world.
type Server struct {
	opts Options

	mu      sync.Mutex // guards all below: one request at a time
	world   *world.World
	journal *journal // nil without a state file
	ids     *rand.Rand
}

// New serves w, which nobody else may use from now on.
func New(w *world.World, opts Options) *Server {
	return &Server{opts: opts, world: w, ids: rand.New(rand.NewPCG(opts.Seed, 1))}
}

// Handler serves the API on "/" by POST, and the simulator's own pages under
// "/_steady/": health, reset and agent/INSTANCE/v1/….
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.opts.AllowRemote && !local(r) {
			http.Error(w, "This simulator answers only requests for localhost that no web page sent.", http.StatusForbidden)
			return
		}
		s.route(w, r)
	})
}

// present advances the world to now. The caller holds the lock.
func (s *Server) present() *world.World {
	s.world.Advance(time.Now().UTC().Round(0))
	return s.world
}
