package taskdef

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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

// A list in an overlay cannot have a name twice: these are whole texts.
func TestCheckOfWholeTexts(t *testing.T) {
	container := func(members string) string {
		return "family: web\ncontainerDefinitions:\n- name: app\n  image: n\n  memory: 9\n  " + members
	}
	tests := []struct{ name, src, want string }{
		{"no containers", "family: web\ncontainerDefinitions: []", "base:2:1: there is no container"},
		{
			"a container name twice", container("cpu: 0\n- {name: app, image: n, memory: 9}"),
			`base:7:10: two containers are called "app"`,
		},
		{"negative cpu", container("cpu: -1"), "base:6:8: cpu is negative"},
		{"a variable without a name", container("environment: [{value: x}]"), "base:6:17: a variable has no name"},
		{
			"a secret without a name", "executionRoleArn: r\n" + container(`secrets: [{name: "", valueFrom: x}]`),
			"base:7:20: a secret has no name",
		},
		{
			"a secret twice", "executionRoleArn: r\n" +
				container("secrets: [{name: A, valueFrom: x}, {name: A, valueFrom: y}]"),
			`base:7:45: secret "A" is there twice`,
		},
		{"a volume without a name", container("cpu: 0\nvolumes: [{host: {}}]"), "base:7:11: the volume has no name"},
		{
			"a volume name with a dot", container("cpu: 0\nvolumes: [{name: a.b}]"),
			"base:7:18: a volume is named by up to 255 letters, digits, hyphens and underscores (write a-b)",
		},
		{
			"a mount point without a path", container("mountPoints: [{sourceVolume: a}]\nvolumes: [{name: a}]"),
			"base:6:17: the mount point has no containerPath",
		},
		{
			"two mounts at one path", container("mountPoints: [{sourceVolume: a, containerPath: /a}, " +
				"{sourceVolume: a, containerPath: /a}]\nvolumes: [{name: a}]"),
			`base:6:88: two volumes are mounted at "/a"`,
		},
		{
			"volumes from itself", container("volumesFrom: [{sourceContainer: app}]"),
			`base:6:35: container "app" takes volumes from itself`,
		},
		{
			"a root directory beside an access point", container("cpu: 0\nvolumes: [{name: a, efsVolumeConfiguration: " +
				"{fileSystemId: f, rootDirectory: /a, transitEncryption: ENABLED, authorizationConfig: {accessPointId: p}}}]"),
			"base:7:78: an access point has its own root directory (leave rootDirectory out)",
		},
		{
			"101 port ranges", container("portMappings: [" + portRanges(101) + "]"),
			"base:6:3: 101 port ranges are more than the 100 a container may have",
		},
		{"51 exit codes to ignore", container("restartPolicy: {enabled: true, ignoredExitCodes: [" +
			strings.Repeat("1, ", 51) + "]}"), "base:6:34: 51 exit codes are more than the 50 allowed"},
		{
			"an accelerator that is not there", container("resourceRequirements: [{type: InferenceAccelerator, value: a}]"),
			`base:6:62: there is no inference accelerator "a"`,
		},
		{
			"credentials of a registry without a role", container("repositoryCredentials: {credentialsParameter: x}"),
			"base:6:3: a private registry needs executionRoleArn (name the task execution role)",
		},
		{
			"credentials for an image of ECR",
			"executionRoleArn: r\n" + strings.Replace(container("repositoryCredentials: {credentialsParameter: x}"),
				"image: n\n", "image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1\n", 1),
			"base:7:3: an image of ECR is not pulled with credentials of a private registry " +
				"(take repositoryCredentials out: ECR asks for the task execution role)",
		},
		{
			"secret options of a log driver without a role",
			container("logConfiguration: {logDriver: splunk, secretOptions: [{name: a, valueFrom: b}]}"),
			"base:6:41: reading secrets needs executionRoleArn (name the task execution role)",
		},
		{
			"accelerators on Fargate", onFargate + "inferenceAccelerators: [{deviceName: a, deviceType: b}]",
			"base:14:1: Fargate has no inference accelerators",
		},
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
