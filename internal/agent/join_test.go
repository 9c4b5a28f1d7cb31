package agent_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/agent"
)

// inTurn answers each request by the next of a list, then by the last for ever.
func inTurn(list ...answers) answers {
	n := 0
	return func(r *http.Request) (*http.Response, error) {
		n++
		return list[min(n, len(list))-1](r)
	}
}

func refused(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
}

func hangs(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestWaitsUntilTheAgentHasJoined(t *testing.T) {
	const (
		cluster = "arn:aws:ecs:eu-west-1:123456789012:cluster/prod"
		faraway = "arn:aws:ecs:us-east-1:123456789012:cluster/prod"
	)
	joined := says(200, metadata("prod", `"`+arn+`"`))
	pending := says(200, metadata("prod", "null"))
	tests := map[string]struct {
		cluster string
		answers answers
		took    time.Duration
		err     string // "" where it joins
		seen    []string
	}{
		"it has joined already": {"prod", joined, time.Millisecond, "", nil},
		"it starts, then registers": {
			"prod", inTurn(refused, refused, pending, pending, joined), 4*time.Second + time.Millisecond, "",
			[]string{"refused, nothing listens there", "answers, but has not registered yet (its cluster is prod)"},
		},
		"the cluster is given by its ARN":   {cluster, joined, time.Millisecond, "", nil},
		"the agent was given the ARN":       {"prod", says(200, metadata(cluster, `"`+arn+`"`)), time.Millisecond, "", nil},
		"it has joined another cluster":     {"test", joined, time.Millisecond, "joined cluster prod, not test", nil},
		"its cluster differs in case":       {"Prod", joined, time.Millisecond, "joined cluster prod, not Prod", nil},
		"the same name in another Region":   {faraway, joined, time.Millisecond, "joined cluster " + cluster + ", not " + faraway, nil},
		"another is no matter before it is": {"test", inTurn(pending, joined), time.Second + time.Millisecond, "joined cluster prod, not test", []string{"answers, but has not registered yet (its cluster is prod)"}},
		"it never starts": {
			"prod", refused, time.Minute, "has not joined cluster prod within 1m0s; last seen: refused, nothing listens there",
			[]string{"refused, nothing listens there"},
		},
		"it never registers": {
			"prod", inTurn(refused, pending), time.Minute, "last seen: answers, but has not registered yet (its cluster is prod)",
			[]string{"refused, nothing listens there", "answers, but has not registered yet (its cluster is prod)"},
		},
		"something else listens there": {
			"prod", says(200, "hello"), time.Minute, "last seen: the answer is not that of an ECS agent (it is no JSON)",
			[]string{"the answer is not that of an ECS agent (it is no JSON)"},
		},
		"it hangs": {
			"prod", hangs, time.Minute, "last seen: slow, no whole answer within 5s", []string{"slow, no whole answer within 5s"},
		},
		"it hangs, then it is there": {"prod", inTurn(hangs, joined), 5*time.Second + time.Millisecond, "", []string{"slow, no whole answer within 5s"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var seen []string
				join := agent.Join{
					Client: &agent.Client{Transport: tt.answers}, Host: host(t, agent.Local), Cluster: tt.cluster, Timeout: time.Minute,
					Seen: func(err error) error { seen = append(seen, agent.Says(err)); return nil },
				}
				began := time.Now()
				got, err := join.Wait(t.Context())
				switch {
				case tt.err == "" && (err != nil || got.InstanceARN != arn):
					t.Errorf("%+v, error %v", got, err)
				case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
					t.Errorf("error %v, want %q", err, tt.err)
				}
				if took := time.Since(began); took != tt.took {
					t.Errorf("it took %s, want %s", took, tt.took)
				}
				if !slices.Equal(seen, tt.seen) {
					t.Errorf("it tells %q, want %q", seen, tt.seen)
				}
			})
		})
	}
}

func TestTheEndOfAWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		join := agent.Join{Client: &agent.Client{Transport: answers(hangs)}, Host: host(t, agent.Local), Cluster: "prod", Timeout: 2 * time.Second}
		var late *agent.TimeoutError
		if _, err := join.Wait(t.Context()); !errors.As(err, &late) || !strings.HasSuffix(err.Error(), "slow, no whole answer within 2s") {
			t.Errorf("a limit below that of one look gives %v", err)
		}

		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		join.Timeout, join.Client.Transport = 0, answers(refused)
		began := time.Now()
		if _, err := join.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &late) || time.Since(began) != time.Hour {
			t.Errorf("the caller's end gives %v after %s", err, time.Since(began))
		}

		gone := errors.New("the screen is gone")
		join.Seen = func(error) error { return gone }
		if _, err := join.Wait(t.Context()); !errors.Is(err, gone) {
			t.Errorf("an error of Seen gives %v", err)
		}
	})
}

func TestCheckCluster(t *testing.T) {
	for text, want := range map[string]bool{
		"prod": true, "Prod_2-b": true, "arn:aws-cn:ecs:cn-north-1:123456789012:cluster/prod": true,
		"": false, "a b": false, "prod/web": false, strings.Repeat("x", 256): false,
		"arn:aws:ecs:eu-west-1:123456789012:service/prod": false, "arn:aws:ecs:eu-west-1:123456789012:cluster/": false,
		"arn:aws:ecs:eu-west-1:123456789012:cluster/a/b": false, "arn:aws:s3:::cluster/prod": false,
	} {
		if got := agent.CheckCluster(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
