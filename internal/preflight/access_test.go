package preflight

import (
	"encoding/xml"
	"fmt"
	"maps"
	"strings"
	"testing"
)

func TestJudgeAccess(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3"
	const denied = "perhaps secrets: the policies of role exec do not allow secretsmanager:GetSecretValue on db-a1b2c3: " +
		"allow secretsmanager:GetSecretValue on " + arn
	tests := []struct {
		name, decision string
		err            error
		want           string
	}{
		{"a role that may", "allowed", nil, "ok"},
		{"a role whose policies say nothing", "implicitDeny", nil, denied},
		{"a role whose policies say no", "explicitDeny", nil, denied},
		{"no decision", "", nil, "skipped: iam:SimulatePrincipalPolicy did not say"},
		{"no role", "", refused("NoSuchEntity"), "skipped: there is no role exec"},
		{"a denial", "", refused("AccessDenied"), "skipped: not allowed to call iam:SimulatePrincipalPolicy"},
		{"a throttled call", "", refused("Throttling"), "skipped: too many calls of iam:SimulatePrincipalPolicy"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			decided := map[string]string{"another": "allowed"}
			if tt.decision != "" {
				decided[arn] = tt.decision
			}
			got := judgeAccess(t.Context(), Check{Kind: Access, Subject: arn}, "exec", readSecret, decided, tt.err)
			same(t, got, tt.want)
			if got.Subject != "db-a1b2c3" {
				t.Errorf("the subject is %s", got.Subject)
			}
		})
	}
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	const answer = `<EvaluationResults>
<member><EvalResourceName>a</EvalResourceName><EvalDecision>allowed</EvalDecision></member>
<member><EvalResourceName>*</EvalResourceName><EvalDecision>implicitDeny</EvalDecision><ResourceSpecificResults>
<member><EvalResourceName>b</EvalResourceName><EvalResourceDecision>explicitDeny</EvalResourceDecision></member>
<member><EvalResourceName>c</EvalResourceName><EvalResourceDecision>allowed</EvalResourceDecision></member>
</ResourceSpecificResults></member></EvaluationResults>`
	var out struct {
		Results []evaluation `xml:"member"`
	}
	if err := xml.Unmarshal([]byte(answer), &out); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a": "allowed", "*": "implicitDeny", "b": "explicitDeny", "c": "allowed"}
	if got := decisions(out.Results); !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if got := decisions(nil); len(got) != 0 {
		t.Errorf("nothing is %v", got)
	}
}

func TestWhatTheExecutionRoleIsAskedFor(t *testing.T) {
	t.Parallel()
	const role = "arn:aws-cn:iam::123456789012:role/exec"
	const secret = "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:db-a1b2c3"
	const parameter = "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/"
	tests := []struct {
		name, role, from, want string
	}{
		{"a secret without its key", role, secret + ":password::", secret},
		{"a secret twice", role, secret + ":a:: " + secret + ":b::", secret},
		{"a parameter by its ARN", role, parameter + "web/key", parameter + "web/key"},
		{"a parameter by its ARN, without its version", role, parameter + "web/key:3", parameter + "web/key"},
		{"a parameter by its name", role, "/web/key", parameter + "web/key"},
		{"a parameter without a slash", role, "key", parameter + "key"},
		{"a parameter by both", role, "/web/key " + parameter + "web/key", parameter + "web/key"},
		{"both kinds", role, secret + " /web/key", secret + " " + parameter + "web/key"},
		{"credentials by their name, of which the ARN is not known", role, "secret:hub", ""},
		{"a role by its name, of which the account is not known", "exec", secret, ""},
		{"no role", "", secret, ""},
		{"no secrets", role, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var c Container
			for i, from := range strings.Fields(tt.from) {
				c.Secrets = append(c.Secrets, SecretRef{from, fmt.Sprintf("secrets[%d]", i)})
			}
			var got []string
			for _, j := range (Clients{}).access(Task{Region: "cn-north-1", ExecutionRole: tt.role, Containers: []Container{c}}) {
				for _, check := range j.checks {
					got = append(got, check.Subject)
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %s", got)
			}
		})
	}
}
