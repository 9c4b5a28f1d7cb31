package world

// Kind is a kind of thing that ECS's neighbours keep and that services, tasks
// and their definitions name.
type Kind int

// The kinds of things that services and task definitions name.
const (
	TargetGroups Kind = iota
	LogGroups
	Secrets
	Parameters
	Roles
	Repositories
)

// Close says that of a kind only what was added exists. Until then, and until the
// first one is added, the kind is open: whatever name is asked for is there, as
// if somebody had made it with plain settings. So a world of services alone needs
// no list of everything that they name. What clients create through an API does
// not close the kind, and what they delete is gone.
func (w *World) Close(kind Kind) {
	switch kind {
	case TargetGroups:
		w.targetGroups.closed = true
	case LogGroups:
		w.logGroups.closed = true
	case Secrets:
		w.secrets.closed = true
	case Parameters:
		w.parameters.closed = true
	case Roles:
		w.roles.closed = true
	case Repositories:
		w.repositories.closed = true
	}
}

// shelf holds the things of one kind by name.
type shelf[T any] struct {
	things map[string]T
	gone   map[string]bool // deleted ones
	closed bool
}

// add is put for those who build a world: the kind is closed from now on.
func (s *shelf[T]) add(name string, thing T) {
	s.put(name, thing)
	s.closed = true
}

func (s *shelf[T]) put(name string, thing T) {
	if s.things == nil {
		s.things, s.gone = map[string]T{}, map[string]bool{}
	}
	s.things[name] = thing
	delete(s.gone, name)
}

// remove makes the thing unknown, in an open kind too.
func (s *shelf[T]) remove(name string) {
	if s.things == nil {
		s.things, s.gone = map[string]T{}, map[string]bool{}
	}
	delete(s.things, name)
	s.gone[name] = true
}

// find gives the thing of that name: the one that was put there or, in an open
// kind, a plain one.
func (s *shelf[T]) find(name string, plain func() T) (thing T, ok bool) {
	if thing, ok = s.things[name]; ok {
		return thing, true
	}
	if s.closed || s.gone[name] || name == "" {
		return thing, false
	}
	return plain(), true
}
