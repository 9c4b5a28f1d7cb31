package taskdef

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

const onEC2 = `family: web
containerDefinitions:
- name: app
  image: nginx
  memory: 64
  portMappings: [{containerPort: 80}]
`

const onFargate = `family: web
requiresCompatibilities: [FARGATE]
networkMode: awsvpc
cpu: 1 vCPU
memory: 2 GB
executionRoleArn: ecsTaskExecutionRole
containerDefinitions:
- name: app
  image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1
  portMappings: [{containerPort: 80, hostPort: 80}]
  logConfiguration:
    logDriver: awslogs
    options: {awslogs-group: web, awslogs-region: eu-west-1, awslogs-stream-prefix: app}
`

// checked gives what Check finds in base under an overlay called o.
func checked(t *testing.T, base, overlay string) []string {
	t.Helper()
	d, err := Parse("base", []byte(base), Options{Overlays: []File{{"o", []byte(overlay)}}})
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	ps := d.Check()
	for _, p := range ps {
		if p.Rule == "" && !p.Warning {
			t.Errorf("%s: the problem names no rule", p)
		}
	}
	return textOf(ps)
}

func TestCheckFindsNothingInSoundDefinitions(t *testing.T) {
	tests := []struct{ name, base, overlay string }{
		{"EC2", onEC2, "{}"},
		{"Fargate", onFargate, "{}"},
		{
			"static and dynamic host ports", onEC2,
			"containerDefinitions: [{name: app, portMappings: [{containerPort: 80, hostPort: 8080}, {containerPort: 81}]}]",
		},
		{
			"TCP and UDP on one port", onEC2,
			"containerDefinitions: [{name: app, portMappings: [{containerPort: 53}, {containerPort: 53, protocol: udp}]}]",
		},
		{
			"memory of the task instead of the container's", onEC2,
			"{memory: 512, containerDefinitions: [{name: app, memory: null}]}",
		},
		{"a sidecar that waits for a healthy app", onEC2, `containerDefinitions:
- name: app
  healthCheck: {command: [CMD-SHELL, "true"], interval: 5, timeout: 2, retries: 1, startPeriod: 0}
- name: side
  image: busybox
  memory: 6
  essential: false
  dependsOn: [{containerName: app, condition: HEALTHY}]
`},
		{"volumes and mounts", onEC2, `volumes: [{name: data, efsVolumeConfiguration: {fileSystemId: fs-1,
  transitEncryption: ENABLED, authorizationConfig: {accessPointId: fsap-1}}}]
containerDefinitions: [{name: app, mountPoints: [{sourceVolume: data, containerPath: /data}]}]`},
		{"FireLens", onFargate, `containerDefinitions:
- name: app
  logConfiguration: {logDriver: awsfirelens, options: {Name: firehose}}
- name: router
  image: public.ecr.aws/aws-observability/aws-for-fluent-bit:stable
  firelensConfiguration: {type: fluentbit}
`},
		{"hard limits that add up to more than the task has", onFargate, `containerDefinitions:
- {name: app, memory: 2048}
- {name: side, image: busybox, memory: 2048}
`},
		{
			"host mode with equal ports", onEC2,
			"{networkMode: host, containerDefinitions: [{name: app, portMappings: [{containerPort: 80, hostPort: 80}]}]}",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := checked(t, tt.base, tt.overlay); len(got) > 0 {
				t.Errorf("Check found %q", got)
			}
		})
	}
}

// ruleTest is a definition with one thing wrong: a base, an overlay and the report.
type ruleTest struct{ name, base, overlay, want string }

func runRules(t *testing.T, tests []ruleTest) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, strings.Join(checked(t, tt.base, tt.overlay), "\n")); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func app(members string) string { return "containerDefinitions: [{name: app, " + members + "}]" }

func TestCheckNamesAndSizes(t *testing.T) {
	runRules(t, []ruleTest{
		{
			"a family with a space", onEC2, "family: my web",
			"o:1:9: a family is named by up to 255 letters, digits, hyphens and underscores (write my-web)",
		},
		{
			"a family that is too long", onEC2, "family: " + strings.Repeat("a", 256),
			"o:1:9: a family is named by up to 255 letters, digits, hyphens and underscores",
		},
		{
			"a container without a name or an image", onEC2, `containerDefinitions: [{name: "", memory: 64}]`,
			"o:1:24: container 1 has no image\no:1:31: the container has no name",
		},
		{
			"a container name with a dot", onEC2, "containerDefinitions: [{name: a.b, image: x, memory: 64}]",
			"o:1:31: a container is named by up to 255 letters, digits, hyphens and underscores (write a-b)",
		},
		{
			"an image that is too long", onEC2, app("image: " + strings.Repeat("a", 256)),
			"o:1:43: an image reference has up to 255 characters before its digest",
		},
		{"an image with a space", onEC2, app("image: a b"), "o:1:43: an image reference holds no spaces"},
		{
			"a template mark in an image", onEC2, app("image: 'a:{{tag}}'"),
			"o:1:43: warning: {{tag}} looks like the mark of a template that was not filled in",
		},
		{
			"no essential container", onEC2, app("essential: false"),
			"o:1:1: no container is essential (leave essential out of the main container, or set it to true)",
		},
		{
			"eleven containers", onEC2, "containerDefinitions: [" + sidecars(10) + "]",
			"o:1:1: 11 containers are more than the 10 a task may have",
		},
		{
			"more than 64 KiB", onEC2, app("command: [" + strings.Repeat("x", 66000) + "]"),
			"base:1:1: the definition has 66137 bytes, more than 65536",
		},
		{
			"a tag with a reserved prefix", onEC2, "tags: {'AWS:team': x}",
			`o:1:8: tag "AWS:team": the prefix aws: is reserved`,
		},
		{
			"a tag key that is too long", onEC2, "tags: {" + strings.Repeat("é", 129) + ": x}",
			"o:1:8: a tag key has up to 128 characters",
		},
		{
			"a tag value that is too long", onEC2, "tags: {k: " + strings.Repeat("é", 257) + "}",
			`o:1:11: the value of tag "k" has more than 256 characters`,
		},
		{"a tag twice", onEC2, "tags: [{key: a, value: x}, {key: a, value: y}]", `o:1:34: tag "a" is there twice`},
		{"51 tags", onEC2, "tags: {" + tagged(51) + "}", "o:1:1: 51 tags are more than the 50 allowed"},
		{
			"eleven placement constraints", onEC2,
			"placementConstraints: [" + strings.Repeat("{type: memberOf, expression: 'a == b'}, ", 11) + "]",
			"o:1:1: 11 constraints are more than the 10 allowed",
		},
		{
			"an expression that is too long", onEC2,
			"placementConstraints: [{type: memberOf, expression: '" + strings.Repeat("a", 2001) + "'}]",
			"o:1:53: an expression has up to 2000 characters",
		},
		{
			"a proxy that is no container", onFargate, "proxyConfiguration: {containerName: envoy}",
			`o:1:37: there is no container "envoy"`,
		},
		{
			"a proxy without awsvpc", onEC2, "proxyConfiguration: {containerName: app}",
			"o:1:1: a proxy needs the network mode awsvpc",
		},
	})
}

func sidecars(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{name: side%d, image: busybox, memory: 6}, ", i)
	}
	return b.String()
}

func tagged(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d: v, ", i)
	}
	return b.String()
}

func TestCheckContainers(t *testing.T) {
	runRules(t, []ruleTest{
		{
			"no memory anywhere", onEC2, app("memory: null"),
			"base:3:3: container \"app\" has neither memory nor memoryReservation, and the task has no memory" +
				" (add memory: 512 to the container)",
		},
		{"less than Docker's floor", onEC2, app("memory: 5"), "o:1:44: a container needs at least 6 MiB"},
		{
			"a reservation above the limit", onEC2, app("memoryReservation: 65"),
			"o:1:55: memoryReservation 65 is more than memory 64, the hard limit",
		},
		{
			"a container larger than its task", onEC2, "memory: 32",
			"base:5:11: the container asks for 64 MiB, the task has 32",
		},
		{"reservations larger than the task", onEC2, `memory: 96
containerDefinitions:
- {name: app, memoryReservation: 64}
- {name: side, image: busybox, memoryReservation: 64}
`, "o:1:9: the containers reserve 128 MiB, the task has 96 (raise the task's memory, or lower that of the containers)"},
		{
			"more CPU units than the task has", onEC2, "{cpu: 128, " + app("cpu: 256") + "}",
			"o:1:7: the containers ask for 256 CPU units, the task has 128" +
				" (raise the task's cpu, or lower that of the containers)",
		},
		{"too few CPU units", onEC2, "cpu: 100", "o:1:6: 100 CPU units are not between 128 and 196608"},
		{"cpu that is no number", onEC2, "cpu: much", `o:1:6: "much" is not a number of CPU units (write 1024 or 1 vCPU)`},
		{
			"memory with the unit of Docker", onEC2, "memory: 512MB",
			`o:1:9: "512MB" is not a number of MiB (write 512 or 1 GB)`,
		},
		{
			"a health check without CMD", onEC2, app("healthCheck: {command: [curl, localhost]}"),
			"o:1:50: warning: a health check's command begins with CMD or CMD-SHELL" +
				` (write ["CMD-SHELL", "…"] for a line of shell)`,
		},
		{
			"a health check with nothing after CMD", onEC2, app("healthCheck: {command: [CMD]}"),
			"o:1:50: nothing follows CMD",
		},
		{
			"a health check with an empty command", onEC2, app("healthCheck: {command: []}"),
			"o:1:50: the health check has no command",
		},
		{
			"a health check out of bounds", onEC2,
			app("healthCheck: {command: [CMD, x], interval: 4, timeout: 61, retries: 11, startPeriod: 301}"),
			"o:1:79: 4 is not between 5 and 300 seconds\no:1:91: 61 is not between 2 and 60 seconds\n" +
				"o:1:104: 11 is not between 1 and 10\no:1:121: 301 is not between 0 and 300 seconds",
		},
		{
			"a restart policy out of bounds", onEC2, app("restartPolicy: {enabled: true, restartAttemptPeriod: 30}"),
			"o:1:89: 30 is not between 60 and 1800 seconds",
		},
		{"a negative timeout", onEC2, app("stopTimeout: -1"), "o:1:49: -1 is not between 0 and 2147483647 seconds"},
		{
			"a name in environment and in secrets", onFargate, app("environment: {A: x}, secrets: {A: 'arn:aws:x'}"),
			`o:1:67: "A" is both in environment and in secrets`,
		},
		{
			"a variable twice", onEC2, app("environment: [{name: A, value: x}, {name: A, value: y}]"),
			`o:1:78: warning: variable "A" is there twice`,
		},
		{
			"secrets without a role", onEC2, app("secrets: {A: 'arn:aws:x'}"),
			"o:1:36: reading secrets needs executionRoleArn (name the task execution role)",
		},
		{
			"eleven environment files", onEC2,
			app("environmentFiles: [" + strings.Repeat("{type: s3, value: 'arn:aws:s3:::b/a.env'}, ", 11) + "]"),
			"o:1:36: 11 files are more than the 10 allowed",
		},
		{
			"a soft limit above the hard one", onEC2, app("ulimits: [{name: nofile, softLimit: 9, hardLimit: 8}]"),
			"o:1:46: the soft limit 9 of nofile is above its hard limit 8",
		},
		{
			"a volume that is not declared", onEC2, app("mountPoints: [{sourceVolume: data, containerPath: /data}]"),
			`o:1:65: there is no volume "data" (declare it under volumes)`,
		},
		{
			"volumes from a container that is not there", onEC2, app("volumesFrom: [{sourceContainer: db}]"),
			`o:1:68: there is no container "db"`,
		},
		{"a volume twice", onEC2, "volumes: [{name: a}, {name: b}, {name: a}]", `o:1:40: two volumes are called "a"`},
		{
			"a volume of two kinds", onEC2,
			"volumes: [{name: a, host: {sourcePath: /a}, dockerVolumeConfiguration: {scope: task}}]",
			`o:1:11: volume "a" has 2 kinds of storage and may have one`,
		},
		{
			"an access point without encryption", onEC2,
			"volumes: [{name: a, efsVolumeConfiguration: {fileSystemId: fs-1, authorizationConfig: {accessPointId: f}}}]",
			"o:1:21: IAM authorization and access points need transit encryption (write transitEncryption: ENABLED)",
		},
		{
			"two credential specs", onEC2, app("credentialSpecs: ['a:1', 'a:2']"),
			"o:1:36: 2 credential specs are more than the 1 allowed",
		},
	})
}

func TestCheckDependencies(t *testing.T) {
	side := func(members string) string {
		return "containerDefinitions:\n- {name: app, dependsOn: [" + members + "]}\n" +
			"- {name: side, image: busybox, memory: 6, dependsOn: [{containerName: last, condition: START}]}\n" +
			"- {name: last, image: busybox, memory: 6}\n"
	}
	runRules(t, []ruleTest{
		{
			"an unknown container", onEC2, side("{containerName: db, condition: START}"),
			`o:2:43: there is no container "db" (there are: app, side, last)`,
		},
		{"itself", onEC2, side("{containerName: app, condition: START}"), `o:2:43: container "app" waits for itself`},
		{
			"HEALTHY without a health check", onEC2, side("{containerName: side, condition: HEALTHY}"),
			`o:2:60: container "side" has no healthCheck, so it is never HEALTHY` +
				" (give it a healthCheck, or wait for START)",
		},
		{
			"the end of an essential container", onEC2, side("{containerName: side, condition: SUCCESS}"),
			`o:2:60: container "side" is essential: the task stops when it ends (set its essential to false)`,
		},
	})
	runRules(t, []ruleTest{{
		"a ring", onEC2, "containerDefinitions:\n" +
			"- {name: app, dependsOn: [{containerName: side, condition: START}]}\n" +
			"- {name: side, image: busybox, memory: 6, dependsOn: [{containerName: last, condition: START}]}\n" +
			"- {name: last, image: busybox, memory: 6, dependsOn: [{containerName: side, condition: START}]}\n",
		"o:3:43: the containers wait for one another: side → last → side",
	}})
}

func TestCheckPortsAndNetwork(t *testing.T) {
	ports := func(mappings string) string { return app("portMappings: [" + mappings + "]") }
	runRules(t, []ruleTest{
		{"a mapping without a port", onEC2, ports("{hostPort: 80}"), "o:1:51: the port mapping has no containerPort"},
		{
			"a port that is none", onEC2, ports("{containerPort: 70000}"),
			"o:1:67: 70000 is no port: ports are 1 to 65535",
		},
		{
			"a host port that is none", onEC2, ports("{containerPort: 80, hostPort: 70000}"),
			"o:1:81: 70000 is no port: ports are 0 to 65535",
		},
		{
			"a range the wrong way round", onEC2, ports("{containerPortRange: 90-80}"),
			`o:1:72: "90-80" is no range of ports (write FIRST-LAST, the first smaller than the last, both 1 to 65535)`,
		},
		{
			"a range with a host port", onEC2, ports("{containerPortRange: 180-190, hostPort: 8080}"),
			"o:1:91: a port range takes no hostPort (leave hostPort out)",
		},
		{
			"a range in host mode", onEC2, "{networkMode: host, " + ports("{containerPortRange: 180-190}") + "}",
			"o:1:92: port ranges need the network mode bridge or awsvpc",
		},
		{
			"a port and a range", onEC2, ports("{containerPort: 90, containerPortRange: 91-92}"),
			"o:1:51: a port mapping has a containerPort or a containerPortRange, not both",
		},
		{
			"a port inside a range", onEC2, ports("{containerPort: 185}, {containerPortRange: 180-190}"),
			`o:1:73: container "app" maps port 185/tcp twice`,
		},
		{
			"another host port with awsvpc", onFargate, ports("{containerPort: 80, hostPort: 8080}"),
			"o:1:81: with the network mode awsvpc hostPort 8080 has to equal containerPort 80 (leave hostPort out)",
		},
		{
			"port mappings with none", onEC2, "networkMode: none",
			"base:6:3: the network mode none allows no port mappings (take them out, or choose another networkMode)",
		},
		{"a host port twice", onEC2, `containerDefinitions:
- {name: app, portMappings: [{containerPort: 80, hostPort: 8080}]}
- {name: side, image: busybox, memory: 6, portMappings: [{containerPort: 81, hostPort: 8080}]}
`, `o:3:58: port 8080/tcp is already taken by container "app" (containers of one task share its ports)`},
		{
			"one port in two containers of an awsvpc task", onFargate,
			"containerDefinitions: [{name: side, image: busybox, portMappings: [{containerPort: 80}]}]",
			`o:1:68: warning: port 80/tcp is already taken by container "app" (containers of one task share its ports)`,
		},
		{
			"a reserved host port", onEC2, ports("{containerPort: 80, hostPort: 51678}"),
			"o:1:81: warning: host port 51678 is reserved on every container instance: no task can get it" +
				" (write 0 for a dynamic port)",
		},
		{
			"an ephemeral host port", onEC2, ports("{containerPort: 80, hostPort: 50000}"),
			"o:1:81: warning: host port 50000 lies in the ephemeral range, where ports are handed out at will" +
				" (choose one below 32768)",
		},
		{
			"a port name with a capital letter", onEC2, ports("{containerPort: 80, name: Web}"),
			"o:1:77: a port is named by up to 64 small letters, digits, underscores and hyphens, with no hyphen in front",
		},
		{
			"a port name twice", onEC2, ports("{containerPort: 80, name: web}, {containerPort: 81, name: web}"),
			`o:1:109: two ports of the task are called "web"`,
		},
		{
			"links with awsvpc", onFargate, app("links: [db]"),
			"o:1:36: links need the network mode bridge, not awsvpc" +
				" (containers of an awsvpc task reach one another at localhost)",
		},
		{"a link to nothing", onEC2, app("links: ['db:mysql']"), `o:1:44: there is no container "db"`},
		{
			"a hostname with awsvpc", onFargate, app("hostname: web"),
			"o:1:46: the network mode awsvpc takes no hostname (leave it out)",
		},
		{
			"extra hosts with awsvpc", onFargate, app("extraHosts: [{hostname: a, ipAddress: 10.0.0.1}]"),
			"o:1:36: the network mode awsvpc takes no extraHosts (leave them out)",
		},
	})
}

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
			"o:1:87: Fargate adds no capability but SYS_PTRACE, not NET_ADMIN",
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

// A list in an overlay cannot have a name twice: these are whole texts.
func TestCheckOfWholeTexts(t *testing.T) {
	container := func(members string) string {
		return "family: web\ncontainerDefinitions:\n- name: app\n  image: n\n  memory: 9\n  " + members
	}
	tests := []struct{ name, src, want string }{
		{"no containers", "family: web\ncontainerDefinitions: []", "base:2:1: there is no container"},
		{"a container name twice", container("cpu: 0\n- {name: app, image: n, memory: 9}"),
			`base:7:10: two containers are called "app"`},
		{"negative cpu", container("cpu: -1"), "base:6:8: cpu is negative"},
		{"a variable without a name", container("environment: [{value: x}]"), "base:6:17: a variable has no name"},
		{"a secret without a name", "executionRoleArn: r\n" + container(`secrets: [{name: "", valueFrom: x}]`),
			"base:7:20: a secret has no name"},
		{"a secret twice", "executionRoleArn: r\n" +
			container("secrets: [{name: A, valueFrom: x}, {name: A, valueFrom: y}]"),
			`base:7:45: secret "A" is there twice`},
		{"a volume without a name", container("cpu: 0\nvolumes: [{host: {}}]"), "base:7:11: the volume has no name"},
		{"a volume name with a dot", container("cpu: 0\nvolumes: [{name: a.b}]"),
			"base:7:18: a volume is named by up to 255 letters, digits, hyphens and underscores (write a-b)"},
		{"a mount point without a path", container("mountPoints: [{sourceVolume: a}]\nvolumes: [{name: a}]"),
			"base:6:17: the mount point has no containerPath"},
		{"two mounts at one path", container("mountPoints: [{sourceVolume: a, containerPath: /a}, " +
			"{sourceVolume: a, containerPath: /a}]\nvolumes: [{name: a}]"),
			"base:6:88: two volumes are mounted at /a"},
		{"volumes from itself", container("volumesFrom: [{sourceContainer: app}]"),
			`base:6:35: container "app" takes volumes from itself`},
		{"a root directory beside an access point", container("cpu: 0\nvolumes: [{name: a, efsVolumeConfiguration: " +
			"{fileSystemId: f, rootDirectory: /a, transitEncryption: ENABLED, authorizationConfig: {accessPointId: p}}}]"),
			"base:7:78: an access point has its own root directory (leave rootDirectory out)"},
		{"101 port ranges", container("portMappings: [" + portRanges(101) + "]"),
			"base:6:3: 101 port ranges are more than the 100 a container may have"},
		{"51 exit codes to ignore", container("restartPolicy: {enabled: true, ignoredExitCodes: [" +
			strings.Repeat("1, ", 51) + "]}"), "base:6:34: 51 exit codes are more than the 50 allowed"},
		{"an accelerator that is not there", container("resourceRequirements: [{type: InferenceAccelerator, value: a}]"),
			`base:6:62: there is no inference accelerator "a"`},
		{"credentials of a registry without a role", container("repositoryCredentials: {credentialsParameter: x}"),
			"base:6:3: a private registry needs executionRoleArn (name the task execution role)"},
		{"secret options of a log driver without a role",
			container("logConfiguration: {logDriver: splunk, secretOptions: [{name: a, valueFrom: b}]}"),
			"base:6:41: reading secrets needs executionRoleArn (name the task execution role)"},
		{"accelerators on Fargate", onFargate + "inferenceAccelerators: [{deviceName: a, deviceType: b}]",
			"base:14:1: Fargate has no inference accelerators"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, strings.Join(checked(t, tt.src, "{}"), "\n")); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func portRanges(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{containerPortRange: %d-%d}, ", 2*i+1, 2*i+2)
	}
	return b.String()
}

func TestCheckOfAPlacementConstraintOfTheService(t *testing.T) {
	d := parsed(t, onEC2)
	d.Input.PlacementConstraints = []types.TaskDefinitionPlacementConstraint{{Type: "distinctInstance"}}
	want := []string{"task.yaml:1:1: a task definition takes only constraints of type memberOf" +
		" (distinctInstance belongs to the service)"}
	if diff := cmp.Diff(want, textOf(d.Check())); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
