package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/internal/shape"
)

// varPrefix marks the variables of the environment that fill ${NAME} unasked.
const varPrefix = "STEADY_VAR_"

// Vars are the sources of the values of ${NAME}: the first that has a name
// counts, from Assignments over Files to STEADY_VAR_NAME, and to NAME itself
// only with All.
type Vars struct {
	Assignments []string // NAME=VALUE, as --var gives them
	Files       []EnvFile
	Environ     []string // NAME=VALUE
	// All opens the whole environment. It is off by default, so that what a
	// deploy depends on stands in its command line or its files.
	All bool
}

// EnvFile is a file of NAME=VALUE lines.
type EnvFile struct {
	Name string
	Text []byte
}

// Lookup gives the function that looks a name up. Broken files are problems
// with their lines; no message holds a value.
func (v Vars) Lookup() (func(name string) (string, bool), error) {
	values := map[string]string{}
	for _, entry := range v.Environ {
		name, value, _ := strings.Cut(entry, "=")
		if v.All {
			values[name] = value
		}
	}
	for _, entry := range v.Environ {
		name, value, _ := strings.Cut(entry, "=")
		if short, ok := strings.CutPrefix(name, varPrefix); ok {
			values[short] = value
		}
	}
	var problems shape.Problems
	for _, f := range v.Files {
		problems = append(problems, readEnvFile(f, values)...)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	for _, entry := range v.Assignments {
		name, value, ok := strings.Cut(entry, "=")
		if !isName(name) {
			name = "…" // perhaps a value
		}
		if !ok || name == "…" {
			return nil, &Error{Setting: "var", From: "--var", Value: name, Want: "NAME=VALUE"}
		}
		values[name] = value
	}
	return func(name string) (string, bool) {
		value, ok := values[name]
		return value, ok
	}, nil
}

// readEnvFile reads NAME=VALUE lines, comments, "export" and quotes. Values are
// taken as they are: nothing in them is substituted.
func readEnvFile(f EnvFile, values map[string]string) shape.Problems {
	var problems shape.Problems
	text := strings.TrimPrefix(string(f.Text), "\ufeff")
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, err := assignment(line)
		if err != nil {
			problems = append(problems, shape.Problem{
				File: f.Name, Line: i + 1, Column: 1, Message: err.Error(), Hint: "write NAME=VALUE",
			})
			continue
		}
		values[name] = value
	}
	return problems
}

func assignment(line string) (name, value string, err error) {
	line = strings.TrimPrefix(line, "export ")
	name, value, ok := strings.Cut(line, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	switch {
	case !ok:
		return "", "", errors.New("a line without =")
	case !isName(name):
		// Not shown: it may be a line of a value that spans several.
		return "", "", errors.New("what stands before = is no name of a variable")
	}
	if value == "" || value[0] != '"' && value[0] != '\'' {
		if cut := strings.Index(value, " #"); cut >= 0 {
			value = strings.TrimSpace(value[:cut])
		}
		return name, value, nil
	}
	quote := value[:1]
	inner, rest, closed := strings.Cut(value[1:], quote)
	if quote == `"` {
		inner, rest, closed = cutDouble(value[1:])
	}
	if rest = strings.TrimSpace(rest); !closed || rest != "" && rest[0] != '#' {
		return "", "", fmt.Errorf("the quotes of %s are not closed", name)
	}
	return name, inner, nil
}

// cutDouble reads up to the closing double quote and resolves \n, \" and \\.
func cutDouble(s string) (inner, rest string, closed bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s):
			i++
			if s[i] == 'n' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", false
}

func isName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
