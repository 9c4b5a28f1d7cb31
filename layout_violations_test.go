package steady_test

import (
	"strings"
	"testing"
)

func TestViolations(t *testing.T) {
	tests := []struct {
		name string
		file source
		want string // part of the only violation; "" for none
	}{
		{
			"an arrow of the table is allowed",
			source{"service", "plan.go", []string{"context", module + "/taskdef"}},
			"",
		},
		{
			"a library may not import the command line",
			source{"watch", "watch.go", []string{module + "/internal/cli"}},
			"against the arrows",
		},
		{
			"watch imports none of ours",
			source{"watch", "judge.go", []string{module + "/taskdef"}},
			"against the arrows",
		},
		{
			"a package without a place is named",
			source{"internal/util", "util.go", nil},
			"not in the table",
		},
		{
			"the simulator stays out of the deploy command",
			source{"internal/cli", "deploy.go", []string{module + "/internal/ecssim"}},
			"an endpoint",
		},
		{
			"the simulator's own command may start it",
			source{"internal/cli", "sim_serve.go", []string{module + "/internal/ecssim"}},
			"",
		},
		{
			"the schemas of the SDK belong to shape",
			source{"taskdef", "parse.go", []string{sdk + "/service/ecs/schemas"}},
			"schemas",
		},
		{
			"shape may use the schemas of the SDK",
			source{"internal/shape", "decode.go", []string{sdk + "/service/ecs/schemas"}},
			"",
		},
		{
			"no SDK type leaves the fetching files of watch",
			source{"watch", "judge.go", []string{sdk + "/service/ecs/types"}},
			"fetch",
		},
		{
			"the fetching file of watch uses the SDK",
			source{"watch", "fetch.go", []string{sdk + "/service/ecs/types"}},
			"",
		},
		{
			"a library has no flags",
			source{"taskdef", "parse.go", []string{"github.com/spf13/cobra"}},
			"Cobra",
		},
		{
			"a library reads no environment",
			source{"service", "apply.go", []string{"os"}},
			"no environment",
		},
		{
			"nobody uses templates",
			source{"internal/cli", "help.go", []string{"text/template"}},
			"dead-code",
		},
		{
			"a path that only begins alike is another package",
			source{"internal/cli", "help.go", []string{"text/templates"}},
			"",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := violations([]source{tt.file})
			switch {
			case tt.want == "" && len(got) > 0:
				t.Errorf("got %q, want no violation", got)
			case tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)):
				t.Errorf("got %q, want one violation with %q", got, tt.want)
			}
		})
	}
}

// Turning any arrow round must be a violation.
func TestReversedArrows(t *testing.T) {
	for from, targets := range arrows {
		for _, to := range targets {
			back := source{pkg: to, name: "sim.go", imports: []string{module + "/" + from}}
			if len(violations([]source{back})) == 0 {
				t.Errorf("%s may import %s and the other way round", from, to)
			}
		}
	}
}
