package render_test

import (
	"strings"
	"unicode"

	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// attack is what a container, an event or a file may hold to take over a screen
// or a CI runner.
var attack = "::error::owned ##[error]owned \x1b[2J\x1b]0;title\a\r\n::set-env name=PATH::/tmp\u202egnp.exe\u200b\u2066" +
	"\u009b31m\x00\x7f\ufeff\U000e0041 世界 " + strings.Repeat("long ", 2000)

func hostile() story {
	t := tell("hostile", "web", 1)
	t.head.Cluster, t.head.Region = attack, attack
	t.st.Target.TaskDefinition = attack
	t.start().registered(registration("web", taskdef.Change{Path: attack, Old: attack, New: attack, Action: "change"}))
	t.updated().waiting("placing", attack)
	t.rows(s, "IN_PROGRESS", [3]int{1, 1, 0}, [3]int{1, 0, 1})
	t.said(s, attack)
	code := 1
	t.stopped(s, watch.Task{ID: attack, StoppedReason: attack, Containers: []watch.Container{
		{Name: attack, ExitCode: &code, Reason: attack},
	}})
	t.event(s, watch.Event{Kind: watch.Warned, Warning: &watch.Warning{Code: attack, Message: attack, Hint: attack}})
	t.ticks(61)
	return t.ends(10, watch.Outcome{Verdict: watch.Failed, Reason: attack, Causes: []watch.Cause{
		{Code: attack, Title: attack, Says: attack, Why: attack, Fix: []string{attack}, Tasks: []string{attack}},
	}})
}

// startsColons is no fault of a terminal, which wraps where it likes and has no
// runner behind it.
const startsColons = "a line that starts with ::"

// unsafe names what a text must not hold, or "".
func unsafe(text string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			return startsColons
		}
	}
	if strings.Contains(text, "##[") {
		return "##["
	}
	for _, r := range text {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf) {
			return "a control or format character"
		}
	}
	return ""
}
