package ecssim

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

// latency is how long a request in the same process takes. It must be more than
// nothing: under testing/synctest only waiting lets time pass.
const latency = time.Millisecond

// Transport answers requests in this process, without a socket, whatever host
// they are for. It suits testing/synctest: it waits by a timer, honours the
// context of the request and starts no goroutine.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ server *Server }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r = r.Clone(r.Context())
		r.Body = http.NoBody
	}
	defer func() { _ = r.Body.Close() }() // RoundTripper must close it; there is nothing to do about an error
	timer := time.NewTimer(latency)
	defer timer.Stop()
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case <-timer.C:
	}
	reply := &reply{header: http.Header{}, status: http.StatusOK}
	t.server.route(reply, r)
	switch {
	case r.Context().Err() != nil:
		return nil, r.Context().Err()
	case reply.broken:
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{
		Status: http.StatusText(reply.status), StatusCode: reply.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: reply.header,
		Body: io.NopCloser(&reply.body), ContentLength: int64(reply.body.Len()), Request: r,
	}, nil
}

// reply is an http.ResponseWriter that keeps what is written.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
	broken bool // there is no reply: the connection was reset
}

func (r *reply) Header() http.Header         { return r.header }
func (r *reply) WriteHeader(status int)      { r.status = status }
func (r *reply) Write(p []byte) (int, error) { return r.body.Write(p) }
