package watch_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/watch"
)

// client is what is wrong with the machine that a watch runs on, rather than with
// ECS's answers. It makes the calls of the watch.
type client struct {
	*scene
	// skew is how far ECS's clock is ahead of the local one.
	skew time.Duration
	// Credentials are refused from expires on, until renewed.
	expires, renewed time.Time
}

// newClient draws a client, an ordinary one in most histories.
func newClient(s *scene, dice *rand.Rand) *client {
	c := &client{scene: s}
	if dice.IntN(4) == 0 {
		c.skew = time.Duration(dice.IntN(24*3600)-12*3600) * time.Second
	}
	if dice.IntN(8) == 0 {
		c.expires = time.Now().Add(time.Duration(dice.IntN(240)) * time.Second)
		c.renewed = c.expires.Add(time.Duration(1+dice.IntN(25)) * time.Second)
	}
	return c
}

// target is t as this client was told of it.
func (c *client) target(t watch.Target) watch.Target {
	if !t.CreatedAt.IsZero() {
		t.CreatedAt = t.CreatedAt.Add(c.skew)
	}
	return t
}

// stamp is a time in a body: seconds since 1970, in the years 1995 to 2014.
var stamp = regexp.MustCompile(`:(?:[89]\d{8}|1[0-3]\d{8}|[189]\.\d+[eE]\+?0?[89])(?:\.\d+)?([,}\]])`)

// moveTimes moves all times in a body.
func moveTimes(body []byte, by time.Duration) []byte {
	return stamp.ReplaceAllFunc(body, func(found []byte) []byte {
		text, end := string(found[1:len(found)-1]), found[len(found)-1:]
		seconds, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return found
		}
		moved := strconv.FormatFloat(seconds+by.Seconds(), 'f', 3, 64)
		return append([]byte(":"+moved), end...)
	})
}

// RoundTrip is a client's way to the server. It notes when a service was read.
func (c *client) RoundTrip(r *http.Request) (*http.Response, error) {
	if now := time.Now(); !now.Before(c.expires) && now.Before(c.renewed) {
		<-time.After(time.Millisecond)
		return refusal(r), nil
	}
	if c.skew != 0 && r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		body = moveTimes(body, -c.skew)
		r = r.Clone(r.Context())
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	reply, err := c.server.Transport().RoundTrip(r)
	if err != nil {
		return reply, err
	}
	if reply.StatusCode == http.StatusOK && strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeServices") {
		c.mu.Lock()
		c.read = time.Now()
		c.mu.Unlock()
	}
	return reply, c.late(reply)
}

// late tells a reply by ECS's clock.
func (c *client) late(reply *http.Response) error {
	if c.skew == 0 {
		return nil
	}
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		return err
	}
	body = moveTimes(body, c.skew)
	reply.Body, reply.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	reply.Header.Del("Content-Length")
	if date, err := http.ParseTime(reply.Header.Get("Date")); err == nil {
		reply.Header.Set("Date", date.Add(c.skew).Format(http.TimeFormat))
	}
	return nil
}

// refusal is the answer to credentials that have expired (API reference, Common Errors).
func refusal(r *http.Request) *http.Response {
	const body = `{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}`
	return &http.Response{
		StatusCode: http.StatusBadRequest, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// api is the real client. Its retries wait as long each time: those of the SDK
// are drawn from a random source that has no seed.
func (c *client) api() *ecs.Client {
	return ecs.New(ecs.Options{
		Region: "us-east-1", Credentials: aws.AnonymousCredentials{}, HTTPClient: &http.Client{Transport: c},
		BaseEndpoint: aws.String("http://localhost"),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
				return time.Duration(attempt) * 300 * time.Millisecond, nil
			})
		}),
	})
}
