package shape

import "errors"

var errUnbuilt = errors.New("shape: not built yet")

// Parse reads YAML or JSON into a tree. The text may be UTF-8 or UTF-16, with
// or without a byte-order mark, with any line ends. Syntax errors, duplicate
// keys, a second document, an empty text, nesting that is too deep and aliases
// that expand to too much are problems; with any of them that is not a warning
// the tree is nil.
func Parse(name string, src []byte) (*Node, Problems) {
	return nil, Problems{{File: name, Message: errUnbuilt.Error()}}
}

// Decode fills into, a pointer to an SDK struct (an operation's input or one of
// package types), from n. All problems are found in one pass: unknown members
// with a suggestion, wrong types, values an enum does not have, missing
// required members. A null is an absent member. An empty string for an enum is
// absent too, with a warning.
func Decode(n *Node, into any) Problems {
	return Problems{{File: n.File, Message: errUnbuilt.Error()}}
}

// Tree is the inverse of Decode: the tree of an SDK struct, members in the
// order of their names, absent members left out.
func Tree(v any) *Node { return nil }

// Members lists the names of the members of an SDK struct as the API spells
// them, sorted.
func Members(v any) []string { return nil }

// Recase renames the keys of n that spell a member of into's shape with a
// capital letter, as CloudFormation does (ContainerDefinitions), to the API's
// spelling, at every depth; keys of maps that users choose are left alone. It
// returns the renamed key nodes.
func Recase(n *Node, into any) []*Node { return nil }

// JSON writes an SDK struct as the API spells it: two-space indentation,
// members sorted by name, absent members left out, no escaping of <, > and &,
// a newline at the end. The same value always gives the same bytes.
func JSON(v any) ([]byte, error) { return nil, errUnbuilt }

// YAML writes an SDK struct for people: block style, family-like members first
// is the business of the caller (see [Node]); strings are quoted only where a
// reader could take them for something else.
func YAML(v any) ([]byte, error) { return nil, errUnbuilt }

// Unmarshal reads the body of an AWS JSON 1.1 request into an operation's
// input. Unknown members are ignored, as the service does; a member of the
// wrong type is an error.
func Unmarshal(body []byte, into any) error { return errUnbuilt }

// Marshal writes an operation's output as the body of an AWS JSON 1.1 reply.
// Unlike the SDK's own serializer it writes zero numbers and false, as the
// service does (runningCount: 0); nil members are absent, empty lists are [].
func Marshal(v any) ([]byte, error) { return nil, errUnbuilt }
