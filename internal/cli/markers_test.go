package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/ecssim"
)

// marked is a task definition that has a marker in everything that may be secret: the
// values of environment variables and labels, credentials among the options of the log,
// and what variables of the file fill into an option, a label or a tag.
const marked = `family: web
executionRoleArn: arn:aws:iam::123456789012:role/execution
tags: [{key: owner, value: "${MARK}-tag"}]
containerDefinitions:
  - name: app
    image: IMAGE
    memory: 128
    environment: [{name: PASSWORD, value: MARKER-env}, {name: TURN, value: "MARKER-IMAGE"}]
    secrets: [{name: TOKEN, valueFrom: "arn:aws:secretsmanager:us-east-1:123456789012:secret:token-a1b2c3"}]
    dockerLabels: {note: "${MARK}-label", plain: MARKER-label-IMAGE}
    logConfiguration:
      logDriver: splunk
      options: {splunk-url: "https://${MARK}-log", splunk-token: "MARKER-log-IMAGE"}
      secretOptions: [{name: splunk-caname, valueFrom: "arn:aws:secretsmanager:us-east-1:123456789012:secret:ca-a1b2c3"}]
`

const markedService = `desiredCount: 1
tags: [{key: owner, value: "${MARK}-tag"}]
`

// markedWorld has the secrets, with values that no reply of ECS holds.
const markedWorld = `summary: secrets
clusters: [{clusterName: prod}]
instances: [{cluster: prod, count: 2}]
secrets: [{name: token-a1b2c3, value: MARKER-secret}, {name: ca-a1b2c3, value: MARKER-secret}]
images: [{image: "web:3", exitAfter: 3s, exitCode: 1}]
`

// TestNoMarkerIsShown runs what shows a deploy, before it, during it and after it, in
// each mode: no value of the file is in any output. --show-values shows those of
// variables, and no others.
func TestNoMarkerIsShown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("steady.yaml", "services: {web: {cluster: prod, taskDefinition: one.yaml, serviceDefinition: service.yaml}}\n")
	write("service.yaml", markedService)
	for name, image := range map[string]string{"one": "web:1", "two": "web:2", "three": "web:3"} {
		write(name+".yaml", strings.ReplaceAll(marked, "IMAGE", image))
	}
	write("mark.env", "# MARKER-comment\nMARK=MARKER\n")
	write("broken.env", "MARK=MARKER\nMARKER without a sign of equality\n")
	write("broken.yaml", strings.ReplaceAll(marked, "memory: 128", "memry: 128"))
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{
			Scenario: "marked", Seed: 1, Read: func(string) ([]byte, error) { return []byte(markedWorld), nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(10 * time.Second)
		run := func(mode, command string) string {
			args := strings.Fields(command)
			fills := slices.Contains([]string{"check", "plan", "deploy", "register"}, args[0])
			if fills && !slices.Contains(args, "--env-file") {
				args = append(args, "--var", "MARK=MARKER")
			}
			p := runIn(t, server.Transport(), dir, mode, args)
			if p.out+p.err == "" && mode != "quiet" {
				t.Errorf("%s shows nothing", command)
			}
			return p.screen()
		}
		for _, command := range markedCommands() {
			mode, command, _ := strings.Cut(command, " ")
			for line := range strings.Lines(run(mode, command)) {
				if strings.Contains(line, "MARKER") {
					t.Errorf("%s (%s) shows\n%s", command, mode, line)
				}
			}
		}
		shown := run("plain", "plan web --task-definition three.yaml --show-values")
		if !strings.Contains(shown, "MARKER-web:3") {
			t.Errorf("--show-values shows no value\n%s", shown)
		}
		for _, other := range []string{"MARKER-label", "MARKER-log", "MARKER-tag", "MARKER-secret"} {
			if strings.Contains(shown, other) {
				t.Errorf("--show-values shows %s\n%s", other, shown)
			}
		}
	})
}

// markedCommands are a mode and a command each, in their order.
func markedCommands() []string {
	commands := []string{
		"plain check one.yaml", "plain check broken.yaml", "plain plan web --task-definition broken.yaml",
		"json deploy web --task-definition broken.yaml", "plain deploy web --dry-run",
		"plain check one.yaml --env-file mark.env --debug", "plain plan web --env-file mark.env --debug -v",
		"plain check one.yaml --env-file broken.env", "json plan web --env-file broken.env --debug",
	}
	plans := func(file string) {
		for _, form := range []string{"text", "markdown", "json"} {
			commands = append(commands, "plain plan web --task-definition "+file+" --exit-code --debug -v --output "+form)
		}
	}
	plans("one.yaml")
	commands = append(commands, "plain deploy web --debug -v --poll-interval 5s")
	plans("two.yaml")
	commands = append(commands,
		"json deploy web --task-definition two.yaml --debug --poll-interval 5s",
		"tty deploy web --task-definition one.yaml --poll-interval 5s",
		"github deploy web --task-definition two.yaml --force-new-deployment --poll-interval 5s",
		"plain register three.yaml", "plain diff web:1 web:2", "plain diff web:1 web:2 --output markdown",
		"plain diff web:1 web:2 --json", "plain deploy web --task-definition three.yaml --poll-interval 5s --debug",
		"plain explain web", "plain status web", "plain status web --json", "plain history web --json",
		"plain rollback web --poll-interval 5s --debug",
	)
	return commands
}
