package scenario

import (
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// hook is how the function behind a lifecycle hook answers.
type hook struct {
	Target string
	world.Hook
}

var hookTable = shape.Table{
	Name: "Hook",
	Doc:  "How the Lambda function of a lifecycle hook answers.",
	Keys: []shape.Key{
		{
			Name: "target", Field: "Target", Required: true,
			Doc: "The ARN of the function: hookTargetArn of the lifecycle hook.",
		},
		{Name: "takes", Field: "Takes", Least: 1, Most: day, Doc: "How long one invocation runs: 1s if it is not said."},
		{
			Name: "busy", Field: "Busy", Least: 0, Most: 1000,
			Doc: "How many invocations answer IN_PROGRESS before the one that ends.",
		},
		{
			Name: "callBackDelay", Field: "CallBackDelay", Least: 1, Most: day,
			Doc: "How long after such an answer the function is invoked again: 30s if it is not said.",
		},
		{
			Name: "end", Field: "End",
			Values: []string{
				string(world.HookSucceeds), string(world.HookFails), string(world.HookNonsense), string(world.HookHangs),
			},
			Doc: "How the last invocation ends: SUCCEEDED if it is not said. HANGS is cut off by Lambda after 15 minutes.",
		},
	},
}

// do makes the function answer so.
func (h *hook) do(w *world.World) error {
	w.SetHook(h.Target, h.Hook)
	return nil
}
