package ecssim

import (
	"net/http"
	"time"
)

// writeTimeout bounds how long a client may take to read a part of a reply.
const writeTimeout = 30 * time.Second

// timely gives up on clients that do not read. The time runs from each write on:
// what comes before, such as a fault that delays the reply, does not count.
type timely struct{ http.ResponseWriter }

func (t *timely) Write(p []byte) (int, error) {
	// It fails in this process only, where there is nobody to wait for.
	_ = http.NewResponseController(t.ResponseWriter).SetWriteDeadline(time.Now().Add(writeTimeout))
	return t.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (t *timely) Unwrap() http.ResponseWriter { return t.ResponseWriter }
