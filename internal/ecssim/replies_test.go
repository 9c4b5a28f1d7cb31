package ecssim

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/history"
	"github.com/ecs-steady/steady/internal/shape"
)

// An answer that is kept is the one that the world would give now, whatever
// happened since: random histories, and a look at every service all the time.
func TestKeptAnswersHold(t *testing.T) {
	kept := 0
	for seed := range uint64(8) {
		synctest.Test(t, func(t *testing.T) {
			server, client := open(t, Setup{Seed: seed})
			p := history.New(&wire{t: t, server: server, client: reflect.ValueOf(client)}, seed)
			for step := range uint64(30) {
				span := p.Step(step + 1)
				for range 12 {
					kept += compare(t, server)
					<-time.After(span/12 + time.Millisecond)
				}
			}
		})
		if t.Failed() {
			t.Fatalf("in history %d", seed)
		}
	}
	if kept < 500 {
		t.Errorf("only %d answers were kept: the test shows too little", kept)
	}
}

// compare compares the answers for all services with what the world says, and counts
// those that were kept.
func compare(t *testing.T, server *Server) (kept int) {
	t.Helper()
	for chunk := range slices.Chunk(history.Services(), 10) {
		in := &ecs.DescribeServicesInput{Services: chunk}
		body, err := json.Marshal(map[string]any{"services": chunk})
		if err != nil {
			t.Fatal(err)
		}
		r := request{built["DescribeServices"], "DescribeServices", body, in}
		before, ok := peek(server, r)
		told, err := server.call(r, strike{})
		if err != nil {
			t.Fatal(err)
		}
		if ok && bytes.Equal(before, told) {
			kept++
		}
		if fresh := freshly(t, server, in); !bytes.Equal(told, fresh) {
			t.Errorf("kept is\n%s\nthe world says\n%s", told, fresh)
		}
	}
	return kept
}

// peek is the answer that is kept at the present moment.
func peek(server *Server, r request) ([]byte, bool) {
	server.mu.Lock()
	defer server.mu.Unlock()
	return server.replies.find(server.reading(), r)
}

// freshly is what the world itself says.
func freshly(t *testing.T, server *Server, in *ecs.DescribeServicesInput) []byte {
	t.Helper()
	server.mu.Lock()
	defer server.mu.Unlock()
	out, err := server.reading().DescribeServices(in)
	if err != nil {
		t.Fatal(err)
	}
	body, err := shape.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// What is changed behind the back of the API drops the answers too: a page of the
// simulator, a neighbour, a test.
func TestAnswersAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := open(t, Setup{Scenario: "textbook"})
		cluster := "test-cluster"
		count := func() int {
			out, err := client.DescribeServices(t.Context(), &ecs.DescribeServicesInput{
				Cluster: &cluster, Services: []string{"simple-web"},
			})
			if err != nil {
				t.Fatal(err)
			}
			return len(out.Services)
		}
		if count() != 1 || len(server.replies.bodies) != 1 {
			t.Fatalf("%d replies are kept, want 1", len(server.replies.bodies))
		}
		server.mu.Lock()
		server.present().SetAlarm("errors", true)
		server.mu.Unlock()
		if len(server.replies.bodies) != 0 {
			t.Error("a reply is kept though somebody may have changed the world")
		}
	})
}
