package ecssim

import (
	"cmp"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/world"
)

// Setup says which world to serve. The zero value is an empty one at real
// speed, kept in memory.
type Setup struct {
	// Scenario is one of [Scenarios], or what Read knows; empty means an empty world.
	Scenario string
	// Read gives the text of a scenario that is not built in; nil: there is no other.
	// It is not asked where a state file tells the scenario.
	Read func(name string) ([]byte, error)
	// State is the file that keeps the world between runs; empty: none does.
	State string
	// Account, Region, Speed and Seed are those of world.Options.
	Account, Region string
	Speed           float64
	Seed            uint64
	// AllowRemote, Throttling and Faults are those of [Options].
	AllowRemote, Throttling bool
	Faults                  []Fault
}

// Open makes a server. A state file that exists decides the world; what else of
// setup is set must agree with it. Errors are a [ScenarioError], a [StateError],
// those of Read, and [shape.Problems] of the scenario.
func Open(setup Setup) (*Server, error) {
	setup = setup.filled()
	if setup.State != "" {
		return openState(setup)
	}
	text, err := setup.text()
	if err != nil {
		return nil, err
	}
	p, err := setup.read(text)
	if err != nil {
		return nil, err
	}
	return setup.serve(setup.start(p), p)
}

// serve makes a server of a new world, whose past can be repeated.
func (setup Setup) serve(start time.Time, p plot) (*Server, error) {
	w, play, err := p.world(setup.world(start))
	if err != nil {
		return nil, err
	}
	s := New(w, setup.options())
	s.play, s.host = play, setup.host()
	begun := start.Add(p.lead(setup.Speed))
	for _, f := range p.faults {
		s.rules = append(s.rules, &rule{Fault: f, begun: begun})
	}
	for _, r := range s.rules {
		if r.Kind != StaleRead && r.Kind != TornRead {
			continue
		}
		again, _, err := p.world(setup.world(start))
		if err != nil {
			return nil, err
		}
		r.past = newPast(again, r.Fault, s.scaled(r.Lag), s.begun)
	}
	return s, nil
}

// Local gives an SDK client of a new world in this process.
func Local(setup Setup) (*ecs.Client, error) {
	s, err := Open(setup)
	if err != nil {
		return nil, err
	}
	return s.Client(setup.filled().Region), nil
}

// Client is an SDK client that talks to the server in this process.
func (s *Server) Client(region string) *ecs.Client {
	return ecs.New(ecs.Options{
		Region: region, Credentials: aws.AnonymousCredentials{},
		HTTPClient: &http.Client{Transport: s.Transport()}, BaseEndpoint: aws.String("http://localhost"),
	})
}

func (setup Setup) options() Options {
	return Options{
		AllowRemote: setup.AllowRemote, Seed: setup.Seed, Speed: setup.Speed,
		Throttling: setup.Throttling, Faults: setup.Faults,
	}
}

// filled is setup with the defaults of world.Options.
func (setup Setup) filled() Setup {
	setup.Account = cmp.Or(setup.Account, "123456789012")
	setup.Region = cmp.Or(setup.Region, "us-east-1")
	if setup.Speed <= 0 {
		setup.Speed = 1
	}
	return setup
}

// start is the first moment of a new world: now, or long enough ago for a
// scenario to start now.
func (setup Setup) start(p plot) time.Time {
	return time.Now().UTC().Round(0).Add(-p.lead(setup.Speed))
}

// world are the options of a world that begins at start.
func (setup Setup) world(start time.Time) world.Options {
	return world.Options{
		Seed: setup.Seed, Start: start, Speed: setup.Speed, Account: setup.Account, Region: setup.Region,
	}
}
