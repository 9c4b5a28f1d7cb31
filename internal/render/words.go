package render

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// duration is a span of time as a person says it: 52s, 1m 24s, 3h 12m, 2d 4h.
func duration(d time.Duration) string {
	seconds := int(max(d, 0).Seconds())
	switch {
	case seconds < 60:
		return fmt.Sprintf("%ds", seconds)
	case seconds < 3600:
		return fmt.Sprintf("%dm %02ds", seconds/60, seconds%60)
	case seconds < 86400:
		return fmt.Sprintf("%dh %02dm", seconds/3600, seconds/60%60)
	}
	return fmt.Sprintf("%dd %dh", seconds/86400, seconds/3600%24)
}

// limit is a duration that somebody set: 15m, not 15m 00s.
func limit(d time.Duration) string {
	return strings.TrimSuffix(strings.TrimSuffix(duration(d), " 00s"), " 00m")
}

// took is the time of one API call, where tenths matter.
func took(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
	return duration(d)
}

// plural counts a thing: 1 task, 2 tasks.
func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// short is the part of an id that people compare: the first eight characters
// after the last slash.
func short(id string) string {
	id = Clean(id[strings.LastIndexByte(id, '/')+1:])
	if len(id) > 8 {
		return cut(id, 8, "")
	}
	return id
}

// The forms of ids and of the texts around them in service events (Developer
// Guide, "Amazon ECS service event messages"). Old events lack the brackets.
var (
	eventPrefix = lazily(`^\(?service \(?[^()\s]+?\)?(, taskSet ecs-svc/\d+)?\)?,? +` +
		`(\(deployment ecs-svc/\d+\) *)?`)
	eventMore   = lazily(`\s*For more information, see .*$`)
	targetGroup = lazily(`\(?target-group ([^\s()]+)\)?`)
	targetName  = lazily(`^arn:[^\s]*:targetgroup/([^/]+)/.*$`)
	taskList    = lazily(`\(?\btask ([0-9a-f]{8})[0-9a-f]{24}\)?`)
	instanceID  = lazily(`\(?container-instance ([0-9a-f]{8})[0-9a-f-]*\)?`)
	placement   = lazily(`because no container instance met all of its requirements\. +` +
		`(The closest matching )?`)
	placeReason = lazily(`unable to place a task[.:]? (Reason: )?`)
	oneTask     = lazily(`\b1 (running )?tasks\b`)
)

// lazily compiles a regular expression when it is first needed: most runs tell no event
// and no failure, and all start.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// eventText shortens the text of a service event: the service's name, what every
// text repeats and the second half of ids go.
func eventText(text string) string {
	text = Clean(text)
	text = eventPrefix().ReplaceAllString(text, "")
	text = eventMore().ReplaceAllString(text, "")
	text = groupNames(text)
	text = taskList().ReplaceAllString(text, "$1")
	text = instanceID().ReplaceAllString(text, "instance $1")
	text = placement().ReplaceAllString(text, "")
	text = placeReason().ReplaceAllString(text, "unable to place a task: ")
	text = oneTask().ReplaceAllString(text, "1 ${1}task")
	text = strings.Replace(text, "begun draining connections on", "draining connections of", 1)
	for _, verb := range []string{"has ", "was "} {
		text = strings.TrimPrefix(text, verb)
	}
	text = strings.TrimSuffix(strings.TrimSpace(text), ".")
	if head, ids, ok := strings.Cut(text, ": "); ok && eventIDs().MatchString(ids) {
		text = head + ": " + strings.Join(strings.Fields(ids), ", ")
	}
	return text
}

// groupNames leaves the names of target groups from their ARNs.
func groupNames(text string) string {
	return targetGroup().ReplaceAllStringFunc(text, func(group string) string {
		return targetName().ReplaceAllString(targetGroup().FindStringSubmatch(group)[1], "$1")
	})
}

var eventIDs = lazily(`^[0-9a-f]{8}( [0-9a-f]{8})*$`)

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
