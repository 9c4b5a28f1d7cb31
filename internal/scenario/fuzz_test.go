package scenario_test

import (
	"errors"
	"testing"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/scenario"
	"github.com/ecs-steady/steady/internal/shape"
)

// FuzzParse gives any bytes to the reader: it finds problems with a place, or a
// scenario that is the same when it is written and read again, and that can be
// built or is refused with problems.
func FuzzParse(f *testing.F) {
	for _, name := range scenario.Names() {
		text, ok := scenario.Builtin(name)
		if !ok || len(text) == 0 {
			f.Fatalf("%s is empty", name)
		}
		f.Add(text)
	}
	for _, part := range parts {
		f.Add([]byte("summary: a\n" + part))
	}
	f.Add([]byte("summary: &a [*a]"))
	f.Add([]byte(`{"summary":"a","timeline":[{"at":"1s","scale":{"cluster":"a","service":"b","desiredCount":1}}]}`))
	f.Add([]byte("summary: a\nsettle: -9223372036854775808ns\nservices: [{serviceName: a, taskDefinition: '${account}'}]"))
	f.Add([]byte("summary: a\nclusters: [{}]\nroles:\n" +
		"scalableTargets: [{cluster: default, service: a, max: 2147483647}]"))
	host := ecssim.ScenarioHost()
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := scenario.Parse("t", text, host)
		if err != nil {
			var problems shape.Problems
			if !errors.As(err, &problems) || len(problems) == 0 || s != nil {
				t.Fatalf("error %v", err)
			}
			return
		}
		once, err := s.JSON()
		if err != nil {
			t.Fatal(err)
		}
		again, err := scenario.Parse("t", []byte(once), host)
		if err != nil {
			t.Fatalf("written as %s: %v", once, err)
		}
		if twice, err := again.JSON(); err != nil || twice != once {
			t.Errorf("written as\n%s\nthen as\n%s\nerror %v", once, twice, err)
		}
	})
}

// FuzzParseAction does the same to an action.
func FuzzParseAction(f *testing.F) {
	for _, text := range []string{
		`{"setAlarm":{"name":"a","state":"OK"}}`, `{"call":{"operation":"DeleteCluster","input":{"cluster":"${account}"}}}`,
		`{"exitContainer":{"service":"a","count":0,"oldest":true}}`,
		`{"setImage":{"image":"a","health":[{"healthy":false}]}}`,
		`{"addInstance":{"count":5000,"attributes":{"a":"b"},"ports":[1]}}`, `[]`, `{`,
	} {
		f.Add([]byte(text))
	}
	host := ecssim.ScenarioHost()
	f.Fuzz(func(t *testing.T, text []byte) {
		action, err := scenario.ParseAction(text, host)
		if err != nil {
			return
		}
		again, err := scenario.ParseAction(action.Text, host)
		if err != nil || again.Name != action.Name || string(again.Text) != string(action.Text) {
			t.Errorf("written as %s and read as %s %s, error %v", action.Text, again.Name, again.Text, err)
		}
	})
}
