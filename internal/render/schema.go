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

// startLine opens a service. Its durations are as they shall be shown.
type startLine struct {
	common
	Verb         string  `json:"verb"`
	Timeout      float64 `json:"timeout_s"`       // 0: none
	StallTimeout float64 `json:"stall_timeout_s"` // the same
	Flags        string  `json:"flags,omitempty"`
	Simulated    bool    `json:"simulated"`
}

// fleetLine opens a run about several services.
type fleetLine struct {
	common
	Verb      string   `json:"verb"`
	Services  []string `json:"services"`
	Parallel  int      `json:"parallel"` // how many at a time, 0 for all
	Flags     string   `json:"flags,omitempty"`
	Simulated bool     `json:"simulated"`
}

type planLine struct {
	common
	Action   string       `json:"action"` // create, update, none
	From     string       `json:"from,omitempty"`
	To       string       `json:"to,omitempty"`
	Register bool         `json:"register"` // a new revision will be registered
	Changes  []changeLine `json:"changes"`
	// Forecast is absent where none was made.
	Forecast *forecastLine `json:"forecast,omitempty"`
	Checks   []checkLine   `json:"checks,omitempty"` // of what its tasks need
}

// departureLine says that a rollout departs from its forecast: a task has found no
// place that was to find one. It has the forecast of what goes on.
type departureLine struct {
	common
	Forecast *forecastLine `json:"forecast"`
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

	Changes []changeLine `json:"changes"`
	Took    float64      `json:"took_s"`
}

type updatedLine struct {
	common
	From          string `json:"from,omitempty"`
	To            string `json:"to"`
	NewDeployment bool   `json:"new_deployment"`
	Created       bool   `json:"created"`

	Took float64 `json:"took_s"`
}

// targetLine says what is followed from now on: at first, and when that changes.
type targetLine struct {
	common
	TaskDefinition         string `json:"task_definition"`
	Previous               string `json:"previous,omitempty"` // the deployment before
	PreviousTaskDefinition string `json:"previous_task_definition,omitempty"`
	CreatedAt              string `json:"created_at,omitempty"`
}

type progressLine struct {
	common
	Elapsed     float64   `json:"elapsed_s"`
	Phase       string    `json:"phase,omitempty"`
	WaitingFor  string    `json:"waiting_for,omitempty"`
	Desired     int       `json:"desired"` // of the service
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
	// FailedTasks is ECS's own count, which falls back to 0.
	FailedTasks int `json:"failed_tasks"`
}

func rowsOf(st watch.State) []rowLine {
	rows := []rowLine{}
	for _, d := range st.Last.Deployments {
		rows = append(rows, rowLine{
			d.ID, d.Status, d.TaskDefinition, d.RolloutState, d.Desired, d.Pending, d.Running, failedTasks(st, d), d.Failed,
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
	StartedAt      string          `json:"started_at,omitempty"`
	StoppedAt      string          `json:"stopped_at,omitempty"`
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
		StartedAt: stamp(t.StartedAt), StoppedAt: stamp(t.StoppedAt),
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

	// Where it is about a member of a file: which and where.
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Path   string `json:"path,omitempty"`

	Elapsed float64 `json:"elapsed_s,omitempty"` // of the code interrupted
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

	Fields []fieldLine `json:"fields,omitempty"` // Looked in, Fix, Or try, Note
	Exit   int         `json:"exit_code,omitempty"`
}

type fieldLine struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

type outcomeLine struct {
	common
	Outcome        string  `json:"outcome"`
	Reason         string  `json:"reason,omitempty"`
	TaskDefinition string  `json:"task_definition"`
	Serving        string  `json:"serving_revision"` // "" where nothing is known to run
	Elapsed        float64 `json:"elapsed_s"`
	ServingAfter   float64 `json:"serving_s,omitempty"`
	Exit           *int    `json:"exit_code"` // null for a service that was not started

	By       *byLine    `json:"by,omitempty"`        // what replaced the deployment, or took its place
	OldTasks int        `json:"old_tasks,omitempty"` // that are not gone yet
	Costs    []costLine `json:"costs,omitempty"`
}

// costLine is a setting that the rollout spends time on.
type costLine struct {
	Kind    string  `json:"kind"`
	Setting string  `json:"setting"`
	Length  float64 `json:"length_s"`
	After   bool    `json:"after"` // once all new tasks serve
}

type byLine struct {
	ID             string `json:"id"`
	TaskDefinition string `json:"task_definition"`
}

type summaryLine struct {
	common
	Exit     int            `json:"exit_code"`
	Services map[string]int `json:"services"`
	Elapsed  float64        `json:"elapsed_s"`
}
