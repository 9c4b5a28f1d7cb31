package ecssim

import (
	"net"
	"net/http"
	"strings"
)

// local says whether a request names this machine and comes from no web page. A
// page can make a browser send requests to the loopback address, by a name that
// it controls, by its own script, by a form or as an image; the name, the Origin
// and what browsers say of the site give it away. "none" is a person who typed
// the address.
func local(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); r.Header.Get("Origin") != "" || site != "" && site != "none" {
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
