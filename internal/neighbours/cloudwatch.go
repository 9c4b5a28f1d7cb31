package neighbours

import (
	"slices"
	"strings"

	"github.com/ecs-steady/steady/internal/world"
)

var cloudwatch = Service{
	name: "monitoring", target: "GraniteServiceVersion20100801", version: "2010-08-01",
	namespace:  "http://monitoring.amazonaws.com/doc/2010-08-01/",
	operations: map[string]Operation{"DescribeAlarms": op(describeAlarms)},
}

type (
	describeAlarmsIn struct {
		AlarmNames      []string `json:"AlarmNames"`
		AlarmNamePrefix string   `json:"AlarmNamePrefix"`
		AlarmTypes      []string `json:"AlarmTypes"`
		StateValue      string   `json:"StateValue"`
		MaxRecords      *int32   `json:"MaxRecords"`
		NextToken       string   `json:"NextToken"`
	}
	describeAlarmsOut struct {
		CompositeAlarms []metricAlarm `json:"CompositeAlarms"`
		MetricAlarms    []metricAlarm `json:"MetricAlarms"`
		NextToken       string        `json:"NextToken,omitempty"`
	}
	metricAlarm struct {
		AlarmName             string `json:"AlarmName"`
		AlarmARN              string `json:"AlarmArn"`
		ActionsEnabled        bool   `json:"ActionsEnabled"`
		StateValue            string `json:"StateValue"`
		StateReason           string `json:"StateReason"`
		StateUpdatedTimestamp Time   `json:"StateUpdatedTimestamp"`
	}
)

// describeAlarms tells how alarms stand: those that fire, those that services
// watch, and any that are named, since every alarm that a service could watch is
// there. CloudWatch API reference, DescribeAlarms.
func describeAlarms(w *world.World, in *describeAlarmsIn) (*describeAlarmsOut, error) {
	size, ok := bounded(in.MaxRecords, 100)
	if !ok {
		return nil, refusef("ValidationError", "MaxRecords must be between 1 and 100")
	}
	out := &describeAlarmsOut{CompositeAlarms: []metricAlarm{}, MetricAlarms: []metricAlarm{}}
	if len(in.AlarmTypes) > 0 && !slices.Contains(in.AlarmTypes, "MetricAlarm") {
		return out, nil
	}
	for _, a := range w.Alarms(in.AlarmNames...) {
		state := "OK"
		if a.Firing {
			state = "ALARM"
		}
		named := len(in.AlarmNames) == 0 || slices.Contains(in.AlarmNames, a.Name)
		if named && strings.HasPrefix(a.Name, in.AlarmNamePrefix) && (in.StateValue == "" || in.StateValue == state) {
			out.MetricAlarms = append(out.MetricAlarms, metricAlarm{
				AlarmName: a.Name, AlarmARN: w.ARN("cloudwatch", "alarm:"+a.Name), ActionsEnabled: true, StateValue: state,
				StateReason: "The simulator's state of the alarm.", StateUpdatedTimestamp: Time(a.Since),
			})
		}
	}
	if out.MetricAlarms, out.NextToken, ok = page(out.MetricAlarms, in.NextToken, size); !ok {
		return nil, refusef("InvalidNextToken", "The next token is invalid.")
	}
	return out, nil
}
