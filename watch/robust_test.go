package watch_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/watch"
)

// obstructed is the way to ECS, on which something may answer in its place.
type obstructed struct {
	next    http.RoundTripper
	mu      sync.Mutex
	instead func(*http.Request) (*http.Response, error) // nil, nil: ECS answers
}

func (o *obstructed) RoundTrip(r *http.Request) (*http.Response, error) {
	o.mu.Lock()
	instead := o.instead
	o.mu.Unlock()
	if instead != nil {
		if reply, err := instead(r); reply != nil || err != nil {
			return reply, err
		}
	}
	return o.next.RoundTrip(r)
}

func page(status int, kind, body string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {kind}}, Request: r,
			Body: io.NopCloser(strings.NewReader(body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		}, nil
	}
}

func broken(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

const login = "<html><body>Sign in to the network</body></html>"

// TestRunSurvivesTheWayToECS follows the textbook's update while something on the
// way to ECS answers in its place for a minute, with a stall timeout that a longer
// outage would exceed.
func TestRunSurvivesTheWayToECS(t *testing.T) {
	t.Parallel()
	asleep := func(r *http.Request) (*http.Response, error) {
		<-time.After(2 * time.Hour) // as of a process that was stopped: no deadline cuts it short
		return nil, errors.New("connection lost")
	}
	tests := []struct {
		name    string
		instead func(*http.Request) (*http.Response, error)
		asleep  bool
	}{
		{"a name that does not resolve", broken(&net.DNSError{Err: "no such host", Name: "ecs", IsNotFound: true}), false},
		{"a resolver that does not answer", broken(&net.DNSError{Err: "i/o timeout", Name: "ecs", IsTimeout: true}), false},
		{"a reset", broken(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), false},
		{"a connection that ends early", broken(io.ErrUnexpectedEOF), false},
		{"a gateway's error", page(http.StatusBadGateway, "text/html", login), false},
		{"a proxy that is not available", page(http.StatusServiceUnavailable, "text/html", login), false},
		{"a login page", page(http.StatusOK, "text/html", login), false},
		{"a proxy that forbids", page(http.StatusForbidden, "text/html", login), false},
		{"a proxy that wants a login", page(http.StatusProxyAuthRequired, "text/html", login), false},
		{"an empty answer", page(http.StatusOK, "application/x-amz-json-1.1", ""), false},
		{"a machine that slept during a read", asleep, true},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			server, err := ecssim.Open(ecssim.Setup{Scenario: "textbook"})
			if err != nil {
				t.Fatal(err)
			}
			target := deployTextbook(t, server.Client("us-east-1"), 0)
			way := &obstructed{next: server.Transport()}
			client := ecs.New(server.Client("us-east-1").Options(), func(o *ecs.Options) {
				o.HTTPClient, o.RetryMaxAttempts = &http.Client{Transport: way}, 2
			})
			began := time.Now()
			from, until := began.Add(15*time.Second), began.Add(75*time.Second)
			way.instead = func(r *http.Request) (*http.Response, error) {
				if now := time.Now(); now.After(from) && now.Before(until) {
					return tt.instead(r)
				}
				return nil, nil
			}
			watcher := watch.Watcher{API: client, Timeout: 5 * time.Minute, StallTimeout: 3 * time.Minute}
			got, err := watcher.Run(t.Context(), []watch.Target{target}, nil)
			if err != nil {
				t.Fatal(err)
			}
			o := got[0]
			if o.Verdict != watch.Settled || o.Took > 4*time.Minute {
				t.Errorf("%s: got %s after %s: %s", tt.name, o.Verdict, o.Took, o.Reason)
			}
			if tt.asleep != (time.Since(began) > time.Hour) {
				t.Errorf("%s: %s passed", tt.name, time.Since(began))
			}
		})
	}
}

// TestRunOutlastsItsOwnSleep has the caller take two hours over an event, as a
// process does that was stopped.
func TestRunOutlastsItsOwnSleep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{Scenario: "textbook"})
		if err != nil {
			t.Fatal(err)
		}
		client := server.Client("us-east-1")
		target := deployTextbook(t, client, 80) // it is stuck: only patience ends it
		began, slept := time.Now(), false
		watcher := watch.Watcher{API: client, Timeout: 15 * time.Minute, StallTimeout: 5 * time.Minute}
		got, err := watcher.Run(t.Context(), []watch.Target{target}, func(watch.Event, watch.State) error {
			if !slept && time.Since(began) > time.Minute {
				slept = true
				<-time.After(2 * time.Hour)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(began) - 2*time.Hour
		if o := got[0]; o.Verdict != watch.Stuck || o.Took < 5*time.Minute || took < 5*time.Minute || took > 12*time.Minute {
			t.Errorf("got %s after %s, %s without the sleep: %s", o.Verdict, o.Took, took, o.Reason)
		}
	})
}

// keys are credentials that are good for an hour by the local clock.
type keys struct {
	mu  sync.Mutex
	id  string
	err error
}

func (k *keys) set(id string, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.id, k.err = id, err
}

func (k *keys) Retrieve(context.Context) (aws.Credentials, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return aws.Credentials{
		AccessKeyID: k.id, SecretAccessKey: "none", CanExpire: true, Expires: time.Now().Add(time.Hour),
	}, k.err
}

// TestRunRenewsCredentials has ECS call credentials expired that look good by the
// local clock.
func TestRunRenewsCredentials(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		fresh  time.Duration // after which there are new ones; 0: never
		want   watch.Verdict
		silent bool
	}{
		{"new ones are there at once, and nothing is told", 10 * time.Second, watch.Settled, true},
		{"new ones come after a while", 35 * time.Second, watch.Settled, false},
		{"none ever come", 0, watch.Lost, false},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			server, err := ecssim.Open(ecssim.Setup{Scenario: "textbook"})
			if err != nil {
				t.Fatal(err)
			}
			target := deployTextbook(t, server.Client("us-east-1"), 0)
			began := time.Now()
			expired := page(http.StatusBadRequest, "application/x-amz-json-1.1",
				`{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}`)
			way := &obstructed{next: server.Transport(), instead: func(r *http.Request) (*http.Response, error) {
				if time.Since(began) > 10*time.Second && strings.Contains(r.Header.Get("Authorization"), "AKIDOLD") {
					return expired(r)
				}
				return nil, nil
			}}
			provider := &keys{id: "AKIDOLD"}
			client := ecs.New(server.Client("us-east-1").Options(), func(o *ecs.Options) {
				o.HTTPClient, o.Credentials = &http.Client{Transport: way}, aws.NewCredentialsCache(provider)
			})
			if tt.fresh > 0 {
				timer := time.AfterFunc(tt.fresh, func() { provider.set("AKIDNEW", nil) })
				defer timer.Stop()
			}
			warned := false
			watcher := watch.Watcher{API: client, Timeout: 15 * time.Minute, StallTimeout: 5 * time.Minute}
			got, err := watcher.Run(t.Context(), []watch.Target{target}, func(e watch.Event, _ watch.State) error {
				warned = warned || e.Kind == watch.Warned
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if o := got[0]; o.Verdict != tt.want || warned == tt.silent || o.Took > 2*time.Minute {
				t.Errorf("%s: got %s after %s, warned %v: %s", tt.name, o.Verdict, o.Took, warned, o.Reason)
			}
		})
	}
}
