package preflight

import (
	"fmt"
	"testing"

	"github.com/aws/smithy-go"
)

// refused is an error that a service answers.
func refused(code string) error {
	return &smithy.OperationError{
		ServiceID: "test", OperationName: "Do", Err: &smithy.GenericAPIError{Code: code, Message: "User: me said " + code},
	}
}

// said is how a check ended, in a line.
func said(c Check) string {
	switch c.Result {
	case OK:
		return "ok"
	case Problem:
		certainly := "perhaps"
		if c.Certain {
			certainly = "certainly"
		}
		return fmt.Sprintf("%s %s: %s: %s", certainly, c.Cause, c.Note, c.Hint)
	}
	return fmt.Sprintf("%s: %s", c.Result, c.Note)
}

// same holds a check to the line that it is to end with.
func same(t *testing.T, c Check, want string) {
	t.Helper()
	if got := said(c); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
