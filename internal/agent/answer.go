package agent

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Metadata is who an agent is.
type Metadata struct {
	Cluster string // the name
	// InstanceARN is the container instance that it registered as; "" before.
	InstanceARN string
	// Version is as the agent words it: "Amazon ECS Agent - v1.99.0 (8f4d3d2a)";
	// "" where it was told to hide it.
	Version string
}

// Instance is one look at an agent.
type Instance struct {
	Metadata
	// Tasks are those that the agent knows, by family and revision: stopped ones
	// stay until it cleans up.
	Tasks []Task
}

// Task is one task as its agent knows it.
type Task struct {
	ARN              string
	Family, Revision string
	// Known is where the agent has brought the task: PENDING, RUNNING, STOPPED;
	// Desired is where ECS wants it, "" where the agent does not say.
	Known, Desired string
	Containers     []Container
}

// Container is one container of a task. The agent leaves out its own.
type Container struct {
	Name, Image string
	Ports       []PortBinding
	Addresses   []string  // of the task's network interface (awsvpc); else none
	StartedAt   time.Time // zero where it has not started
	Restarts    int
}

// PortBinding is where a port of a container is reached: on the instance, or
// with awsvpc on the task's own addresses, where both ports are the same.
type PortBinding struct {
	Host, Container int
	Protocol        string
	BindIP          string // "" where the agent does not say
}

// The documents of the pages.
type (
	metadataPage struct {
		Cluster              *string
		ContainerInstanceArn json.RawMessage // absent and null are not the same
		Version              string
	}
	tasksPage struct{ Tasks json.RawMessage }
	taskPage  struct {
		Arn, DesiredStatus, KnownStatus, Family, Version string
		Containers                                       []containerPage
	}
	containerPage struct {
		Name, Image string
		Ports       []struct {
			ContainerPort, HostPort uint16
			Protocol, HostIp        string //nolint:revive // the agent's spelling
		}
		Networks []struct {
			NetworkMode                  string
			IPv4Addresses, IPv6Addresses []string
		}
		StartedAt    time.Time
		RestartCount int
	}
)

// parseMetadata reads /v1/metadata. The instance's ARN is always there, as null
// before the agent has registered.
func parseMetadata(text []byte) (Metadata, error) {
	var page metadataPage
	if err := json.Unmarshal(text, &page); err != nil {
		return Metadata{}, notAgent(unreadable(err))
	}
	var arn *string
	if page.Cluster == nil || page.ContainerInstanceArn == nil {
		return Metadata{}, notAgent(errors.New("it names no cluster or no container instance"))
	}
	if err := json.Unmarshal(page.ContainerInstanceArn, &arn); err != nil {
		return Metadata{}, notAgent(errors.New("its ContainerInstanceArn is no text"))
	}
	out := Metadata{Cluster: clusterName(*page.Cluster), Version: page.Version}
	if arn != nil {
		out.InstanceARN = *arn
	}
	if _, ok := parseARN(out.InstanceARN, "container-instance/"); !ok && out.InstanceARN != "" {
		return Metadata{}, notAgent(errors.New("its ContainerInstanceArn is no ARN of a container instance"))
	}
	return out, nil
}

// parseTasks reads /v1/tasks.
func parseTasks(text []byte) ([]Task, error) {
	var page tasksPage
	if err := json.Unmarshal(text, &page); err != nil {
		return nil, notAgent(unreadable(err))
	}
	if page.Tasks == nil {
		return nil, notAgent(errors.New("it lists no tasks"))
	}
	var list []taskPage
	if err := json.Unmarshal(page.Tasks, &list); err != nil {
		return nil, notAgent(unreadable(err))
	}
	out := make([]Task, 0, len(list))
	for _, t := range list {
		if _, ok := parseARN(t.Arn, "task/"); !ok || t.KnownStatus == "" {
			return nil, notAgent(errors.New("it lists a task without an ARN or a status"))
		}
		out = append(out, taskOf(t))
	}
	// The agent lists them in no order.
	sort.Slice(out, func(i, j int) bool {
		a, b := &out[i], &out[j]
		return cmp.Or(strings.Compare(a.Family, b.Family), cmp.Compare(number(a.Revision), number(b.Revision)),
			strings.Compare(a.ARN, b.ARN)) < 0
	})
	return out, nil
}

func taskOf(t taskPage) Task {
	out := Task{
		ARN: t.Arn, Family: t.Family, Revision: t.Version, Known: t.KnownStatus, Desired: t.DesiredStatus,
	}
	for _, c := range t.Containers {
		container := Container{Name: c.Name, Image: c.Image, StartedAt: c.StartedAt, Restarts: c.RestartCount}
		for _, p := range c.Ports {
			container.Ports = append(container.Ports,
				PortBinding{int(p.HostPort), int(p.ContainerPort), p.Protocol, p.HostIp})
		}
		for _, n := range c.Networks {
			if n.NetworkMode == "awsvpc" {
				container.Addresses = append(append(container.Addresses, n.IPv4Addresses...), n.IPv6Addresses...)
			}
		}
		out.Containers = append(out.Containers, container)
	}
	sort.SliceStable(out.Containers, func(i, j int) bool { return out.Containers[i].Name < out.Containers[j].Name })
	return out
}

func notAgent(why error) error { return &ReadError{Reason: NotAgent, Err: why} }

// unreadable words an error of the JSON decoder without the text it met.
func unreadable(err error) error {
	var (
		syntax *json.SyntaxError
		kind   *json.UnmarshalTypeError
	)
	switch {
	case errors.As(err, &syntax):
		return errors.New("it is no JSON")
	case errors.As(err, &kind):
		return fmt.Errorf("an unexpected %s at %s", kind.Value, cmp.Or(kind.Field, "the top"))
	}
	return err
}

func number(revision string) int {
	n, err := strconv.Atoi(revision)
	if err != nil {
		return 0
	}
	return n
}
