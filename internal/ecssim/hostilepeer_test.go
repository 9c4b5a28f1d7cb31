package ecssim

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestRequestsOfEveryMake sends requests that are right, odd or wrong, as raw
// bytes: each gets its one answer.
func TestRequestsOfEveryMake(t *testing.T) {
	const api = "Host: localhost\r\nContent-Type: " + contentType + "\r\nX-Amz-Target: " + targetPrefix + "ListClusters\r\n"
	tests := []struct {
		name, send string
		want       []string // status lines or parts of bodies, in this order
	}{
		{"HTTP/1.0", "POST / HTTP/1.0\r\n" + api + "Content-Length: 2\r\n\r\n{}", []string{"200 OK", "clusterArns"}},
		{"HTTP/1.0 without a Host", "GET /_steady/health HTTP/1.0\r\n\r\n", []string{"403 Forbidden"}},
		{"chunks", "POST / HTTP/1.1\r\n" + api + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", []string{"200 OK"}},
		{
			"two requests at once", strings.Repeat("POST / HTTP/1.1\r\n"+api+"Content-Length: 2\r\n\r\n{}", 2),
			[]string{"200 OK", "clusterArns", "200 OK", "clusterArns"},
		},
		{
			"a length and chunks", "POST / HTTP/1.1\r\n" + api + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
			[]string{"HTTP/1.1 "},
		},
		{"the whole URL", "POST http://localhost/ HTTP/1.1\r\n" + api + "Content-Length: 2\r\n\r\n{}", []string{"200 OK"}},
		{
			"a compressed body", "POST / HTTP/1.1\r\n" + api + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00",
			[]string{"400 Bad Request", "SerializationException"},
		},
		{"HEAD", "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n", []string{"404 Not Found"}},
		{"GET", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", []string{"404 Not Found", "simulator of Amazon ECS"}},
		{"PUT", "PUT / HTTP/1.1\r\n" + api + "Content-Length: 2\r\n\r\n{}", []string{"404 Not Found"}},
		{"OPTIONS for everything", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", []string{"HTTP/1.1 "}},
		{"a connection through us", "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", []string{"40"}},
		{"dots in the path", "GET /_steady/../_steady/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n", []string{"404 Not Found"}},
		{"a charset", "POST / HTTP/1.1\r\n" + strings.Replace(api, contentType, contentType+"; charset=utf-8", 1) +
			"Content-Length: 2\r\n\r\n{}", []string{"200 OK"}},
	}
	server, _ := open(t, Setup{})
	served := httptest.NewServer(server.Handler())
	defer served.Close()
	for _, test := range tests {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", served.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		write(t, conn, test.send)
		_ = conn.(*net.TCPConn).CloseWrite()
		reply, _ := io.ReadAll(conn) // what came before a reset counts
		_ = conn.Close()
		rest := string(reply)
		for _, want := range test.want {
			_, after, ok := strings.Cut(rest, want)
			if !ok {
				t.Errorf("%s: %.400q lacks %q", test.name, reply, want)
				break
			}
			rest = after
		}
	}
	answers(t, served.URL)
}

// TestAClientThatNeverReads asks for much and reads nothing: it is given up, and
// others are answered meanwhile. The agent's listener does the same.
func TestAClientThatNeverReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, _ := open(t, Setup{Scenario: "textbook"})
		for _, handler := range []http.Handler{server.Handler(), server.Agent("")} {
			listener := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
			served := &http.Server{Handler: handler, ReadHeaderTimeout: time.Second}
			go func() { _ = served.Serve(listener) }()
			deaf := listener.dial()
			write(t, deaf, "GET /v1/tasks HTTP/1.1\r\nHost: localhost\r\n\r\n")
			other := listener.dial()
			write(t, other, "GET /license HTTP/1.1\r\nHost: localhost\r\n\r\n")
			if _, err := http.ReadResponse(bufio.NewReader(other), nil); err != nil {
				t.Fatal(err)
			}
			<-time.After(2 * writeTimeout)
			if n, err := deaf.Read(make([]byte, 1)); err == nil {
				t.Errorf("after %s it still gets %d bytes", 2*writeTimeout, n)
			}
			_, _, _ = deaf.Close(), other.Close(), served.Close()
		}
	})
}

// TestNoWebPageIsAnswered sends what a page can make a browser send, by script,
// form, image and link, to the API, the simulator's own pages and the agent.
func TestNoWebPageIsAnswered(t *testing.T) {
	browsers := []struct {
		name    string
		headers map[string]string
		want    int // 0: not 403
	}{
		{"a script of another site", map[string]string{"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}, 403},
		{"a form that hides where it is from", map[string]string{"Origin": "null", "Content-Type": "text/plain"}, 403},
		{"a form of another port", map[string]string{"Origin": "http://localhost:1", "Content-Type": "text/plain"}, 403},
		{"an image or a link", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"a page of the same site", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"a page of the same origin", map[string]string{"Sec-Fetch-Site": "same-origin"}, 403},
		{"a name that an attacker's DNS gave us", map[string]string{"Host": "rebound.evil.example"}, 403},
		{"every address of this machine", map[string]string{"Host": "0.0.0.0:4566"}, 403},
		{"an address that only begins like ours", map[string]string{"Host": "127.0.0.1.evil.example"}, 403},
		{"a person who typed the address", map[string]string{"Sec-Fetch-Site": "none"}, 0},
		{"a client of ours", nil, 0},
	}
	server, _ := open(t, Setup{Scenario: "textbook"})
	for _, browser := range browsers {
		for _, page := range []string{
			"POST /", "POST /_steady/reset", "POST /_steady/advance", "GET /_steady/truth", "GET /_steady/agent/x/v1/tasks",
			"GET agent/v1/tasks", "OPTIONS /",
		} {
			method, path, _ := strings.Cut(page, " ")
			handler := server.Handler()
			if rest, ok := strings.CutPrefix(path, "agent"); ok {
				handler, path = server.Agent(""), rest
			}
			if browser.want == 0 && path == "/_steady/reset" {
				continue
			}
			r := httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(`{"by":"1s"}`))
			for name, value := range browser.headers {
				r.Header.Set(name, value)
				if name == "Host" {
					r.Host = value
				}
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if (w.Code == http.StatusForbidden) != (browser.want == http.StatusForbidden) || w.Header().Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s, %s: %d, headers %v", browser.name, page, w.Code, w.Header())
			}
		}
	}
}

// TestEveryReplyHasItsHeaders holds those that clients read.
func TestEveryReplyHasItsHeaders(t *testing.T) {
	server, _ := open(t, Setup{})
	for body, kind := range map[string]string{`{}`: "", `{"maxResults":0}`: "InvalidParameterException", `{`: "SerializationException"} {
		w := post(server, "ListClusters", body)
		h := w.Header()
		_, dated := http.ParseTime(h.Get("Date"))
		if h.Get("X-Amzn-Errortype") != kind || len(h.Get("X-Amzn-Requestid")) != 36 || dated != nil ||
			h.Get("Content-Type") != contentType || h.Get("Content-Length") == "" || h.Get("Content-Length") == "0" {
			t.Errorf("%s: headers %v", body, h)
		}
	}
}
