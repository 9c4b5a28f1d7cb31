// Package scenario reads files that say what a world holds at its start and what
// happens to it later, and builds worlds from them.
//
// Start at [Parse], which reads a file, and [Scenario.Build], which fills a world;
// [Builtin] has the scenarios that steady comes with. docs/scenarios.md describes
// the format.
package scenario

import (
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// Scenario is a file that was read. It does not change: any number of worlds can
// be built from it.
type Scenario struct {
	file
	source source
	events []event
}

// Host is what a scenario needs to know of the simulator that it is for.
type Host struct {
	// Account and Region stand in for ${account} and ${region}.
	Account, Region string
	// Operations are the API's operations that change something, and Call makes an
	// empty input for one of them, and what carries it out.
	Operations []string
	Call       func(operation string) (in any, do func(*world.World) error)
	// CheckFault says what is wrong with a fault's rule.
	CheckFault func(rule string) error
}

// source is the text that a scenario or an action was read from.
type source struct {
	name string
	text []byte
	root *shape.Node
}

// Parse reads a scenario, YAML or JSON; name is what reports call the text. The
// error is of type [shape.Problems] and holds everything wrong at once.
func Parse(name string, text []byte, host Host) (*Scenario, error) {
	root, problems := shape.Parse(name, text)
	if root == nil {
		return nil, problems
	}
	fill(root, host)
	s := &Scenario{source: source{name, text, root}}
	problems = append(problems, shape.DecodeTable(root, &fileTable, &s.file)...)
	problems = append(problems, s.check(host)...)
	if err := s.source.err(problems); err != nil {
		return nil, err
	}
	return s, nil
}

// JSON is the scenario again, with the account and the Region filled in.
func (s *Scenario) JSON() (string, error) {
	n, err := shape.TableTree(&fileTable, s.file)
	if err != nil {
		return "", err
	}
	return n.JSON(), nil
}

// err gives the problems as an error, with the lines of the text, if one of them
// is not a warning.
func (s source) err(problems shape.Problems) error {
	if problems.Err() == nil {
		return nil
	}
	return shape.Excerpt(s.name, s.text, s.root, problems)
}

// fill puts the account and the Region into the texts that name them, and marks
// the values of environment variables as secret.
func fill(root *shape.Node, host Host) {
	known := strings.NewReplacer("${account}", host.Account, "${region}", host.Region)
	root.Walk(func(n *shape.Node) bool {
		if filled := known.Replace(n.Text); n.Kind == shape.Scalar && filled != n.Text {
			n.Text, n.Written = filled, n.Text
		}
		if list := n.Get("environment"); list != nil {
			for _, variable := range list.Items {
				variable.Get("value").Hide()
			}
		}
		return true
	})
}

// check finds what no table can say.
func (s *Scenario) check(host Host) shape.Problems {
	problems := s.twice()
	faults := s.source.root.Get("faults")
	for i, rule := range s.Faults {
		if err := host.CheckFault(rule); err != nil {
			problems = append(problems, problemAt(faults.Items[i], fmt.Sprintf("faults[%d]", i), err.Error()))
		}
	}
	return append(problems, s.plan(host)...)
}

// plan reads the timeline.
func (s *Scenario) plan(host Host) shape.Problems {
	var problems shape.Problems
	list := s.source.root.Get("timeline")
	for i, m := range s.Timeline {
		path := fmt.Sprintf("timeline[%d]", i)
		ready, wrong := m.ready(host, list.Items[i], path)
		problems = append(problems, wrong...)
		s.events = append(s.events, event{m.At, ready})
	}
	return problems
}

// twice finds things of one kind that have the same name.
func (s *Scenario) twice() shape.Problems {
	var problems shape.Problems
	for _, u := range unique {
		first := map[string]*shape.Node{}
		list := s.source.root.Get(u.list)
		if list == nil || list.Kind != shape.List {
			continue
		}
		for i, item := range list.Items {
			names := make([]string, 0, len(u.keys))
			for _, key := range u.keys {
				if n := item.Get(key); n != nil {
					names = append(names, n.Text)
				}
			}
			name := strings.Join(names, " in ")
			if name == "" || names[0] == "" {
				continue
			}
			if before := first[name]; before != nil {
				problems = append(problems, problemAt(item, fmt.Sprintf("%s[%d]", u.list, i),
					fmt.Sprintf("%q is there twice, first on line %d", name, before.Line)))
				continue
			}
			first[name] = item
		}
	}
	return problems
}

func problemAt(n *shape.Node, path, message string) shape.Problem {
	return shape.Problem{File: n.File, Line: n.Line, Column: n.Column, Width: n.Width, Path: path, Message: message}
}
