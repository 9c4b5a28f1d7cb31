package watch

import (
	"slices"
	"strings"
)

// The codes of a [Cause]. They are stable: scripts may branch on them.
const (
	causeImagePull        = "image-pull"
	causeOOM              = "oom"
	causeAppExit          = "app-exit"
	causeHealthContainer  = "health-container"
	causeHealthELB        = "health-elb"
	causePortConflict     = "port-conflict"
	causeNoCapacity       = "no-capacity"
	causeNoInstances      = "no-instances"
	causeMissingAttribute = "missing-attribute"
	causeAgentDown        = "agent-down"
	causeConfigDeadlock   = "config-deadlock"
	causeSecrets          = "secrets"
	causeLogDriver        = "log-driver"
	causeRole             = "role"
	causeStartTimeout     = "start-timeout"
	causeFargateCapacity  = "fargate-capacity"
	causeQuota            = "quota"
	causeThrottled        = "throttled"
	causeAlarm            = "alarm"
	causeUnknown          = "unknown"
)

// signs are the parts of ECS's and the agent's sentences that give a cause away,
// in the order in which they are tried (Developer Guide, Amazon ECS stopped
// tasks error messages, and Service event messages). Matching is in lower case.
var signs = []struct{ sign, code string }{
	{"getauthorizationtoken", causeImagePull}, // comes inside the sentence about secrets
	{"unable to pull secrets", causeSecrets},
	{"unable to retrieve secret", causeSecrets},
	{"failed to validate logger args", causeLogDriver},
	{"failed to initialize logging driver", causeLogDriver},
	{"cannotpull", causeImagePull},
	{"pull image manifest", causeImagePull},
	{"pull access denied", causeImagePull},
	{"unable to assume", causeRole},
	{"trust relationship", causeRole},
	{"misconfigured", causeRole},
	{"outofmemory", causeOOM},
	{"failed elb health checks", causeHealthELB},
	{"is unhealthy in", causeHealthELB},
	{"failed container health checks", causeHealthContainer},
	{"already using a port", causePortConflict},
	{"port is already allocated", causePortConflict},
	{"missing an attribute", causeMissingAttribute},
	{"taskfailedtostart: attribute", causeMissingAttribute},
	{"placement constraint unsatisfied", causeMissingAttribute},
	{`error "agent"`, causeAgentDown},
	{"taskfailedtostart: agent", causeAgentDown},
	{"no container instances were found", causeNoInstances},
	{"empty capacity provider", causeNoInstances},
	{"has insufficient", causeNoCapacity},
	{"capacity is unavailable", causeFargateCapacity},
	{"has no ", causeNoCapacity},
	{"reached the limit", causeQuota},
	{"above your limit", causeQuota},
	{"limit was exceeded", causeQuota},
	{"dockertimeouterror", causeStartTimeout},
	{"timeout waiting for", causeStartTimeout},
	{"timed out waiting", causeStartTimeout},
	{"being throttled", causeThrottled},
	{"alarm detected", causeAlarm},
	{"unable to stop or start tasks", causeConfigDeadlock},
}

// classify gives the code of a cause from ECS's words, "" when they do not tell.
func classify(text string) string {
	text = strings.ToLower(text)
	for _, s := range signs {
		if strings.Contains(text, s.sign) {
			return s.code
		}
	}
	return ""
}

// lasting are the causes that stay until somebody changes something. Of a code
// without signs all are, of the others those whose words hold one.
var lasting = map[string][]string{
	causeImagePull: {
		"not found", "does not exist", "pull access denied", "no basic auth", "accessdenied", "not authorized",
	},
	causeSecrets:   {"accessdenied", "resourcenotfound", "not authorized", "invalid parameter"},
	causeLogDriver: {"does not exist", "accessdenied", "not authorized"},
	causeRole:      nil,
	causeOOM:       nil,
}

// permanent reports whether the cause that ECS's words tell of is one that
// neither time nor ECS itself takes away.
func permanent(code, text string) bool {
	parts, listed := lasting[code]
	if !listed || len(parts) == 0 {
		return listed
	}
	text = strings.ToLower(text)
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}
