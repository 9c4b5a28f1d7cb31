package render

import (
	"fmt"

	"github.com/ecs-steady/steady/watch"
)

// markup is how a report writes words: text as it stands, and the name of a
// revision.
type markup struct{ text, revision func(string) string }

// bare is text that is in no markup yet.
func bare() markup { return markup{func(text string) string { return text }, Clean} }

// told says how a service ended, or how far its run came where nobody saw the end.
func (o Options) told(s *result, r *results, m markup) string {
	name := m.text(Clean(s.head.Service))
	switch {
	case s.missed != nil && s.missed.Failure != nil:
		return name + " was not changed"
	case s.missed != nil:
		return name + ": " + m.text(s.missed.text())
	case s.outcome != nil && s.idle() && s.outcome.Verdict == watch.Settled && r.fleet:
		return name + ": unchanged"
	case s.outcome != nil && s.outcome.Verdict == watch.Settled && s.outcome.Until == watch.UntilSettled:
		return name + " " + o.settled(*s.outcome, s.head, m.revision(revision(s.outcome.State)))
	case s.outcome != nil:
		sentence, _ := o.verdict(*s.outcome, s.head)
		return name + " " + m.text(sentence)
	case s.back != nil && s.verdict() == "unchanged":
		return name + " is back on " + m.revision(s.back.To) + " already"
	case s.verdict() == "unchanged":
		return name + ": no changes"
	case r.failure != nil && !s.sent():
		return name + ": nothing was deployed"
	case s.back != nil && s.back.told:
		return name + ": not watched to its end; it goes back to " + m.revision(s.back.To)
	default:
		return name + ": not watched to its end; the rollout goes on"
	}
}

// sent reports whether ECS has been told to deploy the service, or was found at it:
// then an error that ends the run ends no rollout.
func (s *result) sent() bool { return s.deployment != nil || s.state != nil }

// settled says that all went well, of a revision as a markup writes it.
func (o Options) settled(out watch.Outcome, h Heading, revision string) string {
	if h.Verb == "Rolling back" {
		return fmt.Sprintf("is back on %s after %s", revision, duration(o.scale(out.Took)))
	}
	return fmt.Sprintf("settled on %s in %s", revision, duration(o.scale(out.Took)))
}
