package service_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

func TestParseRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"an unknown member is refused with a suggestion", "desiredcount: 1\n", "service.yaml:1:1: unknown key"},
		{"a wrong type is refused", "desiredCount: many\n", `service.yaml:1:15: "many" is not a whole number`},
		{"a wrong enum is refused", "launchType: LAMBDA\n", `service.yaml:1:13: "LAMBDA" is not one of`},
		{"a list is refused", "- serviceName: web\n", "service.yaml:1:1: a service file is a map"},
		{"two services are refused", "services: [{serviceName: a}, {serviceName: b}]\n", "this describes 2 services"},
		{"a compose file is refused", "services: {web: {image: nginx}}\n", "this is no service definition"},
		{"a task definition is refused", "family: web\ncontainerDefinitions: []\n", "this is a task definition, not a service"},
		{"an unset variable is refused", "role: ${ROLE}\n", "service.yaml:1:7: variable ROLE is not set"},
		{"an empty text is refused", "", "service.yaml:1:1: "},
		{"a duplicate key is refused", "role: a\nrole: b\n", "service.yaml:2:1: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := service.Parse(taskdef.File{Name: "service.yaml", Text: []byte(tt.text)}, nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestParseAccepts(t *testing.T) {
	tests := []struct{ name, text, serviceName, warning string }{
		{"the name may be left out", "desiredCount: 1\n", "", ""},
		{"UpdateService's name of the service is read", "service: web\n", "web", ""},
		{"a null is an absent member", "serviceName: web\nrole: null\n", "web", ""},
		{
			"what describe-services prints is unwrapped",
			`{"services": [{"serviceName": "web", "status": "ACTIVE", "runningCount": 2}], "failures": []}`, "web",
			`service.yaml:1:38: warning: "status" is set by ECS and is ignored (also: runningCount)`,
		},
		{"what update-service prints is unwrapped", `{"service": {"serviceName": "web"}}`, "web", ""},
		{
			"the spelling of CloudFormation is read", "ServiceName: web\n", "web",
			`service.yaml:1:1: warning: "serviceName" is read as the API's member: those start with a small letter`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := file(t, tt.text)
			name := ""
			if f.Create.ServiceName != nil {
				name = *f.Create.ServiceName
			}
			var warnings []string
			for _, w := range f.Warnings {
				warnings = append(warnings, w.String())
			}
			if got := strings.Join(warnings, "\n"); name != tt.serviceName || got != tt.warning {
				t.Errorf("name %q, warnings %q\nwant %q, %q", name, got, tt.serviceName, tt.warning)
			}
		})
	}
}

func TestParseNeverShowsCredentials(t *testing.T) {
	text := `
serviceConnectConfiguration:
  enabled: true
  logConfiguration:
    logDriver: splunk
    options: {splunk-token: [marker]}
`
	_, err := service.Parse(taskdef.File{Name: "service.yaml", Text: []byte(text)}, nil)
	var problems taskdef.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("error %v", err)
	}
	for _, p := range problems {
		shown := p.String()
		for _, line := range p.Excerpt {
			shown += line.Text
		}
		if strings.Contains(shown, "marker") {
			t.Errorf("the value is shown: %s", shown)
		}
	}
}

func FuzzParse(f *testing.F) {
	seeds := []string{newService, `{"services":[{"serviceName":"a"}]}`, "service: {}\n", "tags: [{key: a}]\n", "a: &a [*a]\n"}
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		got, err := service.Parse(taskdef.File{Name: "f", Text: src}, nil)
		if (got == nil) == (err == nil) {
			t.Errorf("file %v, error %v", got, err)
		}
	})
}
