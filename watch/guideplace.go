package watch

// placeGuides are the causes of tasks that ECS does not get as far as starting,
// and those that lie outside the tasks.
var placeGuides = map[string]Guide{
	causePortConflict: {
		Title: "the new task can never be placed",
		Why:   "every instance that would do has the host port taken",
		Looks: []string{
			"(service web) was unable to place a task because no container instance met all " +
				"of its requirements. The closest matching (container-instance 5f2c81d0) is " +
				"already using a port required by your task.",
			"CannotStartContainerError: Error response from daemon: Bind for 0.0.0.0:80 " +
				"failed: port is already allocated",
		},
		Find: []string{
			"aws ecs describe-container-instances --cluster CLUSTER --container-instances " +
				"ID: remainingResources",
		},
		Fix: []string{
			"hostPort: 0, a free port for every task",
			"one more instance, room for old and new at once",
			"minimumHealthyPercent: 0, stop old first, short outage",
		},
		Page: "Amazon ECS service event messages",
		URL:  developerGuide + "service-event-messages-list.html",
	},
	causeNoCapacity: {
		Title: "no instance has room",
		Why:   "a rolling update needs room for new tasks beside the old ones",
		Looks: []string{
			"(service web) was unable to place a task because no container instance met all " +
				"of its requirements. The closest matching (container-instance 5f2c81d0) has " +
				"insufficient memory available.",
			"(service web) was unable to place a task because no container instance met all " +
				"of its requirements. The closest matching (container-instance 5f2c81d0) has " +
				"insufficient CPU units available.",
		},
		Find: []string{
			"aws ecs describe-container-instances --cluster CLUSTER --container-instances " +
				"ID: remainingResources",
			"how many tasks the rollout adds: desiredCount times maximumPercent, rounded " +
				"down, less desiredCount",
		},
		Fix: []string{
			"add an instance",
			"lower the cpu or memory the task asks for",
			"lower minimumHealthyPercent, so that ECS may stop old tasks first",
		},
		Page: "Amazon ECS service event messages",
		URL:  developerGuide + "service-event-messages-list.html",
	},
	causeNoInstances: {
		Title: "the cluster has no container instances",
		Why:   "nothing has registered with this cluster that could run a task",
		Looks: []string{
			"(service web) was unable to place a task because no container instance met all " +
				"of its requirements. Reason: No Container Instances were found in your " +
				"cluster.",
			"TaskFailedToStart: EMPTY CAPACITY PROVIDER",
		},
		Find: []string{
			"aws ecs list-container-instances --cluster CLUSTER",
			"ECS_CLUSTER in /etc/ecs/ecs.config of the instances, and the agent's log",
		},
		Fix: []string{
			"check that the instances' agent names this cluster",
			"add capacity to the cluster",
		},
		Page: "Amazon ECS service event messages",
		URL:  developerGuide + "service-event-messages-list.html",
	},
	causeMissingAttribute: {
		Title: "no instance has an attribute the task needs",
		Why:   "the task definition asks for something that the agents of the instances do not offer",
		Looks: []string{
			"(service web) was unable to place a task because no container instance met all " +
				"of its requirements. The closest matching (container-instance 5f2c81d0) is " +
				"missing an attribute required by your task.",
			"(service web) was unable to place a task because no container instance met all " +
				"of its requirements. The closest matching (container-instance 5f2c81d0) " +
				"encountered error \"MemberOf placement constraint unsatisfied.\".",
			"TaskFailedToStart: ATTRIBUTE",
		},
		Find: []string{
			"requiresAttributes in aws ecs describe-task-definition, beside attributes in " +
				"aws ecs describe-container-instances",
		},
		Fix: []string{
			"compare requiresAttributes and placementConstraints with the instances",
			"update the ECS agent",
		},
		Page: "Amazon ECS service event messages",
		URL:  developerGuide + "service-event-messages-list.html",
	},
	causeAgentDown: {
		Title: "the agent of the instance is not connected",
		Why:   "ECS cannot reach the agent of the instance it would use",
		Looks: []string{
			"(service web) was unable to place a task because no container instance met all " +
				"of its requirements. The closest matching (container-instance 5f2c81d0) " +
				"encountered error \"AGENT\".",
			"TaskFailedToStart: AGENT",
		},
		Find: []string{
			"agentConnected in aws ecs describe-container-instances",
			"systemctl status ecs, on the instance",
		},
		Fix: []string{
			"restart the ECS agent of the instance",
			"replace the instance",
		},
		Page: "Amazon ECS service event messages",
		URL:  developerGuide + "service-event-messages-list.html",
	},
	causeConfigDeadlock: {
		Title: "the percentages leave ECS no move",
		Why:   "ECS may neither stop an old task nor start a new one",
		Looks: []string{
			"(service web) was unable to stop or start tasks during a deployment because of " +
				"the service deployment configuration. Update the minimumHealthyPercent or " +
				"maximumPercent value and try again.",
		},
		Find: []string{
			"desiredCount times minimumHealthyPercent, rounded up, is what stays; times " +
				"maximumPercent, rounded down, what may run: where both are desiredCount " +
				"nothing moves",
		},
		Fix: []string{
			"lower minimumHealthyPercent",
			"raise maximumPercent",
		},
		Page: "Amazon ECS service event messages",
		URL:  developerGuide + "service-event-messages-list.html",
	},
	causeFargateCapacity: {
		Title: "Fargate has no capacity now",
		Why:   "AWS has none of the asked-for capacity free at the moment",
		Looks: []string{
			"(service web) was unable to place a task. Reason: Capacity is unavailable at " +
				"this time. Please try again later or in a different availability zone.",
		},
		Find: []string{
			"whether the service asks for Spot, and in how many Availability Zones its " +
				"subnets are",
		},
		Fix: []string{
			"try again later",
			"add subnets in other Availability Zones",
		},
		Page: "Amazon ECS service event messages",
		URL:  developerGuide + "service-event-messages-list.html",
	},
	causeQuota: {
		Title: "an account limit is reached",
		Why:   "the account may not run more",
		Looks: []string{
			"(service web) was unable to place a task. Reason: You've reached the limit on " +
				"the number of tasks you can run concurrently",
			"(service web) was unable to place a task. Reason: The requested MEMORY " +
				"configuration is above your limit",
		},
		Find: []string{
			"aws service-quotas list-service-quotas --service-code fargate",
		},
		Fix: []string{
			"ask for a higher quota",
			"stop what is not needed",
		},
		Page: "Amazon ECS service quotas",
		URL:  developerGuide + "service-quotas.html",
	},
	causeThrottled: {
		Title: "AWS throttles what ECS does for the service",
		Why:   "ECS tries again by itself",
		Looks: []string{
			"(service web) operations are being throttled. Will try again later.",
			"(service web) operations are being throttled on elasticloadbalancing. Will try " +
				"again later.",
		},
		Find: []string{
			"the ThrottlingException entries of CloudTrail: who calls so often",
		},
		Fix: []string{
			"wait",
			"look for what else calls the API so often",
		},
		Page: "Amazon ECS service event messages",
		URL:  developerGuide + "service-event-messages-list.html",
	},
	causeAlarm: {
		Title: "an alarm went off",
		Why:   "one of the alarms in deploymentConfiguration went to ALARM",
		Looks: []string{
			"(service web) (deployment ecs-svc/7301948822000000001) deployment failed: " +
				"alarm detected.",
		},
		Find: []string{
			"aws cloudwatch describe-alarms --alarm-names NAME",
			"aws cloudwatch describe-alarm-history --alarm-name NAME",
		},
		Fix: []string{
			"look at the alarm and what it measures",
		},
		Page: "How CloudWatch alarms detect Amazon ECS deployment failures",
		URL:  developerGuide + "deployment-alarm-failure.html",
	},
	causeUnknown: {
		Title: "ECS reports trouble",
		Why:   "ECS's words fit none of the causes that steady knows",
		Find: []string{
			"aws ecs describe-tasks --cluster CLUSTER --tasks TASK, within an hour after " +
				"the stop: the reasons",
		},
		Page: "Amazon ECS stopped tasks error messages",
		URL:  developerGuide + "stopped-task-error-codes.html",
	},
}
