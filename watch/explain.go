package watch

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Explain says why the target has not settled, from what ECS said and from the
// tasks it lost (oldest first). Equal causes are one, with their count. What
// holds the rollout up now comes first, then what was seen most often. It is
// empty when ECS has given no sign of trouble.
func Explain(t Target, s Snapshot, lost []Task) []Cause {
	return explainer{target: t, Snapshot: s}.causes(lost)
}

// explainer is what an explanation is made from.
type explainer struct {
	target Target
	Snapshot
	locate func(path string) (file string, line, column int, ok bool)
}

func (x explainer) causes(lost []Task) []Cause {
	var found []Cause
	for _, task := range lost {
		found = merge(found, x.ofTask(task))
	}
	over := x.leftUntold()
	for i := len(x.Messages) - 1; i >= 0; i-- {
		m := x.Messages[i]
		over = over || x.givesUp(m)
		if m.Time.Before(x.target.CreatedAt) || !troubles(m) {
			continue
		}
		if x.ofOthers(m) {
			continue
		}
		c := x.ofMessage(m)
		// What comes after the target was given up may be about the deployment ECS goes back to.
		c.Likely = c.Likely || over && (m.Kind() == MessagePlacement || m.Kind() == MessageHealth && !x.ours(m, lost))
		c.Likely = c.Likely || m.Kind() == MessagePlacement && x.foundPlace(i)
		if c.Code != causeUnknown || len(lost) == 0 {
			found = merge(found, c)
		}
	}
	found = withoutVague(found)
	current := ""
	if held := obstacle(x.target, x.Snapshot); held != nil {
		current = classify(held.Text)
	}
	sort.SliceStable(found, func(i, j int) bool {
		if a, b := found[i].Code == current, found[j].Code == current; a != b {
			return a
		}
		return found[i].Count > found[j].Count
	})
	return found
}

// leftUntold reports whether ECS goes back, or has gone, without an event that says
// since when: then any trouble with placement may be that of the deployment before.
func (x explainer) leftUntold() bool {
	primary := x.Primary()
	if primary == nil || primary.Set != nil || primary.ID == x.target.Deployment {
		return false
	}
	return !slices.ContainsFunc(x.Messages, x.givesUp)
}

// givesUp reports whether the event says that ECS gives the target up.
func (x explainer) givesUp(m Message) bool {
	return m.says("deployment failed") && slices.Contains(m.deployments(), x.target.Deployment)
}

// foundPlace reports whether tasks were started after the event i of a deployment that
// the update did not start: then what it tells of may have been over before the update.
func (x explainer) foundPlace(i int) bool {
	started := func(m Message) bool { return m.Kind() == MessageStarted }
	return x.target.Previous == x.target.Deployment && slices.ContainsFunc(x.Messages[:i], started)
}

// ours reports whether the event names a task that is known to be the target's.
func (x explainer) ours(m Message, lost []Task) bool {
	return slices.ContainsFunc(m.tasks(), func(id string) bool {
		mine := func(t Task) bool { return t.ID == id && t.Deployment == x.target.Deployment }
		return slices.ContainsFunc(lost, mine) || slices.ContainsFunc(x.Tasks, mine)
	})
}

// ofOthers reports whether the event is about the health of tasks that are none of
// the target's, as far as they are known.
func (x explainer) ofOthers(m Message) bool {
	ids := m.tasks()
	return m.Kind() == MessageHealth && len(ids) > 0 && !slices.ContainsFunc(ids, func(id string) bool {
		i := slices.IndexFunc(x.Tasks, func(t Task) bool { return t.ID == id })
		return i < 0 || x.Tasks[i].Deployment == x.target.Deployment
	})
}

// at points a cause at a member of the task definition and gives where that is
// written in brackets, after a space; "" where nobody can say.
func (x explainer) at(c *Cause, path string) string {
	c.Path = path
	if x.locate == nil {
		return ""
	}
	file, line, column, ok := x.locate(path)
	if !ok {
		return ""
	}
	c.Location = Location{file, line, column}
	return " (" + c.Location.String() + ")"
}

// member is the path of a member of a container.
func member(container, name string) string {
	return fmt.Sprintf("containerDefinitions[%s].%s", container, name)
}

// troubles reports whether the event tells of something that went wrong.
func troubles(m Message) bool {
	switch m.Kind() {
	case MessagePlacement, MessageHealth, MessageFailed:
		return true
	}
	return classify(m.Text) != ""
}

// merge adds c to the causes, or to the one that says the same. What is told of
// one task twice, by an event and by the task itself, counts once.
func merge(causes []Cause, c Cause) []Cause {
	for i := range causes {
		if causes[i].Code == c.Code && causes[i].Title == c.Title {
			causes[i].add(c)
			return causes
		}
	}
	return append(causes, c)
}

func (c *Cause) add(other Cause) {
	news := len(other.Tasks) == 0
	for _, id := range other.Tasks {
		if !slices.Contains(c.Tasks, id) {
			c.Tasks, news = append(c.Tasks, id), true
		}
	}
	if news {
		c.Count += other.Count
	}
	c.Stopped += other.Stopped
	if other.Longest > 0 {
		if c.Longest == 0 || other.Shortest < c.Shortest {
			c.Shortest = other.Shortest
		}
		c.Longest = max(c.Longest, other.Longest)
	}
	switch {
	case other.Log != nil:
		if c.Log == nil {
			c.Fix = other.Fix // which may tell to read it
		}
		c.Log, c.Notes = other.Log, nil
	case c.Log == nil && len(other.Notes) > 0:
		c.Notes = other.Notes
	}
	// An event says what the target group got; the task only that it had to go.
	plainer := strings.Contains(other.Says, "due to (reason") && !strings.Contains(c.Says, "due to (reason")
	if plainer || c.Likely && !other.Likely {
		c.Says, c.Why, c.Likely, c.Fix = other.Says, other.Why, other.Likely, other.Fix
	}
}

// withoutVague drops causes that say nothing where others say something: ECS
// announces a failed deployment after it has named what failed.
func withoutVague(causes []Cause) []Cause {
	known := func(c Cause) bool { return c.Code != causeUnknown }
	if !slices.ContainsFunc(causes, known) {
		return causes
	}
	return slices.DeleteFunc(causes, func(c Cause) bool { return !known(c) })
}
