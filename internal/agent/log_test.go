package agent_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ecs-steady/steady/internal/agent"
)

// texts are the lines of a log with their levels, as a test compares them.
func texts(log agent.Log) string {
	var b strings.Builder
	for _, l := range log.Errors {
		fmt.Fprintf(&b, "%s %s %s %s\n", l.File, l.Time.UTC().Format(time.RFC3339), l.Level, l.Text)
	}
	return b.String()
}

func lastErrors(t *testing.T, files map[string]string) (initLog, agentLog agent.Log) {
	t.Helper()
	dir := fstest.MapFS{}
	for name, text := range files {
		dir[name] = &fstest.MapFile{Data: []byte(text)}
	}
	logs, err := agent.LastErrors(dir)
	if err != nil || len(logs) != 2 || logs[0].Name != "ecs-init.log" || logs[1].Name != "ecs-agent.log" {
		t.Fatalf("logs %+v, error %v", logs, err)
	}
	return logs[0], logs[1]
}

func TestReadsEveryFormat(t *testing.T) {
	initLog, agentLog := lastErrors(t, map[string]string{
		"ecs-init.log": `level=info time=2026-11-27T01:00:00Z msg="pre-start"
level=error time=2026-11-27T01:00:01Z msg="dial unix /var/run/docker.sock: connect: no such file or directory"
2018-09-11T20:10:36Z [INFO] Starting Amazon Elastic Container Service Agent
2018-09-11T20:10:37Z [ERROR] could not start Agent: API error (500): "x"
2018-09-11T20:10:38Z [CRITICAL] giving up
`,
		"ecs-agent.log": `level=critical time=2026-11-27T01:00:02Z msg="Could not register module=me \"here\"" error="AccessDeniedException: not authorized" attempt=3 module=agent.go
level=warn time=2026-11-27T01:00:03Z msg="level=error is only said here"
{"level":"error","time":"2026-11-27T01:00:04Z","msg":"Unable to register","error":"x y","module":"client.go"}
{"level":"error","time":"2026-11-27T01:00:04Z","msg":
level=error time=yesterday msg=short
panic: level=error
`,
	})
	const wantInit = `ecs-init.log 2026-11-27T01:00:01Z error dial unix /var/run/docker.sock: connect: no such file or directory
ecs-init.log 2018-09-11T20:10:37Z error could not start Agent: API error (500): "x"
ecs-init.log 2018-09-11T20:10:38Z critical giving up
`
	const wantAgent = `ecs-agent.log 2026-11-27T01:00:02Z critical Could not register module=me "here" error="AccessDeniedException: not authorized" attempt=3
ecs-agent.log 2026-11-27T01:00:04Z error Unable to register error="x y"
ecs-agent.log 0001-01-01T00:00:00Z error short
`
	if diff := cmp.Diff(wantInit, texts(initLog)); diff != "" {
		t.Errorf("ecs-init.log (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantAgent, texts(agentLog)); diff != "" {
		t.Errorf("ecs-agent.log (-want +got):\n%s", diff)
	}
}

func line(n int) string {
	return fmt.Sprintf("level=error time=2026-11-27T01:00:00Z msg=%d\n", n)
}

func TestReadsRotatedFiles(t *testing.T) {
	tests := map[string]struct {
		files map[string]string
		want  string // messages, oldest first
	}{
		"by the hour": {map[string]string{
			"ecs-agent.log": line(4), "ecs-agent.log.2026-11-27-02": line(2) + line(3), "ecs-agent.log.2026-11-26-23": line(1),
		}, "1 2 3 4"},
		"by size": {map[string]string{"ecs-agent.log": line(4), "ecs-agent.log.10": line(3), "ecs-agent.log.9": line(2)}, "2 3 4"},
		"none without a suffix": {map[string]string{
			"ecs-agent.log.2026-11-27-02": line(2), "ecs-agent.log.2026-11-27-01": line(1),
		}, "1 2"},
		"other files stay out": {map[string]string{
			"ecs-agent.log": line(1), "ecs-agent.log.gz": line(2), "ecs-agent.logs": line(3), "my-ecs-agent.log": line(4), "ecs-agent.log.bak": line(5),
		}, "1"},
		"ten are enough": {map[string]string{
			"ecs-agent.log":   strings.Repeat(line(2), 8),
			"ecs-agent.log.1": line(1) + line(1) + line(1),
		}, "1 1 2 2 2 2 2 2 2 2"},
		"only the end of a long one": {map[string]string{
			"ecs-agent.log":   line(1) + strings.Repeat("level=info msg=x\n", 20000) + line(2),
			"ecs-agent.log.1": line(3),
		}, "2"},
		"a line longer than that is none": {map[string]string{"ecs-agent.log": `level=error msg="` + strings.Repeat("x", 300<<10)}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			initLog, log := lastErrors(t, tt.files)
			var got []string
			for _, l := range log.Errors {
				got = append(got, l.Text)
			}
			if strings.Join(got, " ") != tt.want || log.Missing || !initLog.Missing {
				t.Errorf("%q, want %q; %v %v", got, tt.want, log.Missing, initLog.Missing)
			}
		})
	}
}

func TestRedactsSecrets(t *testing.T) {
	const (
		key   = "AKIAIOSFODNN7EXAMPLE"
		value = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	)
	token := strings.Repeat("IQoJb3JpZ2luX2VjE", 12) + "=="
	secret := map[string]string{
		"an access key id":       "signed by " + key + " failed",
		"a bare secret key":      "with " + value + " it fails",
		"a session token":        "sent " + token,
		"a logfmt value":         "x AWS_SECRET_ACCESS_KEY=" + value,
		"a short password":       "DB_PASSWORD=hunter2hunter2 x",
		"a name with more to it": "tokenValue=hunter2hunter2",
		"JSON":                   `{"SecretAccessKey":"hunter2hunter2","a":1}`,
		"JSON in a text":         `{\"sessionToken\": \"hunter2hunter2\"}`,
		"a header":               "Authorization: AWS4-HMAC-SHA256 hunter2hunter2/x",
		"a bearer":               "sent Bearer hunter2hunter2",
		"a query":                "wss://ecs-a-1.eu-west-1.amazonaws.com/ws?X-Amz-Security-Token=hunter2hunter2&seqNum=1",
		"a signature":            "GET /?X-Amz-Signature=hunter2hunter2",
		"a web token":            "eyJhbGciOiJub25lIn0.eyJodW50ZXIiOiIyIn0.hunter2hunter2",
		"a URL":                  "https://me:hunter2hunter2@registry.example/v2/",
		"a value with spaces":    `password="hunter2 hunter2"`,
	}
	for name, text := range secret {
		_, log := lastErrors(t, map[string]string{"ecs-agent.log": fmt.Sprintf("level=error time=x msg=%q\n", text)})
		got := log.Errors[0].Text
		if strings.Contains(got, "hunter2") || strings.Contains(got, key) || strings.Contains(got, value) || strings.Contains(got, token) {
			t.Errorf("%s: %s", name, got)
		}
		if !strings.Contains(got, "[redacted]") {
			t.Errorf("%s: nothing says that something is missing: %s", name, got)
		}
	}
	for _, text := range []string{
		"ExpiredTokenException: Something the token included in the request is expired",
		"NoCredentialProviders: no valid providers in chain. Deprecated.",
		"task arn:aws:ecs:eu-west-1:123456789012:task/MyCluster9/0123456789abcdef0123456789abcdef stopped",
		"container 9581a69a761a557fbfce1d0f6745e4af5b9dbfb86b6b2c5c4df156f1a5932ff1 is gone",
		"pull image 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:9581a69a761a557fbfce1d0f6745e4af5b9dbfb86b6b2c5c4df156f1a5932ff1",
		"open /var/lib/ecs/data/agent.db: permission denied",
	} {
		_, log := lastErrors(t, map[string]string{"ecs-agent.log": fmt.Sprintf("level=error time=x msg=%q\n", text)})
		if got := log.Errors[0].Text; got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
