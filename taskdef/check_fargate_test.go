package taskdef

import (
	"testing"
)

func TestCheckFargate(t *testing.T) {
	runRules(t, []ruleTest{
		{
			"another network mode", onFargate, "networkMode: bridge",
			"o:1:14: Fargate needs the network mode awsvpc (write networkMode: awsvpc)",
		},
		{
			"no sizes", onFargate, "{cpu: null, memory: null}",
			"base:1:1: Fargate needs the task's cpu (write cpu: 256 or more at the top)\n" +
				"base:1:1: Fargate needs the task's memory (write memory: 512 or more at the top)",
		},
		{
			"a size of CPU that there is not", onFargate, "cpu: 300",
			"o:1:6: Fargate has no size with 300 CPU units (write 256, 512, 1024, 2048, 4096, 8192 or 16384)",
		},
		{
			"memory that does not go with the CPU", onFargate, "{cpu: .25 vCPU, memory: 3 GB}",
			"o:1:25: Fargate has no size with cpu 256 and memory 3072 (with cpu 256 memory is 512, 1024 or 2048)",
		},
		{
			"memory between two steps", onFargate, "{cpu: 8192, memory: 17408}",
			"o:1:21: Fargate has no size with cpu 8192 and memory 17408" +
				" (with cpu 8192 memory is 16384 to 61440 in steps of 4096)",
		},
		{"a CPU larger than known", onFargate, "cpu: 32768", "o:1:6: warning: Fargate may have no size with 32768 CPU units"},
		{"pidMode host", onFargate, "pidMode: host", "o:1:10: Fargate knows only the pidMode task"},
		{"an ipcMode", onFargate, "ipcMode: task", "o:1:10: Fargate has no ipcMode (take it out)"},
		{
			"placement constraints", onFargate, "placementConstraints: [{type: memberOf, expression: x}]",
			"o:1:1: Fargate has no container instances to constrain the placement to (take them out)",
		},
		{
			"too little ephemeral storage", onFargate, "ephemeralStorage: {sizeInGiB: 20}",
			"o:1:31: 20 GiB are not between 21 and 200",
		},
		{
			"a Docker volume", onFargate, "volumes: [{name: a, dockerVolumeConfiguration: {scope: task}}]",
			"o:1:21: Fargate has no Docker volumes",
		},
		{
			"a path of the host", onFargate, "volumes: [{name: a, host: {sourcePath: /a}}]",
			"o:1:40: Fargate has no host whose path could be mounted",
		},
		{
			"a privileged container", onFargate, app("privileged: true"),
			"o:1:48: Fargate runs no privileged containers",
		},
		{
			"a log driver of EC2", onFargate, app("logConfiguration: {logDriver: syslog}"),
			"o:1:66: Fargate has no log driver syslog (write awslogs, splunk or awsfirelens)",
		},
		{
			"awslogs without a prefix", onFargate, app("logConfiguration: {options: {awslogs-stream-prefix: null}}"),
			"o:1:36: on Fargate the log driver awslogs needs the option awslogs-stream-prefix",
		},
		{
			"timeouts out of bounds", onFargate, app("startTimeout: 1, stopTimeout: 121"),
			"o:1:50: 1 is not between 2 and 120 seconds\no:1:66: 121 is not between 0 and 120 seconds",
		},
		{"a GPU", onFargate, app("resourceRequirements: [{type: GPU, value: 1}]"), "o:1:59: Fargate has no GPUs"},
		{
			"devices", onFargate, app("linuxParameters: {devices: [{hostPath: /dev/a}]}"),
			"o:1:54: Fargate does not support devices",
		},
		{
			"a capability", onFargate, app("linuxParameters: {capabilities: {add: [SYS_PTRACE, NET_ADMIN]}}"),
			"o:1:87: Fargate adds no capability but SYS_PTRACE, not \"NET_ADMIN\"",
		},
		{
			"ECR and awslogs without a role", onFargate, "executionRoleArn: null",
			"base:9:10: pulling from ECR on Fargate needs executionRoleArn (name the task execution role)\n" +
				"base:12:16: the log driver awslogs on Fargate needs executionRoleArn (name the task execution role)",
		},
		{
			"small Windows tasks", onFargate,
			"{cpu: 512, memory: 1024, runtimePlatform: {operatingSystemFamily: WINDOWS_SERVER_2022_CORE}}",
			"o:1:7: Windows on Fargate needs at least 1024 CPU units",
		},
		{
			"what Windows does not have", onEC2,
			"{pidMode: task, runtimePlatform: {operatingSystemFamily: WINDOWS_SERVER_2022_CORE}, " + app("privileged: true") + "}",
			"o:1:11: warning: Windows containers have no pidMode\no:1:132: warning: Windows containers cannot be privileged",
		},
	})
}

func TestCheckFireLens(t *testing.T) {
	runRules(t, []ruleTest{
		{
			"no router", onFargate, app("logConfiguration: {logDriver: awsfirelens}"),
			"o:1:66: the log driver awsfirelens needs a container with a firelensConfiguration",
		},
		{
			"two routers", onEC2, "containerDefinitions:\n- {name: app, firelensConfiguration: {type: fluentd}}\n" +
				"- {name: side, image: fluent, memory: 64, firelensConfiguration: {type: fluentbit}}",
			"o:3:43: a task has one log router and this is the second",
		},
		{
			"awslogs without a group", onEC2,
			app("logConfiguration: {logDriver: awslogs, options: {awslogs-region: eu-west-1}}"),
			"o:1:36: the log driver awslogs needs the option awslogs-group",
		},
	})
}
