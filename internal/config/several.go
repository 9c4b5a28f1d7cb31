package config

import "slices"

// LoadAll gives the settings of several services: those that are named, in the order
// of the file and then of the names, or with all every one that the file has. Without
// a name it is as [Load]: a file with one service means that one. src.Service is not
// looked at. All of no service are, with src.Optional, the settings of any.
//
// Errors are those of Load. The settings come with *[TwiceError], where two are the same
// service, and *[PlaceError], where they are in different places, which no run spans.
func LoadAll(src Source, names []string, all bool) ([]*Settings, error) {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return nil, &TwiceError{One: name, Other: name}
		}
	}
	src.Service, src.Several = "", true
	if !all && len(names) == 0 {
		one, err := Load(src)
		if err != nil {
			return nil, err
		}
		return []*Settings{one}, nil
	}
	file, err := find(src)
	if err != nil {
		return nil, err
	}
	order := file.order(names, all)
	if all && len(order) == 0 {
		if src.Optional {
			one, err := file.load(src)
			return []*Settings{one}, err
		}
		if file.path == "" {
			return nil, &NotFoundError{Dir: src.Dir, Stopped: file.stopped}
		}
		return nil, &ServiceError{File: file.shown, Several: true}
	}
	var out []*Settings
	for _, name := range order {
		src.Service = name
		one, err := file.load(src)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, together(order, out)
}

// order is that of the file, and what is not in it comes last.
func (f *file) order(names []string, all bool) []string {
	var order []string
	for _, b := range f.services {
		if all || slices.Contains(names, b.name) {
			order = append(order, b.name)
		}
	}
	for _, name := range names {
		if !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	return order
}

// together says why services cannot be in one run.
func together(names []string, list []*Settings) error {
	first := map[string]string{}
	for i, s := range list {
		if other, there := first[s.Service]; there {
			return &TwiceError{One: other, Other: names[i], Service: s.Service}
		}
		first[s.Service] = names[i]
		for _, place := range []struct{ setting, one, other string }{
			{"region", list[0].Region, s.Region},
			{"profile", list[0].Profile, s.Profile},
			{"endpointUrl", list[0].EndpointURL, s.EndpointURL},
		} {
			if place.one != place.other {
				return &PlaceError{place.setting, names[0], place.one, names[i], place.other}
			}
		}
	}
	return nil
}
