package watch

import (
	"fmt"
	"strings"
)

// stages is the event of a service deployment that has come further: another
// stage, other weights, or a hook that waits. A rolling update without hooks has
// none of these.
func stages(prev, next Snapshot) []Event {
	if next.Record == nil || next.Record.progress() == "" {
		return nil
	}
	if prev.Record != nil && prev.Record.ARN == next.Record.ARN && prev.Record.progress() == next.Record.progress() {
		return nil
	}
	return []Event{{Kind: Stage, Time: next.Record.UpdatedAt, Record: next.Record}}
}

// progress is what of a record differs from stage to stage.
func (r Record) progress() string {
	var parts []string
	if r.Stage != "" {
		parts = append(parts, r.Stage)
	}
	if r.Stage != "" && r.Target.Weighted {
		parts = append(parts, fmt.Sprint(r.Target.Test, r.Target.Production))
	}
	for _, h := range r.Paused() {
		parts = append(parts, h.ID)
	}
	return strings.Join(parts, " ")
}
