package ecssim

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzServe sends any request to a world that has something in it. It must be
// answered as its page answers, without a bug of ours, and leave the server
// answering.
func FuzzServe(f *testing.F) {
	seeds := 0
	add := func(method, path, media, target, body string) {
		seeds++
		f.Add(method, path, media, target, body)
	}
	for name := range built {
		for _, body := range []string{
			`{}`, `{"cluster":"test-cluster"}`, `{"cluster":"test-cluster","services":["simple-web"],"tasks":["x"]}`,
			`{"cluster":"test-cluster","service":"simple-web","desiredCount":2,"taskDefinition":"simple-web:1"}`,
		} {
			add("POST", "/", contentType, targetPrefix+name, body)
		}
	}
	for _, page := range []string{"health", "truth", "events?since=2026-01-01T00:00:00Z", "agent/i-0/v1/tasks", "nothing"} {
		add("GET", "/_steady/"+page, "", "", "")
	}
	add("POST", "/_steady/advance", "", "", `{"by":"5m"}`)
	add("POST", "/_steady/reset", "", "", "")
	add("POST", "/", "text/plain", "Logs_20140328.GetLogEvents", "\xff\xfe")
	wire, err := filepath.Glob("testdata/*.golden")
	if err != nil || len(wire) == 0 {
		f.Fatalf("%d golden files, error %v", len(wire), err)
	}
	for _, file := range wire {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		_, body, _ := strings.Cut(string(text), "\n")
		add("POST", "/", contentType, targetPrefix+"RegisterTaskDefinition", body)
	}
	if seeds < 100 {
		f.Fatalf("only %d seeds", seeds)
	}
	f.Fuzz(func(t *testing.T, method, path, media, target, body string) {
		u, err := url.Parse("http://localhost" + path)
		if err != nil {
			return // net/http refuses it before us
		}
		server, err := Open(Setup{Scenario: "textbook"})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "http://localhost/", strings.NewReader(body))
		r.Method, r.URL = method, u
		r.Header.Set("Content-Type", media)
		r.Header.Set("X-Amz-Target", target)
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, r)
		if w.Code >= 500 || strings.Contains(w.Body.String(), "panicked") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if path == "/" && method == http.MethodPost {
			expectModelled(t, w)
		}
		if w := post(server, "ListClusters", `{}`); w.Code != http.StatusOK {
			t.Errorf("afterwards: %d %s", w.Code, w.Body)
		}
	})
}

// expectModelled wants a reply of the API: JSON, and of an error its name.
func expectModelled(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	var reply struct {
		Type string `json:"__type"`
	}
	err := json.Unmarshal(w.Body.Bytes(), &reply)
	if err != nil || w.Header().Get("Content-Type") != contentType || (w.Code != http.StatusOK) != (reply.Type != "") {
		t.Errorf("%d %s, error %v", w.Code, w.Body, err)
	}
}
