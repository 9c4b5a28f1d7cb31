// Package value is about the values in the files of a deploy, task definition and
// service alike: [Fill] puts variables into them, and [Hide] marks those that no
// report may show.
package value

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ecs-steady/steady/internal/shape"
)

// Fill replaces every ${NAME} in a parsed file by what variable gives for it; a nil
// variable gives nothing.
func Fill(root *shape.Node, variable func(name string) (string, bool)) shape.Problems {
	s := substitution{variable: variable}
	s.value(root)
	return s.problems
}

// substitution replaces the variables in every scalar value of a tree. Keys are
// left alone, and a value stays one scalar whatever a variable holds, so a
// variable can never change the structure of a file.
type substitution struct {
	variable func(string) (string, bool)
	way      []part // to the value at hand
	problems shape.Problems
}

// part is one part of the way to a value.
type part struct {
	member string
	index  int // of an item; -1 for a member
}

// path is written out only for a value that has a variable.
func (s *substitution) path() string {
	path := ""
	for _, p := range s.way {
		if p.index < 0 {
			path += "." + p.member
		} else {
			path += fmt.Sprintf("[%d]", p.index)
		}
	}
	return strings.TrimPrefix(path, ".")
}

func (s *substitution) at(p part, n *shape.Node) {
	s.way = append(s.way, p)
	s.value(n)
	s.way = s.way[:len(s.way)-1]
}

func (s *substitution) value(n *shape.Node) {
	switch n.Kind {
	case shape.Scalar:
		if strings.Contains(n.Text, "$") {
			s.problems = append(s.problems, substituteScalar(n, s.path(), s.variable)...)
		}
	case shape.List:
		for i, item := range n.Items {
			s.at(part{index: i}, item)
		}
	case shape.Map:
		for _, m := range n.Members {
			s.at(part{m.Key.Text, -1}, m.Value)
		}
	}
}

func substituteScalar(n *shape.Node, path string, variable func(string) (string, bool)) shape.Problems {
	var ps shape.Problems
	text, whole := expand(n.Text, variable, 0, func(offset, width int, err error) {
		p := shape.Problem{File: n.File, Line: n.Line, Column: n.Column, Width: n.Width, Path: path, Message: err.Error()}
		if skip, ok := contentColumn(n); ok {
			p.Column += skip + utf8.RuneCountInString(n.Text[:offset])
			p.Width = utf8.RuneCountInString(n.Text[offset : offset+width])
		}
		p.Hint = hintOf(err, shellRuns(path))
		ps = append(ps, p)
	})
	if len(ps) > 0 || text == n.Text {
		return ps
	}
	if !n.Secret {
		n.Written = n.Text // what is around a variable may be a secret too
	}
	n.Text = text
	if whole {
		// JSON needs the quotes around "${PORT}" even where a number is wanted.
		n.Quoted = false
	}
	return nil
}

// contentColumn says how far behind a scalar's column its text starts, and
// whether each character of the text has its own place there: escapes, block
// scalars and scalars of several lines have none.
func contentColumn(n *shape.Node) (skip int, ok bool) {
	switch n.Width - utf8.RuneCountInString(n.Text) {
	case 0:
		return 0, true
	case 2:
		return 1, n.Quoted
	}
	return 0, false
}

// shellRuns is true for members that a shell in the container may expand
// itself.
func shellRuns(path string) bool {
	return strings.Contains(path, "ommand[") || strings.Contains(path, "ntryPoint[")
}

// variableError is a variable that has no value.
type variableError struct{ name, message string }

func (e *variableError) Error() string {
	if e.message != "" {
		return fmt.Sprintf("variable %s is not set: %s", e.name, e.message)
	}
	return fmt.Sprintf("variable %s is not set", e.name)
}

var (
	errUnclosed = errors.New("${ has no closing }")
	errForm     = errors.New("this is no variable: the forms are ${NAME}, ${NAME:-default} and ${NAME:?message}")
	errNested   = errors.New("a default may hold variables, but not variables with a default of their own")
)

func hintOf(err error, shell bool) string {
	var unset *variableError
	switch {
	case errors.As(err, &unset) && shell:
		return fmt.Sprintf("pass --var %s=... or set STEADY_VAR_%s; write $${%s} to leave it to the shell",
			unset.name, unset.name, unset.name)
	case errors.As(err, &unset):
		return fmt.Sprintf("pass --var %s=... or set STEADY_VAR_%s", unset.name, unset.name)
	case errors.Is(err, errNested):
		return ""
	}
	return "write $${ for a plain ${"
}

// expand replaces the variables of text. A $ that is followed by neither { nor
// $ stays as it is, so that $HOME in a command does. whole is true where text
// is one variable and nothing else. fail gets each problem with its place in
// the outermost text.
func expand(text string, variable func(string) (string, bool), depth int,
	fail func(offset, width int, err error),
) (out string, whole bool) {
	var b strings.Builder
	for i := 0; i < len(text); {
		switch {
		case strings.HasPrefix(text[i:], "$$"):
			b.WriteByte('$')
			i += 2
		case strings.HasPrefix(text[i:], "${"):
			end := closing(text, i+2)
			if end < 0 {
				fail(i, len(text)-i, errUnclosed)
				return b.String(), false
			}
			value, err := resolve(text[i+2:end], variable, depth)
			if err != nil {
				fail(i, end+1-i, err)
			}
			b.WriteString(value)
			whole = i == 0 && end == len(text)-1
			i = end + 1
		default:
			b.WriteByte(text[i])
			i++
		}
	}
	return b.String(), whole
}

// closing finds the } that belongs to a ${ whose content starts at from, or -1.
func closing(text string, from int) int {
	open := 1
	for i := from; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], "${"):
			open++
			i++
		case text[i] == '}':
			if open--; open == 0 {
				return i
			}
		}
	}
	return -1
}

// resolve gives the value of what stands between ${ and }. As in a shell, an
// empty variable counts as unset where there is a default or a message.
func resolve(body string, variable func(string) (string, bool), depth int) (string, error) {
	name := body
	if i := strings.IndexFunc(body, func(r rune) bool { return !nameRune(r) }); i >= 0 {
		name = body[:i]
	}
	operator, argument := "", body[len(name):]
	if len(argument) >= 2 {
		operator, argument = argument[:2], argument[2:]
	}
	if name == "" || name[0] >= '0' && name[0] <= '9' || operator == "" && argument != "" {
		return "", errForm
	}
	value, set := "", false
	if variable != nil {
		value, set = variable(name)
	}
	switch operator {
	case "":
		if !set {
			return "", &variableError{name: name}
		}
		return value, nil
	case ":-":
		if value != "" {
			return value, nil
		}
		return resolveDefault(argument, variable, depth)
	case ":?":
		if value == "" {
			return "", &variableError{name: name, message: argument}
		}
		return value, nil
	}
	return "", errForm
}

func resolveDefault(text string, variable func(string) (string, bool), depth int) (string, error) {
	if depth > 0 {
		return "", errNested
	}
	var first error
	out, _ := expand(text, variable, depth+1, func(_, _ int, err error) {
		if first == nil {
			first = err
		}
	})
	return out, first
}

func nameRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// Escape writes the values of a tree so that [Fill] leaves them as they are.
func Escape(root *shape.Node) {
	root.Walk(func(n *shape.Node) bool {
		if n.Kind == shape.Scalar && (strings.Contains(n.Text, "${") || strings.Contains(n.Text, "$$")) {
			n.Text = strings.ReplaceAll(n.Text, "$", "$$")
		}
		return true
	})
}
