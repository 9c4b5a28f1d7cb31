package scenario

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// doer is something that can happen to a world.
type doer interface {
	do(w *world.World) error
}

// Action is something that happens to a world, by a timeline or when it is fired.
type Action struct {
	// Name is the key that it is written under.
	Name string
	// Text is the action in JSON, with the account and the Region filled in.
	Text []byte
	doer doer
}

// Do lets it happen. What the world refuses has no effect.
func (a Action) Do(w *world.World) error { return a.doer.do(w) }

// written is an action as it is written: one key, which names it.
type written struct{ Doer doer }

// moment is an action and its time.
type moment struct {
	At time.Duration
	written
}

// event is a moment that is ready to happen.
type event struct {
	at     time.Duration
	action Action
}

// actionKeys are the keys that stand for an action.
var actionKeys = []shape.Key{
	choice[call]("call", "An operation of the API is called, by somebody else.", &callTable),
	choice[instance]("addInstance", "An instance joins a cluster.", &instanceTable),
	choice[termination]("terminateInstance", "An instance is terminated.", &hostTable),
	choice[shutdown]("stopInstance", "An instance is stopped; it stays registered.", &hostTable),
	choice[spotInstance]("interruptInstance", spotInstanceTable.Doc, &spotInstanceTable),
	choice[spotTasks]("interruptTasks", spotTasksTable.Doc, &spotTasksTable),
	choice[instanceStatus]("setInstanceStatus", "An instance is drained, or taken back.", &instanceStatusTable),
	choice[agent]("setAgent", "The container agent of an instance loses its connection, or has it again.", &agentTable),
	choice[exit]("exitContainer", exitTable.Doc, &exitTable),
	choice[health]("setHealth", taskHealthTable.Doc, &taskHealthTable),
	choice[answers]("setAnswers", taskAnswersTable.Doc, &taskAnswersTable),
	choice[scaling]("scale", scalingTable.Doc, &scalingTable),
	choice[fargate]("setFargate", fargateTable.Doc, &fargateTable),
	choice[balancing]("setLoadBalancing", balancingTable.Doc, &balancingTable),
	choice[blueGreen]("codeDeploy", blueGreenTable.Doc, &blueGreenTable),
	choice[push]("pushImage", pushTable.Doc, &pushTable),
	choice[image]("setImage", "New containers of an image behave in another way.", &imageTable),
	choice[alarm]("setAlarm", "A CloudWatch alarm changes its state.", &alarmTable),
	choice[hook]("setHook", "The function of a lifecycle hook answers in another way.", &hookTable),
	choice[targetGroup]("setTargetGroup", "A target group is made, or replaced.", &targetGroupTable),
	choice[role]("setRole", "A role is made, or replaced.", &roleTable),
	choice[secret]("setSecret", "A secret is made, or replaced.", &secretTable),
	choice[parameter]("setParameter", "A parameter is made, or replaced.", &parameterTable),
	choice[logGroup]("setLogGroup", "A log group is made, or replaced.", &logGroupTable),
	choice[repository]("setRepository", "A repository is made, or replaced with all its images.", &repositoryTable),
}

// choice is the key of an action that a *T carries out.
func choice[T any, P interface {
	*T
	doer
}](name, doc string, of *shape.Table) shape.Key {
	return shape.Key{Name: name, Field: "Doer", Choice: true, Doc: doc, Of: of, New: func() any { return P(new(T)) }}
}

var actionTable = shape.Table{Name: "Action", Doc: "Something that happens to the world.", Keys: actionKeys}

var momentTable = shape.Table{
	Name: "Moment",
	Doc:  "Something that happens at a time.",
	Keys: append([]shape.Key{{
		Name: "at", Field: "At", Required: true, Least: 0, Most: 365 * day,
		Doc: "When it happens, counted from the start of the scenario.",
	}}, actionKeys...),
}

// ParseAction reads one action in JSON, as a timeline has them. The error is of
// type [shape.Problems].
func ParseAction(text []byte, host Host) (Action, error) {
	root, problems := shape.ParseJSON("", text)
	if root == nil {
		return Action{}, problems
	}
	fill(root, host)
	var a written
	problems = append(problems, shape.DecodeTable(root, &actionTable, &a)...)
	if problems.Err() != nil {
		return Action{}, problems
	}
	action, wrong := a.ready(host, root, "")
	action.Text = []byte(root.JSON())
	return action, append(problems, wrong...).Err()
}

// ready names the action and reads the input of a call. n is what it was read
// from.
func (a *written) ready(host Host, n *shape.Node, path string) (Action, shape.Problems) {
	action := Action{doer: a.Doer}
	for _, key := range actionKeys {
		if n.Get(key.Name) != nil {
			action.Name = key.Name
		}
	}
	if c, ok := a.Doer.(*call); ok {
		return action, c.resolve(host, n.Get(action.Name), strings.TrimPrefix(path+"."+action.Name, "."))
	}
	return action, nil
}

// call is a call of an operation of the API.
type call struct {
	Operation string
	Input     shape.Node
	carryOut  func(*world.World) error
}

var callTable = shape.Table{
	Name: "Call",
	Doc:  "A call of an operation of the API.",
	Keys: []shape.Key{
		{
			Name: "operation", Field: "Operation", Required: true,
			Doc: "The operation, one that changes something: UpdateService.",
		},
		{Name: "input", Field: "Input", Required: true, Doc: "Its input, with the API's own members."},
	},
}

// resolve reads the input as that of the operation.
func (c *call) resolve(host Host, n *shape.Node, path string) shape.Problems {
	at := n.Get("operation")
	if at == nil || c.Operation == "" || n.Get("input") == nil {
		return nil // reported already
	}
	if !slices.Contains(host.Operations, c.Operation) {
		p := problemAt(at, path+".operation", "ECS has no operation of this name that changes something")
		if near := shape.Nearest(c.Operation, host.Operations); near != "" {
			p.Hint = "did you mean " + near + "?"
		}
		return shape.Problems{p}
	}
	in, carryOut := host.Call(c.Operation)
	c.carryOut = carryOut
	problems := shape.Decode(&c.Input, in)
	for i := range problems {
		problems[i].Path = path + ".input." + problems[i].Path
	}
	return problems
}

func (c *call) do(w *world.World) error {
	if c.carryOut == nil {
		return errors.New("the call was not read")
	}
	return c.carryOut(w)
}
