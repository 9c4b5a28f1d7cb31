package render

import "github.com/ecs-steady/steady/watch"

type diagnosisLine struct {
	common
	diagnosis
}

// diagnosis is a cause, in a line or in a document.
type diagnosis struct {
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

	LogTask      string  `json:"log_task,omitempty"`
	LogContainer string  `json:"log_container,omitempty"`
	Stopped      int     `json:"stopped,omitempty"` // tasks
	Shortest     float64 `json:"shortest_s,omitempty"`
	Longest      float64 `json:"longest_s,omitempty"`
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
func diagnosisOf(c watch.Cause) diagnosis {
	line := diagnosis{
		Cause: c.Code, Certain: !c.Likely, Permanent: c.Permanent, Tasks: orEmpty(c.Tasks), Count: c.Count,
		Evidence: []string{}, Title: c.Title, Why: c.Why, Fix: orEmpty(c.Fix), Path: c.Path, Notes: c.Notes,
		Stopped: c.Stopped, Shortest: seconds(c.Shortest), Longest: seconds(c.Longest),
	}
	if c.Says != "" {
		line.Evidence = append(line.Evidence, c.Says)
	}
	if c.Location.File != "" {
		line.Location = &locationLine{c.Location.File, c.Location.Line, c.Location.Column}
	}
	if c.Log != nil {
		line.Log, line.LogTask, line.LogContainer = c.Log.Lines, c.Log.Task, c.Log.Container
	}
	for _, i := range c.Free {
		line.Instances = append(line.Instances, freeLine{i.ID, i.EC2, i.Zone, i.CPU, i.Memory})
	}
	return line
}

// cause is the cause that a line tells of.
func (line diagnosis) cause() watch.Cause {
	c := watch.Cause{
		Code: line.Cause, Title: line.Title, Why: line.Why, Likely: !line.Certain, Permanent: line.Permanent,
		Fix: line.Fix, Tasks: line.Tasks, Count: line.Count, Path: line.Path, Notes: line.Notes,
		Stopped: line.Stopped, Shortest: length(line.Shortest), Longest: length(line.Longest),
	}
	if len(line.Evidence) > 0 {
		c.Says = line.Evidence[0]
	}
	if at := line.Location; at != nil {
		c.Location = watch.Location(*at)
	}
	if len(line.Log) > 0 {
		c.Log = &watch.Log{Task: line.LogTask, Container: line.LogContainer, Lines: line.Log}
	}
	for _, i := range line.Instances {
		c.Free = append(c.Free, watch.Instance{ID: i.Instance, EC2: i.EC2, Zone: i.Zone, CPU: i.CPU, Memory: i.Memory})
	}
	return c
}
