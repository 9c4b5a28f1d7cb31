package cli

import (
	"strings"

	"github.com/spf13/pflag"
)

// listFlag is the value of a flag that may be given again and again. pflag has such
// values too, but asks each for its default as CSV, by way of a writer of 4 KiB: for
// the flags of all commands that is half of what a start allocates.
type listFlag struct{ list *[]string }

var (
	_ pflag.Value      = listFlag{}
	_ pflag.SliceValue = listFlag{}
)

func (l listFlag) Set(text string) error {
	*l.list = append(*l.list, text)
	return nil
}

func (l listFlag) String() string {
	if l.list == nil {
		return "" // pflag compares defaults with a value that nobody made
	}
	return strings.Join(*l.list, ",")
}

// Type is what pflag calls it.
func (l listFlag) Type() string { return "stringArray" }

// Append, Replace and GetSlice are for who has to take a list apart.
func (l listFlag) Append(text string) error { return l.Set(text) }

// Replace sets all entries.
func (l listFlag) Replace(texts []string) error {
	*l.list = texts
	return nil
}

// GetSlice gives all entries.
func (l listFlag) GetSlice() []string { return *l.list }
