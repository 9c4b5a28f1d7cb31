package shape

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// decoded gives the problems of a text, each with its path, and the value as JSON.
func decoded(t *testing.T, text string, into any) (problems string, value string) {
	t.Helper()
	n, ps := Parse("t", []byte(text))
	if n == nil {
		t.Fatal(ps)
	}
	var lines []string
	for _, p := range Decode(n, into) {
		line := p.String()
		if p.Path != "" {
			line += " @" + p.Path
		}
		lines = append(lines, line)
	}
	out, err := Marshal(into)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n"), string(out)
}

func TestScalarsAreReadAsTheAPIWantsThem(t *testing.T) {
	for _, c := range []struct{ name, text, value, problems string }{
		{
			"text keeps what was written", "{name: on, image: 012, hostname: 1_000, user: 0x1F, workingDirectory: 2024-01-01}",
			`{"hostname":"1_000","image":"012","name":"on","user":"0x1F","workingDirectory":"2024-01-01"}`, "",
		},
		{
			"text may look like a number or a boolean", "{name: true, image: 1.10, hostname: 1e3, user: -0}",
			`{"hostname":"1e3","image":"1.10","name":"true","user":"-0"}`, "",
		},
		{"null is absent", "{name: null, memory: ~, essential:, command: null, healthCheck: null}", `{}`, ""},
		{"an empty text is there", `{name: ""}`, `{"name":""}`, ""},
		{"a number", "{memory: 512, stopTimeout: -1}", `{"memory":512,"stopTimeout":-1}`, ""},
		{
			"a number in quotes", `{memory: "512"}`, `{"memory":512}`,
			`t:1:10: warning: a number in quotes (write 512) @memory`,
		},
		{"0x1F", "{memory: 0x1F}", `{}`, `t:1:10: "0x1F" is not a whole number (write 31) @memory`},
		{"012 is 12 to some and 10 to others", "{memory: 012}", `{}`, `t:1:10: "012" is not a whole number @memory`},
		{"1_000", "{memory: 1_000}", `{}`, `t:1:10: "1_000" is not a whole number (write 1000) @memory`},
		{"1e3", "{memory: 1e3}", `{}`, `t:1:10: "1e3" is not a whole number (write 1000) @memory`},
		{"1.0", "{memory: 1.0}", `{}`, `t:1:10: "1.0" is not a whole number (write 1) @memory`},
		{"1.5", "{memory: 1.5}", `{}`, `t:1:10: "1.5" is not a whole number @memory`},
		{"+5", "{memory: +5}", `{}`, `t:1:10: "+5" is not a whole number (write 5) @memory`},
		{"512MB", "{memory: 512MB}", `{}`, `t:1:10: "512MB" is not a whole number (write 512) @memory`},
		{"a word for a number", "{memory: on}", `{}`, `t:1:10: "on" is not a whole number @memory`},
		{
			"a number that needs 64 bits", "{memory: 2147483648}", `{}`,
			`t:1:10: "2147483648" is out of range (the largest number is 2147483647) @memory`,
		},
		{
			"a template mark for a number", "{memory: <MEMORY>}", `{}`,
			`t:1:10: "<MEMORY>" is not a whole number (<MEMORY> looks like a template mark that was not filled in) @memory`,
		},
		{"a boolean", "{essential: true, privileged: false}", `{"essential":true,"privileged":false}`, ""},
		{
			"a boolean in quotes", `{essential: "false"}`, `{"essential":false}`,
			`t:1:13: warning: true or false in quotes (write false) @essential`,
		},
		{"yes", "{essential: yes}", `{}`, `t:1:13: "yes" is not true or false (write true) @essential`},
		{"off", "{essential: off}", `{}`, `t:1:13: "off" is not true or false (write false) @essential`},
		{"1 for a boolean", "{essential: 1}", `{}`, `t:1:13: "1" is not true or false (write true) @essential`},
		{"True", "{essential: True}", `{}`, `t:1:13: "True" is not true or false (write true) @essential`},
		{"maybe", "{essential: maybe}", `{}`, `t:1:13: "maybe" is not true or false @essential`},
		{
			"a list where text is wanted", "{name: [a]}", `{}`,
			`t:1:8: want text, got a list (take the "- " or the [ ] away) @name`,
		},
		{
			"a map where a list is wanted", "{command: {a: b}}", `{}`,
			`t:1:11: want a list, got a map (put "- " before it, or [ ] around it) @command`,
		},
		{
			"text where a list is wanted", "{command: ls}", `{}`,
			`t:1:11: want a list, got "ls" (put [ ] around it) @command`,
		},
		{
			"a list where a map is wanted", "{dockerLabels: [a, b]}", `{}`,
			`t:1:16: want a map of names to values, got a list @dockerLabels`,
		},
		{
			"text where a struct is wanted", "{healthCheck: ls}", `{}`,
			`t:1:15: want a map with the members of a health check, got "ls" @healthCheck`,
		},
		{"nothing in a list", "{command: [a, ]}", `{"command":["a"]}`, ""},
		{"null in a list", "{command: [a, null]}", `{"command":["a",""]}`, `t:1:15: want text, got nothing @command[1]`},
		{
			"keys that users choose keep their case", "{dockerLabels: {Com.Example: 1.0, on: yes, gone: null}}",
			`{"dockerLabels":{"Com.Example":"1.0","on":"yes"}}`, "",
		},
		{
			"an enum", "{dependsOn: [{containerName: a, condition: HEALTHY}]}",
			`{"dependsOn":[{"condition":"HEALTHY","containerName":"a"}]}`, "",
		},
		{
			"an enum in small letters", "{versionConsistency: Disabled}", `{}`,
			`t:1:22: "Disabled" is not one of disabled, enabled (did you mean "disabled"?) @versionConsistency`,
		},
		{
			"an enum that is empty", `{versionConsistency: ""}`, `{}`,
			`t:1:22: warning: an empty value is taken as absent @versionConsistency`,
		},
		{
			"an enum with many values", "{ulimits: [{name: nfile, softLimit: 1, hardLimit: 2}]}",
			`{"ulimits":[{"hardLimit":2,"softLimit":1}]}`,
			`t:1:19: "nfile" is not a ulimit name (did you mean "nofile"?) @ulimits[0].name`,
		},
		{
			"a union", "{resourceRequirements: [{type: GPU, value: 1, sharingStrategy: {nvidiaMps: {}}}]}",
			`{"resourceRequirements":[{"sharingStrategy":{"nvidiaMps":{}},"type":"GPU","value":"1"}]}`, "",
		},
		{
			"a union with no member", "{resourceRequirements: [{sharingStrategy: {}}]}", `{"resourceRequirements":[{}]}`,
			`t:1:43: want one of nvidiaMps @resourceRequirements[0].sharingStrategy`,
		},
		{
			"a union with a member misspelled", "{resourceRequirements: [{sharingStrategy: {nvidiaMsp: {}}}]}",
			`{"resourceRequirements":[{}]}`, `t:1:44: unknown key "nvidiaMsp" in a sharing strategy ` +
				`(did you mean "nvidiaMps"?) @resourceRequirements[0].sharingStrategy.nvidiaMsp`,
		},
		{
			"an unknown key", "{portMappings: [{containerPort: 80, hostport: 80, protocoll: {a: [b]}, whatever: 1}]}",
			`{"portMappings":[{"containerPort":80}]}`,
			`t:1:37: unknown key "hostport" in a port mapping (did you mean "hostPort"?) @portMappings[0].hostport` + "\n" +
				`t:1:51: unknown key "protocoll" in a port mapping (did you mean "protocol"?) @portMappings[0].protocoll` + "\n" +
				`t:1:72: unknown key "whatever" in a port mapping @portMappings[0].whatever`,
		},
		{
			"an unknown key at the top", "{entry-point: [a], xyz: 1}", `{}`,
			`t:1:2: unknown key "entry-point" (did you mean "entryPoint"?) @entry-point` + "\n" +
				`t:1:20: unknown key "xyz" @xyz`,
		},
		{
			"a list where the whole is wanted", "[a]", `{}`,
			`t:1:1: want a map of members, got a list (take the "- " or the [ ] away)`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			problems, value := decoded(t, c.text, &types.ContainerDefinition{})
			value = strings.Replace(value, `{"cpu":0}`, `{}`, 1)
			value = strings.Replace(strings.Replace(value, `"cpu":0,`, "", 1), `,"cpu":0`, "", 1)
			if problems != c.problems || value != c.value {
				t.Errorf("got\n%s\n%s\nwant\n%s\n%s", value, problems, c.value, c.problems)
			}
		})
	}
}

func TestDeploymentSettingsAreRead(t *testing.T) {
	problems, got := decoded(t, `
serviceName: web
deploymentConfiguration:
  canaryConfiguration: {canaryPercent: 12.5}
  lifecycleHooks:
    - hookTargetArn: arn
      roleArn: arn
      lifecycleStages: [PRE_SCALE_UP]
      hookDetails: {text: "1", number: 1.50, yes: yes, list: [true, null]}
serviceConnectConfiguration:
  enabled: false
  services:
    - portName: http
`, &ecs.CreateServiceInput{})
	const want = `{"deploymentConfiguration":{"canaryConfiguration":{"canaryPercent":12.5},` +
		`"lifecycleHooks":[{"hookDetails":{"list":[true,null],"number":1.50,"text":"1","yes":"yes"},` +
		`"hookTargetArn":"arn","lifecycleStages":["PRE_SCALE_UP"],"roleArn":"arn"}]},` +
		`"serviceConnectConfiguration":{"enabled":false,"services":[{"portName":"http"}]},"serviceName":"web"}`
	if problems != "" || got != want {
		t.Errorf("got  %s\nwant %s\n%s", got, want, problems)
	}
}

func TestTimesAreReadFromTextAndFromSeconds(t *testing.T) {
	for text, want := range map[string]string{
		`{createdAt: 2026-01-02T03:04:05Z}`:          `{"createdAt":1767323045}`,
		`{createdAt: "2026-01-02T04:04:05.5+01:00"}`: `{"createdAt":1767323045.500}`,
		`{createdAt: 1767323045.25}`:                 `{"createdAt":1767323045.250}`,
		`{createdAt: yesterday}`:                     `t:1:13: "yesterday" is not a time (write it like 2006-01-02T15:04:05Z) @createdAt`,
		`{createdAt: 1e300}`:                         `t:1:13: "1e300" is not a time (write it like 2006-01-02T15:04:05Z) @createdAt`,
		`{createdAt: NaN}`:                           `t:1:13: "NaN" is not a time (write it like 2006-01-02T15:04:05Z) @createdAt`,
	} {
		problems, value := decoded(t, text, &types.ServiceEvent{})
		if problems != want && value != want {
			t.Errorf("%s: got %s %s, want %s", text, value, problems, want)
		}
	}
}

func TestCloudFormationKeysAreRenamed(t *testing.T) {
	const text = `
Family: a
networkMode: awsvpc
ContainerDefinitions:
  - Name: a
    DockerLabels: {Name: x}
    Environment: {Name: x}
    Secrets: [{Name: A, ValueFrom: b}]
    Whatever: {Name: x}
Volumes:
  - EFSVolumeConfiguration: {FilesystemId: fs-1}
`
	n, problems := Parse("t", []byte(text))
	if n == nil {
		t.Fatal(problems)
	}
	var renamed []string
	for _, key := range Recase(n, &ecs.RegisterTaskDefinitionInput{}) {
		renamed = append(renamed, key.Text)
	}
	const names = "family containerDefinitions name dockerLabels environment secrets name valueFrom volumes " +
		"efsVolumeConfiguration fileSystemId"
	if got := strings.Join(renamed, " "); got != names {
		t.Errorf("renamed %s\nwant    %s", got, names)
	}
	const want = `{"containerDefinitions":[{"Whatever":{"Name":"x"},"dockerLabels":{"Name":"x"},"environment":{"Name":"x"},` +
		`"name":"a","secrets":[{"name":"A","valueFrom":"b"}]}],"family":"a","networkMode":"awsvpc",` +
		`"volumes":[{"efsVolumeConfiguration":{"fileSystemId":"fs-1"}}]}`
	if got := n.JSON(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
