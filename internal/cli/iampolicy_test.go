package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// overhearing keeps the action of each request of a check with the ARN that it is about.
type overhearing struct {
	simulator http.RoundTripper
	mu        sync.Mutex
	asked     map[string][]string
}

func (o *overhearing) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	const at = ":us-east-1:123456789012:"
	_, operation, inJSON := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var in struct{ RegistryID, RepositoryName, SecretID, LogGroupName string }
	form := url.Values{}
	if inJSON {
		_ = json.Unmarshal(body, &in) // what has none of the members is about nothing
	} else if form, err = url.ParseQuery(string(body)); err != nil {
		return nil, err
	}
	arns := map[string]string{
		"ecr:DescribeImages":            "ecr:us-east-1:" + in.RegistryID + ":repository/" + in.RepositoryName,
		"ecr:ListImages":                "ecr:us-east-1:" + in.RegistryID + ":repository/" + in.RepositoryName,
		"iam:GetRole":                   "iam::123456789012:role/" + form.Get("RoleName"),
		"iam:SimulatePrincipalPolicy":   strings.TrimPrefix(form.Get("PolicySourceArn"), "arn:aws:"),
		"secretsmanager:DescribeSecret": strings.TrimPrefix(in.SecretID, "arn:aws:"),
		"logs:DescribeLogStreams":       "logs" + at + "log-group:" + in.LogGroupName + ":log-stream:",
	}
	for action, arn := range arns {
		if _, name, _ := strings.Cut(action, ":"); name == operation || name == form.Get("Action") {
			o.mu.Lock()
			o.asked[action] = append(o.asked[action], "arn:aws:"+arn)
			o.mu.Unlock()
		}
	}
	return o.simulator.RoundTrip(r)
}

// What the checks ask for by name the policy of the same files allows.
func TestThePolicyAllowsWhatTheChecksAskFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		heard := &overhearing{asked: map[string][]string{}}
		c := &caller{between: func(simulator http.RoundTripper) http.RoundTripper {
			heard.simulator = simulator
			return heard
		}}
		c.play(t, play{missing, "", "plan web" + withMissing, 0})
		said, code := c.run(t, "iam-policy plan"+withMissing)
		var allowed policy
		if err := json.Unmarshal([]byte(said), &allowed); err != nil || code != 0 {
			t.Fatalf("%v: %s", err, said)
		}
		if len(heard.asked) != 6 {
			t.Errorf("asked %v", heard.asked)
		}
		for action, arns := range heard.asked {
			for _, arn := range arns {
				if err := permits(allowed, action, arn); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

// permits says whether a policy does not allow an action on a resource by its name.
func permits(p policy, action, arn string) error {
	for _, st := range p.Statement {
		if !slices.Contains(st.Action, action) {
			continue
		}
		for _, pattern := range st.Resource {
			escaped := strings.NewReplacer("/", "|").Replace
			if ok, err := path.Match(escaped(pattern), escaped(arn)); pattern != anything && ok && err == nil {
				return nil
			}
		}
		return fmt.Errorf("%s on %s is not among %q", action, arn, st.Resource)
	}
	return fmt.Errorf("%s is not allowed", action)
}
