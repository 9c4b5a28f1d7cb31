package taskdef

import (
	"strings"
	"testing"

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
