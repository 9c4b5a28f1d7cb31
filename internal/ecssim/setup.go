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
	// Scenario is one of [Scenarios]; empty means an empty world.
	Scenario string
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
// setup is set must agree with it. Errors are a [ScenarioError] or a
// [StateError].
func Open(setup Setup) (*Server, error) {
	setup = setup.filled()
	build, err := builder(setup.Scenario)
	if err != nil {
		return nil, err
	}
	if setup.State != "" {
		return openState(setup)
	}
	return setup.serve(setup.start(), build)
}

// serve makes a server of a new world, whose past can be repeated.
func (setup Setup) serve(start time.Time, build func(*world.World) error) (*Server, error) {
	w, err := setup.make(start, build)
	if err != nil {
		return nil, err
	}
	s := New(w, setup.options())
	for _, r := range s.rules {
		if r.Kind != StaleRead && r.Kind != TornRead {
			continue
		}
		again, err := setup.make(start, build)
		if err != nil {
			return nil, err
		}
		r.past = newPast(again, r.Fault, s.scaled(r.Lag), s.begun)
	}
	return s, nil
}

// Local gives an SDK client of a new world in this process that the textbook
// has been built in.
func Local(setup Setup, book Textbook) (*ecs.Client, error) {
	setup = setup.filled()
	setup.Scenario = textbook // the start is the same
	s, err := setup.serve(setup.start(), book.Build)
	if err != nil {
		return nil, err
	}
	return s.Client(setup.Region), nil
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
// scenario to be settled by now.
func (setup Setup) start() time.Time {
	now := time.Now().UTC().Round(0)
	if setup.Scenario == "" {
		return now
	}
	return now.Add(-setup.lead())
}

// lead is how long before the first request a scenario begins: its tasks then
// have run for twelve minutes of the world's time.
func (setup Setup) lead() time.Duration {
	return time.Duration(float64(12*time.Minute+30*time.Second) / setup.Speed)
}

// make makes the world as it is at its start.
func (setup Setup) make(start time.Time, build func(*world.World) error) (*world.World, error) {
	w := world.New(world.Options{
		Seed: setup.Seed, Start: start, Speed: setup.Speed, Account: setup.Account, Region: setup.Region,
	})
	return w, build(w)
}
