package render

import (
	"fmt"
	"io"
	"time"

	"github.com/ecs-steady/steady/watch"
)

// Explanation is what is known, after the fact, of a deployment that went wrong.
type Explanation struct {
	// Outcome has the causes; its verdict is how the record says that it ended.
	Outcome watch.Outcome
	// Reason is what the record says, in ECS's words.
	Reason            string
	Created, Finished time.Time // Finished is zero while it goes on
	// Late says that ECS has forgotten its stopped tasks by now.
	Late bool
}

// forgotten is why there may be little to tell.
const forgotten = "ECS forgets stopped tasks after about an hour: what they could have told is gone, " +
	"events and records are left"

// Explain writes why a deployment went wrong.
func Explain(w io.Writer, e Explanation, h Heading, o Options) error {
	s, out := o.style(), e.Outcome
	name := Clean(serviceOf(out.Target))
	what := wordsOf(string(out.Verdict))
	if out.Verdict == watch.Settled && len(out.Causes) == 0 {
		_, err := fmt.Fprintf(w, "%s the last deployment of %s (%s) settled; nothing tells of trouble\n",
			s.line(s.done(), 0), name, revision(out.State))
		return err
	}
	if out.Verdict == watch.InProgress {
		what = "is in progress"
	}
	head := fmt.Sprintf("%s %s %s", s.failed(), name, what)
	code := ""
	if len(out.Causes) > 0 {
		head, code = head+": "+title(out), Clean(out.Causes[0].Code)
	}
	lines := append(s.beside(head+o.simulated(out, h), code), "")
	lines = append(lines, s.section("Deployment", o.period(e))...)
	if now := stateNow(out); now != "" {
		lines = append(lines, s.section("State now", now)...)
	}
	if e.Reason != "" && len(out.Causes) == 0 {
		lines = append(lines, s.section("ECS says", Clean(e.Reason))...)
	}
	last := s.next(out, h)
	for i, cause := range out.Causes {
		if i == 0 {
			lines = append(lines, o.cause(cause, blockLines-len(lines)-len(last))...)
			continue
		}
		lines = append(lines, o.also(cause)...)
	}
	switch {
	case e.Late:
		lines = append(lines, s.section("Note", forgotten)...)
	case len(out.Causes) == 0:
		lines = append(lines, s.section("Note", "neither events nor stopped tasks tell why")...)
	}
	lines = append(lines, last...)
	return s.screen(w, lines, 0)
}

// period is which deployment it is about, and when that was.
func (o Options) period(e Explanation) string {
	stamp := func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }
	text := Clean(e.Outcome.Target.Deployment)
	if rev := Clean(e.Outcome.Target.TaskDefinition); rev != "" {
		text = rev + " (" + text + ")"
	}
	text += ", " + stamp(e.Created)
	if !e.Finished.IsZero() {
		text += " to " + stamp(e.Finished)
	}
	return text
}

// explanationLine is the JSON document of [ExplainJSON].
type explanationLine struct {
	Schema         string      `json:"schema"`
	Service        string      `json:"service"`
	Cluster        string      `json:"cluster,omitempty"`
	Deployment     string      `json:"deployment"`
	TaskDefinition string      `json:"task_definition,omitempty"`
	Outcome        string      `json:"outcome"`
	Reason         string      `json:"reason,omitempty"`
	Created        string      `json:"created_at"`
	Finished       string      `json:"finished_at,omitempty"`
	Late           bool        `json:"late"` // ECS has forgotten its stopped tasks
	Causes         []diagnosis `json:"causes"`
}

// ExplainJSON writes why a deployment went wrong as one JSON document.
func ExplainJSON(w io.Writer, e Explanation) error {
	t := e.Outcome.Target
	doc := explanationLine{
		Schema:  Schema,
		Service: serviceOf(t), Cluster: nameOf(t.Cluster), Deployment: t.Deployment, TaskDefinition: t.TaskDefinition,
		Outcome: string(e.Outcome.Verdict), Reason: e.Reason, Created: stamp(e.Created), Finished: stamp(e.Finished),
		Late: e.Late, Causes: []diagnosis{},
	}
	for _, c := range e.Outcome.Causes {
		doc.Causes = append(doc.Causes, diagnosisOf(c))
	}
	return document(w, doc)
}
