package shape

import (
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/ecs/document"
	smithydocument "github.com/aws/smithy-go/document"
)

// document fills a member that takes any JSON value. With no shape to say what
// is wanted, plain scalars are read as JSON reads them.
func (d *decoder) document(n *Node, dst reflect.Value) {
	dst.Set(reflect.ValueOf(document.NewLazyDocument(n.plain())))
}

// plain gives n as the Go values that a document takes.
func (n *Node) plain() any {
	switch n.Kind {
	case List:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = item.plain()
		}
		return list
	case Map:
		object := make(map[string]any, len(n.Members))
		for _, m := range n.Members {
			object[m.Key.Text] = m.Value.plain()
		}
		return object
	case Scalar:
		switch {
		case n.Quoted:
			return n.Text
		case n.Text == "true", n.Text == "false":
			return n.Text == "true"
		case isJSONNumber(n.Text):
			return smithydocument.Number(n.Text)
		}
		return n.Text
	}
	return nil
}

// documentNode is the inverse of document.
func documentNode(v smithydocument.Marshaler) (*Node, error) {
	text, err := v.MarshalSmithyDocument()
	if err != nil {
		return nil, err
	}
	n, problems := parseJSON("", text)
	return n, problems.Err()
}
