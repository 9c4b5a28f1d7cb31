package ecssim

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	// maxBody bounds what one request may hold: far more than the 64 KiB of the
	// largest task definition.
	maxBody = 1 << 20
	// smallBody is what every connection may hold at the same time; of larger
	// bodies, only maxLarge are in hand at once. So much for the memory.
	smallBody = 32 << 10
	maxLarge  = 8
	// readTimeout bounds how long a body may take to come.
	readTimeout = 10 * time.Second
)

// readBody reads a whole body, one that is small enough and comes soon enough;
// done is to be called when it is no longer needed. Nothing reads as {}.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request) (body []byte, done func(), err error) {
	done = func() {}
	rc := http.NewResponseController(w)
	_ = rc.SetReadDeadline(time.Now().Add(readTimeout)) // fails in this process only: nothing to wait for there
	limited := http.MaxBytesReader(w, r.Body, maxBody)
	body, err = io.ReadAll(io.LimitReader(limited, smallBody+1))
	if err == nil && len(body) > smallBody {
		select {
		case <-r.Context().Done():
			return nil, done, errReset
		case s.large <- struct{}{}:
			done = func() { <-s.large }
		}
		_ = rc.SetReadDeadline(time.Now().Add(readTimeout))
		var rest []byte
		rest, err = io.ReadAll(limited)
		body = append(body, rest...)
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, done, &wireError{
			code: "RequestEntityTooLargeException", status: http.StatusRequestEntityTooLarge,
			message: fmt.Sprintf("The request body is larger than %d bytes.", maxBody),
		}
	case err != nil:
		return nil, done, serialization("The request body could not be read.")
	}
	_ = rc.SetReadDeadline(time.Time{})
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	return body, done, nil
}
