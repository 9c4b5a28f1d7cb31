package preflight

import (
	"context"
	"fmt"

	"github.com/ecs-steady/steady/internal/awsclient"
)

// skip is the check that an error kept from being made; action is what was called,
// as policies name it.
func (c Check) skip(ctx context.Context, action string, err error) Check {
	c.Result = Skipped
	info := awsclient.Classify(err)
	switch {
	case ctx.Err() != nil:
		return late(c)
	case info.Kind == awsclient.Denied:
		c.Note = "not allowed to call " + action
	case info.Kind == awsclient.Throttled:
		c.Note = "too many calls of " + action
	case info.Kind == awsclient.Network && info.Endpoint != "":
		c.Note = "cannot reach " + info.Endpoint
	case info.Kind == awsclient.Unreadable, info.Code == "UnknownOperationException", info.Code == "InvalidAction":
		c.Note = action + " is not served there"
	case info.Code != "":
		c.Note = fmt.Sprintf("%s: %s", action, info.Code)
	default:
		c.Note = action + " gave no answer"
	}
	return c
}

// late is the check without an answer in time.
func late(c Check) Check { return c.unseen(noAnswer()) }

func noAnswer() string { return fmt.Sprintf("no answer in %ds", int(Patience.Seconds())) }

// Late says whether it was skipped because nobody answered in time.
func (c Check) Late() bool { return c.Result == Skipped && c.Note == noAnswer() }

// unseen is a check that nobody could make.
func (c Check) unseen(why string) Check {
	c.Result, c.Note = Skipped, why
	return c
}
