package render

import (
	"slices"

	"github.com/ecs-steady/steady/watch"
)

// watched is what renderers of lines keep of a fleet. A nil one is that of a run
// about one service, of which nothing is kept.
type watched struct {
	Fleet
	outcomes map[string]*watch.Outcome
	missed   map[string]*Missed
	nothing  map[string]bool // there was nothing to do
	told     bool            // how it ended
}

func newWatched(f Fleet) *watched {
	return &watched{
		Fleet: f, outcomes: map[string]*watch.Outcome{}, missed: map[string]*Missed{}, nothing: map[string]bool{},
	}
}

// column is how wide the names are set.
func (w *watched) column() int {
	if w == nil {
		return 0
	}
	const most = 24
	columns := 0
	for _, name := range w.Services {
		columns = max(columns, min(most, width(Clean(name))))
	}
	return columns
}

func (w *watched) end(out watch.Outcome) {
	if w != nil {
		w.outcomes[serviceOf(out.Target)] = &out
	}
}

func (w *watched) miss(m Missed) {
	if w != nil {
		w.missed[m.Service] = &m
	}
}

func (w *watched) idle(name string, nothing bool) {
	if w != nil {
		w.nothing[name] = nothing
	}
}

func (w *watched) tally() tally {
	var t tally
	for _, name := range w.Services {
		t.count(name, w.outcomes[name], w.missed[name], w.nothing[name])
	}
	return t
}

// waiting are the services that have not ended.
func (w *watched) waiting() []string {
	return slices.DeleteFunc(slices.Clone(w.Services), func(name string) bool {
		return w.outcomes[name] != nil || w.missed[name] != nil
	})
}

// leftBehind is what Ctrl-C leaves behind; live are the services that are watched.
func (w *watched) leftBehind(o Options, live map[string]watch.State, back waysBack) []string {
	w.told = true
	var going, left []string
	backs := 0
	for _, name := range w.Services {
		_, began := live[name]
		switch {
		case w.missed[name] != nil && w.missed[name].Failure == nil:
			left = append(left, name)
		case w.outcomes[name] != nil || w.missed[name] != nil:
		case !began:
			left = append(left, name)
		default:
			going = append(going, name)
			if back.told(name) != nil {
				backs++
			}
		}
	}
	return o.leftBehind(w.Fleet, going, left, backs)
}
