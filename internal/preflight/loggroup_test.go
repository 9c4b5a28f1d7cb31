package preflight

import (
	"strings"
	"testing"
)

func TestJudgeLogGroup(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"a group", nil, "ok"},
		{
			"none", refused("ResourceNotFoundException"),
			`certainly log-driver: there is no log group /ecs/web: create it, or set the option awslogs-create-group: "true"`,
		},
		{"a denial", refused("AccessDeniedException"), "skipped: not allowed to call logs:DescribeLogStreams"},
		{"a name that is none", refused("InvalidParameterException"), "skipped: logs:DescribeLogStreams: InvalidParameterException"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			same(t, judgeLogGroup(t.Context(), Check{Kind: LogGroup, Subject: "/ecs/web"}, tt.err), tt.want)
		})
	}
}

func TestWhichLogGroupsAreAskedFor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		logs []Log
		want string
	}{
		{"none", nil, ""},
		{"another driver", []Log{{}}, ""},
		{"one that two containers write to", []Log{{Group: "a"}, {Group: "a"}}, "a"},
		{"one of two Regions", []Log{{Group: "a", Region: "eu-west-1"}, {Group: "a"}}, "a a"},
		{"one that the driver makes", []Log{{Group: "a", Create: true}, {Group: "b"}}, "b"},
		{"one behind another endpoint", []Log{{Group: "a", Elsewhere: true}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var task Task
			for _, l := range tt.logs {
				task.Containers = append(task.Containers, Container{Log: l})
			}
			var got []string
			for _, j := range (Clients{}).logGroups(task) {
				got = append(got, j.checks[0].Subject)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %s", got)
			}
		})
	}
}
