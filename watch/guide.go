package watch

import "strings"

// Guide is what is known of a cause without a deployment at hand: a page to read.
type Guide struct {
	Code string
	// Title says it in half a line, Why what lies behind it.
	Title, Why string
	// Looks are ECS's own words that give it away, as they come in stopped tasks and
	// service events.
	Looks []string
	// Find are the ways to find out more, Fix the remedies, any one of which helps.
	Find, Fix []string
	// Page and URL are AWS's own page about it.
	Page, URL string
}

// Guides are the pages of all causes, in a fixed order.
func Guides() []Guide {
	out := make([]Guide, 0, len(codes))
	for _, code := range codes {
		g, _ := GuideTo(code)
		out = append(out, g)
	}
	return out
}

// GuideTo is the page of a cause; ok is false for what is no code of one.
func GuideTo(code string) (g Guide, ok bool) {
	if g, ok = startGuides[code]; !ok {
		g, ok = placeGuides[code]
	}
	g.Code = code
	return g, ok
}

// codes are all causes: what happens to an image and its container first, then
// what ECS finds no place for, then the rest.
var codes = [...]string{
	causeImagePull, causeOOM, causeAppExit, causeHealthContainer, causeHealthELB, causeSecrets, causeLogDriver,
	causeRole, causeStartTimeout, causePortConflict, causeNoCapacity, causeNoInstances, causeMissingAttribute,
	causeAgentDown, causeConfigDeadlock, causeFargateCapacity, causeQuota, causeThrottled, causeAlarm, causeUnknown,
}

// readings say more than the code does, where ECS's words allow it.
var readings = []struct{ code, sign, why string }{
	{causeImagePull, "not found", "the registry answered, and has no such image or tag"},
	{causeImagePull, "does not exist", "the registry knows no such repository, or will not show it to this role"},
	{causeImagePull, "denied", "the registry refused: the role may not pull, or the repository does not exist"},
	{causeImagePull, "toomanyrequests", "the registry limits how often this address may pull"},
	{causeImagePull, "no basic auth", "the registry asks for credentials and got none"},
	{causeImagePull, "i/o timeout", "the registry cannot be reached from there"},
	{causeSecrets, "accessdenied", "the execution role may not read it; it is that role, not the task role"},
	{causeSecrets, "resourcenotfound", "there is no such secret in this account and Region"},
	{causeLogDriver, "log group does not exist", "the log group does not exist"},
	{causeLogDriver, "signal: killed", "CloudWatch Logs cannot be reached from there"},
	{causeMissingAttribute, "memberof", "no instance satisfies a memberOf placement constraint of the task or service"},
	{causeNoCapacity, "insufficient memory", "no instance has the memory free for one more task beside the old ones"},
	{causeNoCapacity, "insufficient cpu", "no instance has the CPU free for one more task beside the old ones"},
}

// specific is the reading of ECS's words, or why where they say no more.
func specific(code, text, why string) string {
	text = strings.ToLower(text)
	for _, r := range readings {
		if r.code == code && strings.Contains(text, r.sign) {
			return r.why
		}
	}
	return why
}
