package world

import (
	"cmp"
	"strings"
)

// Parameter is a parameter of the Systems Manager Parameter Store.
type Parameter struct {
	// Name is its full name, as "/web/password" or "password".
	Name string
	// Type is String, StringList or SecureString, which is the default.
	Type string
	// Value is its current text; empty stands for a plain one.
	Value string
}

// AddParameter adds a parameter, or replaces it. From now on only those that were
// added exist.
func (w *World) AddParameter(p Parameter) {
	p.Type = cmp.Or(p.Type, "SecureString")
	p.Value = cmp.Or(p.Value, plainValue)
	w.parameters.add(p.Name, p)
}

// Parameter finds a parameter by its name or ARN. An ARN does not tell whether
// the name begins with a slash.
func (w *World) Parameter(ref string) (Parameter, bool) {
	name := ref
	if _, path, isARN := strings.Cut(ref, ":parameter/"); isARN {
		name = path
		if _, ok := w.parameters.things["/"+path]; ok || strings.Contains(path, "/") {
			name = "/" + path
		}
	}
	return w.parameters.find(name, func() Parameter {
		return Parameter{Name: name, Type: "SecureString", Value: plainValue}
	})
}

// Parameters are those that were added, by name.
func (w *World) Parameters() []Parameter { return sorted(w.parameters.things) }

// ParameterARN is the ARN of the parameter of that name or ARN.
func (w *World) ParameterARN(ref string) string {
	if strings.HasPrefix(ref, "arn:") {
		return ref
	}
	return w.ARN("ssm", "parameter/"+strings.TrimPrefix(ref, "/"))
}
