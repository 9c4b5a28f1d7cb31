package render

import (
	"github.com/ecs-steady/steady/watch"
)

// conclude fills in what is known at the end.
func (o Options) conclude(c *Chapter, s *result, r *results) {
	c.Verb, c.Service, c.Place, c.Exit = Clean(s.head.Verb), Clean(s.head.Service), s.head.where(), s.exit
	c.To, c.From = s.revisions()
	c.Verdict, c.Good, c.Took = s.verdict(), well(s), o.scale(s.took())
	c.Headline = o.told(s, r, bare())
	if r.fleet && s.outcome != nil && s.idle() && c.Good {
		c.Verdict = "unchanged"
	}
	if s.missed != nil {
		c.Missed = s.missed.text()
		if f := s.missed.Failure; f != nil {
			c.Failure, c.Exit = f.lines(), f.Exit
		}
	}
	if s.registration != nil {
		c.Changed = summary(*s.registration)
	}
	if s.outcome == nil {
		return
	}
	if out := *s.outcome; !well(s) {
		c.Production = stateNow(out)
		for _, cause := range out.Causes {
			c.Causes = append(c.Causes, reasonOf(cause))
		}
		name := serviceOf(out.Target)
		c.Next = append(c.Next, s.head.command("steady status", name))
		if out.Verdict != watch.RolledBack && c.From != "" && c.From != c.To {
			c.Next = append(c.Next, s.head.command("steady rollback", name))
		}
	}
}

func reasonOf(c watch.Cause) Reason {
	r := Reason{
		Code: Clean(c.Code), Title: Clean(c.Title), Says: Clean(c.Says), Why: Clean(c.Why), Likely: c.Likely,
		Where: Clean(c.Location.String()), Tasks: max(c.Count, len(c.Tasks)), Fix: cleaned(c.Fix), Notes: cleaned(c.Notes),
	}
	if c.Log != nil {
		r.Log = Clean(c.Log.Container)
		if task := short(c.Log.Task); task != "" {
			r.Log += " of task " + task
		}
		r.Lines = cleaned(c.Log.Lines)
	}
	return r
}

func cleaned(texts []string) []string {
	var out []string
	for _, text := range texts {
		out = append(out, Clean(text))
	}
	return out
}
