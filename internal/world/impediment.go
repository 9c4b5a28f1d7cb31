package world

import "time"

// Percentages is what an [Impediment] lacks when the scheduler may neither start a
// task nor stop one.
const Percentages = "PERCENTAGES"

// Impediment is why a deployment got no task that it was short of, as the scheduler
// itself found it. It is no part of the API: it is what tests hold explanations to.
type Impediment struct {
	Deployment string // its id
	// Lacks is what the closest instance had too little of, in the words of the
	// failures of RunTask ("RESOURCE:CPU", "AGENT", "NO ACTIVE INSTANCES"; Developer
	// Guide, API failure reasons), or [Percentages].
	Lacks       string
	First, Last time.Time // when it was found first, and last
}

// Impediments are those of a service since it was created, in the order in which
// they came up; none if there is no such service.
func (w *World) Impediments(cluster, service string) []Impediment {
	s, err := w.service(&cluster, &service)
	if err != nil {
		return nil
	}
	out := make([]Impediment, len(s.impediments))
	for i, n := range s.impediments {
		out[i] = *n
	}
	return out
}

// impeded notes why d got no task.
func (w *World) impeded(d *deployment, lacks string) {
	s := d.service.whole()
	for _, n := range s.impediments {
		if n.Deployment == d.id && n.Lacks == lacks {
			n.Last = w.now
			return
		}
	}
	s.impediments = append(s.impediments, &Impediment{Deployment: d.id, Lacks: lacks, First: w.now, Last: w.now})
}
