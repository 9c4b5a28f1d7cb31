package render

import (
	"io"
	"strings"

	"github.com/ecs-steady/steady/internal/agent"
)

// mostLogText bounds what is shown of one line of a log, which may hold a whole
// reply of Docker.
const mostLogText = 400

// AgentLogs writes the last errors of the agent's logs in dir; err is why the
// folder could not be read.
func AgentLogs(w io.Writer, dir string, logs []agent.Log, err error, opts Options) error {
	s := opts.style()
	lines := []string{s.paint(bold, "Last errors in "+Clean(dir))}
	if err != nil {
		lines = append(lines, s.hang("  "+s.warn()+" ", "    ", "cannot be read: "+Clean(err.Error()))...)
	}
	for _, log := range logs {
		name := "  " + s.paint(dim, pad(Clean(log.Name), len("ecs-agent.log"))) + "  "
		switch {
		case log.Missing:
			lines = append(lines, name+"there is no such log")
		case log.Err != nil:
			lines = append(lines, name+s.warn()+" "+Clean(log.Err.Error()))
		case len(log.Errors) == 0:
			lines = append(lines, name+"no errors near its end")
		default:
			lines = append(lines, name)
		}
		for _, l := range log.Errors {
			lines = append(lines, s.logLine(l)...)
		}
	}
	return s.screen(w, lines, 0)
}

// logLine is one line of a log with its time, which is of UTC as in the log.
func (s style) logLine(l agent.LogLine) []string {
	when := "-"
	if !l.Time.IsZero() {
		when = l.Time.UTC().Format("2006-01-02 15:04:05Z")
	}
	first := "    " + pad(when, len("2006-01-02 15:04:05Z")) + "  "
	return s.hang(first, strings.Repeat(" ", len(first)), cut(Clean(l.Text), mostLogText, "…"))
}

// AgentJoined writes the one line of a wait that ended well.
func AgentJoined(w io.Writer, j Joined, opts Options) error {
	s := opts.style()
	instance := short(j.Metadata.InstanceARN)
	if opts.Verbose {
		instance = Clean(j.Metadata.InstanceARN)
	}
	text := s.done() + " " + Clean(j.Host.String()) + " joined " + Clean(j.Metadata.Cluster) + " as " + instance +
		" in " + duration(j.Elapsed)
	if opts.Simulated {
		text += " (simulated)"
	}
	return write(w, []string{s.line(text, 0)})
}
