package scenario

import "github.com/ecs-steady/steady/internal/shape"

// Expectation is what a command of steady ends in when it is played on the
// scenario: what the scenario is there to show, and what its test holds it to.
type Expectation struct {
	// Command is the command line without "steady"; files in it are named from the
	// root of the repository.
	Command string
	// Outcome is how the deployment ends, as the JSON line of that name says it.
	Outcome string
	// ExitCode is the exit code.
	ExitCode int
	// Cause is the code of the first cause that is named; "" where none is.
	Cause string
	// Services is how each service ends, where the command is about several: as the
	// JSON line outcome says it.
	Services []Ending
}

// Ending is how one service of several ends.
type Ending struct{ Service, Outcome string }

var endings = []string{"settled", "failed", "rolled_back", "stuck", "timed_out", "superseded", "stopped", "lost"}

var endingTable = shape.Table{
	Name: "Ending",
	Doc:  "How one service of several ends.",
	Keys: []shape.Key{
		{Name: "service", Field: "Service", Required: true, Doc: "The service."},
		{
			Name: "outcome", Field: "Outcome", Required: true, Doc: "How it ends, or that it is not started.",
			Values: append([]string{"not_started", "error"}, endings...),
		},
	},
}

var expectationTable = shape.Table{
	Name: "Expectation",
	Doc:  "What a command of steady ends in when it is played on this scenario.",
	Keys: []shape.Key{
		{Name: "command", Field: "Command", Required: true, Doc: `The command line without "steady".`},
		{
			Name: "outcome", Field: "Outcome", Required: true, Doc: "How the deployment ends; of several, the worst.",
			Values: endings,
		},
		{
			Name: "exitCode", Field: "ExitCode", Required: true, Least: 0, Most: 255,
			Doc: "The exit code, as steady help exit-codes lists them.",
		},
		{Name: "cause", Field: "Cause", Doc: "The code of the cause that is named, as steady help causes lists them."},
		{
			Name: "services", Field: "Services", Of: &endingTable,
			Doc: "How each service ends, where the command is about several.",
		},
	},
}
