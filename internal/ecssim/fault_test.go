package ecssim

import (
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/ecs-steady/steady/internal/scenario"
	"github.com/ecs-steady/steady/internal/world"
)

// faults reads rules.
func faults(t *testing.T, rules ...string) []Fault {
	t.Helper()
	var out []Fault
	for _, text := range rules {
		f, err := ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// once lets the SDK try a call only once.
func once(o *ecs.Options) { o.Retryer = aws.NopRetryer{} }

// web describes the textbook's service.
func web(ctx context.Context, client *ecs.Client, options ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error) {
	return client.DescribeServices(ctx, &ecs.DescribeServicesInput{
		Cluster: aws.String("test-cluster"), Services: []string{"simple-web"},
	}, options...)
}

// TestFaultsAsTheSDKSeesThem has the real client meet every kind that fails a
// call, without its retries and with them.
func TestFaultsAsTheSDKSeesThem(t *testing.T) {
	code := func(want string) func(error) bool {
		return func(err error) bool {
			var api smithy.APIError
			return errors.As(err, &api) && api.ErrorCode() == want
		}
	}
	broken := func(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }
	tests := []struct {
		rule string
		is   func(error) bool
	}{
		{"DescribeServices:throttle:1/2", code("ThrottlingException")},
		{"Describe*:error:1/2", code("ServerException")},
		{"*:reset:1/2", broken},
		{"*:lost:1/2", broken},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, client := open(t, Setup{Scenario: "textbook", Faults: faults(t, test.rule)})
				if _, err := web(t.Context(), client, once); err != nil {
					t.Errorf("first call: %v", err)
				}
				if _, err := web(t.Context(), client, once); !test.is(err) {
					t.Errorf("second call: %v", err)
				}
				if _, err := client.ListClusters(t.Context(), nil); err != nil {
					t.Errorf("another operation, retried: %v", err)
				}
				for range 4 {
					if _, err := web(t.Context(), client); err != nil {
						t.Errorf("with retries: %v", err)
					}
				}
			})
		})
	}
}

func TestALostReplyIsCarriedOutAndAResetIsNot(t *testing.T) {
	for rule, want := range map[string]int{"CreateCluster:lost": 1, "CreateCluster:reset": 0} {
		synctest.Test(t, func(t *testing.T) {
			_, client := open(t, Setup{Faults: faults(t, rule)})
			if _, err := client.CreateCluster(t.Context(), nil, once); err == nil {
				t.Errorf("%s: no error", rule)
			}
			out, err := client.ListClusters(t.Context(), nil)
			if err != nil || len(out.ClusterArns) != want {
				t.Errorf("%s: %d clusters, error %v", rule, len(out.ClusterArns), err)
			}
		})
	}
}

func TestAResetOnASocket(t *testing.T) {
	server, err := Open(Setup{Faults: faults(t, "*:reset:1/2")})
	if err != nil {
		t.Fatal(err)
	}
	http := httptest.NewServer(server.Handler())
	defer http.Close()
	client := ecs.New(ecs.Options{
		Region: "us-east-1", Credentials: aws.AnonymousCredentials{}, BaseEndpoint: &http.URL, HTTPClient: http.Client(),
	})
	if _, err := client.ListClusters(t.Context(), nil, once); err != nil {
		t.Errorf("first call: %v", err)
	}
	_, err = client.ListClusters(t.Context(), nil, once)
	var api smithy.APIError
	if err == nil || errors.As(err, &api) {
		t.Errorf("second call: %v", err)
	}
}

func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, client := open(t, Setup{Speed: 10, Faults: faults(t, "List*:latency=20s")})
		began := time.Now()
		if _, err := client.ListClusters(t.Context(), nil); err != nil {
			t.Error(err)
		}
		if took := time.Since(began).Truncate(100 * time.Millisecond); took != 2*time.Second {
			t.Errorf("took %s at speed 10, want 2s", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := client.ListClusters(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("an impatient caller: %v", err)
		}
	})
}

func TestAWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, client := open(t, Setup{Faults: faults(t, "*:error:from=10s:for=5s")})
		var failed []int
		for second := range 20 {
			if _, err := client.ListClusters(t.Context(), nil, once); err != nil {
				failed = append(failed, second)
			}
			<-time.After(time.Second - latency)
		}
		if diff := cmp.Diff([]int{10, 11, 12, 13, 14}, failed); diff != "" {
			t.Errorf("seconds with errors (-want +got):\n%s", diff)
		}
	})
}

func TestTheSeedDecides(t *testing.T) {
	run := func(seed uint64) string {
		server, _ := open(t, Setup{Seed: seed, Faults: faults(t, "*:error:0.3")})
		var out strings.Builder
		for range 200 {
			if post(server, "ListClusters", "").Code == 500 {
				out.WriteByte('x')
			} else {
				out.WriteByte('.')
			}
		}
		return out.String()
	}
	first := run(1)
	if n := strings.Count(first, "x"); n < 40 || n > 80 {
		t.Errorf("%d of 200 failed at a chance of 0.3", n)
	}
	if run(1) != first || run(2) == first {
		t.Error("the same seed did otherwise, or another seed the same")
	}
}

// TestTheSDKReadsWhatItDoesNotKnow reads replies with unknown members and enum
// values: the SDK must take them, and what it knows must be unharmed.
func TestTheSDKReadsWhatItDoesNotKnow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		strange := 0
		for seed := range uint64(40) {
			server, client := open(t, Setup{Scenario: "textbook", Seed: seed, Faults: faults(t, "*:unknown")})
			body := post(server, "DescribeServices", `{"cluster":"test-cluster","services":["simple-web"]}`).Body.String()
			if n := strings.Count(body, unheardMember); n < 3 {
				t.Errorf("%d unknown members in %s", n, body)
			}
			var types []types.LaunchType
			for range 3 {
				out, err := web(t.Context(), client)
				if err != nil {
					t.Fatal(err)
				}
				s := out.Services[0]
				if *s.ServiceName != "simple-web" || s.RunningCount != 1 || *s.Deployments[0].Status != "PRIMARY" || s.CreatedAt.IsZero() {
					t.Fatalf("service %+v", s)
				}
				types = append(types, s.LaunchType)
			}
			if types[0] == unheardValue {
				strange++
			}
			if types[0] != types[1] || types[1] != types[2] {
				t.Errorf("seed %d: launch types %v", seed, types)
			}
		}
		if strange < 3 || strange > 20 {
			t.Errorf("%d of 40 launch types are unheard of", strange)
		}
	})
}

// TestAWorldMadeElsewhereHasNoPast asks for a stale and a torn read of a world
// that nobody can make again: it is read as it is.
func TestAWorldMadeElsewhereHasNoPast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		text, _ := scenario.Builtin("textbook")
		p, err := Setup{Scenario: "textbook"}.read(text)
		if err != nil {
			t.Fatal(err)
		}
		w, _, err := p.world(world.Options{Start: time.Now().Add(-p.lead(1))})
		if err != nil {
			t.Fatal(err)
		}
		client := New(w, Options{Faults: faults(t, "*:stale=1h", "*:torn=2")}).Client("us-east-1")
		<-time.After(time.Minute)
		if got := states(t, client); got != "PRIMARY 1 p0 r1" {
			t.Errorf("got %s", got)
		}
	})
}
