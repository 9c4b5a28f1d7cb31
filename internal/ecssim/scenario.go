package ecssim

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ecs-steady/steady/internal/scenario"
	"github.com/ecs-steady/steady/internal/world"
)

// Scenarios lists the names of the built-in worlds.
func Scenarios() []string { return scenario.Names() }

// Summary is what a built-in world shows, in one line.
func Summary(name string) (string, error) {
	p, err := plotOf(name)
	return p.Summary, err
}

// Expectations are what commands of steady end in on a built-in world.
func Expectations(name string) ([]scenario.Expectation, error) {
	p, err := plotOf(name)
	return p.Expect, err
}

// plotOf reads a built-in world; an empty one comes with an error.
func plotOf(name string) (plot, error) {
	empty := plot{Scenario: &scenario.Scenario{}}
	setup := Setup{Scenario: name}.filled()
	text, err := setup.text()
	if err != nil {
		return empty, err
	}
	p, err := setup.read(text)
	if err != nil {
		return empty, err
	}
	return p, nil
}

// ScenarioError says that there is no scenario of a name.
type ScenarioError struct{ Name string }

func (e *ScenarioError) Error() string {
	return fmt.Sprintf("there is no scenario %q; there is: %s", e.Name, strings.Join(Scenarios(), ", "))
}

// text is the text of the scenario that the setup names; nil for the empty world.
func (setup Setup) text() ([]byte, error) {
	if setup.Scenario == "" {
		return nil, nil
	}
	if text, ok := scenario.Builtin(setup.Scenario); ok {
		return text, nil
	}
	if setup.Read == nil {
		return nil, &ScenarioError{setup.Scenario}
	}
	return setup.Read(setup.Scenario)
}

// host is what scenarios and actions need to know of this simulator.
func (setup Setup) host() scenario.Host {
	changing := slices.DeleteFunc(slices.Sorted(maps.Keys(built)), func(name string) bool { return !mutates(name) })
	return scenario.Host{
		Account: setup.Account, Region: setup.Region, Operations: changing,
		CheckFault: func(rule string) error {
			_, err := parseFault(rule)
			return err
		},
		Call: func(operation string) (any, func(*world.World) error) {
			o := built[operation]
			in, err := o.decode([]byte("{}"))
			return in, func(w *world.World) error {
				if err == nil {
					_, err = o.call(w, in)
				}
				return err
			}
		},
	}
}

// plot is a scenario that was read: how worlds begin.
type plot struct {
	*scenario.Scenario // nil for the empty world
	faults             []Fault
}

// read reads the text of the scenario; without one the world is empty.
func (setup Setup) read(text []byte) (plot, error) {
	if setup.Scenario == "" {
		return plot{}, nil
	}
	s, err := scenario.Parse(setup.Scenario, text, setup.host())
	if err != nil {
		return plot{}, err
	}
	p := plot{Scenario: s}
	for _, rule := range s.Faults {
		f, err := parseFault(rule)
		if err != nil {
			return plot{}, err
		}
		p.faults = append(p.faults, f)
	}
	return p, nil
}

// lead is how long before the first request the world begins, on our clock.
func (p plot) lead(speed float64) time.Duration {
	if p.Scenario == nil {
		return 0
	}
	return time.Duration(float64(p.Lead()) / speed)
}

// world makes the world as it is when the scenario starts.
func (p plot) world(opts world.Options) (*world.World, *scenario.Play, error) {
	if p.Scenario == nil {
		return world.New(opts), nil, nil
	}
	w := world.New(p.Options(opts))
	play, err := p.Build(w)
	return w, play, err
}

// ScenarioSchema is the JSON schema of scenario files.
func ScenarioSchema() ([]byte, error) { return scenario.JSONSchema(ScenarioHost()) }

// ScenarioHost is what scenarios need to know of a simulator with the defaults.
func ScenarioHost() scenario.Host { return Setup{}.filled().host() }
