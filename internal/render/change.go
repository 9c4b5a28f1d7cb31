package render

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/taskdef"
)

// value shows a JSON value as it stands in a file: a string without its quotes.
func value(text string) string {
	var s string
	if json.Unmarshal([]byte(text), &s) == nil {
		text = s
	}
	return cut(Clean(text), 60, "…")
}

// member is the last part of a path: portMappings[0].hostPort gives hostPort.
func member(path string) string {
	name := path[strings.LastIndexByte(path, '.')+1:]
	if i := strings.LastIndexByte(name, '['); i > 0 {
		name = name[:i]
	}
	return Clean(name)
}

// summary says in one line what a new revision changes: the members with both
// values, and of secret ones (environment values, secrets) the number only.
// Without a revision to compare with it says nothing: everything would be new.
func summary(reg taskdef.Registration) string {
	if reg.From == "" {
		return ""
	}
	return summaryOf(reg.Changes)
}

// summaryOf says differences in one line, those of secret members by number.
func summaryOf(changes taskdef.Diff) string {
	const shown = 3
	var parts, hiddenNames []string
	hiddenCount := map[string]int{}
	more := 0
	for _, c := range changes {
		if c.Secret {
			name := secretKind(c.Path)
			if hiddenCount[name]++; hiddenCount[name] == 1 {
				hiddenNames = append(hiddenNames, name)
			}
			continue
		}
		if len(parts) == shown {
			more++
			continue
		}
		parts = append(parts, change(c))
	}
	for _, name := range hiddenNames {
		parts = append(parts, plural(hiddenCount[name], name))
	}
	if more > 0 {
		parts = append(parts, fmt.Sprintf("%d more", more))
	}
	return strings.Join(parts, ", ")
}

func change(c taskdef.Change) string {
	name, before, after := member(c.Path), value(c.Old), value(c.New)
	switch {
	case c.Action == "add" || c.Old == "":
		return "+ " + name + " " + after
	case c.Action == "remove" || c.New == "":
		return "- " + name
	case name == "image":
		return imageChange(before, after)
	}
	return name + " " + before + " → " + after
}

// imageChange names the repository once where only the tag differs.
func imageChange(before, after string) string {
	i, j := strings.LastIndexByte(before, ':'), strings.LastIndexByte(after, ':')
	if i > strings.LastIndexByte(before, '/') && i == j && before[:i] == after[:j] {
		return "image " + before[:i] + " " + before[i+1:] + " → " + after[j+1:]
	}
	return "image " + before + " → " + after
}

func secretKind(path string) string {
	switch {
	case strings.Contains(path, "environment"):
		return "environment name"
	case strings.Contains(path, "secrets"):
		return "secret"
	}
	return "hidden value"
}
