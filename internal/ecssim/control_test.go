package ecssim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// ask sends a request to one of the simulator's own pages.
func ask(server *Server, method, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(body)))
	return w
}

func TestAdvance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		setup := Setup{Scenario: "textbook", Speed: 10, State: filepath.Join(t.TempDir(), "s.json")}
		server, client := open(t, setup)
		deployDynamicPort(t, client)
		before := time.Now()
		w := ask(server, "POST", "/_steady/advance", `{"by":"5m"}`)
		var reply struct{ Now time.Time }
		if err := json.Unmarshal(w.Body.Bytes(), &reply); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%d %s, error %v", w.Code, w.Body, err)
		}
		if moved := reply.Now.Sub(before); moved != 30*time.Second || !time.Now().Equal(before) {
			t.Errorf("at speed 10 five minutes moved the clock by %s", moved)
		}
		if got := states(t, client); got != "PRIMARY 2 p0 r1" {
			t.Errorf("five minutes after the update: %s", got)
		}
		date, err := http.ParseTime(post(server, "ListClusters", "").Header().Get("Date"))
		if err != nil || date.Sub(before).Round(time.Second) != 30*time.Second {
			t.Errorf("the replies are dated %v, error %v", date, err)
		}
		again, _ := open(t, setup)
		if got := time.Until(clockOf(again)); got != 30*time.Second {
			t.Errorf("after a restart the clock is %s ahead", got)
		}
	})
}

func TestAdvancesThatAreRefused(t *testing.T) {
	server, _ := open(t, Setup{})
	before := server.ahead
	for _, body := range []string{
		``, `{}`, `5m`, `{"by":5}`, `{"by":"5"}`, `{"by":"-1s"}`, `{"by":"0s"}`, `{"by":"25h"}`, `{"by":"5m","x":1}`,
		`{"by":"5m"}{"by":"5m"}`, strings.Repeat(" ", 2*maxBody),
	} {
		if w := ask(server, "POST", "/_steady/advance", body); w.Code != http.StatusBadRequest {
			t.Errorf("%.40q: %d %s", body, w.Code, w.Body)
		}
	}
	if server.ahead != before {
		t.Errorf("the clock was moved by %s", server.ahead)
	}
}

func TestTruthIsFreeOfFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := open(t, Setup{
			Scenario: "textbook", Faults: faults(t, "*:stale=1h", "*:unknown", "*:missing=1h", "*:latency=1s"),
		})
		deployDynamicPort(t, client)
		w := ask(server, "GET", "/_steady/truth", "")
		var out struct {
			Now      time.Time
			Clusters []struct {
				Cluster            struct{ ClusterName string }
				Services           []struct{ Deployments []struct{ Status string } }
				ServiceDeployments []struct{ Status string }
				Tasks              []struct{ LastStatus string }
				ContainerInstances []struct{ RunningTasksCount int }
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%d, error %v: %s", w.Code, err, w.Body)
		}
		got := fmt.Sprintf("%+v", out.Clusters)
		want := "[{Cluster:{ClusterName:test-cluster} Services:[{Deployments:[{Status:PRIMARY} {Status:ACTIVE}]}]" +
			" ServiceDeployments:[{Status:PENDING} {Status:SUCCESSFUL}] Tasks:[{LastStatus:RUNNING}]" +
			" ContainerInstances:[{RunningTasksCount:1}]}]"
		if got != want || !out.Now.Equal(clockOf(server)) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if strings.Contains(w.Body.String(), unheardMember) {
			t.Error("the truth has unknown members")
		}
	})
}

func TestTruthOfManyPages(t *testing.T) {
	server, _ := open(t, Setup{Scenario: "textbook"})
	for n := range 250 {
		w := post(server, "CreateService", fmt.Sprintf(
			`{"cluster":"test-cluster","serviceName":"s%d","taskDefinition":"simple-web","desiredCount":0}`, n))
		if w.Code != http.StatusOK {
			t.Fatal(w.Body)
		}
	}
	body := ask(server, "GET", "/_steady/truth", "").Body.String()
	if n := strings.Count(body, `"serviceName":"`); n != 251 {
		t.Errorf("%d services, want 251", n)
	}
}

func TestEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := open(t, Setup{Scenario: "textbook"})
		read := func(since string) []serviceEvent {
			w := ask(server, "GET", "/_steady/events"+since, "")
			var out []serviceEvent
			if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
				t.Fatalf("%d %s: %v", w.Code, w.Body, err)
			}
			return out
		}
		before := read("")
		last := before[len(before)-1]
		deployDynamicPort(t, client)
		<-time.After(time.Minute)
		after := read("?since=" + last.CreatedAt.Format(time.RFC3339Nano))
		if len(after) < 2 || after[0].ID == last.ID || !after[0].CreatedAt.Before(after[len(after)-1].CreatedAt) {
			t.Errorf("after %+v:\n%+v", last, after)
		}
		if e := after[0]; e.Cluster != "test-cluster" || e.Service != "simple-web" || !strings.Contains(e.Message, "simple-web") {
			t.Errorf("event %+v", e)
		}
		if w := ask(server, "GET", "/_steady/events?since=yesterday", ""); w.Code != http.StatusBadRequest {
			t.Errorf("since yesterday: %d %s", w.Code, w.Body)
		}
	})
}

func TestTheControlPlaneIsNotForWebPages(t *testing.T) {
	server, _ := open(t, Setup{})
	r := httptest.NewRequest("POST", "http://localhost/_steady/advance", strings.NewReader(`{"by":"1h"}`))
	r.Header.Set("Origin", "http://evil.example")
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || server.ahead != 0 {
		t.Errorf("%d, clock %s ahead", w.Code, server.ahead)
	}
}

// TestTheManualsCurlLines sends what the manual tells its readers to send.
func TestTheManualsCurlLines(t *testing.T) {
	text, err := os.ReadFile("../../docs/simulator.md")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^curl (?:-X (\w+) )?(?:-d '([^']*)' )?"?\$AWS_ENDPOINT_URL_ECS(/[^\s"]*)"?$`)
	server, _ := open(t, Setup{Scenario: "textbook"})
	lines := line.FindAllStringSubmatch(string(text), -1)
	if len(lines) < 5 || len(lines) != strings.Count(string(text), "\ncurl ") {
		t.Fatalf("%d of %d curl lines are understood", len(lines), strings.Count(string(text), "\ncurl "))
	}
	for _, m := range lines {
		method, body := m[1], m[2]
		switch {
		case method == "" && body != "":
			method = "POST"
		case method == "":
			method = "GET"
		}
		if w := ask(server, method, m[3], body); w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", m[0], w.Code, w.Body)
		}
	}
}

// TestTheManualsFaults reads every rule that the manual shows.
func TestTheManualsFaults(t *testing.T) {
	text, err := os.ReadFile("../../docs/simulator.md")
	if err != nil {
		t.Fatal(err)
	}
	rules := regexp.MustCompile(`--fault '([^']+)'`).FindAllStringSubmatch(string(text), -1)
	seen := map[Kind]bool{}
	for _, m := range rules {
		seen[faults(t, m[1])[0].Kind] = true
	}
	for kind := range kinds {
		if !seen[kind] {
			t.Errorf("the manual shows no %s", kind)
		}
	}
}

// clockOf is ECS's time.
func clockOf(s *Server) time.Time {
	now, _ := s.mark()
	return now
}
