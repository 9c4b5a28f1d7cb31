package cli

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// denying answers some operations as a service does for who may not call them, on the
// wire: in JSON or, for the Query protocol, in XML.
type denying struct {
	simulator  http.RoundTripper
	operations []string
}

func (d denying) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	status, answer := http.StatusBadRequest, `{"__type":"AccessDeniedException","Message":"User: me is not authorized to perform that"}`
	_, operation, inJSON := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if !inJSON {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, err
		}
		operation, status = form.Get("Action"), http.StatusForbidden
		answer = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>` +
			`<Message>User: me is not authorized to perform that</Message></Error></ErrorResponse>`
	}
	if !slices.Contains(d.operations, operation) {
		return d.simulator.RoundTrip(r)
	}
	return &http.Response{
		StatusCode: status, Status: fmt.Sprint(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer)),
	}, nil
}

// played is what a command says to who may not call some operations.
func played(t *testing.T, p play, denied ...string) (said string, c *caller) {
	t.Helper()
	c = &caller{between: func(simulator http.RoundTripper) http.RoundTripper { return denying{simulator, denied} }}
	return c.play(t, p), c
}

// looking are the operations that only look before a deploy.
func looking() (operations []string) {
	for _, p := range permissions {
		if p.on > logs {
			_, operation, _ := strings.Cut(p.action, ":")
			operations = append(operations, operation)
		}
	}
	return operations
}

const (
	withMissing = " -f " + missing + "/steady.yaml"
	taskFile    = missing + "/task.yaml"
)

func TestPlanSaysWhatItMayNotLookAt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		denied []string
		want   []string // lines, of which the first says what the checks come to
	}{
		{"nothing may be looked at", looking(), []string{
			"  Checks: 1 problem, 0 of 13 ok",
			"    ! The health checks of target group web ask port 9090, which no container",
			"      maps: have them ask the traffic port, or map that port.",
			"    · Skipped image 123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1.9: not",
			"      allowed to call ecr:DescribeImages.",
			"    · Skipped execution role web-execution and 1 more: not allowed to call",
			"      iam:GetRole.",
			"    · Skipped secret web/database-a1b2c3 and 1 more: not allowed to call",
			"      secretsmanager:DescribeSecret.",
			"    · Skipped parameter /web/token and 1 more: not allowed to call",
			"      ssm:DescribeParameters.",
			"    · Skipped access web/database-a1b2c3 and 3 more: not allowed to call",
			"      iam:SimulatePrincipalPolicy.",
			"    · Skipped log group /ecs/web: not allowed to call logs:DescribeLogStreams.",
		}},
		{"images", []string{"DescribeImages"}, []string{
			"  Checks: 6 problems, 4 of 11 ok",
			"    · Skipped image 123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1.9: not",
			"      allowed to call ecr:DescribeImages.",
		}},
		{"the tags that are there, so that none is proposed", []string{"ListImages"}, []string{
			"  Checks: 7 problems, 4 of 11 ok",
			"    ✗ " + taskFile + `:6:12: repository web has no`,
			`      image tagged "1.9": push it, or name a tag that is there`,
		}},
		{"the pull through cache, which may have it", []string{"DescribePullThroughCacheRules"}, []string{
			"  Checks: 7 problems, 4 of 11 ok",
			"    ! " + taskFile + `:6:12: repository web has no`,
			`      image tagged "1.9": did you mean "1.9.0"?`,
		}},
		{"roles", []string{"GetRole"}, []string{
			"  Checks: 6 problems, 3 of 11 ok",
			"    · Skipped execution role web-execution and 1 more: not allowed to call",
			"      iam:GetRole.",
		}},
		{"what roles allow", []string{"SimulatePrincipalPolicy"}, []string{
			"  Checks: 6 problems, 3 of 11 ok",
			"    · Skipped access web/database-a1b2c3 and 1 more: not allowed to call",
			"      iam:SimulatePrincipalPolicy.",
		}},
		{"log groups", []string{"DescribeLogStreams"}, []string{
			"  Checks: 6 problems, 4 of 11 ok",
			"    · Skipped log group /ecs/web: not allowed to call logs:DescribeLogStreams.",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				said, _ := played(t, play{missing, "", "plan web" + withMissing, 0}, tt.denied...)
				if !strings.Contains(said, strings.Join(tt.want[:1], "")+"\n") ||
					!strings.Contains(said, strings.Join(tt.want[1:], "\n")+"\n") || strings.Contains(said, "MARKER") {
					t.Errorf("it says\n%s", said)
				}
			})
		})
	}
}

func TestCheckOnlineSaysWhatItMayNotLookAt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		said, _ := played(t, play{missing, "", "check --online" + withMissing, 0}, looking()...)
		const want = `1 file: no errors, 1 warning; 0 of 13 checks online ok
skipped image 123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1.9: not allowed to call ecr:DescribeImages
skipped execution role web-execution and 1 more: not allowed to call iam:GetRole
skipped secret web/database-a1b2c3 and 1 more: not allowed to call secretsmanager:DescribeSecret
skipped parameter /web/token and 1 more: not allowed to call ssm:DescribeParameters
skipped access web/database-a1b2c3 and 3 more: not allowed to call iam:SimulatePrincipalPolicy
skipped log group /ecs/web: not allowed to call logs:DescribeLogStreams
warning: the health checks of target group web ask port 9090, which no container maps (have them ask the traffic port, or map that port)
`
		if said != want {
			t.Errorf("it says\n%s", said)
		}
	})
}

// A deploy that may not look goes on to its end; with all that is missing it is begun.
func TestDeployGoesOnWithoutLooking(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		play  play
		calls []string // some of them
		want  string   // how it ends
	}{
		{
			"a service that is new",
			play{"textbook", "", "deploy shop --progress plain -f examples/fargate-web/steady.yaml", 0},
			[]string{"iam:GetRole", "logs:DescribeLogStreams", "ecs:CreateService"},
			"settled on shop:1 in 42s\n",
		},
		{
			"a service of which much is missing",
			play{missing, "", "deploy web --no-watch --progress plain" + withMissing, 0},
			[]string{"ecr:DescribeImages", "ssm:DescribeParameters", "ecs:UpdateService"},
			"updated web:1 -> web:2",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				said, c := played(t, tt.play, looking()...)
				for _, action := range tt.calls {
					if !c.called[action] {
						t.Errorf("%s was not called", action)
					}
				}
				if !strings.Contains(said, tt.want) || strings.Contains(said, "error") || strings.Contains(said, "MARKER") {
					t.Errorf("it says\n%s", said)
				}
			})
		})
	}
}
