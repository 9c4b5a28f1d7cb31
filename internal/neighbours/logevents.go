package neighbours

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/ecs-steady/steady/internal/world"
)

type (
	getLogEventsIn struct {
		logGroupIn
		LogStreamName string `json:"logStreamName"`
		StartTime     *int64 `json:"startTime"`
		EndTime       *int64 `json:"endTime"`
		NextToken     string `json:"nextToken"`
		Limit         *int32 `json:"limit"`
		StartFromHead bool   `json:"startFromHead"`
	}
	getLogEventsOut struct {
		Events            []logEvent `json:"events"`
		NextForwardToken  string     `json:"nextForwardToken"`
		NextBackwardToken string     `json:"nextBackwardToken"`
	}
	logEvent struct {
		LogStreamName string `json:"logStreamName,omitempty"`
		Timestamp     int64  `json:"timestamp"`
		Message       string `json:"message"`
		IngestionTime int64  `json:"ingestionTime"`
		EventID       string `json:"eventId,omitempty"`
	}
	filterLogEventsIn struct {
		logGroupIn
		LogStreamNames      []string `json:"logStreamNames"`
		LogStreamNamePrefix string   `json:"logStreamNamePrefix"`
		StartTime           *int64   `json:"startTime"`
		EndTime             *int64   `json:"endTime"`
		FilterPattern       string   `json:"filterPattern"`
		NextToken           string   `json:"nextToken"`
		Limit               *int32   `json:"limit"`
	}
	filterLogEventsOut struct {
		Events             []logEvent `json:"events"`
		SearchedLogStreams []struct{} `json:"searchedLogStreams"`
		NextToken          string     `json:"nextToken,omitempty"`
	}
)

// maxLogEvents is how many events an answer has at most.
const maxLogEvents = 10_000

// within says whether an event is from start on and before end, in milliseconds.
func within(e world.LogEvent, start, end *int64) bool {
	at := e.At.UnixMilli()
	return (start == nil || at >= *start) && (end == nil || at < *end)
}

// getLogEvents gives the events of one stream, the oldest first: the latest ones,
// or the first ones from the head, and from there on as the tokens say. At the end
// the token stays the same. CloudWatch Logs API reference, GetLogEvents.
func getLogEvents(w *world.World, in *getLogEventsIn) (*getLogEventsOut, error) {
	g, err := in.group(w)
	if err != nil {
		return nil, err
	}
	size, ok := bounded(in.Limit, maxLogEvents)
	if !ok {
		return nil, badLimit(maxLogEvents)
	}
	streams := w.LogStreams(g.Name)
	n := slices.IndexFunc(streams, func(s world.LogStream) bool { return s.Name == in.LogStreamName })
	if n < 0 {
		return nil, refusef("ResourceNotFoundException", "The specified log stream does not exist.")
	}
	var events []logEvent
	for _, e := range streams[n].Events {
		if within(e, in.StartTime, in.EndTime) {
			at := e.At.UnixMilli()
			events = append(events, logEvent{Timestamp: at, Message: e.Text, IngestionTime: at})
		}
	}
	from, to, ok := in.window(len(events), size)
	if !ok {
		return nil, badToken()
	}
	return &getLogEventsOut{
		Events:           append([]logEvent{}, events[from:to]...),
		NextForwardToken: fmt.Sprintf("f/%056d", to), NextBackwardToken: fmt.Sprintf("b/%056d", from),
	}, nil
}

// window is which of n events are wanted, at most size. A token says behind or
// before which one.
func (in *getLogEventsIn) window(n, size int) (from, to int, ok bool) {
	if in.NextToken == "" && in.StartFromHead {
		return 0, min(size, n), true
	}
	if in.NextToken == "" {
		return max(0, n-size), n, true
	}
	way, text, _ := strings.Cut(in.NextToken, "/")
	mark, err := strconv.Atoi(text)
	if err != nil || mark < 0 {
		return 0, 0, false
	}
	mark = min(mark, n)
	if way == "f" {
		return mark, min(mark+size, n), true
	}
	return max(0, mark-size), mark, way == "b"
}

// filterLogEvents gives the events of a group's streams that match, in order of
// time. CloudWatch Logs API reference, FilterLogEvents.
func filterLogEvents(w *world.World, in *filterLogEventsIn) (*filterLogEventsOut, error) {
	g, err := in.group(w)
	if err != nil {
		return nil, err
	}
	size, ok := bounded(in.Limit, maxLogEvents)
	switch {
	case !ok:
		return nil, badLimit(maxLogEvents)
	case strings.HasPrefix(in.FilterPattern, "{") || strings.HasPrefix(in.FilterPattern, "["):
		return nil, refusef(invalid, "Invalid filter pattern: this simulator matches terms, not members of JSON or columns")
	case len(in.LogStreamNames) > 0 && in.LogStreamNamePrefix != "":
		return nil, refusef(invalid, "logStreamNames and logStreamNamePrefix cannot be used together")
	}
	out := &filterLogEventsOut{Events: []logEvent{}, SearchedLogStreams: []struct{}{}}
	for _, s := range w.LogStreams(g.Name) {
		named := len(in.LogStreamNames) == 0 || slices.Contains(in.LogStreamNames, s.Name)
		if !named || !strings.HasPrefix(s.Name, in.LogStreamNamePrefix) {
			continue
		}
		for i, e := range s.Events {
			if within(e, in.StartTime, in.EndTime) && matches(in.FilterPattern, e.Text) {
				at := e.At.UnixMilli()
				out.Events = append(out.Events, logEvent{
					LogStreamName: s.Name, Timestamp: at, Message: e.Text, IngestionTime: at,
					EventID: world.Digest(s.Name + strconv.Itoa(i))[:56],
				})
			}
		}
	}
	sort.SliceStable(out.Events, func(i, j int) bool { return out.Events[i].Timestamp < out.Events[j].Timestamp })
	if out.Events, out.NextToken, ok = page(out.Events, in.NextToken, size); !ok {
		return nil, badToken()
	}
	return out, nil
}

// matches says whether a line has all terms of a filter pattern and none of those
// behind a minus; one of those behind a question mark is enough. CloudWatch Logs
// User Guide, Filter pattern syntax, unstructured log events.
func matches(pattern, line string) bool {
	either, found := false, false
	for _, term := range terms(pattern) {
		switch has := strings.Contains(line, strings.Trim(term, `-?"`)); {
		case strings.HasPrefix(term, "-"):
			if has {
				return false
			}
		case strings.HasPrefix(term, "?"):
			either, found = true, found || has
		case !has:
			return false
		}
	}
	return !either || found
}

// terms are the words of a pattern; quotes hold several together.
func terms(pattern string) []string {
	quoted := false
	return strings.FieldsFunc(pattern, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
}
