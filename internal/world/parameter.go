package world

import "cmp"

// Parameter is a parameter of the Systems Manager Parameter Store.
type Parameter struct {
	// Name is its full name, as "/web/password" or "password".
	Name string
	// Type is String, StringList or SecureString, which is the default.
	Type, Value string
}

// AddParameter adds a parameter, or replaces it. From now on only those that were
// added exist.
func (w *World) AddParameter(p Parameter) {
	p.Type = cmp.Or(p.Type, "SecureString")
	w.parameters.add(p.Name, p)
}
