package world

import "time"

// LogGroup is a log group of CloudWatch Logs.
type LogGroup struct {
	Name string
	// Retention is how many days its events are kept; 0 means for ever.
	Retention int32
	// Created is when; zero means when the world began.
	Created time.Time
}

// AddLogGroup adds a log group, or replaces it. From now on only those that were
// added exist.
func (w *World) AddLogGroup(g LogGroup) { w.logGroups.add(g.Name, w.filledLogGroup(g)) }

// PutLogGroup makes a log group, as a client does.
func (w *World) PutLogGroup(g LogGroup) {
	g.Created = w.stamp()
	w.logGroups.put(g.Name, g)
}

// RemoveLogGroup deletes a log group.
func (w *World) RemoveLogGroup(name string) { w.logGroups.remove(name) }

func (w *World) filledLogGroup(g LogGroup) LogGroup {
	if g.Created.IsZero() {
		g.Created = w.opts.Start
	}
	return g
}

// LogGroup finds a log group by its name.
func (w *World) LogGroup(name string) (LogGroup, bool) {
	return w.logGroups.find(name, func() LogGroup { return w.filledLogGroup(LogGroup{Name: name}) })
}

// LogGroups are those that were added and, while the kind is open, those that
// containers write to; by name.
func (w *World) LogGroups() []LogGroup {
	all := map[string]LogGroup{}
	for name, g := range w.logGroups.things {
		all[name] = g
	}
	for _, c := range w.clusters {
		for _, t := range c.tasks {
			for _, c := range t.containers {
				if options, ok := w.logs(c); ok {
					if g, ok := w.LogGroup(options["awslogs-group"]); ok {
						all[g.Name] = g
					}
				}
			}
		}
	}
	return sorted(all)
}
