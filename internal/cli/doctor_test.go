package cli

import (
	"strings"
	"testing"
	"testing/synctest"
)

// What a deploy needs and is denied is a problem, with what to allow; what only doctor
// asks is passed over.
func TestDoctorTellsWhatIsDenied(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		denied string
		code   int
		want   string
	}{
		{"ecs:ListTasks", 4, "problem  web: permissions  ecs:ListTasks was denied for me\n           Fix        allow ecs:ListTasks on *\n"},
		{"elasticloadbalancing:DescribeTargetHealth", 4, "problem  web: permissions  elasticloadbalancing:DescribeTargetHealth was denied"},
		{"ecs:ListContainerInstances", 4, "problem  web: permissions  ecs:ListContainerInstances was denied"},
		{"ecs:DescribeServices", 4, "problem  web: service  ecs:DescribeServices was denied for me"},
		{"ecs:DescribeClusters", 4, "problem  web: permissions  ecs:DescribeClusters was denied for me"},
		{"sts:GetCallerIdentity", 0, "skipped  identity          sts:GetCallerIdentity was denied for me"},
	} {
		t.Run(tt.denied, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := &caller{denied: func(action string) bool { return action == tt.denied }}
				said := c.play(t, play{"health-elb", "", "doctor --service web" + onTest, tt.code})
				if !strings.Contains(said, tt.want) {
					t.Errorf("it says\n%s\nwithout\n%s", said, tt.want)
				}
			})
		})
	}
}
