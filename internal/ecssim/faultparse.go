package ecssim

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FaultGrammar is what [ParseFault] reads, for help pages.
const FaultGrammar = "OPERATION:KIND[=VALUE][:RATE][:from=TIME][:for=TIME]"

// ParseFault reads a rule written as OPERATION:KIND[=VALUE][:RATE][:from=TIME][:for=TIME]:
//
//	DescribeServices:throttle:0.2   two calls in ten are throttled
//	*:error:1/3                     every third call fails
//	Describe*:stale=10s             reads are ten seconds old
//	DescribeServices:torn=2:0.5     half of them mix in the counts of two reads ago
//	*:reset:from=30s:for=10s        no connection holds during these ten seconds
//
// OPERATION is a name or a pattern. RATE is a probability or 1/N for every Nth
// call; without it every call is struck.
func ParseFault(text string) (Fault, error) {
	f, err := parseFault(text)
	if err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", text, err)
	}
	return f, nil
}

func parseFault(text string) (Fault, error) {
	parts := strings.Split(text, ":")
	if len(parts) < 2 {
		return Fault{}, errors.New("is not " + FaultGrammar)
	}
	f := Fault{Operation: parts[0], Chance: 1}
	if err := f.parseKind(parts[1]); err != nil {
		return f, err
	}
	if _, err := path.Match(f.Operation, ""); err != nil {
		return f, fmt.Errorf("the operation %q is no pattern", f.Operation)
	}
	if !slices.ContainsFunc(operations(), Fault{Operation: f.Operation, Kind: Throttle}.concerns) {
		return f, fmt.Errorf("ECS has no operation %q", f.Operation)
	}
	if !slices.ContainsFunc(operations(), f.concerns) {
		return f, fmt.Errorf("%s works on %s only", f.Kind, strings.Join(kinds[f.Kind].on, ", "))
	}
	return f, f.parseRest(parts[2:])
}

// parseKind reads KIND[=VALUE].
func (f *Fault) parseKind(text string) error {
	name, value, valued := strings.Cut(text, "=")
	f.Kind = Kind(name)
	kind, ok := kinds[f.Kind]
	switch {
	case !ok:
		return fmt.Errorf("there is no kind %q; there is: %s", name, join(slices.Sorted(maps.Keys(kinds))))
	case !valued:
		f.Lag = kind.lag
		return nil
	case kind.lag == 0:
		return fmt.Errorf("%s takes no value", name)
	}
	if n, err := strconv.Atoi(value); kind.reads && err == nil {
		if n < 1 || n > maxReads {
			return fmt.Errorf("%s=%d: a number of reads is 1 to %d", name, n, maxReads)
		}
		f.Reads = n
		return nil
	}
	var err error
	f.Lag, err = span(name, value)
	return err
}

func (f *Fault) parseRest(parts []string) error {
	seen := map[string]bool{}
	for _, part := range parts {
		name, value, valued := strings.Cut(part, "=")
		if !valued {
			name = "rate"
		}
		if seen[name] {
			return fmt.Errorf("%s is given twice", name)
		}
		seen[name] = true
		var err error
		switch name {
		case "rate":
			err = f.parseRate(part)
		case "from":
			f.From, err = span(name, value)
		case "for":
			f.For, err = span(name, value)
		default:
			err = fmt.Errorf("%q is neither a rate nor from=TIME nor for=TIME", part)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *Fault) parseRate(text string) error {
	if every, ok := strings.CutPrefix(text, "1/"); ok {
		n, err := strconv.Atoi(every)
		if err != nil || n < 1 {
			return fmt.Errorf("the rate %q is not 1/N with N from 1", text)
		}
		f.Every, f.Chance = n, 0
		return nil
	}
	p, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(p) || p <= 0 || p > 1 {
		return fmt.Errorf("the rate %q is neither a probability above 0 and at most 1 nor 1/N", text)
	}
	f.Chance = p
	return nil
}

// span reads a duration above nothing.
func span(name, text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 || d > maxSpan {
		return 0, fmt.Errorf("%s=%s: a time is written like 500ms, 30s or 2m and at most %s", name, text, maxSpan)
	}
	return d, nil
}

func join(names []Kind) string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = string(n)
	}
	return strings.Join(texts, ", ")
}

// Longer or more would only be mistakes.
const (
	maxSpan  = 24 * time.Hour
	maxReads = 100
)
