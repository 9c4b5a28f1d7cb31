package watch_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/watch"
)

// skewed is ECS by a clock that is ahead of ours.
type skewed struct {
	next  http.RoundTripper
	ahead time.Duration
}

func (s skewed) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	body = moved(body, `("after":\s*)([0-9.e+]+)`, -s.ahead)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	reply, err := s.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err = io.ReadAll(reply.Body)
	if err = errors.Join(err, reply.Body.Close()); err != nil {
		return nil, err
	}
	body = moved(body, `("[a-zA-Z]*At":\s*)([0-9.e+]+)`, s.ahead)
	reply.Body, reply.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	reply.Header.Del("Content-Length")
	if date, err := http.ParseTime(reply.Header.Get("Date")); err == nil {
		reply.Header.Set("Date", date.Add(s.ahead).Format(http.TimeFormat))
	}
	return reply, nil
}

// moved moves the times in a body, which are seconds.
func moved(body []byte, pattern string, by time.Duration) []byte {
	times := regexp.MustCompile(pattern)
	return times.ReplaceAllFunc(body, func(member []byte) []byte {
		parts := times.FindSubmatch(member)
		at, err := strconv.ParseFloat(string(parts[2]), 64)
		if err != nil {
			return member
		}
		return fmt.Appendf(nil, "%s%.3f", parts[1], at+by.Seconds())
	})
}

// TestRunKnowsNoLocalTime follows the same rollouts by clocks that are six hours
// off: all that is told, and when, must be the same.
func TestRunKnowsNoLocalTime(t *testing.T) {
	t.Parallel()
	stories := map[string]string{"behind a load balancer": addresses(), "that gets stuck": strings.ReplaceAll(
		addresses(), `{image: "web:2", stop: 5s}`, `{image: "web:2", start: 2s, exitAfter: 3s, exitCode: 1}`)}
	for name, story := range stories {
		t.Run("one "+name, func(t *testing.T) {
			t.Parallel()
			var want string
			for _, ahead := range []time.Duration{0, 6 * time.Hour, -6 * time.Hour} {
				synctest.Test(t, func(t *testing.T) {
					got := followSkewed(t, story, ahead)
					if ahead == 0 {
						want = got
					}
					if got != want {
						t.Errorf("ECS's clock is %s ahead: got\n%s\nwant\n%s", ahead, got, want)
					}
				})
			}
		})
	}
}

// followSkewed updates the service, watches it, and gives all that was told.
func followSkewed(t *testing.T, scenario string, ahead time.Duration) string {
	t.Helper()
	setup := ecssim.Setup{Scenario: "test", Read: func(string) ([]byte, error) { return []byte(scenario), nil }}
	server, err := ecssim.Open(setup)
	if err != nil {
		t.Fatal(err)
	}
	transport := skewed{server.Transport(), ahead}
	s := stage{
		ecs.New(ecs.Options{
			Region: "us-east-1", Credentials: aws.AnonymousCredentials{}, BaseEndpoint: aws.String("http://localhost"),
			HTTPClient: &http.Client{Transport: transport},
		}),
		elb.New(elb.Options{
			Region: "us-east-1", Credentials: aws.AnonymousCredentials{}, BaseEndpoint: aws.String("http://localhost"),
			HTTPClient: &http.Client{Transport: signed{transport}},
		}),
	}
	<-time.After(2 * time.Minute)
	target := s.update(t)
	var told strings.Builder
	began := time.Now()
	w := watch.Watcher{API: s.ecs, Targets: s.targets, Timeout: 15 * time.Minute, StallTimeout: 2 * time.Minute}
	got, err := w.Run(t.Context(), []watch.Target{target}, func(e watch.Event, s watch.State) error {
		age := s.Last.Now.Sub(target.CreatedAt) - time.Since(began)
		fmt.Fprintln(&told, time.Since(began), e.Kind, s.Elapsed, s.Phase, s.WaitingFor, s.Serving, age)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&told, got[0].Verdict, got[0].Reason, got[0].Took, len(got[0].Causes))
	return told.String()
}
