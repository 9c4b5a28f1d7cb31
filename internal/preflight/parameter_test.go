package preflight

import (
	"strings"
	"testing"
)

func TestParseParameter(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/"
	tests := []struct {
		name, from, region, account, names string
		ok                                 bool
	}{
		{"a name", "/web/key", "", "", "/web/key", true},
		{"a name without a slash", "key", "", "", "key", true},
		{"a name with a version", "/web/key:3", "", "", "/web/key", true},
		{"a name with a label", "key:prod", "", "", "key", true},
		{"an ARN", arn + "web/key", "eu-west-1", "123456789012", "/web/key", true},
		{"an ARN of a name of one part, with a slash or without", arn + "key", "eu-west-1", "123456789012", "/key key", true},
		{"an ARN with a version", arn + "web/key:3", "eu-west-1", "123456789012", "/web/key", true},
		{
			"another partition", "arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/web/key",
			"us-gov-west-1", "123456789012", "/web/key", true,
		},
		{"nothing", "", "", "", "", false},
		{"a secret", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3", "", "", "", false},
		{"the name of a secret", "secret:hub", "", "", "", false},
		{"a secret in Parameter Store", "/aws/reference/secretsmanager/db", "", "", "", false},
		{"the same by its ARN", arn + "aws/reference/secretsmanager/db", "", "", "", false},
		{"a parameter of AWS's own", "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended", "", "", "", false},
		{"a name that only begins like one", "/awsome/key", "", "", "/awsome/key", true},
		{"another service", "arn:aws:s3:::bucket/key", "", "", "", false},
		{"another kind of thing", "arn:aws:ssm:eu-west-1:123456789012:document/web", "", "", "", false},
		{"an ARN that ends early", "arn:aws:ssm:eu-west-1", "", "", "", false},
		{"an ARN of a secret that ends early", "arn:aws:secretsmanager:us-east-1:123456789012:secret", "", "", "", false},
		{"an ARN without a Region", "arn:aws:ssm::123456789012:parameter/web/key", "", "", "", false},
		{"an ARN without a name", arn, "", "", "", false},
		{"a version of nothing", ":3", "", "", "", false},
		{"a slash", "/", "", "", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, ok := parseParameter(tt.from)
			if ok != tt.ok {
				t.Fatalf("got %+v, %t", p, ok)
			}
			if ok && (p.region != tt.region || p.account != tt.account || strings.Join(p.names, " ") != tt.names) {
				t.Errorf("got %+v", p)
			}
		})
	}
}

func TestJudgeParameter(t *testing.T) {
	t.Parallel()
	const own, other = "123456789012", "210987654321"
	tests := []struct {
		name, from, account, there string
		err                        error
		want                       string
	}{
		{"a parameter", "/web/key", own, "/other /web/key", nil, "ok"},
		{"one without a slash by its ARN", "arn:aws:ssm:eu-west-1:" + own + ":parameter/key", own, "key", nil, "ok"},
		{"one with a slash by its ARN", "arn:aws:ssm:eu-west-1:" + own + ":parameter/key", own, "/key", nil, "ok"},
		{
			"a name without a slash is not one with", "key", own, "/key", nil,
			"certainly secrets: there is no parameter key: create it, or correct the name",
		},
		{
			"none", "/web/key", own, "", nil,
			"certainly secrets: there is no parameter /web/key: create it, or correct the name",
		},
		{
			"another case is another name", "/web/KEY", own, "/web/key", nil,
			"certainly secrets: there is no parameter /web/KEY: create it, or correct the name",
		},
		{
			"one of another account", "arn:aws:ssm:eu-west-1:" + other + ":parameter/key", own, "", nil,
			"skipped: it may be shared by account " + other,
		},
		{
			"one of an account, where that of the tasks is not known", "arn:aws:ssm:eu-west-1:" + own + ":parameter/key", "", "", nil,
			"skipped: it may be shared by account " + own,
		},
		{"a denial", "/web/key", own, "", refused("AccessDeniedException"), "skipped: not allowed to call ssm:DescribeParameters"},
		{
			"a name that is none", "web/key", own, "", refused("ValidationException"),
			"skipped: ssm:DescribeParameters: ValidationException",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, ok := parseParameter(tt.from)
			if !ok {
				t.Fatal("it is no parameter")
			}
			same(t, judgeParameter(t.Context(), Check{Kind: Parameter}, p, tt.account, strings.Fields(tt.there), tt.err), tt.want)
		})
	}
}

func TestAccountOfTasks(t *testing.T) {
	t.Parallel()
	const role = "arn:aws:iam::123456789012:role/web"
	for want, task := range map[string]Task{
		"":             {ExecutionRole: "web", TaskRole: "arn:aws"},
		"123456789012": {ExecutionRole: "web", TaskRole: role},
		"210987654321": {ExecutionRole: "arn:aws:iam::210987654321:role/exec", TaskRole: role},
	} {
		if got := task.account(); got != want {
			t.Errorf("%+v: got %q", task, got)
		}
	}
}
