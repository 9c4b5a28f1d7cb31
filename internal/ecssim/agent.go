package ecssim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/ecs-steady/steady/internal/world"
)

// The documents of the agent's introspection endpoint (Developer Guide, Amazon
// ECS container agent introspection), members in the agent's order.
type (
	metadata struct {
		Cluster              string
		ContainerInstanceArn string
		Version              string
	}
	agentTasks struct{ Tasks []agentTask }
	agentTask  struct {
		Arn           string
		DesiredStatus string `json:",omitempty"`
		KnownStatus   string
		Family        string
		Version       string
		Containers    []agentContainer
	}
	agentContainer struct {
		DockerID     string `json:"DockerId"`
		DockerName   string
		Name         string
		Image        string
		ImageID      string
		CreatedAt    *time.Time     `json:",omitempty"`
		StartedAt    *time.Time     `json:",omitempty"`
		Ports        []agentPort    `json:",omitempty"`
		Networks     []agentNetwork `json:",omitempty"`
		RestartCount int            `json:",omitempty"`
	}
	agentPort struct {
		ContainerPort int32
		Protocol      string
		HostPort      int32
		HostIP        string `json:"HostIp,omitempty"`
	}
	agentNetwork struct {
		NetworkMode   string
		IPv4Addresses []string
	}
)

const licence = "steady and its simulator are licensed under the Apache License, Version 2.0.\n"

// Agent serves the introspection endpoint of the container agent of one
// instance, named by its EC2 id, its container instance id or its ARN; "" is the
// first instance there is.
func (s *Server) Agent(instance string) http.Handler {
	return s.guarded(func(w http.ResponseWriter, r *http.Request) {
		s.agentPage(w, instance, r.URL.Path, r.URL.Query())
	})
}

// agentPage writes one page of an agent; a page it does not have is the list of
// those it has.
func (s *Server) agentPage(w http.ResponseWriter, instance, path string, query url.Values) {
	s.mu.Lock()
	agent, ok := s.present().Agent(instance)
	s.mu.Unlock()
	switch {
	case !ok:
		http.Error(w, "There is no such container instance.", http.StatusNotFound)
	case path == "/license":
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, licence)
	case path == "/v1/metadata":
		writeJSON(w, http.StatusOK, metadata{agent.Cluster, agent.InstanceARN, agent.Version})
	case path == "/v1/tasks":
		tasksPage(w, agent, query)
	default:
		writeJSON(w, http.StatusOK, struct{ AvailableCommands []string }{[]string{"/v1/metadata", "/v1/tasks", "/license"}})
	}
}

// tasksPage writes all tasks of an agent, or the one that the query names.
func tasksPage(w http.ResponseWriter, agent world.Agent, query url.Values) {
	arn, docker := query.Get("taskarn"), query.Get("dockerid")
	if arn == "" && docker == "" {
		all := agentTasks{Tasks: []agentTask{}}
		for _, t := range agent.Tasks {
			all.Tasks = append(all.Tasks, taskPage(t))
		}
		writeJSON(w, http.StatusOK, all)
		return
	}
	if arn != "" && docker != "" {
		writeJSON(w, http.StatusBadRequest, agentTask{})
		return
	}
	var found []world.AgentTask
	for _, t := range agent.Tasks {
		if t.ARN == arn || docker != "" && runs(t, docker) {
			found = append(found, t)
		}
	}
	switch len(found) {
	case 0:
		writeJSON(w, http.StatusNotFound, agentTask{})
	case 1:
		writeJSON(w, http.StatusOK, taskPage(found[0]))
	default:
		writeJSON(w, http.StatusBadRequest, agentTask{})
	}
}

// runs says whether a container of the task has the Docker id; one of at most
// 12 characters is the beginning of an id.
func runs(t world.AgentTask, id string) bool {
	for _, c := range t.Containers {
		if c.DockerID == id || len(id) <= 12 && strings.HasPrefix(c.DockerID, id) {
			return true
		}
	}
	return false
}

// taskPage is one task as the agent writes it. A desired status that says less
// than the known one is left out.
func taskPage(t world.AgentTask) agentTask {
	out := agentTask{
		Arn: t.ARN, DesiredStatus: t.DesiredStatus, KnownStatus: t.KnownStatus, Family: t.Family, Version: t.Version,
		Containers: []agentContainer{},
	}
	if t.KnownStatus == "STOPPED" && t.DesiredStatus != "STOPPED" {
		out.DesiredStatus = ""
	}
	for _, c := range t.Containers {
		out.Containers = append(out.Containers, containerPage(c))
	}
	return out
}

func containerPage(c world.AgentContainer) agentContainer {
	out := agentContainer{
		DockerID: c.DockerID, DockerName: c.DockerName, Name: c.Name, Image: c.Image, ImageID: c.ImageID,
		CreatedAt: moment(c.CreatedAt), StartedAt: moment(c.StartedAt), RestartCount: c.RestartCount,
	}
	for _, p := range c.Ports {
		out.Ports = append(out.Ports, agentPort{
			ContainerPort: aws.ToInt32(p.ContainerPort), Protocol: string(p.Protocol),
			HostPort: aws.ToInt32(p.HostPort), HostIP: aws.ToString(p.BindIP),
		})
	}
	if len(c.Addresses) > 0 {
		out.Networks = []agentNetwork{{"awsvpc", c.Addresses}}
	}
	return out
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return aws.Time(t.UTC())
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller has gone: nobody is left to tell
}
