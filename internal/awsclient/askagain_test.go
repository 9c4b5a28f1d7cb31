package awsclient_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/ecs-steady/steady/internal/awsclient"
)

func ask(t *testing.T, clients *awsclient.Clients) error {
	t.Helper()
	var out struct{ Name string }
	return clients.Ask(t.Context(), awsclient.Request{
		Service: awsclient.Logs, Operation: "GetLogEvents", In: map[string]string{}, Out: &out,
	})
}

// A clock that is wrong does no harm: the answer tells the right time, and later
// requests are signed by it at once.
func TestAskSignsByTheClockOfAWS(t *testing.T) {
	quietEnvironment(t, keys())
	ahead := 7 * time.Hour
	var signed []time.Duration // how far the signatures were behind
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := time.Now().Add(ahead)
		at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
		if err != nil {
			t.Error(err)
		}
		signed = append(signed, now.Sub(at).Round(time.Hour))
		w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
		if now.Sub(at) > 5*time.Minute {
			w.Header().Set("X-Amzn-Errortype", "InvalidSignatureException")
			w.WriteHeader(http.StatusBadRequest)
		}
		_, _ = w.Write([]byte("{}"))
	}))
	t.Cleanup(server.Close)
	clients, err := awsclient.New(t.Context(), awsclient.Config{EndpointURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := ask(t, clients); err != nil {
			t.Fatal(err)
		}
	}
	if len(signed) != 3 || signed[0] != ahead || signed[1] != 0 || signed[2] != 0 {
		t.Errorf("signed %v too early", signed)
	}
}

// What is asked again and again goes over a connection that is kept. It is given back
// beside the answer, so that now and then the next request finds none.
func TestAskKeepsItsConnection(t *testing.T) {
	quietEnvironment(t, keys())
	const asked = 40
	var mu sync.Mutex
	from := map[string]bool{}
	url := answer(t, 200, "{}", func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		from[r.RemoteAddr] = true
	})
	clients, err := awsclient.New(t.Context(), awsclient.Config{EndpointURL: url})
	if err != nil {
		t.Fatal(err)
	}
	for range asked {
		if err := ask(t, clients); err != nil {
			t.Fatal(err)
		}
	}
	if len(from) > asked/2 {
		t.Errorf("asked %d times over %d connections", asked, len(from))
	}
}
