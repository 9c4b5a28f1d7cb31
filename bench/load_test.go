//go:build unix

package bench

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"testing"
	"time"
)

// serveHTTP serves a handler on a loopback port, as "steady sim" does, for as
// long as the benchmark runs, and gives the address.
func serveHTTP(b *testing.B, handler http.Handler) string {
	b.Helper()
	listener, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with an error when it is closed
	b.Cleanup(func() { _ = server.Close() })
	return listener.Addr().String()
}

// request is a request as an SDK sends it, signature and all, ready to be
// written to a connection: what a client spends on making one is not measured.
func request(address, operation, body string) []byte {
	return fmt.Appendf(nil, strings.ReplaceAll(`POST / HTTP/1.1
Host: %s
User-Agent: aws-sdk-go-v2/1.48.0 ua/2.1 os/linux lang/go#1.26.8 md/GOOS#linux md/GOARCH#amd64 api/ecs#1.104.2 m/E,g
Content-Length: %d
Amz-Sdk-Invocation-Id: 0f3c8a54-6d1c-4c57-9ef1-5a1b7e2d9c40
Amz-Sdk-Request: attempt=1; max=3
Authorization: AWS4-HMAC-SHA256 Credential=sim/20261126/us-east-1/ecs/aws4_request, `+
		`SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;x-amz-date;x-amz-target, `+
		`Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7
Content-Type: application/x-amz-json-1.1
X-Amz-Date: 20261126T220000Z
X-Amz-Target: AmazonEC2ContainerServiceV20141113.%s
Accept-Encoding: gzip

%s`, "\n", "\r\n"), address, len(body), operation, body)
}

// client is one keep-alive connection.
type client struct {
	conn net.Conn
	in   *bufio.Reader
}

func dial(b *testing.B, address string) *client {
	b.Helper()
	conn, err := (&net.Dialer{}).DialContext(b.Context(), "tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	return &client{conn, bufio.NewReaderSize(conn, 64<<10)}
}

// send sends a request and reads the whole reply, which must be a good one. It
// gives the length of the body.
func (c *client) send(request []byte) (int, error) {
	if _, err := c.conn.Write(request); err != nil {
		return 0, err
	}
	lines := textproto.NewReader(c.in)
	status, err := lines.ReadLine()
	if err != nil {
		return 0, err
	}
	header, err := lines.ReadMIMEHeader()
	if err != nil {
		return 0, err
	}
	if status != "HTTP/1.1 200 OK" {
		return 0, errors.New(status)
	}
	if header.Get("Transfer-Encoding") == "chunked" {
		return c.chunks(lines)
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return 0, err
	}
	return c.in.Discard(n)
}

// chunks reads a body that comes in chunks.
func (c *client) chunks(lines *textproto.Reader) (int, error) {
	whole := 0
	for {
		line, err := lines.ReadLine()
		if err != nil {
			return 0, err
		}
		n, err := strconv.ParseUint(line, 16, 31)
		if err != nil {
			return 0, err
		}
		if _, err := io.CopyN(io.Discard, c.in, int64(n)+2); err != nil { // and the line's end
			return 0, err
		}
		if n == 0 {
			return whole, nil
		}
		whole += int(n)
	}
}
