package render_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/ecs-steady/steady/internal/render"
)

func checks() []render.Check {
	return []render.Check{
		{Name: "file", Result: render.CheckOK, Text: "/home/dev/shop/steady.yaml, with 2 services"},
		{
			Name: "region", Result: render.CheckOK, Text: "eu-west-1", From: "steady.yaml:3", Ignored: "AWS_REGION=us-east-1",
		},
		{Name: "credentials", Result: render.CheckOK, Text: "found in aws sso login"},
		{Name: "identity", Result: render.CheckSkipped, Text: "cannot reach https://sts.eu-west-1.amazonaws.com: i/o timeout"},
		{
			Name: "cluster", Result: render.CheckProblem, Text: "there is no cluster prod in eu-west-1", Exit: 5,
			Next: []render.Field{{Label: "Fix", Text: "check --cluster and the Region: aws ecs list-clusters"}},
		},
		{
			Name: "permissions", Service: "web", Result: render.CheckProblem, Exit: 4,
			Text: "ecs:ListTasks was denied for arn:aws:sts::123456789012:assumed-role/ci-deploy/run-88",
			Next: []render.Field{{Label: "Fix", Text: "allow ecs:ListTasks on arn:aws:ecs:eu-west-1:123456789012:container-instance/prod/*"}},
		},
		{
			Name: "permissions", Service: "a-service-with-a-long-name", Result: render.CheckSkipped,
			Text: "they change something: ecs:CreateService, ecs:UpdateService, ecs:StopServiceDeployment",
		},
	}
}

func TestDoctor(t *testing.T) {
	hostile := []render.Check{{Name: "service", Service: attack, Result: render.CheckOK, Text: attack, From: attack, Ignored: attack}}
	for name, opts := range map[string]render.Options{
		"doctor/terminal": {Simulated: true},
		"doctor/narrow":   {Size: func() (int, int) { return 60, 24 }, ASCII: true},
		"doctor/pipe":     {Stamps: true},
		"doctor/hostile":  {},
	} {
		t.Run(name, func(t *testing.T) {
			list := checks()
			if name == "doctor/hostile" {
				list = hostile
			}
			var text, doc bytes.Buffer
			if err := errors.Join(render.Doctor(&text, list, 5, opts), render.DoctorJSON(&doc, list, 5, opts)); err != nil {
				t.Fatal(err)
			}
			if what := unsafe(text.String() + doc.String()); what != "" {
				t.Errorf("the output holds %s", what)
			}
			golden(t, name+".txt", text.String())
			golden(t, name+".json", doc.String())
			if name == "doctor/pipe" && strings.Count(text.String(), "\n") != len(checks())+2+2 {
				t.Error("it is not one line a check, and one for what to do about each problem")
			}
		})
	}
}
