package world

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// managedSetting is the one setting that AWS sets, not the user. API reference,
// Setting, type.
const managedSetting = types.SettingNameGuardDutyActivate

// settingValues are the values that each account setting may have; the first is
// the one that an account begins with. Developer Guide, Access Amazon ECS
// features with account settings.
var settingValues = map[types.SettingName][]string{
	types.SettingNameServiceLongArnFormat:            {"enabled", "disabled"},
	types.SettingNameTaskLongArnFormat:               {"enabled", "disabled"},
	types.SettingNameContainerInstanceLongArnFormat:  {"enabled", "disabled"},
	types.SettingNameAwsvpcTrunking:                  {"disabled", "enabled"},
	types.SettingNameContainerInsights:               {"disabled", "enabled", "enhanced"},
	types.SettingNameFargateFipsMode:                 {"disabled", "enabled"},
	types.SettingNameTagResourceAuthorization:        {"on", "off"},
	types.SettingNameFargateTaskRetirementWaitPeriod: {"7", "0", "14"},
	types.SettingNameDefaultLogDriverMode:            {"non-blocking", "blocking"},
	types.SettingNameFargateEventWindows:             {"disabled", "enabled"},
	"dualStackIPv6":                                  {"disabled", "enabled"},
	managedSetting:                                   {"off"},
}

// principalSetting is where a setting of a user, a role or the root user is kept.
type principalSetting struct {
	principal string
	name      types.SettingName
}

// setting is the effective value of a setting for a principal: its own, else
// that of the root user, else what the account began with. API reference,
// PutAccountSetting, principalArn.
func (w *World) setting(principal string, name types.SettingName) string {
	for _, p := range []string{principal, w.Caller()} {
		if value, ok := w.settings[principalSetting{p, name}]; ok {
			return value
		}
	}
	return settingValues[name][0]
}

// principal reads an optional principalArn; nil is the caller.
func (w *World) principal(arn *string) (string, error) {
	if arn == nil {
		return w.Caller(), nil
	}
	if !strings.HasPrefix(*arn, "arn:") {
		return "", invalidParameter("Invalid principal ARN.")
	}
	return *arn, nil
}

// PutAccountSetting changes a setting for a principal; for the root user, which
// the caller is, it changes the default of all. API reference,
// PutAccountSetting.
func (w *World) PutAccountSetting(in *ecs.PutAccountSettingInput) (*ecs.PutAccountSettingOutput, error) {
	s, err := w.putSetting(in.Name, in.Value, in.PrincipalArn)
	if err != nil {
		return nil, err
	}
	return &ecs.PutAccountSettingOutput{Setting: s}, nil
}

// PutAccountSettingDefault changes a setting for all who have none of their own.
// API reference, PutAccountSettingDefault.
func (w *World) PutAccountSettingDefault(in *ecs.PutAccountSettingDefaultInput) (
	*ecs.PutAccountSettingDefaultOutput, error,
) {
	s, err := w.putSetting(in.Name, in.Value, nil)
	if err != nil {
		return nil, err
	}
	return &ecs.PutAccountSettingDefaultOutput{Setting: s}, nil
}

func (w *World) putSetting(name types.SettingName, value, principalARN *string) (*types.Setting, error) {
	values, ok := settingValues[name]
	switch {
	case !ok:
		return nil, invalidParameterf("Invalid setting name %q.", string(name))
	case name == managedSetting:
		return nil, invalidParameter("The setting guardDutyActivate is read-only.")
	case !slices.Contains(values, aws.ToString(value)):
		return nil, invalidParameterf("Invalid setting value %q for %s.", aws.ToString(value), string(name))
	}
	principal, err := w.principal(principalARN)
	if err != nil {
		return nil, err
	}
	w.settings[principalSetting{principal, name}] = *value
	return w.describeSetting(principal, name), nil
}

// DeleteAccountSetting takes a setting of a principal away and answers with the
// value that holds from now on. API reference, DeleteAccountSetting.
func (w *World) DeleteAccountSetting(in *ecs.DeleteAccountSettingInput) (*ecs.DeleteAccountSettingOutput, error) {
	if _, ok := settingValues[in.Name]; !ok || in.Name == managedSetting {
		return nil, invalidParameterf("Invalid setting name %q.", string(in.Name))
	}
	principal, err := w.principal(in.PrincipalArn)
	if err != nil {
		return nil, err
	}
	delete(w.settings, principalSetting{principal, in.Name})
	return &ecs.DeleteAccountSettingOutput{Setting: w.describeSetting(principal, in.Name)}, nil
}

// describeSetting is a setting as the API shows it. API reference, Setting.
func (w *World) describeSetting(principal string, name types.SettingName) *types.Setting {
	kind := types.SettingTypeUser
	if name == managedSetting {
		kind = types.SettingTypeAwsManaged
	}
	return &types.Setting{
		Name: name, Value: aws.String(w.setting(principal, name)), PrincipalArn: aws.String(principal), Type: kind,
	}
}

// ListAccountSettings lists the settings that were put for a principal or, if
// asked, all that hold for it; up to ten in a page. API reference,
// ListAccountSettings.
func (w *World) ListAccountSettings(in *ecs.ListAccountSettingsInput) (*ecs.ListAccountSettingsOutput, error) {
	if _, ok := settingValues[in.Name]; !ok && in.Name != "" {
		return nil, invalidParameterf("Invalid setting name %q.", string(in.Name))
	}
	if in.Value != nil && in.Name == "" {
		return nil, invalidParameter("The setting name is required with a value.")
	}
	principal, err := w.principal(in.PrincipalArn)
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, name := range slices.Sorted(maps.Keys(settingValues)) {
		_, own := w.settings[principalSetting{principal, name}]
		if (own || in.EffectiveSettings) && (in.Name == "" || in.Name == name) &&
			(in.Value == nil || *in.Value == w.setting(principal, name)) {
			names = append(names, string(name))
		}
	}
	size := &in.MaxResults
	if in.MaxResults == 0 {
		size = nil
	}
	names, next, err := pageOfTen(names, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	out := &ecs.ListAccountSettingsOutput{Settings: []types.Setting{}, NextToken: next}
	for _, name := range names {
		out.Settings = append(out.Settings, *w.describeSetting(principal, types.SettingName(name)))
	}
	return out, nil
}
