package ecssim

import (
	"maps"
	"path"
	"slices"
	"time"
)

// Kind says what a fault does to a call.
type Kind string

// The kinds of faults. Latency, StaleRead, TornRead and Missing take a duration
// of ECS's time; a world at speed 10 lets it pass in a tenth.
const (
	// Throttle answers ThrottlingException: Rate exceeded. Nothing is carried out.
	Throttle Kind = "throttle"
	// ServerError answers ServerException with HTTP 500. Nothing is carried out.
	ServerError Kind = "error"
	// Reset breaks the connection off before anything is carried out.
	Reset Kind = "reset"
	// LostReply carries the call out, then breaks the connection off.
	LostReply Kind = "lost"
	// Latency lets the call wait before it is carried out.
	Latency Kind = "latency"
	// StaleRead answers a Describe or List call from an earlier moment.
	StaleRead Kind = "stale"
	// TornRead gives DescribeServices the counts of the service from an earlier
	// moment, beside the deployments and events of now.
	TornRead Kind = "torn"
	// Missing keeps what has just been made out of DescribeServices, DescribeTasks
	// and DescribeTaskDefinition.
	Missing Kind = "missing"
	// Unknown puts members and enum values into the reply that no SDK has heard of.
	Unknown Kind = "unknown"
)

// kinds are the kinds of faults: on which operations each works (patterns, as in
// Fault.Operation), and how long it lasts or lags when nothing is said.
var kinds = map[Kind]struct {
	on    []string
	lag   time.Duration // 0: the kind takes no duration
	reads bool          // it may count reads instead
}{
	Throttle:    {on: []string{"*"}},
	ServerError: {on: []string{"*"}},
	Reset:       {on: []string{"*"}},
	LostReply:   {on: []string{"*"}},
	Latency:     {on: []string{"*"}, lag: time.Second},
	StaleRead:   {on: []string{"Describe*", "List*"}, lag: 5 * time.Second, reads: true},
	TornRead:    {on: []string{"DescribeServices"}, lag: 5 * time.Second, reads: true},
	Missing:     {on: []string{"DescribeServices", "DescribeTasks", "DescribeTaskDefinition"}, lag: 5 * time.Second},
	Unknown:     {on: []string{"*"}},
}

// Fault is a rule that spoils calls. [ParseFault] reads one.
type Fault struct {
	// Operation is the operation's name, or a pattern of path.Match such as "List*".
	Operation string
	Kind      Kind
	// Chance is how probable it is that the rule strikes a call, above 0 and at
	// most 1; the seed decides. It counts unless Every is set.
	Chance float64
	// Every strikes every so-manieth call that the rule is about, if not 0.
	Every int
	// Lag is how long a call waits, how old what it reads is, or for how long
	// something is missing.
	Lag time.Duration
	// Reads, if not 0, is how many reads of the rule old a StaleRead or TornRead
	// is, instead of Lag.
	Reads int
	// From and For bound when the rule strikes: From after the start of the server, for
	// For. Zero means at once, and for ever. Both are in ECS's time.
	From, For time.Duration
}

// concerns says whether the rule is about an operation.
func (f Fault) concerns(operation string) bool {
	named, err := path.Match(f.Operation, operation)
	return err == nil && named && slices.ContainsFunc(kinds[f.Kind].on, func(pattern string) bool {
		fits, err := path.Match(pattern, operation)
		return err == nil && fits
	})
}

// operations are the names of all operations of the API.
func operations() []string { return slices.Collect(maps.Keys(built)) }
