package ecssim

import (
	"net"
	"net/http"
	"strings"
)

// local says whether a request names this machine and comes from no web page. A
// page can make a browser send requests to the loopback address, by a name that
// it controls or by its own script; the name and the Origin give it away.
func local(r *http.Request) bool {
	if r.Header.Get("Origin") != "" {
		return false
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return ip != nil && ip.IsLoopback()
}
