package agent_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ecs-steady/steady/internal/agent"
)

// Whatever answers at the port: an agent's answer or a ReadError.
func FuzzAnswers(f *testing.F) {
	f.Add(metadata("prod", `"`+arn+`"`), `{"Tasks":[{"Arn":"arn:aws:ecs:r:1:task/x","KnownStatus":"RUNNING","Containers":[{"Ports":[{"HostPort":1}]}]}]}`)
	f.Add(metadata("prod", "null"), `{"Tasks":null}`)
	f.Add(`{"cluster":null}`, `{"Tasks":{}}`)
	f.Fuzz(func(t *testing.T, metadata, tasks string) {
		client := agent.Client{Transport: pages(metadata, tasks)}
		got, err := client.Read(t.Context(), host(t, agent.Local))
		var read *agent.ReadError
		if err != nil && (!errors.As(err, &read) || read.Reason != agent.NotAgent) {
			t.Errorf("error %v", err)
		}
		if err == nil && got.InstanceARN != "" && !strings.HasPrefix(got.InstanceARN, "arn:") {
			t.Errorf("joined as %q", got.InstanceARN)
		}
	})
}

// Whatever stands in a log: at most ten lines, and never a key.
func FuzzLogs(f *testing.F) {
	f.Add("level=error time=2026-11-27T01:00:01Z msg=\"", "\" error=x\n")
	f.Add("2018-09-11T20:10:37Z [ERROR] ", "")
	f.Add(`{"level":"error","msg":"`, `"}`)
	f.Add("level=critical msg=a token=\"", "\"")
	f.Fuzz(func(t *testing.T, before, after string) {
		const key = "AKIAIOSFODNN7EXAMPLE"
		text := before + " " + key + " " + after
		logs, err := agent.LastErrors(fstest.MapFS{"ecs-agent.log": {Data: []byte(text)}})
		if err != nil || len(logs) != 2 || len(logs[1].Errors) > 10 {
			t.Fatalf("%+v, %v", logs, err)
		}
		for _, l := range logs[1].Errors {
			if strings.Contains(l.Text, key) {
				t.Errorf("%q", l.Text)
			}
		}
	})
}
