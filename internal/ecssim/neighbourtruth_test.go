package ecssim

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheTruthTellsWhatNeighboursKeep(t *testing.T) {
	const more = `
alarms: [{name: errors, state: ALARM}]
logGroups: [{name: /web}]
images: [{image: 'app:1', memory: 64, answers: [{answers: false}],
          logs: [{after: 1s, text: up}, {after: 1h, text: still}]}]
secrets: [{name: password, value: HIDDEN}]
parameters: [{name: /user, value: HIDDEN}]
`
	text := strings.NewReplacer("family: simple-web", "family: simple-web\n    executionRoleArn: execution",
		"image: nginx:1.27, memory: 128,", "image: 'app:1', memory: 128, "+
			"logConfiguration: {logDriver: awslogs, options: {awslogs-group: /web, awslogs-stream-prefix: a}}, "+
			"secrets: [{name: P, valueFrom: /user}],").Replace(hosts) + more
	synctest.Test(t, func(t *testing.T) {
		server, _ := open(t, Setup{
			Scenario: "hosts.yaml", Speed: 10, Read: func(string) ([]byte, error) { return []byte(text), nil },
		})
		body := ask(server, "GET", "/_steady/truth", "").Body.String()
		var out struct {
			TargetGroups []struct {
				Name    string
				Targets []struct{ ID, State, Reason string }
			}
			Alarms []struct {
				Name, State string
				Since       time.Time
			}
			LogGroups []struct {
				Name    string
				Streams []struct {
					Name   string
					Events int
				}
			}
			ScalableTargets []struct {
				Service  string
				Min, Max int
			}
			Images []json.RawMessage
		}
		if err := json.Unmarshal([]byte(body), &out); err != nil {
			t.Fatal(err)
		}
		if g := out.TargetGroups; len(g) != 1 || g[0].Name != "web" || len(g[0].Targets) == 0 ||
			g[0].Targets[0].ID != "i-1" || g[0].Targets[0].State == "healthy" {
			t.Errorf("target groups %+v", g)
		}
		if a := out.Alarms; len(a) != 1 || a[0].State != "ALARM" || a[0].Since.IsZero() {
			t.Errorf("alarms %+v", a)
		}
		g := out.LogGroups
		if len(g) != 1 || len(g[0].Streams) == 0 ||
			!strings.HasPrefix(g[0].Streams[0].Name, "a/web/") || g[0].Streams[0].Events != 1 {
			t.Errorf("log groups %+v", g)
		}
		if got := fmt.Sprint(out.ScalableTargets); got != "[{simple-web 1 3}]" {
			t.Errorf("scalable targets %s", got)
		}
		want := `{"answers":[{"answers":false}],"image":"app:1",` +
			`"logs":[{"after":"1s","text":"up"},{"after":"1h0m0s","text":"still"}],"memory":64}`
		if len(out.Images) != 1 || string(out.Images[0]) != want {
			t.Errorf("images %s", out.Images)
		}
		if strings.Contains(body, "HIDDEN") {
			t.Error("the truth tells secrets")
		}
	})
}
