package preflight

import (
	"reflect"
	"testing"
)

func TestRepositories(t *testing.T) {
	t.Parallel()
	const ecr = "123456789012.dkr.ecr.us-east-1.amazonaws.com/"
	web := []Repository{{"123456789012", "us-east-1", "team/web"}}
	unknown := []Repository{{"*", "*", "web"}, {"*", "*", "*/web"}}
	for image, want := range map[string][]Repository{
		ecr + "team/web:1.9":                         web,
		ecr + "team/web:*":                           web,
		ecr + "team/web@sha256:abc":                  web,
		ecr + "team-*/web":                           {{"123456789012", "us-east-1", "team-*/web"}},
		"*.dkr.ecr.us-east-1.amazonaws.com/web:1":    {{"*", "us-east-1", "web"}},
		"123456789012.dkr.ecr.*.amazonaws.com/web:1": {{"123456789012", "*", "web"}},
		"*/web:*":                     unknown,
		"*/web@*":                     unknown,
		"*":                           {{"*", "*", "*"}},
		"*:*":                         {{"*", "*", "*"}},
		"nginx:*":                     nil,
		"nginx":                       nil,
		"shop/web:*":                  nil,
		"public.ecr.aws/nginx/nginx:": nil,
		"":                            nil,
	} {
		if got := repositories(image); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v, want %v", image, got, want)
		}
	}
}

func TestSecretPattern(t *testing.T) {
	t.Parallel()
	const secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:"
	for from, want := range map[string]string{
		secret + "db-a1B2c3":                  secret + "db-a1B2c3",
		secret + "db-a1B2c3:password::":       secret + "db-a1B2c3",
		secret + "db":                         secret + "db-??????",
		secret + "db-test:password::":         secret + "db-test-??????",
		secret + "db-*":                       secret + "db-*",
		secret + "*-a1B2c3":                   secret + "*-a1B2c3",
		"arn:aws:secretsmanager:*:*:secret:a": "arn:aws:secretsmanager:*:*:secret:a-??????",
		"secret:registry":                     "registry-??????",
		"secret:*":                            "*",
		"*":                                   "*",
		"*:password::":                        "*",
		"arn:*":                               "*",
		"/web/key":                            "",
		"/web/*":                              "",
		"arn:aws:ssm:us-east-1:123456789012:parameter/key": "",
		"": "",
	} {
		if got := secretPattern(from); got != want {
			t.Errorf("%q: got %q, want %q", from, got, want)
		}
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	const execution = "arn:aws:iam::123456789012:role/execution"
	of := func(role string, containers ...Container) Named {
		return Task{ExecutionRole: role, TaskRole: "web", Containers: containers}.Named()
	}
	log := Container{Log: Log{Group: "/ecs/web", Region: "us-east-1"}}
	tests := []struct {
		name      string
		got, want Named
	}{
		{"roles alone", of(execution), Named{Roles: []string{execution, "web"}}},
		{
			"a role that is to read parameters", of(execution, Container{Secrets: []SecretRef{{From: "/web/key"}}}),
			Named{Roles: []string{execution, "web"}, Readers: []string{execution}},
		},
		{
			"a role by its name, of which nobody asks what it may", of("execution", Container{Secrets: []SecretRef{{From: "/web/key"}}}),
			Named{Roles: []string{"execution", "web"}},
		},
		{
			"a log group", of("execution", log),
			Named{Roles: []string{"execution", "web"}, LogGroups: []LogGroupName{{"us-east-1", "/ecs/web"}}},
		},
		{
			"log groups that are not asked for", of("execution",
				Container{Log: Log{Group: "a", Create: true}}, Container{Log: Log{Group: "b", Elsewhere: true}}),
			Named{Roles: []string{"execution", "web"}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if !reflect.DeepEqual(tt.got, tt.want) {
				t.Errorf("got %+v, want %+v", tt.got, tt.want)
			}
		})
	}
}
