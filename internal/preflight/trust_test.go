package preflight

import (
	"net/url"
	"testing"
)

func TestTrusts(t *testing.T) {
	t.Parallel()
	of := func(statement string) string { return `{"Version":"2012-10-17","Statement":` + statement + `}` }
	tests := []struct {
		name, document string
		trusted, known bool
	}{
		{
			"the service",
			of(`[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]`), true, true,
		},
		{
			"one statement that is no list",
			of(`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}`), true, true,
		},
		{
			"the service among others",
			of(`[{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com","ecs-tasks.amazonaws.com"]},"Action":["sts:TagSession","sts:AssumeRole"]}]`),
			true, true,
		},
		{
			"the second statement",
			of(`[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::1:root"},"Action":"sts:AssumeRole"},` +
				`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:*"}]`), true, true,
		},
		{"letters of any case", of(`{"Effect":"Allow","Principal":{"Service":"ECS-Tasks.amazonaws.com"},"Action":"STS:assumerole"}`), true, true},
		{"a pattern of actions", of(`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:Assume*"}`), true, true},
		{"anybody", of(`{"Effect":"Allow","Principal":"*","Action":"*"}`), true, true},
		{"anybody of AWS", of(`{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}`), true, true},
		{"all but some principals", of(`{"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::1:root"},"Action":"sts:AssumeRole"}`), true, true},
		{"all but some actions", of(`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"NotAction":"sts:TagSession"}`), true, true},
		{
			"a condition, which may be met",
			of(`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole",` +
				`"Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}}`), true, true,
		},
		{"instances only", of(`{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}`), false, true},
		{"ECS, but not its tasks", of(`{"Effect":"Allow","Principal":{"Service":"ecs.amazonaws.com"},"Action":"sts:AssumeRole"}`), false, true},
		{"another action", of(`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity"}`), false, true},
		{"a denial", of(`{"Effect":"Deny","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}`), false, true},
		{"no principal", of(`{"Effect":"Allow","Action":"sts:AssumeRole"}`), false, true},
		{"a pattern that is none", of(`{"Effect":"Allow","Principal":"*","Action":"sts:[" }`), false, true},
		{"nothing", ``, false, false},
		{"no JSON", `<html>`, false, false},
		{"another JSON", `"*"`, false, false},
		{"no statement", `{"Version":"2012-10-17"}`, false, false},
		{"statements of null", of(`null`), false, false},
		{"an empty list of statements", of(`[]`), false, false},
		{"a statement that is a word", of(`"Allow"`), false, false},
		{"principals that are numbers", of(`{"Effect":"Allow","Principal":{"Service":1},"Action":"sts:AssumeRole"}`), false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for form, document := range map[string]string{
				"of a query": url.QueryEscape(tt.document), "of a path": url.PathEscape(tt.document),
			} {
				if trusted, known := trusts(document); trusted != tt.trusted || known != tt.known {
					t.Errorf("as that %s: got %t, %t", form, trusted, known)
				}
			}
		})
	}
	if _, known := trusts("%zz"); known {
		t.Error("an escape that is none was read")
	}
}

func TestJudgeRole(t *testing.T) {
	t.Parallel()
	trusting := func(service string) role {
		return role{Trust: `{"Statement":{"Effect":"Allow","Principal":{"Service":"` + service + `"},"Action":"sts:AssumeRole"}}`}
	}
	tests := []struct {
		name string
		kind Kind
		role role
		err  error
		want string
	}{
		{"a role of tasks", TaskRole, trusting("ecs-tasks.amazonaws.com"), nil, "ok"},
		{
			"a role of instances", TaskRole, trusting("ec2.amazonaws.com"), nil,
			"certainly role: the role web does not trust ecs-tasks.amazonaws.com: " +
				"let its trust policy allow sts:AssumeRole to ecs-tasks.amazonaws.com",
		},
		{"a trust policy that is none", ExecutionRole, role{}, nil, "skipped: its trust policy could not be read"},
		{
			"no role", ExecutionRole,
			role{},
			refused("NoSuchEntity"),
			"certainly role: there is no role web: create it, or name one that is there",
		},
		{"a denial", ExecutionRole, role{}, refused("AccessDenied"), "skipped: not allowed to call iam:GetRole"},
		{"the role of ECS itself, which tasks need not have", LinkedRole, trusting("ecs.amazonaws.com"), nil, "ok"},
		{
			"the role of ECS itself that is not there yet", LinkedRole,
			role{},
			refused("NoSuchEntity"),
			"perhaps refused: there is no role AWSServiceRoleForECS yet: ECS makes it with the service, for who may: " +
				"aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			same(t, judgeRole(t.Context(), Check{Kind: tt.kind, Subject: "web"}, tt.role, tt.err), tt.want)
		})
	}
}

func TestRoleName(t *testing.T) {
	t.Parallel()
	for ref, want := range map[string]string{
		"": "", "web": "web", "arn:aws:iam::123456789012:role/web": "web", "arn:aws-cn:iam::123456789012:role/team/web": "web",
	} {
		if got := roleName(ref); got != want {
			t.Errorf("%s: got %q", ref, got)
		}
	}
}
