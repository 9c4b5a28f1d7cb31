package scenario

import (
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// alarm is a CloudWatch alarm and its state.
type alarm struct{ Name, State string }

const firing = "ALARM"

var alarmTable = shape.Table{
	Name: "Alarm",
	Doc:  "A CloudWatch alarm and its state.",
	Keys: []shape.Key{
		named("Its name."),
		{Name: "state", Field: "State", Required: true, Values: []string{firing, "OK"}, Doc: "The state that it is in."},
	},
}

// do puts the alarm into the state.
func (a *alarm) do(w *world.World) error {
	w.SetAlarm(a.Name, a.State == firing)
	return nil
}
