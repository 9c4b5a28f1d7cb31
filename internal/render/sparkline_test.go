package render_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ecs-steady/steady/watch"
)

// came is a rollout in three looks: none, half and all of the new tasks run.
func came(family string, desired int, old func(running int) [3]int) *teller {
	t := tell("came", family, desired).start().updated()
	t.rows(0, "IN_PROGRESS", [3]int{desired, desired, 0}, old(desired))
	t.rows(30*s, "IN_PROGRESS", [3]int{desired, 0, desired / 2}, old(desired/2))
	return t.rows(30*s, "COMPLETED", [3]int{desired, 0, desired}, old(0))
}

// again is a rollout of the revision that runs already, as --force-new-deployment makes.
func again() *teller {
	t := tell("again", "web", 4).start().updated()
	for _, n := range []int{0, 2, 4} {
		t.rows(30*s, "IN_PROGRESS", [3]int{4, 0, n}, there(4-n))
		t.st.Last.Deployments[1].TaskDefinition = "web:42"
	}
	return t
}

func there(running int) [3]int { return [3]int{running, 0, running} }
func nobody(int) [3]int        { return [3]int{-1} }

func TestSparkline(t *testing.T) {
	settled := watch.Outcome{Verdict: watch.Settled}
	long := strings.Repeat("family-", 3)
	flat := tell("flat", "web", 1).start().updated()
	flat.rows(0, "IN_PROGRESS", [3]int{1, 0, 0}, there(1)).ticks(300)
	crowd := tell("crowd", "web", 2100).start().updated()
	for n := range 2101 {
		crowd.rows(50*time.Millisecond, "IN_PROGRESS", [3]int{2100, 0, n}, there(2100-n))
	}
	for _, tt := range []struct {
		name    string
		story   story
		columns int
		ascii   bool
		want    string
	}{
		{
			"the old tasks go as the new ones come", came("web", 4, there).ends(0, settled), 80, false,
			"running  web:41 4 █████████▅▅▅▅▅▅▅▅▁ 0 → web:42 0 ▁▁▁▁▁▁▁▁▁▅▅▅▅▅▅▅▅█ 4",
		},
		{
			"in ASCII", came("web", 4, there).ends(0, settled), 80, true,
			"running  web:41 4 #########========_ 0 -> web:42 0 _________========# 4",
		},
		{
			"a new service has none that go", came("web", 4, nobody).ends(0, settled), 80, false,
			"running  web:42 0 ▁▁▁▁▁▁▁▁▁▁▅▅▅▅▅▅▅▅▅█ 4",
		},
		{
			"one revision is told apart by its deployments", again().ends(0, settled), 80, false,
			"running  old 4 ██████████▅▅▅▅▅▅▅▅▅▁ 0 → new 0 ▁▁▁▁▁▁▁▁▁▁▅▅▅▅▅▅▅▅▅█ 4",
		},
		{
			"families are left out where there is no room for them", came(long, 10, there).ends(0, settled), 80, false,
			"running  old 10 ██████████▅▅▅▅▅▅▅▅▅▁ 0 → new 0 ▁▁▁▁▁▁▁▁▁▁▅▅▅▅▅▅▅▅▅█ 10",
		},
		{
			"on the narrowest terminal", came(long, 10000, there).ends(0, settled), 60, false,
			"running  old 10000 ████▅▅▅▁ 0 → new 0 ▁▁▁▁▅▅▅█ 10000",
		},
		{"where nobody came or went there is none", flat.ends(12, watch.Outcome{Verdict: watch.Stuck}), 80, false, ""},
		{
			"a run of thousands of looks keeps its shape", crowd.ends(0, settled), 80, false,
			"running  web:41 2100 ██▇▇▆▅▅▄▄▃▃▂▂▂▁ 0 → web:42 0 ▁▂▂▂▃▄▄▅▅▆▆▇▇██ 2100",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			scr, _ := onScreen(t, tt.story, tt.columns, 24, false, tt.ascii)
			got := ""
			for line := range strings.Lines(scr.String()) {
				if strings.HasPrefix(line, "      running") {
					got = strings.TrimSpace(line)
				}
			}
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
