package world

import (
	"cmp"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// queryOperator is an operator in its two spellings.
type queryOperator struct{ sign, name string }

// isWord says whether the sign is made of letters.
func (o queryOperator) isWord() bool {
	return strings.HasSuffix(o.sign, "n") || strings.HasSuffix(o.sign, "s")
}

// queryOperators are all operators, those first that begin with another one.
// Developer Guide, Cluster query language, Operator.
var queryOperators = []queryOperator{
	{"==", "equals"},
	{"!=", "not_equals"},
	{">=", "greater_than_equal"},
	{">", "greater_than"},
	{"<=", "less_than_equal"},
	{"<", "less_than"},
	{"exists", "exists"},
	{"!exists", "not_exists"},
	{"in", "in"},
	{"!in", "not_in"},
	{"=~", "matches"},
	{"!~", "not_matches"},
}

// The operators that a subject may have.
var (
	asOrder = []string{"==", "!=", ">", ">=", "<", "<="}
	asText  = []string{"==", "!=", "in", "!in", "=~", "!~"}
	asAny   = []string{"==", "!=", ">", ">=", "<", "<=", "in", "!in", "=~", "!~", "exists", "!exists"}
)

// subject is what an expression asks of an instance: values of one kind. An
// instance without any satisfies no operator but the negated ones.
type subject struct {
	operators []string
	values    func(*instance) []string
	// compare orders two values; legal refuses an argument that is none.
	compare func(a, b string) int
	legal   func(argument string) bool
}

// subjectOf finds a subject by its name. Developer Guide, Cluster query
// language, Subject.
func subjectOf(name string) (subject, bool) {
	if attribute, ok := strings.CutPrefix(name, "attribute:"); ok && attribute != "" {
		return subject{asAny, attributeValues(attribute), compareAttributes, anything}, true
	}
	s, ok := map[string]subject{
		"agentConnected":    {asText, single(agentConnected), strings.Compare, anything},
		"agentVersion":      {asOrder, single(agentVersion), compareVersions, isVersion},
		"ec2InstanceId":     {asText, single(func(i *instance) string { return i.spec.ID }), strings.Compare, anything},
		"registeredAt":      {asOrder, single(registeredAt), compareTimes, isTime},
		"runningTasksCount": {asOrder, single(runningTasks), compareAttributes, isNumber},
		"task:group":        {asText, (*instance).taskGroups, strings.Compare, anything},
	}[name]
	return s, ok
}

// compile makes a query of an operator and its argument. A negated operator is
// true of every instance of which its opposite is not.
func (s subject) compile(operator string, argument []string) (query, error) {
	for _, a := range argument {
		if !s.legal(a) {
			return nil, errors.New("invalid argument " + strconv.Quote(a))
		}
	}
	opposite, negated := map[string]string{"!=": "==", "!in": "in", "!~": "=~", "!exists": "exists"}[operator]
	if negated {
		operator = opposite
	}
	holds, err := s.test(operator, argument)
	if err != nil {
		return nil, err
	}
	return func(i *instance) bool { return slices.ContainsFunc(s.values(i), holds) != negated }, nil
}

// test is what one value of the subject must satisfy.
func (s subject) test(operator string, argument []string) (func(value string) bool, error) {
	order := map[string]func(int) bool{
		"==": func(n int) bool { return n == 0 }, ">": func(n int) bool { return n > 0 },
		">=": func(n int) bool { return n >= 0 }, "<": func(n int) bool { return n < 0 },
		"<=": func(n int) bool { return n <= 0 },
	}[operator]
	switch operator {
	case "exists":
		return anything, nil
	case "in":
		return func(value string) bool { return slices.Contains(argument, value) }, nil
	case "=~":
		// Java's matches wants the whole value. Its look-around and back references
		// are no part of Go's regular expressions.
		if _, err := regexp.Compile(argument[0]); err != nil {
			return nil, errors.New("invalid pattern " + strconv.Quote(argument[0]))
		}
		whole, err := regexp.Compile(`^(?:` + argument[0] + `)$`)
		return whole.MatchString, err
	}
	return func(value string) bool { return order(s.compare(value, argument[0])) }, nil
}

func single(value func(*instance) string) func(*instance) []string {
	return func(i *instance) []string { return []string{value(i)} }
}

// attributeValues gives the value of an attribute, if the instance has it.
func attributeValues(name string) func(*instance) []string {
	return func(i *instance) []string {
		if value, ok := i.values[name]; ok {
			return []string{value}
		}
		return nil
	}
}

// taskGroups are the groups of the tasks that are meant to run on the instance.
// API reference, Task, group.
func (i *instance) taskGroups() []string { return slices.Sorted(maps.Keys(i.groups)) }

func agentConnected(i *instance) string { return strconv.FormatBool(i.connected) }
func agentVersion(i *instance) string   { return i.spec.AgentVersion }
func registeredAt(i *instance) string   { return i.registered.Format(time.RFC3339Nano) }

// runningTasks is the runningTasksCount that DescribeContainerInstances shows.
func runningTasks(i *instance) string {
	return strconv.Itoa(count(i.tasks, func(t *task) bool { return t.alive() && !t.isPending() }))
}

func anything(string) bool { return true }

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

func isTime(s string) bool {
	_, ok := readTime(s)
	return ok
}

// readTime reads a date of one of the forms of Developer Guide, Cluster query
// language, registeredAt; without a zone it is in UTC.
func readTime(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func compareTimes(a, b string) int {
	x, _ := readTime(a)
	y, _ := readTime(b)
	return x.Compare(y)
}

func isVersion(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if !isNumber(part) {
			return false
		}
	}
	return true
}

// compareVersions compares number by number: 1.9.0 is less than 1.10.0.
func compareVersions(a, b string) int {
	numbers := func(s string) []int {
		var out []int
		for part := range strings.SplitSeq(s, ".") {
			n, _ := strconv.Atoi(part)
			out = append(out, n)
		}
		return out
	}
	return slices.Compare(numbers(a), numbers(b))
}

// compareAttributes compares numbers as numbers and all else as text.
func compareAttributes(a, b string) int {
	x, notX := strconv.ParseFloat(a, 64)
	y, notY := strconv.ParseFloat(b, 64)
	if notX == nil && notY == nil && a != b {
		return cmp.Compare(x, y)
	}
	return strings.Compare(a, b)
}
