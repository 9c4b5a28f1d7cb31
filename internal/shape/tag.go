package shape

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// foreignTag is the problem of a node whose tag is not understood, or nil.
func (w *yamlWalk) foreignTag(n *yaml.Node) *Problem {
	if n.Style&yaml.TaggedStyle == 0 || n.Kind == yaml.AliasNode {
		return nil
	}
	tag := n.ShortTag()
	p := &Problem{File: w.file, Line: n.Line, Column: n.Column, Width: len(tag)}
	switch tag {
	case "!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp", "!!map", "!!seq", "!!merge", "!":
		return nil
	case "!!binary":
		p.Message, p.Hint = "binary values are not understood", "write the text itself"
	case "!Ref", "!Sub", "!GetAtt", "!Join", "!Select", "!Split", "!If", "!ImportValue", "!FindInMap", "!Base64",
		"!Cidr", "!GetAZs", "!Equals", "!Not", "!And", "!Or", "!Condition", "!Transform":
		p.Message = tag + " is a CloudFormation function, and this is read as plain YAML"
		p.Hint = "write the value itself, or ${NAME}"
	default:
		p.Message, p.Hint = fmt.Sprintf("the tag %q is not understood", tag), "write the value without a tag"
	}
	return p
}
