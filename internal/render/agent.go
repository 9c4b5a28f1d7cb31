package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/ecs-steady/steady/internal/agent"
)

// Agent is what one look at the agent of a container instance gave.
type Agent struct {
	Host     agent.Host
	Instance agent.Instance
	// Err is why it could not be read; nil if it was.
	Err error
}

// Agents writes the screen of one look at container agents, in the order given:
// of each its cluster, its container instance and the tasks that it knows. One
// that could not be read has a line that says so. Verbose shows whole ARNs, and
// stopped tasks too.
func Agents(w io.Writer, agents []Agent, opts Options) error {
	s := opts.style()
	wide, _ := opts.size()
	var lines []string
	for i, a := range agents {
		if i > 0 {
			lines = append(lines, "")
		}
		one, err := s.agent(a, opts)
		if err != nil {
			return err
		}
		lines = append(lines, one...)
	}
	if opts.Verbose {
		wide = 0 // an ARN is there to be copied
	}
	return s.screen(w, lines, wide)
}

func (s style) agent(a Agent, opts Options) ([]string, error) {
	title := Clean(a.Host.String())
	if a.Err != nil {
		return []string{s.spread(s.paint(bold, title), s.paint(red, "✗ cannot be read"))}, nil
	}
	title += " in " + Clean(a.Instance.Cluster)
	if opts.Simulated {
		title += " (simulated)"
	}
	standing := s.paint(green, "✓ registered")
	if a.Instance.InstanceARN == "" {
		standing = s.paint(yellow, "! not registered")
	}
	lines := []string{s.spread(s.paint(bold, title), standing), ""}
	lines = append(lines, s.agentFacts(a.Instance, opts.Verbose)...)
	wide, _ := opts.size()
	tasks, err := s.agentTasks(a.Instance.Tasks, wide, opts.Verbose)
	if len(tasks) > 0 {
		lines = append(append(lines, ""), tasks...)
	}
	return lines, err
}

func (s style) agentFacts(i agent.Instance, verbose bool) []string {
	instance := "-"
	switch {
	case i.InstanceARN != "" && verbose:
		instance = Clean(i.InstanceARN)
	case i.InstanceARN != "":
		instance = short(i.InstanceARN)
	}
	version := strings.TrimPrefix(Clean(i.Version), "Amazon ECS Agent - ")
	if version == "" {
		version = "-"
	}
	counts := map[string]int{}
	for _, t := range i.Tasks {
		counts[t.Known]++
	}
	tasks := fmt.Sprintf("%d running, %d stopped", counts["RUNNING"], counts["STOPPED"])
	if other := len(i.Tasks) - counts["RUNNING"] - counts["STOPPED"]; other > 0 {
		tasks = fmt.Sprintf("%d pending, ", other) + tasks
	}
	return []string{s.label("Instance") + instance, s.label("Agent") + version, s.label("Tasks") + tasks}
}

// agentTasks is a table with a row for each container. Stopped tasks, which the
// agent keeps for hours, are left out unless all is to be shown.
func (s style) agentTasks(tasks []agent.Task, wide int, all bool) ([]string, error) {
	// Where it is narrow names give way, not ports.
	room, name := max(wide-60, 12), 20
	if all {
		room, name = 0, 0
	}
	columns := []column{{name: "TASK"}, {name: "REVISION"}, {name: "STATUS"}, {name: "CONTAINER"}, {name: "PORTS"}}
	var rows [][]string
	restarts := false
	for _, t := range tasks {
		if t.Known == "STOPPED" && !all {
			continue
		}
		id, revision := short(t.ARN), s.line(s.revision(t.Family+":"+t.Revision, room), room+8)
		if all {
			id, revision = Clean(nameOf(t.ARN)), Clean(t.Family+":"+t.Revision)
		}
		row := []string{id, revision, s.line(taskStatus(t), name)}
		for _, c := range t.Containers {
			restarts = restarts || c.Restarts > 0
			rows = append(rows, append(row, s.line(Clean(c.Name), name), s.line(agentPorts(c), 0), fmt.Sprint(c.Restarts)))
			row = []string{"", "", ""}
		}
		if len(t.Containers) == 0 {
			rows = append(rows, append(row, "-", "-", "0"))
		}
	}
	switch {
	case len(rows) == 0:
		return nil, nil
	case restarts:
		columns = append(columns, column{name: "RESTARTS", right: true})
	default:
		for i, row := range rows {
			rows[i] = row[:len(columns)]
		}
	}
	lines, err := table(columns, rows)
	return indented(lines, 2), err
}

// taskStatus is where a task is, and where it is going.
func taskStatus(t agent.Task) string {
	if t.Desired == "" || t.Desired == t.Known {
		return Clean(t.Known)
	}
	return Clean(t.Known) + " → " + Clean(t.Desired)
}

// agentPorts says where a container is reached: 32768→80 is a port of the
// instance, 10.0.1.5:80 one of the task's own address (awsvpc).
func agentPorts(c agent.Container) string {
	var parts []string
	seen := map[string]bool{}
	add := func(text string) {
		if !seen[text] { // the same for IPv4 and IPv6
			seen[text] = true
			parts = append(parts, text)
		}
	}
	for _, p := range c.Ports {
		protocol := ""
		if p.Protocol != "" && p.Protocol != "tcp" {
			protocol = "/" + Clean(p.Protocol)
		}
		switch {
		case len(c.Addresses) > 0:
			address := Clean(c.Addresses[0])
			if strings.Contains(address, ":") {
				address = "[" + address + "]"
			}
			add(fmt.Sprintf("%s:%d%s", address, p.Container, protocol))
		case p.Host == 0: // not bound yet
		case p.Host == p.Container:
			add(fmt.Sprintf("%d%s", p.Host, protocol))
		default:
			add(fmt.Sprintf("%d→%d%s", p.Host, p.Container, protocol))
		}
	}
	switch {
	case len(parts) == 0 && len(c.Addresses) > 0:
		return Clean(c.Addresses[0])
	case len(parts) == 0:
		return "-"
	}
	return strings.Join(parts, " ")
}
