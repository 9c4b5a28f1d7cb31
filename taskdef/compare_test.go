package taskdef

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/ecs-steady/steady/internal/shape"
)

func parsed(t *testing.T, src string) *Definition {
	t.Helper()
	d, err := Parse("task.yaml", []byte(src), Options{})
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return d
}

// revision decodes what DescribeTaskDefinition might answer.
func revision(t *testing.T, src string) *types.TaskDefinition {
	t.Helper()
	root, ps := shape.Parse("registered", []byte(src))
	if err := ps.Err(); err != nil {
		t.Fatal(err)
	}
	var td types.TaskDefinition
	if err := shape.Decode(root, &td).Err(); err != nil {
		t.Fatal(err)
	}
	return &td
}

// asRegistered is what ECS answers for the file below, its defaults written back.
const asRegistered = `
taskDefinitionArn: arn:aws:ecs:eu-west-1:123456789012:task-definition/web:41
family: web
revision: 41
status: ACTIVE
networkMode: bridge
cpu: "1024"
memory: "2048"
requiresCompatibilities: [EXTERNAL, EC2]
compatibilities: [EXTERNAL, EC2]
requiresAttributes: [{name: com.amazonaws.ecs.capability.docker-remote-api.1.18}]
registeredBy: arn:aws:iam::123456789012:user/someone
volumes: [{name: data, host: {}}]
placementConstraints: []
containerDefinitions:
- name: side
  image: busybox
  cpu: 0
  memory: 64
  portMappings: []
  essential: false
  environment: []
  mountPoints: []
  volumesFrom: []
  systemControls: []
- name: app
  image: shop/web:1
  cpu: 0
  memory: 512
  essential: true
  portMappings: [{containerPort: 80, hostPort: 0, protocol: tcp}]
  environment: [{name: B, value: two}, {name: A, value: one}]
  secrets: [{name: KEY, valueFrom: "arn:aws:ssm:::parameter/key"}]
  mountPoints: [{sourceVolume: data, containerPath: /data, readOnly: false}]
  volumesFrom: []
  healthCheck: {command: [CMD, "true"], interval: 30, timeout: 5, retries: 3}
  versionConsistency: enabled
`

const asWritten = `
family: web
cpu: 1 vCPU
memory: 2GB
requiresCompatibilities: [EC2, EXTERNAL]
volumes: [{name: data}]
tags: {team: shop}
containerDefinitions:
- name: app
  image: shop/web:1
  memory: 512
  portMappings: [{containerPort: 80}]
  environment: {A: one, B: two}
  secrets: {KEY: "arn:aws:ssm:::parameter/key"}
  mountPoints: [{sourceVolume: data, containerPath: /data}]
  healthCheck: {command: [CMD, "true"]}
- name: side
  image: busybox
  memory: 64
  essential: false
`

var shopTags = []types.Tag{
	{Key: aws.String("team"), Value: aws.String("shop")},
	{Key: aws.String("aws:cloudformation:stack-name"), Value: aws.String("x")},
}

func TestDefaultsAndOrderMakeNoDifference(t *testing.T) {
	if got := Compare(parsed(t, asWritten).Input, revision(t, asRegistered), shopTags); len(got) > 0 {
		t.Errorf("Compare found:\n%s", got)
	}
}

func TestCompareLeavesItsArgumentsAlone(t *testing.T) {
	local, registered := parsed(t, asWritten).Input, revision(t, asRegistered)
	Compare(local, registered, shopTags)
	if got := Compare(local, revision(t, asRegistered), shopTags); len(got) > 0 {
		t.Errorf("the second Compare found:\n%s", got)
	}
	if *local.Cpu != "1 vCPU" {
		t.Errorf("cpu became %q", *local.Cpu)
	}
}

func TestCompareNamesEachChange(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{
			"an image", "image: shop/web:1", "image: shop/web:2",
			`~ containerDefinitions[app].image "shop/web:1" → "shop/web:2"`,
		},
		{
			"the host port of a mapping", "{containerPort: 80}", "{containerPort: 80, hostPort: 80}",
			"~ containerDefinitions[app].portMappings[0].hostPort 0 → 80",
		},
		{
			"another container port is one mapping that changed", "{containerPort: 80}", "{containerPort: 81}",
			"~ containerDefinitions[app].portMappings[0].containerPort 80 → 81",
		},
		{
			"a member that differs from its default", "essential: false", "essential: true",
			"~ containerDefinitions[side].essential false → true",
		},
		{
			"a default that is written down", "essential: false", "essential: false\n  cpu: 64",
			"~ containerDefinitions[side].cpu 0 → 64",
		},
		{"a variable", "B: two", "B: 2", "~ containerDefinitions[app].environment[B] (value hidden, changed)"},
		{"a new variable", "B: two", "B: two, C: three", "+ containerDefinitions[app].environment[C] (value hidden)"},
		{"a variable less", ", B: two", "", "- containerDefinitions[app].environment[B] (value hidden)"},
		{
			"a secret", "parameter/key", "parameter/new",
			`~ containerDefinitions[app].secrets[KEY] "arn:aws:ssm:::parameter/key" → "arn:aws:ssm:::parameter/new"`,
		},
		{
			"a list of plain values", `[CMD, "true"]`, `[CMD, "false"]`,
			`~ containerDefinitions[app].healthCheck.command ["CMD","true"] → ["CMD","false"]`,
		},
		{"a task size", "2GB", "4096", `~ memory "2048" → "4096"`},
		{"a tag", "team: shop", "team: web", `~ tags[team] "shop" → "web"`},
		{
			"a label with dots", "memory: 64", "memory: 64\n  dockerLabels: {a.b: c}",
			`+ containerDefinitions[side].dockerLabels[a.b] (value hidden)`,
		},
		{
			"a new container without its defaults", "- name: side",
			"- {name: new, image: n, essential: true, cpu: 0, environment: {A: x}}\n- name: side",
			"+ containerDefinitions[new].environment[A] (value hidden)\n+ containerDefinitions[new].image \"n\"\n" +
				"+ containerDefinitions[new].name \"new\"",
		},
		{
			"a container less", "- name: side\n  image: busybox\n  memory: 64\n  essential: false\n", "",
			"- containerDefinitions[side].essential false\n- containerDefinitions[side].image \"busybox\"\n" +
				"- containerDefinitions[side].memory 64\n- containerDefinitions[side].name \"side\"",
		},
		{
			"a log driver's token", "memory: 64",
			"memory: 64\n  logConfiguration: {logDriver: splunk, options: {splunk-token: x, splunk-url: y}}",
			"+ containerDefinitions[side].logConfiguration.logDriver \"splunk\"\n" +
				"+ containerDefinitions[side].logConfiguration.options.splunk-token (value hidden)\n" +
				"+ containerDefinitions[side].logConfiguration.options.splunk-url \"y\"",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(asWritten, tt.old) {
				t.Fatalf("the text lacks %q", tt.old)
			}
			src := strings.Replace(asWritten, tt.old, tt.new, 1)
			got := Compare(parsed(t, src).Input, revision(t, asRegistered), shopTags).String()
			if diff := cmp.Diff(tt.want+"\n", got); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHostPortsFollowTheNetworkMode(t *testing.T) {
	for _, mode := range []string{"awsvpc", "host"} {
		src := "family: web\nnetworkMode: " + mode + "\ncontainerDefinitions:\n- name: app\n  image: nginx\n" +
			"  portMappings: [{containerPort: 80}]\n"
		registered := strings.Replace(src, "containerPort: 80", "containerPort: 80, hostPort: 80, protocol: tcp", 1)
		if got := Compare(parsed(t, src).Input, revision(t, registered), nil); len(got) > 0 {
			t.Errorf("%s: Compare found:\n%s", mode, got)
		}
	}
}

func TestCompareWithNothingAddsEverything(t *testing.T) {
	got := Compare(parsed(t, "family: web\ncontainerDefinitions: [{name: app, image: nginx}]").Input, nil, nil).String()
	want := "+ containerDefinitions[app].image \"nginx\"\n+ containerDefinitions[app].name \"app\"\n+ family \"web\"\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestCompareRevisions(t *testing.T) {
	from := revision(t, asRegistered)
	to := revision(t, strings.NewReplacer("revision: 41", "revision: 42", "memory: 512", "memory: 768").Replace(asRegistered))
	want := "~ containerDefinitions[app].memory 512 → 768\n"
	if diff := cmp.Diff(want, CompareRevisions(from, to).String()); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestItemsOfOneNameAreComparedInOrder(t *testing.T) {
	src := "family: web\ncontainerDefinitions:\n- name: app\n  image: nginx\n" +
		"  extraHosts: [{hostname: a, ipAddress: 10.0.0.1}, {hostname: a, ipAddress: 10.0.0.2}]\n"
	registered := revision(t, strings.Replace(src, "10.0.0.2", "10.0.0.3", 1))
	want := "~ containerDefinitions[app].extraHosts[1].ipAddress \"10.0.0.3\" → \"10.0.0.2\"\n"
	if diff := cmp.Diff(want, Compare(parsed(t, src).Input, registered, nil).String()); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestNoValueOfTheEnvironmentIsPrinted(t *testing.T) {
	const marker = "s3cr3t-value"
	local := &ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"),
		ContainerDefinitions: []types.ContainerDefinition{{
			Name:        aws.String("app"),
			Environment: []types.KeyValuePair{{Name: aws.String("name"), Value: aws.String(marker)}},
		}},
	}
	for _, diff := range []Diff{
		Compare(local, nil, nil),
		Compare(local, revision(t, "{containerDefinitions: [{name: app, environment: [{name: name, value: old}]}]}"), nil),
	} {
		if text := diff.String() + fmt.Sprintf("%#v", diff); strings.Contains(text, marker) {
			t.Errorf("the value is in the diff:\n%s", text)
		}
	}
}
