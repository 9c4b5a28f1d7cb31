package watch_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/history"
)

func TestMoveTimesMovesNothingElse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"whole seconds":       {`{"createdAt":946684800}`, `{"createdAt":946688400.000}`},
		"thousandths":         {`{"createdAt":946684800.087,"n":1}`, `{"createdAt":946688400.087,"n":1}`},
		"an exponent":         {`{"createdAt":9.46684800087E8}`, `{"createdAt":946688400.087}`},
		"ten digits":          {`{"createdAt":1000000000.5}`, `{"createdAt":1000003600.500}`},
		"in a request":        {`{"createdAt":{"after":946684800}}`, `{"createdAt":{"after":946688400.000}}`},
		"two in a row":        {`{"a":946684800,"b":946684801}`, `{"a":946688400.000,"b":946688401.000}`},
		"no small number":     {`{"memory":1024,"hostPort":8080,"cpu":0}`, ""},
		"no percentage":       {`{"value":100.0,"scale":33.3}`, ""},
		"no account":          {`{"arn":"arn:aws:ecs:us-east-1:123456789012:service/web"}`, ""},
		"no deployment's id":  {`{"id":"ecs-svc/6930850934993722287"}`, ""},
		"no number in a text": {`{"message":"(task 946684800) has started"}`, ""},
		"no revision":         {`{"taskDefinition":"web:9"}`, ""},
		"no text of digits":   {`{"id":"946684800"}`, ""},
		"no longer number":    {`{"n":94668480012}`, ""},
	} {
		want := c.want
		if want == "" {
			want = c.body
		}
		if got := string(moveTimes([]byte(c.body), time.Hour)); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// TestClocksApart asks ECS the same by its own clock and by one that is ahead: of all
// replies nothing may differ but the times, and those all by as much.
func TestClocksApart(t *testing.T) {
	t.Parallel()
	const skew = 7*time.Hour + 3*time.Second
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{Seed: 4})
		if err != nil {
			t.Fatal(err)
		}
		even := &client{scene: newScene(server)}
		ahead := &client{scene: even.scene, skew: skew}
		player := history.NewRollout(even, 4)
		<-time.After(player.Warmup())
		service := player.Roll().Service
		<-time.After(2 * time.Minute)
		moved := map[string]int{}
		for _, operation := range []string{
			"DescribeServices", "DescribeTasks", "DescribeContainerInstances", "DescribeTaskDefinition",
			"DescribeServiceDeployments", "ListServiceDeployments", "ListTasks",
		} {
			compareReplies(t, operation, even.ask(t, operation, service, 0), ahead.ask(t, operation, service, skew), skew, moved)
		}
		for _, member := range []string{"createdAt", "updatedAt", "startedAt", "registeredAt", "pullStoppedAt"} {
			if moved[member] == 0 {
				t.Errorf("no reply held %s, only %v: too little is tried", member, slices.Sorted(maps.Keys(moved)))
			}
		}
	})
}

// ask is the reply to an operation about all there is of a service, by a clock that
// is so far ahead.
func (c *client) ask(t *testing.T, operation, service string, ahead time.Duration) any {
	t.Helper()
	list := func(operation, member, body string) string {
		text, err := json.Marshal(c.post(t, operation, body)[member])
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	named := fmt.Sprintf(`{"service":%q}`, service)
	switch operation {
	case "DescribeServices":
		return c.post(t, operation, fmt.Sprintf(`{"services":[%q]}`, service))
	case "DescribeTasks":
		return c.post(t, operation, `{"tasks":`+list("ListTasks", "taskArns", "{}")+`}`)
	case "DescribeContainerInstances":
		return c.post(t, operation, `{"containerInstances":`+list("ListContainerInstances", "containerInstanceArns", "{}")+`}`)
	case "DescribeTaskDefinition":
		return c.post(t, operation, fmt.Sprintf(`{"taskDefinition":%q}`, service))
	case "DescribeServiceDeployments":
		first := c.post(t, "ListServiceDeployments", named)["serviceDeployments"].([]any)[0].(map[string]any)
		return c.post(t, operation, fmt.Sprintf(`{"serviceDeploymentArns":[%q]}`, first["serviceDeploymentArn"]))
	case "ListServiceDeployments":
		after := time.Now().Add(ahead - 2*time.Minute - time.Second).Unix() // the last one only
		return c.post(t, operation, fmt.Sprintf(`{"service":%q,"createdAt":{"after":%d}}`, service, after))
	default:
		return c.post(t, operation, "{}")
	}
}

func (c *client) post(t *testing.T, operation, body string) map[string]any {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AmazonEC2ContainerServiceV20141113."+operation)
	reply, err := c.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reply.Body.Close() }()
	var out map[string]any
	if err = json.NewDecoder(reply.Body).Decode(&out); err != nil || reply.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s, %v", operation, body, reply.Status, err)
	}
	return out
}

// compareReplies finds what differs otherwise than by the skew, and what tells a time
// and does not differ. It counts the times by the names of their members.
func compareReplies(t *testing.T, member string, want, got any, skew time.Duration, moved map[string]int) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		other, _ := got.(map[string]any)
		if len(other) != len(want) {
			t.Errorf("%s: got %v, want %v", member, got, want)
		}
		for name := range want {
			compareReplies(t, name, want[name], other[name], skew, moved)
		}
	case []any:
		other, _ := got.([]any)
		if len(other) != len(want) {
			t.Errorf("%s: got %v, want %v", member, got, want)
			return
		}
		for i := range want {
			compareReplies(t, member, want[i], other[i], skew, moved)
		}
	case float64:
		n, _ := got.(float64)
		if strings.HasSuffix(member, "At") {
			moved[member]++
			want += skew.Seconds()
		}
		if math.Abs(n-want) > 0.0015 { // times have thousandths
			t.Errorf("%s: got %f, want %f", member, n, want)
		}
	default:
		if got != want {
			t.Errorf("%s: got %v, want %v", member, got, want)
		}
	}
}
