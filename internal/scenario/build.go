package scenario

import (
	"fmt"
	"time"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// Lead is how much of a world's time passes before the scenario starts.
func (s *Scenario) Lead() time.Duration {
	if s.Settle != nil {
		return *s.Settle
	}
	return defaultSettle
}

// Options are opts with what the scenario decides.
func (s *Scenario) Options(opts world.Options) world.Options {
	own := s.World
	own.Seed, own.Start, own.Speed, own.Account, own.Region = opts.Seed, opts.Start, opts.Speed, opts.Account, opts.Region
	return own
}

// Build fills a new world, made with [Scenario.Options], lets it settle and plans
// what happens later. The order is always the same, whatever that of the file. The
// error is of type [shape.Problems]: what the API refuses, where it stands.
func (s *Scenario) Build(w *world.World) (*Play, error) {
	for list, kind := range kinds {
		if at := s.source.root.Get(list); at != nil && at.Kind == shape.List {
			w.Close(kind)
		}
	}
	for _, step := range s.steps(w) {
		if err := s.source.err(step.all(s.source.root)); err != nil {
			return nil, err
		}
	}
	w.Pass(s.Lead())
	return s.play(w), nil
}

// kinds are the lists besides which there is nothing of a kind.
var kinds = map[string]world.Kind{
	"targetGroups": world.TargetGroups, "roles": world.Roles, "secrets": world.Secrets, "parameters": world.Parameters,
	"logGroups": world.LogGroups, "repositories": world.Repositories,
}

// step is one list of the file and what adds the thing at an index to the world.
type step struct {
	list string
	len  int
	add  func(i int) error
}

// steps are the lists in the order in which things need each other.
func (s *Scenario) steps(w *world.World) []step {
	return []step{
		{"images", len(s.Images), func(i int) error { return s.Images[i].do(w) }},
		{"targetGroups", len(s.TargetGroups), func(i int) error { return s.TargetGroups[i].do(w) }},
		{"alarms", len(s.Alarms), func(i int) error { return s.Alarms[i].do(w) }},
		{"roles", len(s.Roles), func(i int) error { return s.Roles[i].do(w) }},
		{"secrets", len(s.Secrets), func(i int) error { return s.Secrets[i].do(w) }},
		{"parameters", len(s.Parameters), func(i int) error { return s.Parameters[i].do(w) }},
		{"logGroups", len(s.LogGroups), func(i int) error { return s.LogGroups[i].do(w) }},
		{"repositories", len(s.Repositories), func(i int) error { return s.Repositories[i].do(w) }},
		{"hooks", len(s.Hooks), func(i int) error { return s.Hooks[i].do(w) }},
		{"scalableTargets", len(s.ScalableTargets), func(i int) error { return s.ScalableTargets[i].do(w) }},
		{"capacityProviders", len(s.CapacityProviders), func(i int) error {
			_, err := w.CreateCapacityProvider(&s.CapacityProviders[i])
			return err
		}},
		{"clusters", len(s.Clusters), func(i int) error {
			_, err := w.CreateCluster(&s.Clusters[i])
			return err
		}},
		{"instances", len(s.Instances), func(i int) error { return s.Instances[i].do(w) }},
		{"taskDefinitions", len(s.TaskDefinitions), func(i int) error {
			_, err := w.RegisterTaskDefinition(&s.TaskDefinitions[i])
			return err
		}},
		{"services", len(s.Services), func(i int) error {
			_, err := w.CreateService(&s.Services[i])
			return err
		}},
	}
}

// all adds every thing of the list and gives what was refused.
func (s step) all(root *shape.Node) shape.Problems {
	var problems shape.Problems
	for i := range s.len {
		if err := s.add(i); err != nil {
			at := root.Get(s.list).Items[i]
			problems = append(problems, problemAt(at, fmt.Sprintf("%s[%d]", s.list, i), refused(err)))
		}
	}
	return problems
}
