package agent_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ecs-steady/steady/internal/agent"
)

func TestParseHost(t *testing.T) {
	tests := []struct{ text, name, asked string }{
		{"localhost", "localhost:51678", "http://localhost:51678/v1/metadata"},
		{"10.0.1.17", "10.0.1.17:51678", "http://10.0.1.17:51678/v1/metadata"},
		{"ip-10-0-1-17.ec2.internal:80", "ip-10-0-1-17.ec2.internal:80", "http://ip-10-0-1-17.ec2.internal:80/v1/metadata"},
		{"::1", "[::1]:51678", "http://[::1]:51678/v1/metadata"},
		{"[::1]", "[::1]:51678", "http://[::1]:51678/v1/metadata"},
		{"[fd00:0::9]:8080", "[fd00::9]:8080", "http://[fd00::9]:8080/v1/metadata"},
		{"fe80::1%eth0", "[fe80::1%eth0]:51678", "http://[fe80::1%25eth0]:51678/v1/metadata"},
		{"http://10.0.1.17", "10.0.1.17:51678", "http://10.0.1.17:51678/v1/metadata"},
		{"http://[::1]:8080/", "[::1]:8080", "http://[::1]:8080/v1/metadata"},
		{"HTTP://h:1/a/b/", "http://h:1/a/b", "http://h:1/a/b/v1/metadata"},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			asked := ""
			client := agent.Client{Transport: answers(func(r *http.Request) (*http.Response, error) {
				asked = r.URL.String()
				return nil, errors.New("enough")
			})}
			h, err := agent.ParseHost(tt.text)
			if err != nil || h.String() != tt.name {
				t.Fatalf("%s is %q, %v; want %q", tt.text, h, err, tt.name)
			}
			if _, err := client.Metadata(t.Context(), h); err == nil || asked != tt.asked {
				t.Errorf("%s asks %s, want %s", tt.text, asked, tt.asked)
			}
		})
	}
}

func TestRefusesWhatIsNoHost(t *testing.T) {
	for text, why := range map[string]string{
		"":                      "no name of a machine",
		"a b":                   "no name of a machine",
		"-x":                    "no name of a machine",
		"a/b":                   "no name of a machine",
		"user@host":             "no name of a machine",
		"host:0":                "a port is 1 to 65535",
		"host:65536":            "a port is 1 to 65535",
		"host:http":             "a port is 1 to 65535",
		"::1]":                  "no name, name:port",
		"[::1":                  "no name, name:port",
		"1:2:3":                 "no name, name:port",
		"https://host":          "speaks plain http",
		"http://":               "cannot be read",
		"http://h/%zz":          "cannot be read",
		"http://h/?a=b":         "more than host, port and path",
		"http://me:s3cret@host": "more than host, port and path",
		"\x1b[2J":               "no name",
	} {
		_, err := agent.ParseHost(text)
		var wrong *agent.HostError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), why) {
			t.Errorf("%q gives %v, want %q", text, err, why)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("the error repeats a password: %v", err)
		}
	}
}
