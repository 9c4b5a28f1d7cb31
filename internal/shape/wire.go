package shape

import (
	"fmt"
	"strings"
)

// WireError says why a request body cannot be read. Message is worded like the
// service's own SerializationException.
type WireError struct {
	Path    string // the member, empty where the body is not JSON
	Message string
}

func (e *WireError) Error() string {
	if e.Path == "" {
		return e.Message
	}
	return e.Path + ": " + e.Message
}

// Unmarshal reads the body of an AWS JSON 1.1 request into an operation's
// input, or that of a reply into its output. Unknown members are ignored, as
// the service does; a body that is not JSON and a member of the wrong type are
// a [WireError].
func Unmarshal(body []byte, into any) error {
	n, problems := parseJSON("", body)
	if n == nil {
		return &WireError{Message: problems[0].Message}
	}
	l, dst, err := layoutInto(into)
	if err != nil {
		return err
	}
	d := &decoder{wire: true}
	d.value(n, l, dst)
	if len(d.problems) > 0 {
		return &WireError{Path: d.problems[0].Path, Message: d.problems[0].Message}
	}
	return nil
}

// Marshal writes an operation's output as the body of an AWS JSON 1.1 reply.
// Unlike the SDK's own serializer it writes zero numbers and false, as the
// service does (runningCount: 0); nil members are absent, empty lists are [].
// Times are epoch seconds with milliseconds.
//
// Of an operation's input, known by the name of its type, zero numbers and
// false that are no pointers are absent unless the API requires the member, as
// in the requests that the SDK sends.
func Marshal(v any) ([]byte, error) {
	l, value, err := layoutOf(v)
	if err != nil {
		return nil, err
	}
	return encode(l, value, isInput(l))
}

// isInput says whether a layout is that of an operation's input.
func isInput(l *layout) bool { return strings.HasSuffix(l.goType.Name(), "Input") }

// wireForm is the JSON form of a scalar.
func wireForm(k kind) string {
	switch k {
	case kindString, kindEnum:
		return "STRING"
	case kindBool:
		return "BOOLEAN"
	}
	return "NUMBER"
}

func formOf(n *Node) string {
	switch {
	case n.Kind != Scalar:
		return ""
	case n.Quoted:
		return "STRING"
	case n.Text == "true", n.Text == "false":
		return "BOOLEAN"
	}
	return "NUMBER"
}

// wireMismatch words a wrong type.
func wireMismatch(n *Node, want kind) string {
	name := map[kind]string{
		kindString: "a String", kindEnum: "a String", kindBool: "a Boolean", kindInt: "an Integer",
		kindFloat: "a Double", kindTime: "a Timestamp", kindList: "a List", kindMap: "a Map",
		kindStruct: "a Structure", kindUnion: "a Structure",
	}[want]
	switch n.Kind {
	case Map:
		return "Start of structure or map found where not expected."
	case List:
		return "Start of list found where not expected."
	case Null:
		return "Unexpected null value."
	}
	form := formOf(n)
	if form == "BOOLEAN" {
		form = strings.ToUpper(n.Text)
	}
	return fmt.Sprintf("%s_VALUE can not be converted to %s", form, name)
}
