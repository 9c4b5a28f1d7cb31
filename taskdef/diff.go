package taskdef

import "strings"

// Change is one difference between two task definitions or services.
type Change struct {
	// Path names the member as the API does, named items by name:
	// containerDefinitions[app].portMappings[0].hostPort. An item that is a name
	// and a value is its value: containerDefinitions[app].environment[PORT].
	Path string
	// Old and New are the values as JSON, "" where absent and without a default
	// of ECS. For a Secret change both are "".
	Old, New string
	// Secret is true for values of environment variables and secrets: only
	// that they differ may be shown.
	Secret bool
	// Action is "add", "remove" or "change".
	Action string
}

// String gives a change in one line, without the value of a secret:
// "~ containerDefinitions[app].memory 512 → 768".
func (c Change) String() string {
	sign := map[string]string{"add": "+", "remove": "-"}[c.Action]
	if sign == "" {
		sign = "~"
	}
	line := sign + " " + c.Path
	switch {
	case c.Secret && c.Action == "change":
		return line + " (value hidden, changed)"
	case c.Secret:
		return line + " (value hidden)"
	case c.Action == "add":
		return line + " " + c.New
	case c.Action == "remove":
		return line + " " + c.Old
	}
	return line + " " + c.Old + " → " + c.New
}

// Diff is what [Compare] found, in the order of the paths. Empty means that
// both would run the same.
type Diff []Change

// String gives the changes one a line, without the values of secrets.
func (d Diff) String() string {
	var b strings.Builder
	for _, c := range d {
		b.WriteString(c.String() + "\n")
	}
	return b.String()
}
