package taskdef

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/shape"
)

// recognise finds the task definition in a tree: it takes off the wrapper that
// describe-task-definition prints, drops what only ECS sets, and spells members
// as the API does. A tree that is something else comes back nil, with a problem
// that says what it is.
func recognise(root *shape.Node) (*shape.Node, Problems) {
	if root.Kind == shape.Map {
		var ps Problems
		if wrapper := member(root, "taskDefinition"); wrapper != nil && wrapper.Kind == shape.Map {
			root, ps = unwrap(root, wrapper)
		} else if member(root, "containerDefinitions") == nil {
			if kind := otherKind(root); kind != nil {
				return nil, Problems{kind.problem(root)}
			}
		}
		ps = append(ps, recase(root)...)
		root, dropped := dropReadOnly(root)
		return root, append(ps, dropped...)
	}
	kind := &otherFile{"a single value", "a task definition is a map with family and containerDefinitions"}
	if root.Kind == shape.List {
		kind = &otherFile{
			"a bare list of container definitions",
			"put the list under containerDefinitions and name the family",
		}
	}
	return nil, Problems{kind.problem(root)}
}

// recogniseOverlay is recognise for a text that holds only some members.
func recogniseOverlay(root *shape.Node) (*shape.Node, Problems) {
	if root.Kind != shape.Map {
		p := at(root)
		p.Message = "an overlay is a map of the members it changes"
		return nil, Problems{p}
	}
	var ps Problems
	if wrapper := member(root, "taskDefinition"); wrapper != nil && wrapper.Kind == shape.Map {
		root, ps = unwrap(root, wrapper)
	}
	ps = append(ps, recase(root)...)
	root, dropped := dropReadOnly(root)
	return root, append(ps, dropped...)
}

// member finds a member with either spelling of its first letter.
func member(n *shape.Node, name string) *shape.Node {
	if v := n.Get(name); v != nil {
		return v
	}
	return n.Get(strings.ToUpper(name[:1]) + name[1:])
}

// unwrap takes the definition out of {"taskDefinition": …, "tags": …}, the reply
// of DescribeTaskDefinition.
func unwrap(root, definition *shape.Node) (*shape.Node, Problems) {
	var ps Problems
	for _, m := range root.Members {
		switch {
		case m.Value == definition, m.Key.Text == "ResponseMetadata":
		case strings.EqualFold(m.Key.Text, "tags"):
			if member(definition, "tags") == nil {
				definition.Members = append(definition.Members, m)
			}
		default:
			p := at(m.Key)
			p.Message = fmt.Sprintf("unknown key %q beside taskDefinition", m.Key.Text)
			ps = append(ps, p)
		}
	}
	return definition, ps
}

// recase accepts the spelling of CloudFormation, with one warning.
func recase(root *shape.Node) Problems {
	renamed := shape.Recase(root, &ecs.RegisterTaskDefinitionInput{})
	if len(renamed) == 0 {
		return nil
	}
	p := at(renamed[0])
	p.Warning = true
	upper := strings.ToUpper(renamed[0].Text[:1]) + renamed[0].Text[1:]
	p.Message = fmt.Sprintf("%q is read as %q: the API's names start with a small letter", upper, renamed[0].Text)
	if n := len(renamed) - 1; n > 0 {
		p.Message += fmt.Sprintf(" (%d more like it)", n)
	}
	return Problems{p}
}

// readOnly are the members of a registered task definition that
// RegisterTaskDefinition does not take (API reference, TaskDefinition).
var readOnly = map[string]bool{
	"taskDefinitionArn": true, "revision": true, "status": true, "requiresAttributes": true,
	"compatibilities": true, "registeredAt": true, "deregisteredAt": true, "deleteRequestedAt": true,
	"registeredBy": true,
}

// dropReadOnly gives root without them, and one warning that names them all.
// root itself keeps them, for the excerpt of the warning.
func dropReadOnly(root *shape.Node) (*shape.Node, Problems) {
	var dropped []*shape.Node
	kept := make([]shape.Member, 0, len(root.Members))
	for _, m := range root.Members {
		if readOnly[lowerFirst(m.Key.Text)] {
			dropped = append(dropped, m.Key)
			continue
		}
		kept = append(kept, m)
	}
	if len(dropped) == 0 {
		return root, nil
	}
	rest := *root
	rest.Members = kept
	p := at(dropped[0])
	p.Warning = true
	p.Path = lowerFirst(dropped[0].Text)
	p.Message = fmt.Sprintf("%q is set by ECS and is ignored", dropped[0].Text)
	var also []string
	for _, key := range dropped[1:] {
		also = append(also, key.Text)
	}
	if len(also) > 0 {
		p.Message += " (also: " + strings.Join(also, ", ") + ")"
	}
	return &rest, Problems{p}
}

func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}

// at is a problem at the place of a node.
func at(n *shape.Node) Problem {
	return Problem{File: n.File, Line: n.Line, Column: n.Column, Width: n.Width}
}
