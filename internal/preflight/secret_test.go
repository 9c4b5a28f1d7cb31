package preflight

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
)

func TestParseSecret(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:web/db-a1b2c3"
	plain := secretRef{id: arn, region: "us-east-1", name: "web/db-a1b2c3"}
	with := func(stage, version string) secretRef {
		s := plain
		s.stage, s.version = stage, version
		return s
	}
	const china = "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:db-a1b2c3"
	tests := []struct {
		name, from string
		want       secretRef
		ok         bool
	}{
		{"an ARN", arn, plain, true},
		{"a key", arn + ":password::", plain, true},
		{"a key without the rest", arn + ":password", plain, true},
		{"a stage", arn + "::AWSPREVIOUS:", with("AWSPREVIOUS", ""), true},
		{"a version", arn + ":::9d4cb84b", with("", "9d4cb84b"), true},
		{"a key, a stage and a version", arn + ":password:AWSPENDING:9d4cb84b", with("AWSPENDING", "9d4cb84b"), true},
		{"more colons than there are parts", arn + ":password:AWSPENDING:9d4cb84b:more", with("AWSPENDING", "9d4cb84b"), true},
		{"another partition", china + ":password::", secretRef{id: china, region: "cn-north-1", name: "db-a1b2c3"}, true},
		{"a name, of the credentials of a registry", "secret:hub", secretRef{id: "hub", name: "hub"}, true},
		{"nothing", "", secretRef{}, false},
		{"a parameter", "arn:aws:ssm:us-east-1:123456789012:parameter/web/key", secretRef{}, false},
		{"the name of a parameter", "/web/key", secretRef{}, false},
		{"an ARN without a name", "arn:aws:secretsmanager:us-east-1:123456789012:secret", secretRef{}, false},
		{"seven words that are no ARN", "a:b:secretsmanager:d:e:f:g", secretRef{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, ok := parseSecret(tt.from); got != tt.want || ok != tt.ok {
				t.Errorf("got %+v, %t", got, ok)
			}
		})
	}
}

func TestJudgeSecret(t *testing.T) {
	t.Parallel()
	versions := map[string][]string{"v2": {"AWSCURRENT", "blue"}, "v1": {"AWSPREVIOUS"}}
	there := described{Versions: versions}
	tests := []struct {
		name           string
		stage, version string
		described      described
		err            error
		want           string
	}{
		{"a secret", "", "", there, nil, "ok"},
		{"a stage that is there", "AWSPREVIOUS", "", there, nil, "ok"},
		{"a stage of one's own", "blue", "", there, nil, "ok"},
		{"a version that is there", "", "v1", there, nil, "ok"},
		{"a version with its stage", "AWSCURRENT", "v2", there, nil, "ok"},
		{
			"a stage that is not there", "green", "", there, nil,
			"certainly secrets: the secret db has no version green: name a stage that is there, or none",
		},
		{
			"a version without a stage may be there all the same", "", "v0", there, nil,
			"perhaps secrets: the secret db has no version v0 that a stage keeps: name a version that has a stage, or none",
		},
		{
			"a version without a stage has not that which is named", "AWSCURRENT", "v0", there, nil,
			"certainly secrets: version v0 of the secret db is not AWSCURRENT: name only one of both",
		},
		{
			"a version of another stage", "AWSCURRENT", "v1", there, nil,
			"certainly secrets: version v1 of the secret db is not AWSCURRENT: name only one of both",
		},
		{
			"no value", "", "",
			described{},
			nil,
			"certainly secrets: the secret db has no value: give it one",
		},
		{
			"no value, with a stage", "AWSCURRENT", "",
			described{},
			nil,
			"certainly secrets: the secret db has no value: give it one",
		},
		{
			"a value that never became the current one", "", "",
			described{Versions: map[string][]string{"v1": {"AWSPENDING"}}},
			nil,
			"certainly secrets: the secret db has no version AWSCURRENT: name a stage that is there, or give it a value",
		},
		{
			"a secret that is about to go", "", "",
			described{Deleted: aws.Float64(1.8e9), Versions: versions},
			nil,
			"certainly secrets: the secret db is scheduled to be deleted: aws secretsmanager restore-secret --secret-id arn:db",
		},
		{
			"no secret", "", "",
			described{},
			refused("ResourceNotFoundException"),
			"certainly secrets: there is no secret db: create it, or correct the ARN with its last six characters",
		},
		{
			"a denial", "", "",
			described{},
			refused("AccessDeniedException"),
			"skipped: not allowed to call secretsmanager:DescribeSecret",
		},
		{
			"a key that is not allowed to be used", "", "",
			described{},
			refused("DecryptionFailure"),
			"skipped: secretsmanager:DescribeSecret: DecryptionFailure",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := secretRef{id: "arn:db", name: "db", stage: tt.stage, version: tt.version}
			same(t, judgeSecret(t.Context(), Check{Kind: Secret}, s, tt.described, tt.err), tt.want)
		})
	}
}
