package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecs-steady/steady/internal/shell"
	"github.com/ecs-steady/steady/watch"
)

// stageText says how far a service deployment has come, and on lines of their own
// which hooks wait for an answer; with answers, the command that gives it too.
func (o Options) stageText(r watch.Record, answers bool) []string {
	var lines []string
	if r.Stage != "" {
		text := "stage " + Clean(r.Stage)
		if r.Target.Weighted {
			t := r.Target
			text += fmt.Sprintf(": production traffic %s%%, test traffic %s%%", percent(t.Production), percent(t.Test))
		}
		if r.Stage == "BAKE_TIME" {
			text += "; bake time " + limit(r.Bake)
		}
		lines = append(lines, text)
	}
	for _, h := range r.Paused() {
		text := "a " + Clean(h.Type) + " hook waits for an answer"
		if left := h.ExpiresAt.Sub(r.UpdatedAt); left > 0 {
			text += fmt.Sprintf(", %s at most, then %s", limit(o.scale(left).Round(time.Second)), Clean(h.TimeoutAction))
		}
		if answers {
			text += ": " + continueCommand(r, h)
		}
		lines = append(lines, text)
	}
	return lines
}

// continueCommand answers a hook that waits.
func continueCommand(r watch.Record, h watch.Hook) string {
	return Clean(shell.Command("aws ecs continue-service-deployment", nil,
		"--service-deployment-arn", shell.Word(r.ARN), "--hook-id", shell.Word(h.ID)))
}

// ask writes the command that answers a hook above the block, once: there nothing cuts
// it, and it stays to be copied.
func (b *block) ask(r *run, record watch.Record) error {
	for _, h := range record.Paused() {
		if slices.Contains(r.asked, h.ID) {
			continue
		}
		r.asked = append(r.asked, h.ID)
		s := b.opts.style()
		text := fmt.Sprintf("%s waits for an answer to its %s hook (--action ROLLBACK goes back):",
			nameOf(r.head.Service), h.Type)
		lines := append(s.hang("", "", Clean(text)), continueCommand(record, h), "")
		for i := range lines {
			lines[i] = s.line(lines[i], 0)
		}
		if err := b.above(func() error { return write(b.opts.Err, lines) }); err != nil {
			return err
		}
	}
	return nil
}

// percent is a percentage to the tenth: "12.5", "100".
func percent(p float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", p), ".0") }

type stageLine struct {
	common
	Record     string     `json:"service_deployment"` // ARN
	Status     string     `json:"status"`
	Stage      string     `json:"stage,omitempty"` // absent in a rolling update
	Production *float64   `json:"production_percent,omitempty"`
	Test       *float64   `json:"test_percent,omitempty"`
	Bake       float64    `json:"bake_s,omitempty"` // in stage BAKE_TIME
	Hooks      []hookLine `json:"hooks"`
	UpdatedAt  string     `json:"updated_at,omitempty"`
}

type hookLine struct {
	ID            string `json:"id"`
	Type          string `json:"type"`
	Target        string `json:"target,omitempty"`
	Status        string `json:"status"`
	ExpiresAt     string `json:"expires_at,omitempty"`
	TimeoutAction string `json:"timeout_action,omitempty"`
}

func stageLineOf(head common, r watch.Record) stageLine {
	line := stageLine{common: head, Record: r.ARN, Status: r.Status, Stage: r.Stage, Hooks: []hookLine{}}
	line.UpdatedAt = stamp(r.UpdatedAt)
	if r.Target.Weighted {
		line.Production, line.Test = &r.Target.Production, &r.Target.Test
	}
	if r.Stage == "BAKE_TIME" {
		line.Bake = seconds(r.Bake)
	}
	for _, h := range r.Hooks {
		line.Hooks = append(line.Hooks, hookLine{h.ID, h.Type, h.Target, h.Status, stamp(h.ExpiresAt), h.TimeoutAction})
	}
	return line
}

// record is what a line tells of a service deployment record.
func (line stageLine) record() *watch.Record {
	r := &watch.Record{
		ARN: line.Record, Status: line.Status, Stage: line.Stage, Bake: length(line.Bake),
		UpdatedAt: moment3339(line.UpdatedAt),
	}
	if line.Production != nil && line.Test != nil {
		r.Target.Weighted, r.Target.Production, r.Target.Test = true, *line.Production, *line.Test
	}
	for _, h := range line.Hooks {
		r.Hooks = append(r.Hooks, watch.Hook{
			ID: h.ID, Type: h.Type, Target: h.Target, Status: h.Status, ExpiresAt: moment3339(h.ExpiresAt),
			TimeoutAction: h.TimeoutAction,
		})
	}
	return r
}
