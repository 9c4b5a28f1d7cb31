package watch

// developerGuide is where ECS's own pages about causes are.
const developerGuide = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"

// startGuides are the causes of tasks that do not start or do not stay.
var startGuides = map[string]Guide{
	causeImagePull: {
		Title: "the image cannot be pulled",
		Why:   "the registry did not give the image",
		Looks: []string{
			"CannotPullContainerError: pull image manifest has been retried 1 time(s): " +
				"failed to resolve ref docker.io/shop/web:1.9.O: not found",
			"CannotPullContainerError: Error response from daemon: pull access denied for " +
				"shop/web, repository does not exist",
			"CannotPullECRContainerError: AccessDeniedException",
			"ResourceInitializationError: unable to pull secrets or registry auth: " +
				"execution resource retrieval failed: ecr:GetAuthorizationToken",
		},
		Find: []string{
			"aws ecr describe-images --repository-name REPOSITORY: which tags there are",
			"not found: the registry was reached; denied: it was, but not by this role; i/o " +
				"timeout: it was not reached",
		},
		Fix: []string{
			"check the image's name and tag",
			"let the execution role pull from a registry it can reach",
		},
		Page: "CannotPullContainer task errors in Amazon ECS",
		URL:  developerGuide + "task_cannot_pull_image.html",
	},
	causeOOM: {
		Title: "the container ran out of memory",
		Why:   "it was killed at its memory limit",
		Looks: []string{
			"OutOfMemoryError: Container killed due to memory usage",
		},
		Find: []string{
			"compare memory of the container with what it uses, in CloudWatch Container " +
				"Insights or on the instance",
			"exit code 137 without these words is a SIGKILL for another reason: see app-exit",
		},
		Fix: []string{
			"raise memory",
			"make the container use less",
		},
		Page: "Amazon ECS stopped tasks error messages",
		URL:  developerGuide + "stopped-task-error-codes.html",
	},
	causeAppExit: {
		Title: "a container exited",
		Why:   "an essential container ended, so ECS stopped the task with all its containers",
		Find: []string{
			"the last log lines of the container",
			"the exit code: 126 and 127 mean that the command could not be run, 128+N a " +
				"signal N, so 137 SIGKILL, 139 a segmentation fault, 143 SIGTERM",
		},
		Fix: []string{
			"mend what its last log lines tell of",
			"run the image with the same environment elsewhere",
			"set essential to false for a container that is meant to end",
		},
		Page: "Amazon ECS stopped tasks error messages",
		URL:  developerGuide + "stopped-task-error-codes.html",
	},
	causeHealthContainer: {
		Title: "the container fails its health check",
		Why:   "the command in healthCheck failed as often as retries allows",
		Looks: []string{
			"Task failed container health checks",
			"(service web) (task 0c77e1aa41d2b09f3f9c21ab7d10be44) failed container health " +
				"checks.",
		},
		Find: []string{
			"run the health check's command inside the container (aws ecs execute-command)",
			"a HEALTHCHECK in the image is ignored: only healthCheck of the task definition " +
				"counts",
		},
		Fix: []string{
			"run the health check's command inside the container",
			"raise startPeriod if it needs longer to come up",
		},
		Page: "Determine Amazon ECS task health using container health checks",
		URL:  developerGuide + "healthcheck.html",
	},
	causeHealthELB: {
		Title: "new tasks fail the load balancer's health checks",
		Why:   "the target group did not get the answer it wants from the task",
		Looks: []string{
			"Task failed ELB health checks in (target-group " +
				"arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/73e2d6bc24d8a067)",
			"(service web) (port 8080) is unhealthy in (target-group web) due to (reason " +
				"Health checks failed with these codes: [404])",
			"(service web) (port 8080) is unhealthy in (target-group web) due to (reason " +
				"Request timed out)",
		},
		Find: []string{
			"aws elbv2 describe-target-health --target-group-arn ARN: the reason of each target",
			"codes: the port answers, but not as wanted; timed out: something is in the " +
				"way; no code: nothing listens there",
		},
		Fix: []string{
			"serve what the target group's health check asks for",
			"change the health check of the target group",
			"raise healthCheckGracePeriodSeconds if the task needs longer to come up",
		},
		Page: "Troubleshooting service load balancers in Amazon ECS",
		URL:  developerGuide + "troubleshoot-service-load-balancers.html",
	},
	causeSecrets: {
		Title: "a secret cannot be read",
		Why:   "the execution role, not the task role, reads secrets",
		Looks: []string{
			"ResourceInitializationError: unable to pull secrets or registry auth: unable " +
				"to retrieve secret from asm: AccessDeniedException",
			"ResourceInitializationError: unable to pull secrets or registry auth: unable " +
				"to retrieve secrets from ssm: context deadline exceeded",
		},
		Find: []string{
			"the words at the end: AccessDenied is the execution role, ResourceNotFound the " +
				"name or the Region, a deadline the network",
			"aws secretsmanager describe-secret --secret-id ARN",
		},
		Fix: []string{
			"let the execution role read it and decrypt with its key",
			"check that the secret exists in this Region",
		},
		Page: "Troubleshooting Amazon ECS ResourceInitializationError errors",
		URL:  developerGuide + "resource-initialization-error.html",
	},
	causeLogDriver: {
		Title: "the log driver cannot be started",
		Why:   "the log group is missing or cannot be reached",
		Looks: []string{
			"ResourceInitializationError: failed to validate logger args: create stream has " +
				"been retried 1 times: failed to create Cloudwatch log stream: " +
				"ResourceNotFoundException: The specified log group does not exist.",
			"CannotStartContainerError: Error response from daemon: failed to initialize " +
				"logging driver",
		},
		Find: []string{
			"aws logs describe-log-groups --log-group-name-prefix GROUP, in the Region of " +
				"awslogs-region",
		},
		Fix: []string{
			"create the log group",
			"allow the execution role to write to it",
			"check the way to CloudWatch Logs",
		},
		Page: "Send Amazon ECS logs to CloudWatch",
		URL:  developerGuide + "using_awslogs.html",
	},
	causeRole: {
		Title: "a role cannot be used",
		Why:   "ECS may not assume the role, or the role lacks rights",
		Looks: []string{
			"ECS was unable to assume the role 'arn:aws:iam::123456789012:role/web' that " +
				"was provided for this task.",
			"IAM trust relationship policy for role arn:aws:iam::123456789012:role/web has " +
				"been misconfigured or changed",
		},
		Find: []string{
			"aws iam get-role --role-name ROLE: whether it exists, and whom it trusts",
		},
		Fix: []string{
			"check that the role trusts ecs-tasks.amazonaws.com",
			"check the policies of the role",
		},
		Page: "Amazon ECS task execution IAM role",
		URL:  developerGuide + "task_execution_IAM_role.html",
	},
	causeStartTimeout: {
		Title: "the task did not start in time",
		Why:   "something the task needs to start took too long",
		Looks: []string{
			"Timeout waiting for network interface provisioning to complete.",
			"DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s",
			"Timeout waiting for EphemeralStorage provisioning to complete.",
		},
		Find: []string{
			"aws ecs describe-tasks --cluster CLUSTER --tasks TASK, within an hour after " +
				"the stop: the reasons",
			"on EC2 the disk and CPU credits of the instance: a slow Docker is mostly a " +
				"slow disk",
		},
		Fix: []string{
			"check the network and the load of the instance",
			"raise startTimeout",
		},
		Page: "Amazon ECS stopped tasks error messages",
		URL:  developerGuide + "stopped-task-error-codes.html",
	},
}
