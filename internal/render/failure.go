package render

import (
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/internal/shell"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// verdict is how a target ended, in one sentence without the service's name;
// next is the command to type then, if there is one.
func (o Options) verdict(out watch.Outcome, h Heading) (sentence, next string) {
	st := out.State
	rev := revision(st)
	again := h.command("steady watch", serviceOf(out.Target))
	switch out.Verdict {
	case watch.Settled:
		if out.Until == watch.UntilServing {
			rest := "ECS has yet to complete the deployment"
			if out.OldTasks > 0 {
				rest = "old tasks still drain"
			}
			return fmt.Sprintf("serving on %s after %s; %s", rev, duration(o.scale(st.Serving)), rest), ""
		}
		return o.settled(out, h, rev), ""
	case watch.TimedOut:
		text := fmt.Sprintf("timed out after %s, still moving: %s", limit(o.scale(out.Took)), progress(st))
		if len(out.Causes) > 0 {
			return fmt.Sprintf("timed out after %s: %s", limit(o.scale(out.Took)), title(out)), "Continue: " + again
		}
		if st.WaitingFor != "" {
			text += ", waiting for " + Clean(st.WaitingFor)
		}
		return text, "Continue: " + again
	case watch.Superseded:
		by := "another deployment"
		if out.By != nil {
			by = fmt.Sprintf("%s (%s)", Clean(out.By.ID), Clean(out.By.TaskDefinition))
		}
		return fmt.Sprintf("was superseded: deployment %s (%s) was replaced by %s",
			Clean(out.Target.Deployment), rev, by), "Watch that one: " + again
	case watch.Stopped:
		return "stopped: " + reason(out), ""
	case watch.InProgress:
		return "is in progress: " + reason(out), "Continue: " + again
	case watch.Lost:
		return "is out of sight: " + reason(out) + "; the rollout goes on", "Continue: " + again
	}
	return wordsOf(string(out.Verdict)) + ": " + title(out), ""
}

// wordsOf is a verdict as people say it: "timed out".
func wordsOf(verdict string) string { return strings.ReplaceAll(verdict, "_", " ") }

// ending is how a target ended, in one word: its verdict, or how far the watch
// was to go where it went no further.
func ending(out watch.Outcome) string {
	if out.Until != watch.UntilSettled {
		return string(out.Until)
	}
	return string(out.Verdict)
}

// ended says that a verdict is told in one sentence; the others get a block, and
// so does a rollout that still moves but loses tasks all the time.
func ended(out watch.Outcome) bool {
	switch out.Verdict {
	case watch.Failed, watch.RolledBack, watch.Stuck:
		return false
	case watch.TimedOut:
		return len(out.Causes) == 0
	}
	return true
}

func title(out watch.Outcome) string {
	if len(out.Causes) > 0 {
		return Clean(out.Causes[0].Title)
	}
	return reason(out)
}

func reason(out watch.Outcome) string {
	if out.Reason == "" {
		return "no reason is known"
	}
	return strings.TrimSuffix(Clean(out.Reason), ".")
}

// command is a command line about a service that works as it stands.
func (h Heading) command(program, service string, flags ...string) string {
	return h.commandAll(program, []string{service}, flags...)
}

// commandAll is one about several services.
func (h Heading) commandAll(program string, services []string, flags ...string) string {
	return Clean(shell.Command(program, services, append(flags, h.Flags)...))
}

// ending is the last thing said of a target: the verdict, and for one that went
// wrong the block that answers, in this order, what happened, whether production
// is alive, why, how to fix it, and what to type next.
func (o Options) ending(out watch.Outcome, exit int, h Heading) []string {
	s, name := o.style(), Clean(serviceOf(out.Target))
	sentence, next := o.verdict(out, h)
	if out.Verdict == watch.Settled {
		return []string{s.done() + " " + name + " " + sentence + o.simulated(out, h)}
	}
	if ended(out) {
		sentence = fmt.Sprintf("%s %s. exit %d.", name, sentence, exit)
		if next != "" {
			sentence += " " + next
		}
		return s.hang(s.failed()+" ", "  ", sentence)
	}
	code := exitWord(exit)
	if len(out.Causes) > 0 {
		code = Clean(out.Causes[0].Code) + ", " + code
	}
	head := s.failed() + " " + name + " " + sentence + o.simulated(out, h)
	lines := append(s.beside(head, code), "")
	lines = append(lines, s.section("State now", stateNow(out))...)
	last := s.next(out, h)
	for i, cause := range out.Causes {
		if i == 0 {
			lines = append(lines, o.cause(cause, blockLines-len(lines)-len(last))...)
			continue
		}
		lines = append(lines, o.also(cause)...)
	}
	return append(lines, last...)
}

// beside puts code at the right edge: of the last line of text, or below it
// where the two would meet.
func (s style) beside(text, code string) []string {
	if width(text) > s.page {
		return append(s.hang("", "  ", text), s.hang("  ", "  ", code)...)
	}
	if width(text)+2+width(code) > s.page {
		return []string{text, s.spread("", code)}
	}
	return []string{s.spread(text, code)}
}

// stateNow says whether production is alive, from the last poll only.
func stateNow(out watch.Outcome) string {
	st, own := out.State, target(out.State)
	var text string
	if old := serving(st); old != nil {
		text = fmt.Sprintf("%s still serves, %d of %s running.", Clean(old.TaskDefinition), old.Running,
			plural(max(st.Last.Desired, old.Running), "task"))
		if out.Verdict == watch.RolledBack {
			text = fmt.Sprintf("rolled back to %s; %d of %s running.", Clean(old.TaskDefinition), old.Running,
				plural(max(st.Last.Desired, old.Running), "task"))
		}
	} else if own == nil || own.Running == 0 {
		text = fmt.Sprintf("nothing serves: 0 of %s running.", plural(st.Last.Desired, "task"))
	}
	if own != nil && out.Verdict != watch.RolledBack {
		text += fmt.Sprintf(" %s %s has desired %d, pending %d, running %d.", Clean(own.Status),
			Clean(own.TaskDefinition), own.Desired, own.Pending, own.Running)
	}
	return strings.TrimSpace(text + goesOn(out))
}

// next are the commands that help now.
func (s style) next(out watch.Outcome, h Heading) []string {
	name := serviceOf(out.Target)
	now, why := h.command("steady status", name), "what runs now"
	if out.Verdict == watch.Stuck {
		now, why = h.command("steady watch", name), "whether it still moves"
	}
	lines := s.advice("Next", now, why)
	old := out.Target.PreviousTaskDefinition
	if old != "" && old != out.Target.TaskDefinition && out.Verdict != watch.RolledBack {
		lines = append(lines, s.advice("", h.command("steady rollback", name), "back to "+Clean(old))...)
	}
	if len(out.Causes) > 0 && out.Causes[0].Code != "unknown" {
		lines = append(lines, s.advice("", "steady explain "+Clean(out.Causes[0].Code), "more about this cause")...)
	}
	return lines
}

// advice is a command and what it does, on a line of its own where both are too
// long for one. A command is never broken: people copy it.
func (s style) advice(label, command, why string) []string {
	first := s.label(label) + " " + command
	if line := s.label(label) + " " + pad(command, 26) + "  " + why; width(line) <= s.page {
		return []string{line}
	}
	return []string{first, strings.Repeat(" ", 16) + why}
}

// section is a label and a text that hangs beside it.
func (s style) section(label, text string) []string {
	return s.hang(s.label(label)+" ", strings.Repeat(" ", 14), text)
}

// hang wraps a text between first and the page's edge; further lines start with rest.
func (s style) hang(first, rest, text string) []string {
	lines := wrap(text, s.page-width(first))
	for i, line := range lines {
		if i == 0 {
			lines[i] = first + line
		} else {
			lines[i] = rest + line
		}
	}
	return lines
}

func (o Options) simulated(out watch.Outcome, h Heading) string {
	switch {
	case !o.Simulated && !h.Simulated:
		return ""
	case o.Speed > 0 && o.Speed != 1:
		return fmt.Sprintf(" (simulated; %s here)", duration(out.Took))
	}
	return " (simulated)"
}

// stoppedWatching is what Ctrl-C leaves behind: that nothing was undone, and, as
// a second sentence, both ways on.
func (o Options) stoppedWatching(st watch.State, h Heading, back *service.RollbackPlan) []string {
	name := serviceOf(st.Target)
	text := fmt.Sprintf("Stopped watching after %s; the rollout of %s goes on.",
		duration(o.scale(st.Elapsed)), revision(st))
	if back != nil {
		text = fmt.Sprintf("Stopped watching after %s; %s.", duration(o.scale(st.Elapsed)), goesBack(name, back))
	}
	resume := "Resume: " + h.command("steady watch", name)
	old := st.Target.PreviousTaskDefinition
	if back != nil || old == "" || st.Target.Previous == st.Target.Deployment {
		return []string{text, resume}
	}
	undo := "Undo: " + h.command("steady rollback", name)
	if ways := resume + "   " + undo; width(ways) <= o.style().page {
		return []string{text, ways}
	}
	return []string{text, resume, undo} // a command that wraps is hard to copy
}

// unseen is the state of a service that no poll has told of.
func unseen(h Heading) watch.State {
	return watch.State{Target: watch.Target{Service: h.Service, Cluster: h.Cluster}}
}
