package ecssim

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
)

func TestEveryThrottledActionIsAnOperation(t *testing.T) {
	seen := map[string]bool{}
	for _, q := range quotas {
		for action := range strings.FieldsSeq(q.actions) {
			if built[action].call == nil || seen[action] || q.burst < q.refill || q.refill < 1 {
				t.Errorf("%s: %+v", action, q)
			}
			seen[action] = true
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d actions", len(seen))
	}
}

// passes counts how many of n calls at this moment get through.
func passes(server *Server, operation string, n int) int {
	ok := 0
	for range n {
		if w := post(server, operation, `{}`); !strings.Contains(w.Body.String(), "ThrottlingException") {
			ok++
		} else if w.Code != http.StatusBadRequest || w.Body.String() != `{"__type":"ThrottlingException","message":"Rate exceeded"}` {
			return -1
		}
	}
	return ok
}

func TestThrottling(t *testing.T) {
	for _, speed := range []float64{1, 10} {
		synctest.Test(t, func(t *testing.T) {
			server, _ := open(t, Setup{Throttling: true, Speed: speed})
			second := time.Duration(float64(time.Second) / speed)
			steps := []struct {
				name      string
				wait      time.Duration
				operation string
				want      int
			}{
				{"a full bucket", 0, "DescribeServices", 100},
				{"another action of the group", 0, "ListServices", 0},
				{"another group", 0, "CreateCluster", 20},
				{"a token comes only at the second", second - time.Millisecond, "DescribeServices", 0},
				{"a second's tokens", time.Millisecond, "ListServices", 20},
				{"the slow group's", 0, "CreateCluster", 1},
				{"a bucket holds no more than the burst", time.Hour, "DescribeServices", 100},
			}
			for _, step := range steps {
				<-time.After(step.wait)
				if got := passes(server, step.operation, 150); got != step.want {
					t.Errorf("speed %v, %s: %d of 150 got through, want %d", speed, step.name, got, step.want)
				}
			}
		})
	}
}

func TestWithoutThrottlingNobodyIsRefused(t *testing.T) {
	server, _ := open(t, Setup{})
	if got := passes(server, "ListClusters", 500); got != 500 {
		t.Errorf("%d of 500 got through", got)
	}
}

// TestTheSDKKnowsThrottling lets the SDK's client meet the empty bucket: without
// retries it sees the error, with them it gets through.
func TestTheSDKKnowsThrottling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := open(t, Setup{Throttling: true})
		passes(server, "ListClusters", 50)
		_, err := client.ListClusters(t.Context(), nil, func(o *ecs.Options) { o.Retryer = aws.NopRetryer{} })
		var api smithy.APIError
		if !errors.As(err, &api) || api.ErrorCode() != "ThrottlingException" || api.ErrorMessage() != "Rate exceeded" {
			t.Errorf("error %v", err)
		}
		if _, err := client.ListClusters(t.Context(), nil, func(o *ecs.Options) { o.RetryMaxAttempts = 8 }); err != nil {
			t.Errorf("with retries: %v", err)
		}
	})
}
