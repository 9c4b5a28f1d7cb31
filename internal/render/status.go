package render

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ecs-steady/steady/watch"
)

// Status writes the screen of one look at a service: how it stands, its
// deployments and tasks, the last event. now is the time by ECS's clock, which
// ages are counted from; where it is zero none are shown.
func Status(w io.Writer, snap watch.Snapshot, now time.Time, opts Options) error {
	s := opts.style()
	head := Heading{Service: snap.Service, Cluster: snap.Cluster, Region: snap.Region}
	title := Clean(snap.Service) + " in " + head.where()
	if opts.Simulated {
		title += " (simulated)"
	}
	lines := []string{s.spread(s.paint(bold, title), s.standing(snap)), ""}
	if snap.Missing {
		return write(w, lines[:1])
	}
	age := func(at time.Time) string {
		if at.IsZero() || now.IsZero() {
			return "-"
		}
		return duration(opts.scale(now.Sub(at)))
	}
	lines = append(lines, s.facts(snap, age)...)

	wide, _ := opts.size()
	columns, rows := s.deployments(watch.State{Last: snap}, wide-10)
	if wide >= 66 {
		columns = append(columns, column{name: "AGE", right: true})
		for i, d := range snap.Deployments {
			rows[i] = append(rows[i], age(d.CreatedAt))
		}
	}
	deployments, err := table(columns, rows)
	tasks, err2 := s.tasks(snap, age)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	lines = append(append(lines, indented(deployments, 2)...), "")
	lines = append(lines, tasks...)
	if len(snap.Messages) > 0 {
		last := snap.Messages[0]
		lines = append(lines, "  Last event "+clock(last.Time, opts.Zone)+"  "+eventText(last.Text))
	}
	return s.screen(w, lines, wide)
}

// screen writes lines cut to so many columns, 0 for any number.
func (s style) screen(w io.Writer, lines []string, columns int) error {
	for i := range lines {
		lines[i] = s.line(lines[i], columns)
	}
	return write(w, lines)
}

// room is how many columns a screen may have; whoever reads a pipe wants all of it.
func (o Options) room() int {
	if o.Stamps {
		return 0
	}
	columns, _ := o.size()
	return columns
}

func write(w io.Writer, lines []string) error {
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}

// Standing is how a service stands at one look, in a word: settled, rolling out,
// not steady (the rollout is over, but other than the wanted tasks run), failed,
// unknown (where ECS gives no rollout state), missing, draining, inactive.
func Standing(snap watch.Snapshot) string {
	if snap.Missing {
		return "missing"
	}
	if snap.Status != "ACTIVE" {
		return strings.ToLower(Clean(snap.Status))
	}
	for _, d := range snap.Deployments {
		switch {
		case d.Status != "PRIMARY":
		case d.RolloutState == "FAILED":
			return "failed"
		case d.RolloutState == "IN_PROGRESS" || len(snap.Deployments) > 1:
			return "rolling out"
		case d.RolloutState == "COMPLETED" && (d.Running != snap.Desired || d.Pending > 0):
			return "not steady" // scaled, or tasks were lost, since the rollout
		case d.RolloutState == "COMPLETED":
			return "settled"
		}
	}
	return "unknown"
}

func (s style) standing(snap watch.Snapshot) string {
	switch word := Standing(snap); word {
	case "settled":
		return s.paint(green, "✓ "+word)
	case "failed", "missing", "inactive":
		return s.paint(red, "✗ "+word)
	case "rolling out":
		return s.paint(cyan, "· "+word)
	default:
		return s.paint(yellow, "! "+word)
	}
}

func (s style) facts(snap watch.Snapshot, age func(time.Time) string) []string {
	revision, healthy, checked := Clean(snap.TaskDefinition), 0, false
	for _, d := range snap.Deployments {
		if d.Status == "PRIMARY" {
			revision += "   deployed " + age(d.CreatedAt) + " ago"
		}
	}
	for _, t := range snap.Tasks {
		if t.Health == "HEALTHY" {
			healthy++
		}
		checked = checked || t.Health == "HEALTHY" || t.Health == "UNHEALTHY"
	}
	tasks := fmt.Sprintf("%d desired, %d pending, %d running", snap.Desired, snap.Pending, snap.Running)
	if checked {
		tasks += fmt.Sprintf(", %d healthy", healthy)
	}
	breaker := "off"
	switch {
	case snap.CircuitBreaker && snap.Rollback:
		breaker = "on, rolls back"
	case snap.CircuitBreaker:
		breaker = "on"
	}
	rollout := fmt.Sprintf("min %d %%, max %d %%, circuit breaker %s",
		snap.MinimumHealthyPercent, snap.MaximumPercent, breaker)
	lines := []string{
		s.label("Revision") + revision,
		s.label("Tasks") + tasks,
		s.label("Rollout") + rollout, "",
	}
	return lines
}

func (s style) tasks(snap watch.Snapshot, age func(time.Time) string) ([]string, error) {
	if len(snap.Tasks) == 0 {
		return nil, nil
	}
	columns := []column{
		{name: "TASK"}, {name: "REVISION"}, {name: "STATUS"}, {name: "HEALTH"}, {name: "UP"}, {name: "WHERE"},
	}
	var rows [][]string
	for _, t := range snap.Tasks {
		if t.LastStatus == "STOPPED" {
			continue
		}
		health := strings.ToLower(Clean(t.Health))
		if health == "" || health == "unknown" {
			health = "-"
		}
		rows = append(rows, []string{
			short(t.ID), Clean(t.TaskDefinition), Clean(t.LastStatus), health, age(t.StartedAt), where(t),
		})
	}
	lines, err := table(columns, rows)
	return append(indented(lines, 2), ""), err
}

// where is the place of a task: instance, zone and ports of the host.
func where(t watch.Task) string {
	parts := []string{short(t.Instance), Clean(t.Zone)}
	if t.Instance == "" {
		parts[0] = strings.ToLower(Clean(t.LaunchType))
	}
	for _, c := range t.Containers {
		for _, p := range c.Ports {
			parts = append(parts, fmt.Sprintf(":%d", p.Host))
		}
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// StatusJSON writes the same look as one JSON document.
func StatusJSON(w io.Writer, snap watch.Snapshot, opts Options) error {
	return document(w, statusOf(snap, opts))
}

func statusOf(snap watch.Snapshot, opts Options) statusDoc {
	doc := statusDoc{
		Schema: Schema, Simulated: opts.Simulated, Service: snap.Service, Cluster: snap.Cluster, Region: snap.Region,
		Standing: Standing(snap), Status: snap.Status, TaskDefinition: snap.TaskDefinition,
		Desired: snap.Desired, Pending: snap.Pending, Running: snap.Running,
		Deployments: rowsOf(watch.State{Last: snap}), Tasks: []statusTask{},
	}
	for _, t := range snap.Tasks {
		doc.Tasks = append(doc.Tasks, statusTask{
			t.ID, t.Deployment, t.TaskDefinition, t.LastStatus, t.DesiredStatus, t.Health,
			t.Instance, t.Zone, stamp(t.StartedAt),
		})
	}
	if len(snap.Messages) > 0 {
		m := snap.Messages[0]
		doc.LastEvent = &statusEvent{m.ID, stamp(m.Time), m.Text, string(m.Kind())}
	}
	return doc
}

type statusDoc struct {
	Schema         string       `json:"schema"`
	Simulated      bool         `json:"simulated"`
	Service        string       `json:"service"`
	Cluster        string       `json:"cluster"`
	Region         string       `json:"region,omitempty"`
	Standing       string       `json:"standing"`
	Status         string       `json:"status"`
	TaskDefinition string       `json:"task_definition"`
	Desired        int          `json:"desired"`
	Pending        int          `json:"pending"`
	Running        int          `json:"running"`
	Deployments    []rowLine    `json:"deployments"`
	Tasks          []statusTask `json:"tasks"`
	LastEvent      *statusEvent `json:"last_event,omitempty"`
}

type statusTask struct {
	Task           string `json:"task"`
	Deployment     string `json:"deployment,omitempty"`
	TaskDefinition string `json:"task_definition"`
	Status         string `json:"status"`
	DesiredStatus  string `json:"desired_status"`
	Health         string `json:"health,omitempty"`
	Instance       string `json:"instance,omitempty"`
	Zone           string `json:"zone,omitempty"`
	StartedAt      string `json:"started_at,omitempty"`
}

type statusEvent struct {
	ID        string `json:"id"`
	CreatedAt string `json:"created_at"`
	Message   string `json:"message"`
	Kind      string `json:"kind"`
}
