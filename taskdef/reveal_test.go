package taskdef

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRevealShowsEnvironmentValuesAndNothingElse(t *testing.T) {
	const common = "{family: web, containerDefinitions: [{name: app, image: nginx, environment: ["
	from := parsed(t, common+`{name: KEPT, value: same}, {name: GONE, value: old}, {name: MODE, value: "a\"b"}],
		logConfiguration: {logDriver: splunk, options: {splunk-token: before}}}]}`).Input
	to := revision(t, common+`{name: KEPT, value: same}, {name: MODE, value: c}, {name: NEW, value: ""}],
		logConfiguration: {logDriver: splunk, options: {splunk-token: after}}}]}`)
	diff := Compare(from, to, nil).Reveal(to.ContainerDefinitions, from.ContainerDefinitions)
	want := `+ containerDefinitions[app].environment[GONE] "old"
~ containerDefinitions[app].environment[MODE] "c" → "a\"b"
- containerDefinitions[app].environment[NEW] ""
~ containerDefinitions[app].logConfiguration.options.splunk-token (value hidden, changed)
`
	if got := diff.String(); got != want {
		t.Error(cmp.Diff(want, got))
	}
}
