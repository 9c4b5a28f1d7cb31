// Package taskdef reads an ECS task-definition file, checks it, compares it
// with a registered revision and registers it.
//
// Start at [Parse]: it takes the text of one YAML or JSON file and gives a
// [Definition], or every problem of the file at once. [Definition.Check] finds
// what ECS would refuse or never place, [Compare] what differs from a
// registered revision, and [Register] registers a new revision where one is
// needed.
//
// The package reads no environment, no terminal and no clock. It reads the
// files it is given as bytes; only Register and [Latest] talk to ECS.
package taskdef

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/shape"
)

// Problem is one thing wrong, or worth a warning, in a file. Its fields are
//
//   - File, Line, Column, Width: its place, counted in characters from 1; Line is 0
//     where it has none, as with [Options.Set]
//   - Path: the member, as the API spells it
//   - Warning: the file is accepted nevertheless
//   - Message, Hint: what is wrong and what to write instead, never a secret
//   - Rule: the AWS page it comes from, "" for problems of form
//   - Excerpt: lines of the file to show, each with Number and Text, values masked
//
// and its String is "task.yaml:4:10: message (hint)".
type Problem = shape.Problem

// Problems are all the problems of one file, in the order of their places. As an
// error it lists those that are not warnings, one a line; Err is nil where there are
// only warnings, and Warnings are those.
type Problems = shape.Problems

// File is a text with the name it is reported under.
type File struct {
	Name string
	Text []byte
}

// Assignment sets one member from outside the file, as --set PATH=VALUE does.
type Assignment struct {
	// Path names a member as the API does, a container or another named item
	// by index or name: containerDefinitions[app].memory.
	Path string
	// Value is read as YAML, so 512, true, [a, b] and {a: b} work.
	Value string
}

// Options are what a file is completed with. The zero value adds nothing.
type Options struct {
	// Var gives the value of ${NAME}; nil means that no variable is set.
	Var func(name string) (value string, ok bool)
	// Overlays are merged over the file, in order: maps deeply, lists of named
	// items (containers, volumes, environment) by name, other lists whole.
	Overlays []File
	// Set is applied after the overlays, in order.
	Set []Assignment
	// Images replaces the image of the container named by the key.
	Images map[string]string
	// Tags replaces the tag (or digest) of the image of the container named by
	// the key. The key "" stands for the only container.
	Tags map[string]string
}

// Definition is one task definition read from a file.
type Definition struct {
	// Input is the request that registers it, after substitution and overrides.
	Input *ecs.RegisterTaskDefinitionInput
	// Warnings were found while reading and did not stop it.
	Warnings Problems

	root    *shape.Node // the tree Input was decoded from: places for Check and Position
	sources sources     // the texts behind root
}

// JSON writes the request as the API spells it, the same bytes every time.
func (d *Definition) JSON() ([]byte, error) { return shape.JSON(d.Input) }

// YAML writes the request for people, the family and the names first.
func (d *Definition) YAML() ([]byte, error) { return shape.YAML(d.Input) }

// Place puts a problem that somebody else has found with the member of its Path where
// that is written: file, line, column and the lines to show, values hidden. One of a
// member that no text holds stays as it is.
func (d *Definition) Place(p Problem) Problem {
	if _, _, _, ok := d.Position(p.Path); !ok {
		return p
	}
	placed := at(find(d.root, p.Path).place())
	placed.Path, placed.Warning, placed.Message, placed.Hint, placed.Rule = p.Path, p.Warning, p.Message, p.Hint, p.Rule
	list := Problems{placed}
	d.sources.finish(list)
	return list[0]
}

// Position says where a member, or the nearest one that encloses it, is
// written: containerDefinitions[0].image or containerDefinitions[app].image. ok
// is false where no text holds it.
func (d *Definition) Position(path string) (file string, line, column int, ok bool) {
	if d.root == nil {
		return "", 0, 0, false
	}
	n := find(d.root, path).place()
	return n.File, n.Line, n.Column, n.Line > 0
}
