package ecssim

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// head begins a request, unfinished promises a body that is yet to come.
const (
	head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType +
		"\r\nX-Amz-Target: " + targetPrefix + "ListClusters\r\n"
	unfinished = head + "Content-Length: 1000\r\n\r\n"
)

func write(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
}

// answers says whether the server still answers, over a connection of its own.
func answers(t *testing.T, url string) {
	t.Helper()
	if status, body := postTo(t, url, `{}`); status != http.StatusOK {
		t.Errorf("afterwards: %d %s", status, body)
	}
}

func postTo(t *testing.T, url, body string) (status int, reply string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("X-Amz-Target", targetPrefix+"ListClusters")
	r.Close = true
	out, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer func() { _ = out.Body.Close() }()
	text, err := io.ReadAll(out.Body)
	if err != nil {
		t.Error(err)
	}
	return out.StatusCode, string(text)
}

// TestBytesThatAreNoRequest sends raw bytes, as a port scanner or a broken proxy does.
func TestBytesThatAreNoRequest(t *testing.T) {
	tests := []struct{ name, send, want string }{
		{"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "400 Bad Request"},
		{"nonsense", "\x00\xff\xfe\r\n\r\n", "400 Bad Request"},
		{"no Host", "POST / HTTP/1.1\r\n\r\n", "400 Bad Request"},
		{"two Hosts", "GET /_steady/health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", "400 Bad Request"},
		{"a URL of another host", "GET http://evil.example/_steady/truth HTTP/1.1\r\nHost: localhost\r\n\r\n", "403 Forbidden"},
		{"a length that is no number", head + "Content-Length: x\r\n\r\n", "400 Bad Request"},
		{"a negative length", head + "Content-Length: -1\r\n\r\n", "400 Bad Request"},
		{"chunks of nonsense", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "SerializationException"},
		{"a body that ends early", head + "Content-Length: 100\r\n\r\n{", "SerializationException"},
		{"an unknown transfer encoding", head + "Transfer-Encoding: gzip\r\n\r\n", "501 Not Implemented"},
		{"HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/1.1 "},
		{"a long path", "GET /" + strings.Repeat("a", 2<<20) + " HTTP/1.1\r\n\r\n", "431 Request Header Fields Too Large"},
	}
	server, _ := open(t, Setup{})
	served := httptest.NewServer(server.Handler())
	defer served.Close()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", served.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			_, _ = io.WriteString(conn, test.send) // the server may not read it all
			_ = conn.(*net.TCPConn).CloseWrite()
			reply, _ := io.ReadAll(conn) // what came before a reset counts
			if !strings.Contains(string(reply), test.want) {
				t.Errorf("reply %.300q, want %q", reply, test.want)
			}
		})
	}
	answers(t, served.URL)
}

// pipes is a listener of connections in memory, on which synctest's clock rules.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.conns <- server
	return client
}

// TestASlowBodyIsGivenUp sends a body a byte a second.
func TestASlowBodyIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, _ := open(t, Setup{})
		listener := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		served := &http.Server{Handler: server.Handler(), ReadHeaderTimeout: time.Second}
		go func() { _ = served.Serve(listener) }()
		defer func() { _ = served.Close() }()
		conn := listener.dial()
		defer func() { _ = conn.Close() }()
		began := time.Now()
		write(t, conn, unfinished)
		go func() {
			for {
				if _, err := conn.Write([]byte(" ")); err != nil {
					return
				}
				<-time.After(time.Second)
			}
		}()
		reply, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(reply.Body)
		took := time.Since(began).Round(time.Second)
		if err != nil || reply.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), "SerializationException") ||
			took != readTimeout {
			t.Errorf("%d %s after %s, error %v", reply.StatusCode, body, took, err)
		}
		// A connection that was answered in time is not cut off later.
		patient := listener.dial()
		defer func() { _ = patient.Close() }()
		for range 3 {
			write(t, patient, "GET /_steady/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
			reply, err := http.ReadResponse(bufio.NewReader(patient), nil)
			if err != nil || reply.StatusCode != http.StatusOK {
				t.Fatalf("reply %v, error %v", reply, err)
			}
			<-time.After(time.Minute)
		}
	})
}

// TestManyConnections holds 500 connections that never send a whole request, and
// lets 100 clients send a large body each: others are answered meanwhile, and the
// memory stays bounded.
func TestManyConnections(t *testing.T) {
	server, _ := open(t, Setup{})
	served := httptest.NewServer(server.Handler())
	defer served.Close()
	for n := range 500 {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", served.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		if n%2 == 0 {
			write(t, conn, unfinished[:30])
		} else {
			write(t, conn, unfinished+"{")
		}
	}
	answers(t, served.URL)
	before := heap()
	large := `{"unheardOf":"` + strings.Repeat("x", maxBody-100) + `"}`
	var clients sync.WaitGroup
	for range 100 {
		clients.Go(func() {
			if status, body := postTo(t, served.URL, large); status != http.StatusOK {
				t.Errorf("a large body: %d %s", status, body)
			}
		})
	}
	peak := before
	finished := make(chan struct{})
	go func() { clients.Wait(); close(finished) }()
	for ticker := time.NewTicker(5 * time.Millisecond); ; {
		select {
		case <-ticker.C:
			peak = max(peak, heap())
			continue
		case <-finished:
		}
		break
	}
	t.Logf("heap %d MiB before, %d MiB at most", before>>20, peak>>20)
	if peak > before+256<<20 {
		t.Errorf("the heap grew from %d to %d MiB", before>>20, peak>>20)
	}
	answers(t, served.URL)
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestBodiesThatNobodyShouldSend(t *testing.T) {
	deep := strings.Repeat("[", maxBody-100)
	tests := []struct {
		name, operation, body string
		status                int
		want                  string
	}{
		{"a deep list", "CreateCluster", `{"tags":` + deep, 400, "SerializationException"},
		{"a deep list that is closed", "CreateCluster", `{"x":` + deep[:400000] + strings.Repeat("]", 400000) + `}`, 0, ""},
		{"invalid UTF-8 in a name", "CreateCluster", "{\"clusterName\":\"a\xff\xfe\"}", 400, "__type"},
		{"half a surrogate", "CreateCluster", `{"clusterName":"\ud800"}`, 400, "__type"},
		{"a NUL in a name", "CreateCluster", `{"clusterName":"a\u0000b"}`, 400, "__type"},
		{"a byte order mark", "ListClusters", "\ufeff{}", 0, ""},
		{"UTF-16", "ListClusters", "\xff\xfe{\x00}\x00", 400, "SerializationException"},
		{"two documents", "ListClusters", `{}{}`, 400, "SerializationException"},
		{"a huge number", "ListClusters", `{"maxResults":1e999999999}`, 400, "SerializationException"},
		{"a number beyond its type", "ListClusters", `{"maxResults":99999999999}`, 400, "SerializationException"},
		{"null", "ListClusters", `null`, 0, ""},
		{"a member twice", "CreateCluster", `{"clusterName":"a","clusterName":"b"}`, 0, ""},
		{"a million keys", "ListClusters", `{` + strings.Repeat(`"a":1,`, 160000) + `"b":1}`, 0, ""},
	}
	server, _ := open(t, Setup{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			began := time.Now()
			w := post(server, test.operation, test.body)
			if test.status != 0 && w.Code != test.status || w.Code >= 500 || !strings.Contains(w.Body.String(), test.want) {
				t.Errorf("%d %.300s", w.Code, w.Body)
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}
