package neighbours

import (
	"fmt"
	"net/http"
)

// Error is what a service answers to a request that it does not carry out.
type Error struct {
	Code, Message string
	Status        int // of HTTP
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// refusef is an error of the caller's.
func refusef(code, format string, args ...any) error {
	return &Error{code, fmt.Sprintf(format, args...), http.StatusBadRequest}
}

// unreadable is what AWS answers to a body that it cannot read.
func unreadable() error {
	return refusef("SerializationException", "The request body could not be read.")
}
