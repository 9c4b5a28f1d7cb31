package agent

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Port is where the agent serves its introspection API.
const Port = "51678"

// Local is the agent of this machine.
const Local = "127.0.0.1:" + Port

// Host is where an agent is. The zero value is none; [ParseHost] makes them.
type Host struct {
	name string // as people read it: "127.0.0.1:51678"
	url  string // without a slash at the end
}

func (h Host) String() string { return h.name }

// HostError is a text that names no agent.
type HostError struct{ Why string }

func (e *HostError) Error() string { return "HOST " + e.Why }

// ParseHost reads a name, name:port, IPv4 or IPv6 address, [IPv6]:port or an
// http:// URL, whose path is where the pages of the agent are below. The port is
// [Port] unless one is given. An error is a [HostError]; it never repeats a URL,
// which may hold a password.
func ParseHost(text string) (Host, error) {
	if strings.Contains(text, "://") {
		return parseURL(text)
	}
	name, port := text, Port
	if inner, ok := strings.CutPrefix(text, "["); ok && strings.HasSuffix(inner, "]") {
		name = strings.TrimSuffix(inner, "]")
	} else if _, err := netip.ParseAddr(text); err != nil && strings.Contains(text, ":") {
		if name, port, err = net.SplitHostPort(text); err != nil {
			return Host{}, &HostError{fmt.Sprintf("%q is no name, name:port, address or http:// URL", text)}
		}
	}
	return newHost(name, port, "")
}

func parseURL(text string) (Host, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "":
		return Host{}, &HostError{"is a URL that cannot be read"}
	case u.Scheme != "http":
		return Host{}, &HostError{fmt.Sprintf("has the scheme %s; an agent speaks plain http", u.Scheme)}
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return Host{}, &HostError{"is a URL with more than host, port and path"}
	}
	port := u.Port()
	if port == "" {
		port = Port
	}
	return newHost(u.Hostname(), port, strings.TrimRight(u.EscapedPath(), "/"))
}

func newHost(name, port, path string) (Host, error) {
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 {
		return Host{}, &HostError{fmt.Sprintf("has the port %q; a port is 1 to 65535", port)}
	}
	if addr, err := netip.ParseAddr(name); err != nil {
		if !isName(name) {
			return Host{}, &HostError{fmt.Sprintf("%q is no name of a machine", name)}
		}
	} else {
		name = addr.String()
	}
	place := net.JoinHostPort(name, strconv.FormatUint(number, 10))
	base := url.URL{Scheme: "http", Host: place}
	host := Host{name: place, url: base.String() + path}
	if path != "" {
		host.name = host.url
	}
	return host, nil
}

// isName tells the name of a machine; underscores do occur.
func isName(text string) bool {
	return text != "" && len(text) <= 253 && strings.Trim(text, letters+"._-") == "" &&
		!strings.ContainsAny(text[:1], ".-") && !strings.HasSuffix(text, "-")
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
