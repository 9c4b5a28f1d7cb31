package neighbours

import (
	"slices"
	"sort"
	"strings"

	"github.com/ecs-steady/steady/internal/world"
)

var logs = Service{
	name: "logs", target: "Logs_20140328",
	operations: map[string]Operation{
		"CreateLogGroup":     op(createLogGroup),
		"DeleteLogGroup":     op(deleteLogGroup),
		"DescribeLogGroups":  op(describeLogGroups),
		"DescribeLogStreams": op(describeLogStreams),
		"GetLogEvents":       op(getLogEvents),
		"FilterLogEvents":    op(filterLogEvents),
	},
}

type (
	logGroupIn struct {
		LogGroupName       string `json:"logGroupName"`
		LogGroupIdentifier string `json:"logGroupIdentifier"`
	}
	describeLogGroupsIn struct {
		LogGroupNamePrefix  string `json:"logGroupNamePrefix"`
		LogGroupNamePattern string `json:"logGroupNamePattern"`
		NextToken           string `json:"nextToken"`
		Limit               *int32 `json:"limit"`
	}
	describeLogGroupsOut struct {
		LogGroups []logGroup `json:"logGroups"`
		NextToken string     `json:"nextToken,omitempty"`
	}
	logGroup struct {
		LogGroupName      string `json:"logGroupName"`
		CreationTime      int64  `json:"creationTime"`
		RetentionInDays   int32  `json:"retentionInDays,omitempty"`
		MetricFilterCount int32  `json:"metricFilterCount"`
		ARN               string `json:"arn"`
		LogGroupARN       string `json:"logGroupArn"`
		StoredBytes       int64  `json:"storedBytes"`
		LogGroupClass     string `json:"logGroupClass"`
	}
	describeLogStreamsIn struct {
		logGroupIn
		LogStreamNamePrefix string `json:"logStreamNamePrefix"`
		OrderBy             string `json:"orderBy"`
		Descending          bool   `json:"descending"`
		NextToken           string `json:"nextToken"`
		Limit               *int32 `json:"limit"`
	}
	describeLogStreamsOut struct {
		LogStreams []logStream `json:"logStreams"`
		NextToken  string      `json:"nextToken,omitempty"`
	}
	logStream struct {
		LogStreamName       string `json:"logStreamName"`
		CreationTime        int64  `json:"creationTime"`
		FirstEventTimestamp int64  `json:"firstEventTimestamp,omitempty"`
		LastEventTimestamp  int64  `json:"lastEventTimestamp,omitempty"`
		LastIngestionTime   int64  `json:"lastIngestionTime,omitempty"`
		UploadSequenceToken string `json:"uploadSequenceToken"`
		ARN                 string `json:"arn"`
		StoredBytes         int64  `json:"storedBytes"`
	}
)

const invalid = "InvalidParameterException"

// createLogGroup makes a log group. CloudWatch Logs API reference, CreateLogGroup.
func createLogGroup(w *world.World, in *logGroupIn) (*emptyOut, error) {
	if n := len(in.LogGroupName); n < 1 || n > 512 {
		return nil, refusef(invalid, "1 validation error detected: Value at 'logGroupName' failed to satisfy "+
			"constraint: Member must have length between 1 and 512")
	}
	for _, g := range w.LogGroups() {
		if g.Name == in.LogGroupName {
			return nil, refusef("ResourceAlreadyExistsException", "The specified log group already exists")
		}
	}
	w.PutLogGroup(world.LogGroup{Name: in.LogGroupName})
	return &emptyOut{}, nil
}

// deleteLogGroup deletes a log group. CloudWatch Logs API reference,
// DeleteLogGroup.
func deleteLogGroup(w *world.World, in *logGroupIn) (*emptyOut, error) {
	g, err := in.group(w)
	if err != nil {
		return nil, err
	}
	w.RemoveLogGroup(g.Name)
	return &emptyOut{}, nil
}

// group finds the log group that a request names, by its name or ARN.
func (in logGroupIn) group(w *world.World) (world.LogGroup, error) {
	name := in.LogGroupName
	switch {
	case name == "" && in.LogGroupIdentifier == "":
		return world.LogGroup{}, refusef(invalid, "Either logGroupName or logGroupIdentifier must be specified")
	case name == "":
		name = in.LogGroupIdentifier
	}
	if _, behind, ok := strings.Cut(name, ":log-group:"); ok {
		name = strings.TrimSuffix(behind, ":*")
	}
	g, ok := w.LogGroup(name)
	if !ok {
		return g, refusef("ResourceNotFoundException", "The specified log group does not exist.")
	}
	return g, nil
}

// describeLogGroups tells of the log groups. CloudWatch Logs API reference,
// DescribeLogGroups.
func describeLogGroups(w *world.World, in *describeLogGroupsIn) (*describeLogGroupsOut, error) {
	size, ok := bounded(in.Limit, 50)
	if !ok {
		return nil, badLimit(50)
	}
	out := &describeLogGroupsOut{LogGroups: []logGroup{}}
	for _, g := range w.LogGroups() {
		if !strings.HasPrefix(g.Name, in.LogGroupNamePrefix) || !strings.Contains(g.Name, in.LogGroupNamePattern) {
			continue
		}
		arn := w.ARN("logs", "log-group:"+g.Name)
		out.LogGroups = append(out.LogGroups, logGroup{
			LogGroupName: g.Name, CreationTime: g.Created.UnixMilli(), RetentionInDays: g.Retention, ARN: arn + ":*",
			LogGroupARN: arn, LogGroupClass: "STANDARD",
		})
	}
	if out.LogGroups, out.NextToken, ok = page(out.LogGroups, in.NextToken, size); !ok {
		return nil, badToken()
	}
	return out, nil
}

func badLimit(most int) error {
	return refusef(invalid, "1 validation error detected: Value at 'limit' failed to satisfy constraint: "+
		"Member must be between 1 and %d", most)
}

func badToken() error { return refusef(invalid, "The specified nextToken is invalid.") }

// describeLogStreams tells of the streams of a group, by name or by their latest
// event. CloudWatch Logs API reference, DescribeLogStreams.
func describeLogStreams(w *world.World, in *describeLogStreamsIn) (*describeLogStreamsOut, error) {
	g, err := in.group(w)
	if err != nil {
		return nil, err
	}
	size, ok := bounded(in.Limit, 50)
	byTime := in.OrderBy == "LastEventTime"
	switch {
	case !ok:
		return nil, badLimit(50)
	case byTime && in.LogStreamNamePrefix != "":
		return nil, refusef(invalid, "Cannot order by LastEventTime with a logStreamNamePrefix.")
	}
	out := &describeLogStreamsOut{LogStreams: []logStream{}}
	for _, s := range w.LogStreams(g.Name) {
		if strings.HasPrefix(s.Name, in.LogStreamNamePrefix) {
			out.LogStreams = append(out.LogStreams, asStream(w, s))
		}
	}
	if byTime {
		sort.SliceStable(out.LogStreams, func(i, j int) bool {
			return out.LogStreams[i].LastEventTimestamp < out.LogStreams[j].LastEventTimestamp
		})
	}
	if in.Descending {
		slices.Reverse(out.LogStreams)
	}
	if out.LogStreams, out.NextToken, ok = page(out.LogStreams, in.NextToken, size); !ok {
		return nil, badToken()
	}
	return out, nil
}

func asStream(w *world.World, s world.LogStream) logStream {
	out := logStream{
		LogStreamName: s.Name, CreationTime: s.Created.UnixMilli(), UploadSequenceToken: world.Digest(s.Name)[:56],
		ARN: w.ARN("logs", "log-group:"+s.Group+":log-stream:"+s.Name),
	}
	if n := len(s.Events); n > 0 {
		out.FirstEventTimestamp, out.LastEventTimestamp = s.Events[0].At.UnixMilli(), s.Events[n-1].At.UnixMilli()
		out.LastIngestionTime = out.LastEventTimestamp
	}
	return out
}
