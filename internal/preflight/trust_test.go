package preflight

import (
	"net/url"
	"testing"
)

func TestTrusts(t *testing.T) {
	t.Parallel()
	of := func(statement string) string { return `{"Version":"2012-10-17","Statement":` + statement + `}` }
	const allowed = `{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}`
	denied := func(rest string) string { return of(`[` + allowed + `,{"Effect":"Deny",` + rest + `}]`) }
	tests := []struct {
		name, document string
		want           trust
	}{
		{
			"the service",
			of(`[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]`), given,
		},
		{
			"one statement that is no list",
			of(`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}`), given,
		},
		{
			"the service among others",
			of(`[{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com","ecs-tasks.amazonaws.com"]},"Action":["sts:TagSession","sts:AssumeRole"]}]`),
			given,
		},
		{
			"the second statement",
			of(`[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::1:root"},"Action":"sts:AssumeRole"},` +
				`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:*"}]`), given,
		},
		{"letters of any case", of(`{"Effect":"Allow","Principal":{"Service":"ECS-Tasks.amazonaws.com"},"Action":"STS:assumerole"}`), given},
		{"a pattern of actions", of(`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:Assume*"}`), given},
		{"anybody", of(`{"Effect":"Allow","Principal":"*","Action":"*"}`), given},
		{"anybody of AWS", of(`{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}`), given},
		{"all but some principals", of(`{"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::1:root"},"Action":"sts:AssumeRole"}`), given},
		{"all but some actions", of(`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"NotAction":"sts:TagSession"}`), given},
		{
			"a condition, which may be met",
			of(`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole",` +
				`"Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}}`), given,
		},
		{"instances only", of(`{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}`), withheld},
		{"ECS, but not its tasks", of(`{"Effect":"Allow","Principal":{"Service":"ecs.amazonaws.com"},"Action":"sts:AssumeRole"}`), withheld},
		{"another action", of(`{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity"}`), withheld},
		{"all but what is asked", of(`{"Effect":"Allow","Principal":"*","NotAction":["sts:TagSession","sts:Assume*"]}`), withheld},
		{"all but who asks", of(`{"Effect":"Allow","NotPrincipal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}`), withheld},
		{"a denial of what nothing allows", of(`{"Effect":"Deny","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}`), withheld},
		{"a denial wins", denied(`"Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"`), refuses},
		{"a denial wins that comes first", of(`[{"Effect":"Deny","Principal":"*","Action":"*"},` + allowed + `]`), refuses},
		{"a denial to anybody", denied(`"Principal":{"AWS":"*"},"Action":"sts:*"`), refuses},
		{"a denial of all but another action", denied(`"Principal":"*","NotAction":"sts:TagSession"`), refuses},
		{"a condition of nothing is none", denied(`"Principal":"*","Action":"sts:AssumeRole","Condition":{}`), refuses},
		{"a denial to others", denied(`"Principal":{"Service":"ec2.amazonaws.com","AWS":"arn:aws:iam::1:root"},"Action":"sts:AssumeRole"`), given},
		{"a denial of another action", denied(`"Principal":"*","Action":"sts:TagSession"`), given},
		{"a denial of all but what is asked", denied(`"Principal":"*","NotAction":"sts:AssumeRole"`), given},
		{"a denial to all but who asks", denied(`"NotPrincipal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"`), given},
		{"a denial to all but another, which services may be among", denied(`"NotPrincipal":{"AWS":"arn:aws:iam::1:root"},"Action":"sts:*"`), depends},
		{
			"a denial on a condition, which may be met",
			denied(`"Principal":"*","Action":"sts:AssumeRole","Condition":{"StringNotEquals":{"aws:SourceAccount":"123456789012"}}`),
			depends,
		},
		{
			"a denial wins over one on a condition",
			of(`[` + allowed + `,{"Effect":"Deny","Principal":"*","Action":"*","Condition":{"Bool":{"a":"b"}}},` +
				`{"Effect":"Deny","Principal":"*","Action":"*"}]`), refuses,
		},
		{
			"a denial on a condition of what nothing allows",
			of(`{"Effect":"Deny","Principal":"*","Action":"*","Condition":{"Bool":{"a":"b"}}}`), withheld,
		},
		{"no principal", of(`{"Effect":"Allow","Action":"sts:AssumeRole"}`), withheld},
		{"a pattern that is none", of(`{"Effect":"Allow","Principal":"*","Action":"sts:[" }`), withheld},
		{"nothing", ``, unread},
		{"no JSON", `<html>`, unread},
		{"another JSON", `"*"`, unread},
		{"no statement", `{"Version":"2012-10-17"}`, unread},
		{"statements of null", of(`null`), unread},
		{"an empty list of statements", of(`[]`), unread},
		{"a statement that is a word", of(`"Allow"`), unread},
		{"principals that are numbers", of(`{"Effect":"Allow","Principal":{"Service":1},"Action":"sts:AssumeRole"}`), unread},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for form, document := range map[string]string{
				"of a query": url.QueryEscape(tt.document), "of a path": url.PathEscape(tt.document),
			} {
				if got := trusts(document); got != tt.want {
					t.Errorf("as that %s: got %d, want %d", form, got, tt.want)
				}
			}
		})
	}
	if trusts("%zz") != unread {
		t.Error("an escape that is none was read")
	}
}

func TestJudgeRole(t *testing.T) {
	t.Parallel()
	trusting := func(service string) role {
		return role{Trust: `{"Statement":{"Effect":"Allow","Principal":{"Service":"` + service + `"},"Action":"sts:AssumeRole"}}`}
	}
	denying := func(more string) role {
		return role{Trust: `{"Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"},` +
			`{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"` + more + `}]}`}
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
		{
			"a role that is denied to tasks", TaskRole,
			denying(``),
			nil,
			"certainly role: the trust policy of role web denies sts:AssumeRole to ecs-tasks.amazonaws.com: " +
				"take that Deny out of it: it wins over what is allowed",
		},
		{
			"a role that is denied to tasks on a condition", TaskRole,
			denying(`,"Condition":{"StringNotEquals":{"aws:SourceAccount":"123456789012"}}`),
			nil,
			"skipped: cannot tell whether a Deny of its trust policy holds",
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
