package shape

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
)

var errValidated = errors.New("shape: validated")

// required reports the members that the API needs and n has not. The schemas
// do not say which they are; the SDK's own validators do, and they run before
// a request is made.
func (d *decoder) required(n *Node, l *layout, into any) {
	var invalid smithy.InvalidParamsError
	if n.Kind != Map || !errors.As(validate(into), &invalid) {
		return
	}
	for _, err := range invalid.Errs() {
		var missing *smithy.ParamRequiredError
		if errors.As(err, &missing) {
			_, path, _ := strings.Cut(missing.Field(), ".")
			d.missing(n, l, path)
		}
	}
}

// validate runs the SDK's validator for an input. The operation is stopped
// right after it: nothing is resolved, signed or sent, and so there is nothing
// to cancel either.
func validate(input any) error {
	client := ecs.New(ecs.Options{Region: "none", APIOptions: []func(*middleware.Stack) error{stopAfterValidation}})
	var err error
	switch in := input.(type) {
	case *ecs.RegisterTaskDefinitionInput:
		_, err = client.RegisterTaskDefinition(context.Background(), in)
	case *ecs.CreateServiceInput:
		_, err = client.CreateService(context.Background(), in)
	case *ecs.UpdateServiceInput:
		_, err = client.UpdateService(context.Background(), in)
	}
	return err
}

// stopAfterValidation adds a step behind the validator, the last one of the
// SDK's own initialize step.
func stopAfterValidation(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("StopAfterValidation", func(
		context.Context, middleware.InitializeInput, middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		return middleware.InitializeOutput{}, middleware.Metadata{}, errValidated
	}), middleware.After)
}

// missing reports one required member, named with Go's spelling as in
// ContainerDefinitions[0].Secrets[2].Name, at the nearest node that encloses
// it. Where that place is already known to be wrong nothing is added.
func (d *decoder) missing(n *Node, l *layout, goPath string) {
	steps := goSteps(goPath)
	base := d.path
	defer func() { d.path = base }()
	for i, s := range steps {
		in := l
		if l.kind == kindStruct || l.kind == kindUnion {
			m := memberOf(l, s.name)
			if m == nil {
				return
			}
			s.name, l = m.name, m.layout
		} else {
			l = l.elem
		}
		d.path = append(d.path, s)
		if i == len(steps)-1 {
			d.reportMissing(n, in, s.name, i > 0 || len(base) > 0)
			return
		}
		if n = n.child(s); n == nil {
			return
		}
	}
}

// reportMissing reports a member that is not in n or has no value; below the top
// it says in what.
func (d *decoder) reportMissing(n *Node, in *layout, name string, below bool) {
	value := n.Get(name)
	place := ""
	if below {
		place = " in " + in.noun()
	}
	switch {
	case n.Kind != Map, d.suggested[suggestion{n, name}]:
	case value == nil:
		d.report(n, fmt.Sprintf("%q is missing%s", name, place), "")
	case value.Kind == Null, value.Kind == Scalar && value.Text == "":
		d.report(value, fmt.Sprintf("%q has no value%s", name, place), "")
	}
}

// goSteps splits A.B[2].C and A.B[key].C.
func goSteps(path string) []step {
	var steps []step
	for part := range strings.SplitSeq(path, ".") {
		name, rest, _ := strings.Cut(part, "[")
		if name != "" {
			steps = append(steps, step{name: name})
		}
		if key, _, ok := strings.Cut(rest, "]"); ok {
			if index, err := strconv.Atoi(key); err == nil {
				steps = append(steps, step{index: index})
			} else {
				steps = append(steps, step{name: key})
			}
		}
	}
	return steps
}

func memberOf(l *layout, goName string) *member {
	if goName == "" {
		return nil
	}
	return l.byName[strings.ToLower(goName[:1])+goName[1:]]
}

// child is the value one step below n, or nil.
func (n *Node) child(s step) *Node {
	if n.Kind == List && s.name == "" && s.index < len(n.Items) {
		return n.Items[s.index]
	}
	return n.Get(s.name)
}
