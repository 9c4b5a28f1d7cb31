package watch

import (
	"strings"
	"time"
)

// Message is one service event in ECS's own words.
type Message struct {
	ID   string
	Time time.Time
	Text string
}

// MessageKind sorts service events by what they tell.
type MessageKind string

// The kinds of a Message.
const (
	MessageStarted   MessageKind = "started"
	MessageStopped   MessageKind = "stopped"
	MessagePlacement MessageKind = "placement"
	MessageHealth    MessageKind = "health"
	MessageSteady    MessageKind = "steady"
	MessageFailed    MessageKind = "failed"
	MessageRollback  MessageKind = "rollback"
	MessageOther     MessageKind = "other"
)

// cores are the parts of ECS's sentences that have stayed the same over the
// years, in the order in which they are tried (Developer Guide, Amazon ECS
// service event messages). Matching is in lower case.
var cores = []struct {
	core string
	kind MessageKind
}{
	{"rolling back to deployment", MessageRollback},
	{"no rollback candidate", MessageRollback},
	{"deployment failed", MessageFailed},
	{"unable to place a task", MessagePlacement},
	{"unable to stop or start tasks", MessagePlacement},
	{"unable to consistently start", MessageFailed},
	{"misconfigured", MessageFailed},
	{"is unhealthy in", MessageHealth},
	{"failed container health checks", MessageHealth},
	{"has reached a steady state", MessageSteady},
	{"deployment completed", MessageSteady},
	{"has started", MessageStarted},
	{"has stopped", MessageStopped},
	{"draining connections", MessageStopped},
	{"deregistered", MessageStopped},
}

// Kind says what the event tells.
func (m Message) Kind() MessageKind {
	for _, c := range cores {
		if m.says(c.core) {
			return c.kind
		}
	}
	return MessageOther
}

// says reports whether the event holds core, which is in lower case.
func (m Message) says(core string) bool {
	return strings.Contains(strings.ToLower(m.Text), core)
}

// deployments lists the deployment ids in the event, in the order they stand.
// Ids are digits after "ecs-svc/" and may start with zeros, so they stay text.
func (m Message) deployments() []string {
	const prefix = "ecs-svc/"
	var ids []string
	rest := m.Text
	for {
		i := strings.Index(rest, prefix)
		if i < 0 {
			return ids
		}
		end := i + len(prefix)
		for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
			end++
		}
		if end > i+len(prefix) {
			ids = append(ids, rest[i:end])
		}
		rest = rest[end:]
	}
}

// tasks lists the task ids in the event: runs of exactly 32 hex digits after the
// word task. Container instances have ids of the same form.
func (m Message) tasks() []string {
	var ids []string
	start := -1
	for i := 0; i <= len(m.Text); i++ {
		if i < len(m.Text) && isHex(m.Text[i]) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 && i-start == 32 && strings.HasSuffix(m.Text[:start], "task ") {
			ids = append(ids, m.Text[start:i])
		}
		start = -1
	}
	return ids
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f'
}
