package config

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/viper"

	"github.com/ecs-steady/steady/internal/shape"
)

// file is a steady.yaml.
type file struct {
	path, shown string // absolute, and as people named it
	stopped     string // why the search ended, where path is ""
	defaults    *block
	services    []*block // in the order of the file
}

// block is the settings of one service, or of all.
type block struct {
	name, service                     string // key, and the ECS service it stands for
	values                            map[string]value
	taskDefinition, serviceDefinition string
}

// value is one setting with the line that it stands on.
type value struct {
	text string
	line int
}

// parse reads a steady.yaml strictly: viper would lower the case of the names
// of services and forget the lines.
func parse(path, shown string, text []byte) (*file, error) {
	root, problems := shape.Parse(shown, text)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	f := &file{path: path, shown: shown, defaults: &block{}}
	r := &reader{}
	r.members(root, "", map[string]func(shape.Member){
		"defaults": func(m shape.Member) { f.defaults = r.block(m, false) },
		"services": func(m shape.Member) {
			for _, service := range r.mapping(m.Value, "services") {
				f.services = append(f.services, r.block(service, true))
			}
		},
	})
	if err := shape.Excerpt(shown, text, root, r.problems).Err(); err != nil {
		return nil, err
	}
	return f, nil
}

// reader walks the tree and collects what is wrong.
type reader struct{ problems shape.Problems }

func (r *reader) report(n *shape.Node, message, hint string) {
	r.problems = append(r.problems, shape.Problem{
		File: n.File, Line: n.Line, Column: n.Column, Width: n.Width, Message: message, Hint: hint,
	})
}

func (r *reader) mapping(n *shape.Node, what string) []shape.Member {
	if n.Kind == shape.Null {
		return nil // "services:" with nothing below
	}
	if n.Kind != shape.Map {
		r.report(n, fmt.Sprintf("%s is a map of names", what), "")
		return nil
	}
	return n.Members
}

// members calls the function of each member of a map; other keys are problems.
func (r *reader) members(n *shape.Node, what string, known map[string]func(shape.Member)) {
	if what == "" {
		what = "a config file"
	}
	for _, m := range r.mapping(n, what) {
		if read := known[m.Key.Text]; read != nil {
			read(m)
			continue
		}
		var names []string
		for name := range known {
			names = append(names, name)
		}
		slices.Sort(names)
		hint := "known: " + strings.Join(names, ", ")
		if near := shape.Nearest(m.Key.Text, names); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		r.report(m.Key, fmt.Sprintf("unknown key %q in %s", m.Key.Text, what), hint)
	}
}

func (r *reader) block(m shape.Member, service bool) *block {
	b := &block{name: m.Key.Text, service: m.Key.Text, values: map[string]value{}}
	known := map[string]func(shape.Member){}
	for _, s := range settings {
		if service && s.key == "parallel" {
			continue // it is about all of them
		}
		known[s.key] = func(m shape.Member) {
			if text, ok := r.text(m); ok {
				b.values[s.key] = value{text, m.Key.Line}
			}
		}
	}
	what := "defaults"
	if service {
		what = "a service"
		for key, into := range map[string]*string{
			"service": &b.service, "taskDefinition": &b.taskDefinition, "serviceDefinition": &b.serviceDefinition,
		} {
			known[key] = func(m shape.Member) {
				if text, ok := r.text(m); ok {
					*into = text
				}
			}
		}
	}
	r.members(m.Value, what, known)
	return b
}

func (r *reader) text(m shape.Member) (string, bool) {
	switch {
	case m.Value.Kind == shape.Null:
		return "", false
	case m.Value.Kind != shape.Scalar || m.Value.Text == "":
		r.report(m.Value, fmt.Sprintf("%s wants one value", m.Key.Text), "")
		return "", false
	}
	return m.Value.Text, true
}

// pick finds the block of the service that is meant, and the ECS service's name.
// Without a file the command line says it all.
func (f *file) pick(src Source) (string, *block, error) {
	switch {
	case f.path == "" && src.Service == "" && !src.Optional:
		return "", nil, &NotFoundError{Dir: src.Dir, Stopped: f.stopped}
	case f.path == "", src.Service == "" && src.Optional:
		return src.Service, nil, nil
	}
	var known []string
	for _, b := range f.services {
		if b.name == src.Service || src.Service == "" && len(f.services) == 1 {
			return b.service, b, nil
		}
		known = append(known, b.name)
	}
	if src.Service != "" && (len(known) == 0 || src.named()) {
		return src.Service, nil, nil
	}
	return "", nil, &ServiceError{File: f.shown, Asked: src.Service, Known: known, Several: src.Several}
}

// named reports whether the command line names a cluster itself: then a service
// need not be one of the file's.
func (src Source) named() bool {
	return src.Flags != nil && src.Flags.Changed("cluster") || src.Env("STEADY_CLUSTER") != ""
}

// names are those of the services, in the order of the file.
func (f *file) names() []string {
	var names []string
	for _, b := range f.services {
		names = append(names, b.name)
	}
	return names
}

// feed gives viper the values of a file, those of the service over defaults.
func (f *file) feed(values *viper.Viper, b *block, origins map[string]string) error {
	flat := map[string]any{}
	for _, from := range []*block{f.defaults, b} {
		if from == nil {
			continue
		}
		for key, v := range from.values {
			flat[key] = v.text
			origins[key] = fmt.Sprintf("%s:%d", f.shown, v.line)
		}
	}
	return values.MergeConfigMap(flat)
}

// resolve makes a path of the file absolute. FAMILY:REVISION and ARNs stay.
func (f *file) resolve(path string) string {
	if path == "" || filepath.IsAbs(path) || !IsPath(path) {
		return path
	}
	return filepath.Join(filepath.Dir(f.path), filepath.FromSlash(path))
}

// IsPath tells a path from the name of a registered revision: FAMILY:REVISION
// or an ARN.
func IsPath(s string) bool {
	if strings.HasPrefix(s, "arn:") {
		return false
	}
	switch strings.ToLower(filepath.Ext(s)) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return strings.ContainsAny(s, `/\`)
}
