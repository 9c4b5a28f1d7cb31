package ecssim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ecs-steady/steady/internal/scenario"
	"github.com/ecs-steady/steady/internal/world"
)

// What ECS's neighbours keep, without the values of secrets and parameters.
type (
	neighbourTruth struct {
		TargetGroups    []groupTruth      `json:"targetGroups"`
		Alarms          []alarmTruth      `json:"alarms"`
		Images          []json.RawMessage `json:"images"`
		LogGroups       []logTruth        `json:"logGroups"`
		ScalableTargets []scalableTruth   `json:"scalableTargets"`
	}
	groupTruth struct {
		Name    string        `json:"name"`
		ARN     string        `json:"arn"`
		Targets []targetTruth `json:"targets"`
	}
	targetTruth struct {
		ID          string `json:"id"`
		Port        int32  `json:"port"`
		State       string `json:"state"`
		Reason      string `json:"reason,omitempty"`
		Description string `json:"description,omitempty"`
	}
	alarmTruth struct {
		Name  string    `json:"name"`
		State string    `json:"state"`
		Since time.Time `json:"since"`
	}
	logTruth struct {
		Name    string        `json:"name"`
		Streams []streamTruth `json:"streams"`
	}
	streamTruth struct {
		Name   string `json:"name"`
		Events int    `json:"events"`
	}
	scalableTruth struct {
		Cluster string `json:"cluster"`
		Service string `json:"service"`
		Min     int32  `json:"min"`
		Max     int32  `json:"max"`
	}
)

// neighboursOf tells what the world holds beside ECS.
func neighboursOf(w *world.World) (neighbourTruth, error) {
	out := neighbourTruth{
		TargetGroups: []groupTruth{}, Alarms: []alarmTruth{}, Images: []json.RawMessage{}, LogGroups: []logTruth{},
		ScalableTargets: []scalableTruth{},
	}
	for _, g := range w.TargetGroups() {
		group := groupTruth{g.Name, g.ARN, []targetTruth{}}
		for _, t := range w.Targets(g.ARN) {
			group.Targets = append(group.Targets, targetTruth{t.ID, t.Port, t.State, t.Reason, t.Description})
		}
		out.TargetGroups = append(out.TargetGroups, group)
	}
	for _, a := range w.Alarms() {
		state := "OK"
		if a.Firing {
			state = "ALARM"
		}
		out.Alarms = append(out.Alarms, alarmTruth{a.Name, state, a.Since})
	}
	for _, g := range w.LogGroups() {
		group := logTruth{g.Name, []streamTruth{}}
		for _, s := range w.LogStreams(g.Name) {
			group.Streams = append(group.Streams, streamTruth{s.Name, len(s.Events)})
		}
		out.LogGroups = append(out.LogGroups, group)
	}
	for _, t := range w.ScalableTargets() {
		out.ScalableTargets = append(out.ScalableTargets, scalableTruth{t.Cluster, t.Service, t.Min, t.Max})
	}
	images := w.Images()
	for _, ref := range slices.SortedFunc(maps.Keys(images), strings.Compare) {
		text, err := scenario.ImageJSON(ref, images[ref])
		if err != nil {
			return out, fmt.Errorf("tell of the image %s: %w", ref, err)
		}
		out.Images = append(out.Images, json.RawMessage(text))
	}
	return out, nil
}
