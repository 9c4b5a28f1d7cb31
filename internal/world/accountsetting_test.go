package world

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const insights = types.SettingNameContainerInsights

// user is a principal other than the caller.
const user = "arn:aws:iam::123456789012:user/ann"

// effective is what a setting is for a principal.
func (l *lab) effective(name types.SettingName, principal string) string {
	l.t.Helper()
	out := must(l.ListAccountSettings(&ecs.ListAccountSettingsInput{
		Name: name, PrincipalArn: aws.String(principal), EffectiveSettings: true,
	}))(l.t)
	if len(out.Settings) != 1 {
		l.t.Fatalf("settings %+v", out.Settings)
	}
	return *out.Settings[0].Value
}

func TestASettingOfAPrincipalWinsOverTheDefault(t *testing.T) {
	l := newLab(t, Options{})
	must(l.PutAccountSettingDefault(&ecs.PutAccountSettingDefaultInput{Name: insights, Value: aws.String("enabled")}))(t)
	must(l.PutAccountSetting(&ecs.PutAccountSettingInput{
		Name: insights, Value: aws.String("enhanced"), PrincipalArn: aws.String(user),
	}))(t)
	if root, ann := l.effective(insights, l.Caller()), l.effective(insights, user); root != "enabled" || ann != "enhanced" {
		t.Errorf("root %s, user %s", root, ann)
	}
	out := must(l.DeleteAccountSetting(&ecs.DeleteAccountSettingInput{Name: insights, PrincipalArn: aws.String(user)}))(t)
	if *out.Setting.Value != "enabled" || *out.Setting.PrincipalArn != user {
		t.Errorf("after the deletion %s of %s", *out.Setting.Value, *out.Setting.PrincipalArn)
	}
	made := must(l.CreateCluster(&ecs.CreateClusterInput{ClusterName: aws.String("new")}))(t).Cluster
	if *made.Settings[0].Value != "enabled" {
		t.Errorf("a new cluster has Container Insights %s", *made.Settings[0].Value)
	}
}

func TestSettingsAreListed(t *testing.T) {
	l := newLab(t, Options{})
	if out := must(l.ListAccountSettings(&ecs.ListAccountSettingsInput{}))(t); len(out.Settings) != 0 {
		t.Errorf("a new account has put %d settings", len(out.Settings))
	}
	in := &ecs.ListAccountSettingsInput{EffectiveSettings: true}
	seen := map[types.SettingName]bool{}
	for {
		out := must(l.ListAccountSettings(in))(t)
		for _, s := range out.Settings {
			seen[s.Name] = true
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
	}
	for _, name := range insights.Values() {
		if !seen[name] {
			t.Errorf("%s is not listed", name)
		}
	}
}

func TestSettingsThatAreRefused(t *testing.T) {
	tests := []struct {
		name, setting, value, want string
	}{
		{"an unknown name", "color", "on", `Invalid setting name "color".`},
		{"a value of another setting", "containerInsights", "on", `Invalid setting value "on" for containerInsights.`},
		{"no value", "awsvpcTrunking", "", "Invalid setting value"},
		{"what AWS manages", "guardDutyActivate", "on", "read-only"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := newLab(t, Options{}).PutAccountSetting(&ecs.PutAccountSettingInput{
				Name: types.SettingName(test.setting), Value: aws.String(test.value),
			})
			if err == nil || !strings.HasPrefix(err.Error(), "InvalidParameterException: ") ||
				!strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v", err)
			}
		})
	}
	l := newLab(t, Options{})
	for name, in := range map[string]*ecs.ListAccountSettingsInput{
		"a value without a name": {Value: aws.String("on")},
		"a page of eleven":       {MaxResults: 11},
		"a principal's name":     {PrincipalArn: aws.String("ann")},
	} {
		if _, err := l.ListAccountSettings(in); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
