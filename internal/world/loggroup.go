package world

// LogGroup is a log group of CloudWatch Logs.
type LogGroup struct {
	Name string
	// Retention is how many days its events are kept; 0 means for ever.
	Retention int32
}

// AddLogGroup adds a log group, or replaces it. From now on only those that were
// added exist.
func (w *World) AddLogGroup(g LogGroup) { w.logGroups.add(g.Name, g) }
