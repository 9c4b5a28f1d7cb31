package render

import (
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// The types of JSON lines. Members keep their names and meanings within a major
// version of [Schema].

type versionLine struct {
	common
	Steady    string `json:"steady"`
	Schema    string `json:"schema"`
	Simulated bool   `json:"simulated"`
}

type planLine struct {
	common
	Action  string       `json:"action"` // create, update, none
	Changes []changeLine `json:"changes"`
}

type changeLine struct {
	Path   string `json:"path"`
	Action string `json:"action"` // add, remove, change
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	Hidden bool   `json:"hidden"`
}

// changeOf drops the values of a secret change, whatever it holds.
func changeOf(c taskdef.Change) changeLine {
	line := changeLine{Path: c.Path, Action: c.Action, Hidden: c.Secret}
	if !c.Secret {
		line.Before, line.After = c.Old, c.New
	}
	return line
}

type registeredLine struct {
	common
	TaskDefinition string `json:"task_definition"`
	ARN            string `json:"arn"`
	Reused         bool   `json:"reused"`
	From           string `json:"from,omitempty"`
}

type updatedLine struct {
	common
	From          string `json:"from,omitempty"`
	To            string `json:"to"`
	NewDeployment bool   `json:"new_deployment"`
	Created       bool   `json:"created"`
}

type progressLine struct {
	common
	Elapsed     float64   `json:"elapsed_s"`
	Phase       string    `json:"phase,omitempty"`
	WaitingFor  string    `json:"waiting_for,omitempty"`
	Deployments []rowLine `json:"deployments"`
}

type rowLine struct {
	ID             string `json:"id"`
	Status         string `json:"status"`
	TaskDefinition string `json:"task_definition"`
	RolloutState   string `json:"rollout_state,omitempty"`
	Desired        int    `json:"desired"`
	Pending        int    `json:"pending"`
	Running        int    `json:"running"`
	Failed         int    `json:"failed"`
}

func rowsOf(st watch.State) []rowLine {
	rows := []rowLine{}
	for _, d := range st.Last.Deployments {
		rows = append(rows, rowLine{
			d.ID, d.Status, d.TaskDefinition, d.RolloutState, d.Desired, d.Pending, d.Running, failedTasks(st, d),
		})
	}
	return rows
}

type eventLine struct {
	common
	ID        string `json:"id"`
	CreatedAt string `json:"created_at"`
	Message   string `json:"message"`
	Kind      string `json:"kind"` // started, stopped, placement, health, steady, failed, rollback, other
}

type taskLine struct {
	common
	Task           string          `json:"task"`
	TaskDefinition string          `json:"task_definition"`
	StopCode       string          `json:"stop_code,omitempty"`
	Reason         string          `json:"reason"`
	Containers     []containerLine `json:"containers"`
	Log            []string        `json:"log_tail,omitempty"` // of the container that failed
	Ran            *float64        `json:"ran_s,omitempty"`    // absent for a task that never ran
}

type containerLine struct {
	Name     string `json:"name"`
	ExitCode *int   `json:"exit_code"` // null for a container that never started
	Reason   string `json:"reason"`
}

func taskLineOf(head common, t watch.Task) taskLine {
	line := taskLine{
		common: head, Task: t.ID, TaskDefinition: t.TaskDefinition, StopCode: t.StopCode,
		Reason: t.StoppedReason, Containers: []containerLine{},
	}
	for _, c := range t.Containers {
		line.Containers = append(line.Containers, containerLine{c.Name, c.ExitCode, c.Reason})
		line.Log = append(line.Log, c.Log...)
	}
	if !t.StartedAt.IsZero() && !t.StoppedAt.Before(t.StartedAt) {
		ran := seconds(t.StoppedAt.Sub(t.StartedAt))
		line.Ran = &ran
	}
	return line
}

type servingLine struct {
	common
	Elapsed float64 `json:"elapsed_s"`
}

type warningLine struct {
	common
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

type diagnosisLine struct {
	*common
	Cause     string        `json:"cause"`
	Certain   bool          `json:"certain"`
	Permanent bool          `json:"permanent"` // until somebody changes something
	Tasks     []string      `json:"tasks"`
	Count     int           `json:"count"`
	Evidence  []string      `json:"evidence"` // ECS's own words
	Title     string        `json:"title"`
	Why       string        `json:"why"`
	Fix       []string      `json:"fix"` // any one helps
	Path      string        `json:"path,omitempty"`
	Location  *locationLine `json:"location,omitempty"`
	Log       []string      `json:"log_tail,omitempty"`
	Instances []freeLine    `json:"instances,omitempty"` // and what is left of them
	Notes     []string      `json:"notes,omitempty"`     // what could not be read
}

type locationLine struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type freeLine struct {
	Instance string `json:"container_instance"`
	EC2      string `json:"ec2_instance,omitempty"`
	Zone     string `json:"zone,omitempty"`
	CPU      int    `json:"cpu"`
	Memory   int    `json:"memory"`
}

// diagnosisOf is all that is known of a cause.
func diagnosisOf(c watch.Cause) diagnosisLine {
	line := diagnosisLine{
		Cause: c.Code, Certain: !c.Likely, Permanent: c.Permanent, Tasks: orEmpty(c.Tasks), Count: c.Count,
		Evidence: []string{}, Title: c.Title, Why: c.Why, Fix: orEmpty(c.Fix), Notes: c.Notes,
	}
	if c.Says != "" {
		line.Evidence = append(line.Evidence, c.Says)
	}
	line.Path = c.Path
	if c.Location.File != "" {
		line.Location = &locationLine{c.Location.File, c.Location.Line, c.Location.Column}
	}
	if c.Log != nil {
		line.Log = c.Log.Lines
	}
	for _, i := range c.Free {
		line.Instances = append(line.Instances, freeLine{i.ID, i.EC2, i.Zone, i.CPU, i.Memory})
	}
	return line
}

type errorLine struct {
	common
	Code    string `json:"code"` // the name of the exit code
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Path    string `json:"path,omitempty"`
	Request string `json:"request_id,omitempty"`
}

type outcomeLine struct {
	common
	Outcome        string  `json:"outcome"`
	Reason         string  `json:"reason,omitempty"`
	TaskDefinition string  `json:"task_definition"`
	Serving        string  `json:"serving_revision"` // "" where nothing is known to run
	Elapsed        float64 `json:"elapsed_s"`
	ServingAfter   float64 `json:"serving_s,omitempty"`
	Exit           int     `json:"exit_code"`
}

type summaryLine struct {
	common
	Exit     int            `json:"exit_code"`
	Services map[string]int `json:"services"`
	Elapsed  float64        `json:"elapsed_s"`
}
