package render

import (
	"errors"
	"io"
	"time"

	"github.com/ecs-steady/steady/internal/agent"
)

// AgentsJSON writes the same looks, and logs where there are any, as one JSON
// document.
func AgentsJSON(w io.Writer, agents []Agent, logs []agent.Log, opts Options) error {
	doc := agentsDoc{Schema: Schema, Simulated: opts.Simulated, Agents: []agentDoc{}, Logs: logDocs(logs)}
	for _, a := range agents {
		doc.Agents = append(doc.Agents, agentDocOf(a))
	}
	return document(w, doc)
}

// Joined is how the wait for an agent to join a cluster ended.
type Joined struct {
	Host     agent.Host
	Cluster  string // the one waited for
	Metadata agent.Metadata
	Elapsed  time.Duration
	// Err is why it has not joined; nil if it has.
	Err error
}

// JoinedJSON writes the end of a wait as one JSON document.
func JoinedJSON(w io.Writer, j Joined, exit int, logs []agent.Log, opts Options) error {
	doc := joinedDoc{
		Schema: Schema, Simulated: opts.Simulated, Host: j.Host.String(), Cluster: j.Cluster, Joined: j.Err == nil,
		Instance: j.Metadata.InstanceARN, Version: j.Metadata.Version, Elapsed: seconds(j.Elapsed), Exit: exit,
		Logs: logDocs(logs),
	}
	var other *agent.OtherClusterError
	if errors.As(j.Err, &other) {
		doc.JoinedCluster = other.Joined
	}
	if j.Err != nil {
		doc.Message = j.Err.Error()
	}
	return document(w, doc)
}

func agentDocOf(a Agent) agentDoc {
	out := agentDoc{Host: a.Host.String(), Tasks: []agentTask{}}
	var read *agent.ReadError
	if a.Err != nil {
		out.Error = &agentFault{Message: a.Err.Error()}
		if errors.As(a.Err, &read) {
			out.Error.Reason = string(read.Reason)
		}
		return out
	}
	i := a.Instance
	out.Cluster, out.Instance, out.Version = i.Cluster, i.InstanceARN, i.Version
	out.Registered = i.InstanceARN != ""
	for _, t := range i.Tasks {
		task := agentTask{
			t.ARN, t.Family + ":" + t.Revision, t.Known, t.Desired, []agentContainer{},
		}
		for _, c := range t.Containers {
			container := agentContainer{
				Name: c.Name, Image: c.Image, Ports: []agentPort{}, Addresses: c.Addresses,
				StartedAt: stamp(c.StartedAt), Restarts: c.Restarts,
			}
			for _, p := range c.Ports {
				container.Ports = append(container.Ports, agentPort{p.Host, p.Container, p.Protocol, p.BindIP})
			}
			task.Containers = append(task.Containers, container)
		}
		out.Tasks = append(out.Tasks, task)
	}
	return out
}

func logDocs(logs []agent.Log) []logDoc {
	var out []logDoc
	for _, log := range logs {
		doc := logDoc{Log: log.Name, Missing: log.Missing, Errors: []logLine{}}
		if log.Err != nil {
			doc.Message = log.Err.Error()
		}
		for _, l := range log.Errors {
			doc.Errors = append(doc.Errors, logLine{stamp(l.Time), l.Level, l.Text, l.File})
		}
		out = append(out, doc)
	}
	return out
}

type (
	agentsDoc struct {
		Schema    string     `json:"schema"`
		Simulated bool       `json:"simulated"`
		Agents    []agentDoc `json:"agents"`
		Logs      []logDoc   `json:"logs,omitempty"`
	}
	agentDoc struct {
		Host       string      `json:"host"`
		Error      *agentFault `json:"error,omitempty"`
		Registered bool        `json:"registered"`
		Cluster    string      `json:"cluster,omitempty"`
		Instance   string      `json:"container_instance,omitempty"` // ARN
		Version    string      `json:"version,omitempty"`
		Tasks      []agentTask `json:"tasks"`
	}
	agentFault struct {
		Reason  string `json:"reason,omitempty"`
		Message string `json:"message"`
	}
	agentTask struct {
		Task           string           `json:"task"` // ARN
		TaskDefinition string           `json:"task_definition"`
		Status         string           `json:"status"`
		DesiredStatus  string           `json:"desired_status,omitempty"`
		Containers     []agentContainer `json:"containers"`
	}
	agentContainer struct {
		Name      string      `json:"name"`
		Image     string      `json:"image"`
		Ports     []agentPort `json:"ports"`
		Addresses []string    `json:"addresses,omitempty"`
		StartedAt string      `json:"started_at,omitempty"`
		Restarts  int         `json:"restarts"`
	}
	agentPort struct {
		Host      int    `json:"host_port"`
		Container int    `json:"container_port"`
		Protocol  string `json:"protocol,omitempty"`
		BindIP    string `json:"bind_ip,omitempty"`
	}
	joinedDoc struct {
		Schema        string   `json:"schema"`
		Simulated     bool     `json:"simulated"`
		Host          string   `json:"host"`
		Cluster       string   `json:"cluster"`
		Joined        bool     `json:"joined"`
		JoinedCluster string   `json:"joined_cluster,omitempty"` // where it is another
		Instance      string   `json:"container_instance,omitempty"`
		Version       string   `json:"version,omitempty"`
		Message       string   `json:"message,omitempty"`
		Elapsed       float64  `json:"elapsed_s"`
		Exit          int      `json:"exit_code"`
		Logs          []logDoc `json:"logs,omitempty"`
	}
	logDoc struct {
		Log     string    `json:"log"`
		Missing bool      `json:"missing"`
		Message string    `json:"message,omitempty"` // why it could not be read
		Errors  []logLine `json:"errors"`
	}
	logLine struct {
		Time    string `json:"time,omitempty"`
		Level   string `json:"level"`
		Message string `json:"message"`
		File    string `json:"file"`
	}
)
