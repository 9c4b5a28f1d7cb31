package shape

import (
	"bytes"
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"
)

// yamlProblem gives the library's error its place. The library's own text may
// quote the file, which may hold a secret, only in the names of anchors and tags.
func yamlProblem(name string, text []byte, err error) Problem {
	p := Problem{File: name, Message: "not YAML: " + err.Error()}
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return p
	}
	mark, message := load.Mark, load.Message
	if strings.Contains(message, "unexpected end of stream") && load.ContextMark.Line > 0 {
		mark, message = load.ContextMark, "what begins here is never closed"
	}
	lines := bytes.Split(text, []byte("\n"))
	p.Line, p.Column, p.Message = min(mark.Line, len(lines)), mark.Column, "not YAML: "+message
	p.Hint = advice[message]
	if p.Line < 1 {
		return p
	}
	line := string(lines[p.Line-1])
	if strings.HasPrefix(strings.TrimLeft(line, " "), "\t") {
		p.Hint = "indent with spaces, not tabs"
	}
	if hint := templateHint(line); hint != "" {
		p.Hint = hint
	}
	return p
}

// advice says what to do about the library's commonest messages.
var advice = map[string]string{
	"mapping values are not allowed in this context": "check the indentation, and put quotes around a value " +
		`with ": " in it`,
	"did not find expected key":                              "check the indentation and the quotes",
	"did not find expected '-' indicator":                    "a list cannot go on with a key: check the indentation",
	"found character that cannot start any token":            "put quotes around a value that begins with @, ` or %",
	"block sequence entries are not allowed in this context": "begin the list on a line of its own",
	"found incompatible YAML document":                       "take the line with %YAML away",
}
