package watch

import "strings"

// advice is what a cause means and what helps against it: a title of half a
// line, our reading, and remedies of which any one helps.
func advice(code string) (title, why string, fix []string) {
	a := advices[code]
	return a.title, a.why, a.fix
}

var advices = map[string]struct {
	title, why string
	fix        []string
}{
	causeImagePull: {
		"the image cannot be pulled", "the registry did not give the image",
		[]string{"check the image's name and tag", "let the execution role pull from a registry it can reach"},
	},
	causeOOM: {
		"the container ran out of memory", "it was killed at its memory limit",
		[]string{"raise memory", "make the container use less"},
	},
	causeHealthContainer: {
		"the container fails its health check", "the command in healthCheck failed as often as retries allows",
		[]string{"run the health check's command inside the container", "raise startPeriod if it needs longer to come up"},
	},
	causeHealthELB: {
		"new tasks fail the load balancer's health checks", "the target group did not get the answer it wants from the task",
		[]string{
			"serve what the target group's health check asks for", "change the health check of the target group",
			"raise healthCheckGracePeriodSeconds if the task needs longer to come up",
		},
	},
	causePortConflict: {
		"the new task can never be placed", "every instance that would do has the host port taken",
		[]string{
			"hostPort: 0, a free port for every task", "one more instance, room for old and new at once",
			"minimumHealthyPercent: 0, stop old first, short outage",
		},
	},
	causeNoCapacity: {
		"no instance has room", "a rolling update needs room for new tasks beside the old ones",
		[]string{
			"add an instance", "lower the cpu or memory the task asks for",
			"lower minimumHealthyPercent, so that ECS may stop old tasks first",
		},
	},
	causeNoInstances: {
		"the cluster has no container instances", "nothing has registered with this cluster that could run a task",
		[]string{"check that the instances' agent names this cluster", "add capacity to the cluster"},
	},
	causeMissingAttribute: {
		"no instance has an attribute the task needs",
		"the task definition asks for something that the agents of the instances do not offer",
		[]string{"compare requiresAttributes of the task definition with the instances", "update the ECS agent"},
	},
	causeAgentDown: {
		"the agent of the instance is not connected", "ECS cannot reach the agent of the instance it would use",
		[]string{"restart the ECS agent of the instance", "replace the instance"},
	},
	causeConfigDeadlock: {
		"the percentages leave ECS no move", "ECS may neither stop an old task nor start a new one",
		[]string{"lower minimumHealthyPercent", "raise maximumPercent"},
	},
	causeSecrets: {
		"a secret cannot be read", "the execution role, not the task role, reads secrets",
		[]string{"let the execution role read it and decrypt with its key", "check that the secret exists in this Region"},
	},
	causeLogDriver: {
		"the log driver cannot be started", "the log group is missing or cannot be reached",
		[]string{"create the log group", "allow the execution role to write to it", "check the way to CloudWatch Logs"},
	},
	causeRole: {
		"a role cannot be used", "ECS may not assume the role, or the role lacks rights",
		[]string{"check that the role trusts ecs-tasks.amazonaws.com", "check the policies of the role"},
	},
	causeStartTimeout: {
		"the task did not start in time", "something the task needs to start took too long",
		[]string{"check the network and the load of the instance", "raise startTimeout"},
	},
	causeFargateCapacity: {
		"Fargate has no capacity now", "AWS has none of the asked-for capacity free at the moment",
		[]string{"try again later", "add subnets in other Availability Zones"},
	},
	causeQuota: {
		"an account limit is reached", "the account may not run more",
		[]string{"ask for a higher quota", "stop what is not needed"},
	},
	causeThrottled: {
		"AWS throttles what ECS does for the service", "ECS tries again by itself",
		[]string{"wait", "look for what else calls the API so often"},
	},
	causeAlarm: {
		"an alarm went off", "one of the alarms in deploymentConfiguration went to ALARM",
		[]string{"look at the alarm and what it measures"},
	},
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
