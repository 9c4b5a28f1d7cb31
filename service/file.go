package service

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/value"
	"github.com/ecs-steady/steady/taskdef"
)

// File is one service file: the members of CreateService that it names, and only
// those. A member that the file does not name is never sent.
type File struct {
	// Create holds the members the file names, as CreateService takes them.
	Create *ecs.CreateServiceInput
	// Warnings were found while reading and did not stop it.
	Warnings taskdef.Problems

	// named is Create as a tree, with what the struct cannot tell from absence.
	named *shape.Node
}

// Parse reads a service file (YAML or JSON): the members of CreateService, or
// what describe-services prints for one service. vars gives the values of
// ${NAME}; nil means that none is set.
//
// The error is of type [taskdef.Problems] and holds everything wrong at once.
func Parse(file taskdef.File, vars func(name string) (string, bool)) (*File, error) {
	text, problems := shape.Parse(file.Name, file.Text)
	if text == nil {
		return nil, problems
	}
	value.Hide(text)
	root, found := unwrap(text)
	problems = append(problems, found...)
	if root == nil {
		return nil, shape.Excerpt(file.Name, file.Text, text, problems)
	}
	problems = append(problems, recase(root)...)
	respell(root)
	problems = append(problems, dropReadOnly(root)...)
	problems = append(problems, value.Fill(root, vars)...)
	create := &ecs.CreateServiceInput{}
	for _, p := range shape.Decode(root, create) {
		// The name may come from the command line.
		if p.Path != "serviceName" || root.Get("serviceName") != nil {
			problems = append(problems, p)
		}
	}
	problems = shape.Excerpt(file.Name, file.Text, text, problems)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return &File{Create: create, Warnings: problems.Warnings(), named: namedBy(root, create)}, nil
}

// namedBy is the tree of create, with the members that root says are false. The
// SDK's struct holds them as false whether the file names them or not.
func namedBy(root *shape.Node, create *ecs.CreateServiceInput) *shape.Node {
	tree := shape.Tree(create)
	for _, m := range root.Members {
		if m.Value.Kind == shape.Scalar && m.Value.Text != "" && tree.Get(m.Key.Text) == nil {
			tree.Set(m.Key.Text, &shape.Node{Kind: shape.Scalar, Text: "false"})
		}
	}
	return tree
}

func problemAt(n *shape.Node, warning bool, message, hint string) shape.Problem {
	return shape.Problem{
		File: n.File, Line: n.Line, Column: n.Column, Width: n.Width,
		Warning: warning, Message: message, Hint: hint,
	}
}

// unwrap takes the service out of what describe-services, create-service and
// update-service print.
func unwrap(root *shape.Node) (*shape.Node, shape.Problems) {
	refuse := func(n *shape.Node, message, hint string) (*shape.Node, shape.Problems) {
		return nil, shape.Problems{problemAt(n, false, message, hint)}
	}
	if root.Kind != shape.Map {
		return refuse(root, "a service file is a map of the members of CreateService", "")
	}
	if one := root.Get("service"); one != nil && one.Kind == shape.Map {
		return one, nil
	}
	list := root.Get("services")
	switch {
	case list == nil:
	case list.Kind == shape.List && len(list.Items) == 1 && list.Items[0].Kind == shape.Map:
		return list.Items[0], nil
	case list.Kind == shape.List:
		return refuse(list, fmt.Sprintf("this describes %d services", len(list.Items)), "write one service a file")
	default:
		return refuse(list, "this is no service definition", "services: is of docker compose or of steady.yaml")
	}
	if c := root.Get("containerDefinitions"); c != nil {
		return refuse(c, "this is a task definition, not a service", "name it as taskDefinition in steady.yaml")
	}
	return root, nil
}

// recase accepts the spelling of CloudFormation with one warning.
func recase(root *shape.Node) shape.Problems {
	renamed := shape.Recase(root, &ecs.CreateServiceInput{})
	if len(renamed) == 0 {
		return nil
	}
	return shape.Problems{problemAt(renamed[0], true,
		fmt.Sprintf("%q is read as the API's member: those start with a small letter", renamed[0].Text), "")}
}

// respell reads UpdateService's name of the service as CreateService's.
func respell(root *shape.Node) {
	for _, m := range root.Members {
		if m.Key.Text == "service" && root.Get("serviceName") == nil {
			m.Key.Text = "serviceName"
		}
	}
}

// dropReadOnly removes what only ECS sets, with one warning that names it all.
func dropReadOnly(root *shape.Node) shape.Problems {
	request := shape.Members(&ecs.CreateServiceInput{})
	reply := shape.Members(&types.Service{})
	var dropped []shape.Member
	for _, m := range slices.Clone(root.Members) {
		if !slices.Contains(request, m.Key.Text) && slices.Contains(reply, m.Key.Text) {
			dropped = append(dropped, m)
			root.Delete(m.Key.Text)
		}
	}
	if len(dropped) == 0 {
		return nil
	}
	message := fmt.Sprintf("%q is set by ECS and is ignored", dropped[0].Key.Text)
	var also []string
	for _, m := range dropped[1:] {
		also = append(also, m.Key.Text)
	}
	if len(also) > 0 {
		message += " (also: " + strings.Join(also, ", ") + ")"
	}
	return shape.Problems{problemAt(dropped[0].Key, true, message, "")}
}
