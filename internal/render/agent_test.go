package render_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ecs-steady/steady/internal/agent"
	"github.com/ecs-steady/steady/internal/render"
)

const instanceARN = "arn:aws:ecs:eu-west-1:123456789012:container-instance/prod/0ab12cd34ef56789"

func agentHost(t *testing.T, text string) agent.Host {
	t.Helper()
	host, err := agent.ParseHost(text)
	if err != nil {
		t.Fatal(err)
	}
	return host
}

func look(t *testing.T) render.Agent {
	const task = "arn:aws:ecs:eu-west-1:123456789012:task/prod/"
	return render.Agent{Host: agentHost(t, "10.0.1.17"), Instance: agent.Instance{
		Metadata: agent.Metadata{Cluster: "prod", InstanceARN: instanceARN, Version: "Amazon ECS Agent - v1.99.0 (8f4d3d2a)"},
		Tasks: []agent.Task{
			{ARN: task + "1" + id1, Family: "api", Revision: "9", Known: "PENDING", Desired: "RUNNING"},
			{
				ARN: task + id1, Family: "api", Revision: "10", Known: "RUNNING", Desired: "STOPPED",
				Containers: []agent.Container{
					{
						Name: "app", Ports: []agent.PortBinding{{Host: 8080, Container: 8080, Protocol: "tcp"}},
						Addresses: []string{"10.0.2.9", "fd00::9"}, StartedAt: at(0),
					},
					{Name: "log", Addresses: []string{"fd00::9"}, Restarts: 3},
				},
			},
			{
				ARN: task + id2, Family: "web", Revision: "42", Known: "RUNNING", Desired: "RUNNING",
				Containers: []agent.Container{{
					Name: "app",
					Ports: []agent.PortBinding{
						{Host: 32768, Container: 80, Protocol: "tcp", BindIP: "0.0.0.0"},
						{Host: 32768, Container: 80, Protocol: "tcp", BindIP: "::"},
						{Host: 53, Container: 53, Protocol: "udp"},
						{Container: 99, Protocol: "tcp"},
					},
				}},
			},
			{ARN: task + id3, Family: "web", Revision: "41", Known: "STOPPED", Containers: []agent.Container{{Name: "app"}}},
		},
	}}
}

func TestAgents(t *testing.T) {
	quiet := look(t)
	quiet.Instance.Tasks[1].Containers[1].Restarts, quiet.Instance.Tasks[3].Known = 0, "STOPPED"
	fresh := render.Agent{Host: agentHost(t, "::1"), Instance: agent.Instance{Metadata: agent.Metadata{Cluster: "prod"}}}
	gone := render.Agent{Host: agentHost(t, "10.0.1.18"), Err: &agent.ReadError{
		Host: agentHost(t, "10.0.1.18"), Reason: agent.Refused, Err: errors.New("connection refused"),
	}}
	hostile := look(t)
	hostile.Instance.Cluster, hostile.Instance.Version = attack, attack
	hostile.Instance.Tasks[2] = agent.Task{
		ARN: attack, Family: attack, Revision: attack, Known: attack, Desired: "x" + attack,
		Containers: []agent.Container{{
			Name: attack, Image: attack, Addresses: []string{attack}, Ports: []agent.PortBinding{{Protocol: attack}},
		}},
	}
	tests := []struct {
		name    string
		agents  []render.Agent
		opts    render.Options
		columns int
	}{
		{"agent/one", []render.Agent{look(t)}, render.Options{}, 80},
		{"agent/no-restarts", []render.Agent{quiet}, render.Options{}, 80},
		{"agent/verbose", []render.Agent{look(t)}, render.Options{Verbose: true}, 200},
		{"agent/ascii", []render.Agent{look(t)}, render.Options{ASCII: true}, 80},
		{"agent/narrow", []render.Agent{look(t)}, render.Options{}, 60},
		{"agent/simulated", []render.Agent{fresh}, render.Options{Simulated: true}, 80},
		{"agent/several", []render.Agent{gone, look(t), fresh}, render.Options{}, 80},
		{"agent/hostile", []render.Agent{hostile}, render.Options{}, 80},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var text, doc bytes.Buffer
			tt.opts.Size = func() (int, int) { return tt.columns, 24 }
			if err := errors.Join(render.Agents(&text, tt.agents, tt.opts), render.AgentsJSON(&doc, tt.agents, nil, tt.opts)); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(text.String()) {
				if n := len([]rune(strings.TrimRight(line, "\n"))); n > tt.columns {
					t.Errorf("%d columns: %q", n, line)
				}
			}
			if what := unsafe(text.String() + doc.String()); what != "" {
				t.Errorf("the output holds %s", what)
			}
			golden(t, tt.name+".txt", text.String())
			golden(t, tt.name+".json", doc.String())
		})
	}
}

func agentLogs() []agent.Log {
	return []agent.Log{
		{Name: "ecs-init.log", Errors: []agent.LogLine{
			{Time: at(0), Level: "error", File: "ecs-init.log", Text: "could not start Agent: API error (500): the daemon is not there, and this line is longer than the page"},
			{Level: "critical", File: "ecs-init.log.2026-11-27-02", Text: attack},
		}},
		{Name: "ecs-agent.log"},
		{Name: "third.log", Missing: true},
		{Name: "fourth.log", Err: errors.New("open fourth.log: permission denied")},
	}
}

func TestAgentLogs(t *testing.T) {
	var text bytes.Buffer
	opts := render.Options{}
	none := errors.New("no such file or directory")
	if err := errors.Join(render.AgentLogs(&text, "/var/log/ecs", agentLogs(), nil, opts),
		render.AgentLogs(&text, "/nowhere", nil, none, opts)); err != nil {
		t.Fatal(err)
	}
	if what := unsafe(text.String()); what != "" {
		t.Errorf("the output holds %s", what)
	}
	golden(t, "agent/logs.txt", text.String())
}

func TestAgentJoined(t *testing.T) {
	host := agentHost(t, agent.Local)
	metadata := agent.Metadata{Cluster: "prod", InstanceARN: instanceARN, Version: "Amazon ECS Agent - v1.99.0 (8f4d3d2a)"}
	unregistered := &agent.UnregisteredError{Host: host, Cluster: "prod"}
	var text, docs bytes.Buffer
	write := func(j render.Joined, exit int, logs []agent.Log, opts render.Options) {
		j.Host, j.Cluster, j.Elapsed = host, "prod", 12*time.Second
		if j.Err == nil {
			if err := render.AgentJoined(&text, j, opts); err != nil {
				t.Fatal(err)
			}
		}
		if err := render.JoinedJSON(&docs, j, exit, logs, opts); err != nil {
			t.Fatal(err)
		}
	}
	write(render.Joined{Metadata: metadata}, 0, nil, render.Options{})
	write(render.Joined{Metadata: metadata}, 0, nil, render.Options{Verbose: true, ASCII: true, Simulated: true})
	write(render.Joined{Err: &agent.TimeoutError{Host: host, Cluster: "prod", After: 5 * time.Minute, Last: unregistered}},
		13, agentLogs(), render.Options{})
	write(render.Joined{Err: &agent.OtherClusterError{Host: host, Cluster: "prod", Joined: "test", InstanceARN: instanceARN}},
		15, nil, render.Options{})
	golden(t, "agent/joined.txt", text.String())
	golden(t, "agent/joined.json", docs.String())
}
