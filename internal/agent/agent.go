// Package agent reads what the container agent of an ECS container instance
// tells about itself: the introspection API, plain HTTP on port 51678 (Developer
// Guide, "Amazon ECS container agent introspection"), and its log files.
//
// Start at [ParseHost] and [Client.Read]; [Join.Wait] waits until an agent has
// registered with a cluster; [LastErrors] reads the logs. Nothing here asks AWS,
// needs credentials or reads the environment: an instance that cannot reach AWS
// is what it is for. Whatever answers on that port is taken for a stranger, its
// answers are bounded in size and time.
package agent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"syscall"
	"time"
)

// The bounds of one look at an agent. An instance runs a few hundred containers
// at most, each about a kilobyte of /v1/tasks.
const (
	lookTimeout  = 5 * time.Second
	mostMetadata = 64 << 10
	mostTasks    = 8 << 20
	mostHeaders  = 64 << 10
)

// Client reads agents. The zero value is ready.
type Client struct {
	// Transport carries the requests; nil is a plain one that uses no proxy: the
	// agent is on this machine or next to it, whatever the environment says.
	Transport http.RoundTripper
	// Timeout bounds one look; 0 is five seconds.
	Timeout time.Duration
}

// NewTransport gives the transport of a [Client]: no proxy, no compression, no
// more headers than an agent sends.
func NewTransport() *http.Transport {
	return &http.Transport{
		Proxy: nil, DisableCompression: true, DisableKeepAlives: true, MaxResponseHeaderBytes: mostHeaders,
	}
}

// Read reads the metadata and the tasks of one agent. An error is a [ReadError],
// or that of ctx where it ended.
func (c *Client) Read(ctx context.Context, host Host) (Instance, error) {
	look, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	var out Instance
	text, err := c.page(look, host, "/v1/metadata", mostMetadata)
	if err == nil {
		out.Metadata, err = parseMetadata(text)
	}
	if err == nil {
		text, err = c.page(look, host, "/v1/tasks", mostTasks)
	}
	if err == nil {
		out.Tasks, err = parseTasks(text)
	}
	return out, c.reason(ctx, host, err)
}

// Metadata reads only who the agent is, with the errors of [Client.Read].
func (c *Client) Metadata(ctx context.Context, host Host) (Metadata, error) {
	look, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	var out Metadata
	text, err := c.page(look, host, "/v1/metadata", mostMetadata)
	if err == nil {
		out, err = parseMetadata(text)
	}
	return out, c.reason(ctx, host, err)
}

func (c *Client) timeout() time.Duration {
	if c.Timeout > 0 {
		return c.Timeout
	}
	return lookTimeout
}

// page reads one page of at most most bytes.
func (c *Client) page(ctx context.Context, host Host, path string, most int64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, host.url+path, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	client := &http.Client{
		Transport: c.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // an agent sends nobody elsewhere
		},
	}
	if client.Transport == nil {
		client.Transport = NewTransport()
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // it was only read
	switch {
	case slices.Contains([]int{301, 302, 303, 307, 308}, response.StatusCode):
		return nil, &ReadError{Reason: Redirected, Err: fmt.Errorf("HTTP status %d", response.StatusCode)}
	case response.StatusCode != http.StatusOK:
		return nil, &ReadError{Reason: NotAgent, Err: fmt.Errorf("HTTP status %d", response.StatusCode)}
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	if err == nil && int64(len(text)) > most {
		err = &ReadError{Reason: TooLarge, Err: fmt.Errorf("more than %d KiB", most>>10)}
	}
	return text, err
}

// reason says of an error of a look what it means. The end of ctx is the
// caller's own doing and passed on as it is.
func (c *Client) reason(ctx context.Context, host Host, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var (
		read *ReadError
		wire *net.OpError
	)
	if errors.As(err, &read) {
		return &ReadError{Host: host, Reason: read.Reason, Err: read.Err}
	}
	out := &ReadError{Host: host, Reason: Unreachable, Err: err}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		out.Reason, out.Err = Slow, fmt.Errorf("no whole answer within %s", c.timeout())
	case errors.Is(err, syscall.ECONNREFUSED):
		out.Reason = Refused
	case !errors.As(err, &wire) && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		out.Reason, out.Err = NotAgent, bare(err) // something else than HTTP
	}
	return out
}
