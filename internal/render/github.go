package render

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ecs-steady/steady/watch"
)

// maxAnnotations is how many errors GitHub shows of a step (GitHub Docs, Workflow
// commands for GitHub Actions).
const maxAnnotations = 10

// Step is what GitHub Actions gives a step to write to; nil members are not written.
type Step struct {
	// Summary gets Markdown for the page of the run (GITHUB_STEP_SUMMARY).
	Summary io.Writer
	// Output gets the step's outputs, name=value a line (GITHUB_OUTPUT).
	Output io.Writer
}

// github shows a run as another renderer does and, besides, in GitHub's own ways:
// failures as annotations, a summary, and the outputs of the step.
//
// Annotations go to standard error, since standard output is for the answer of the
// command, which scripts capture. The runner reads commands from both.
type github struct {
	collector
	opts  Options
	step  Step
	count int // of annotations
}

// NewGitHub shows a run as next does and in GitHub's own ways.
func NewGitHub(next Renderer, opts Options, step Step) Renderer {
	return &github{collector: collector{Renderer: next}, opts: opts, step: step}
}

func (g *github) Outcome(out watch.Outcome, exit int) error {
	err := g.collector.Outcome(out, exit)
	if out.Verdict == watch.Settled {
		return err
	}
	title := fmt.Sprintf("steady: %s did not settle (%s)", Clean(serviceOf(out.Target)), wordsOf(string(out.Verdict)))
	var at watch.Location
	if len(out.Causes) > 0 {
		at = out.Causes[0].Location
	}
	return errors.Join(err, g.annotate("error", title, at.File, at.Line, at.Column, annotation(out)))
}

// Missed annotates a service whose change was refused.
func (g *github) Missed(m Missed) error {
	err := g.collector.Missed(m)
	if m.Failure == nil {
		return err
	}
	title := fmt.Sprintf("steady: %s was not changed", Clean(m.Service))
	return errors.Join(err, g.annotate("error", title, "", 0, 0, strings.Join(m.Failure.lines(), "\n")))
}

func (g *github) Problem(f Failure) error {
	err := g.collector.Problem(f)
	for _, p := range f.Problems {
		level := "error"
		if p.Warning {
			level = "warning"
		}
		text := Clean(p.Message)
		if p.Hint != "" {
			text += "\n" + Clean(p.Hint)
		}
		err = errors.Join(err, g.annotate(level, "steady", p.File, p.Line, p.Column, text))
	}
	if f.Message == "" {
		return err
	}
	return errors.Join(err, g.annotate("error", "steady", "", 0, 0, strings.Join(f.sentences(), "\n")))
}

// Close writes the summary and the outputs, once.
func (g *github) Close(exit int) error {
	first, err := g.finish(exit)
	if first && g.step.Summary != nil {
		_, failed := io.WriteString(g.step.Summary, g.opts.markdown(&g.results, exit))
		err = errors.Join(err, failed)
	}
	if first && g.step.Output != nil {
		_, failed := io.WriteString(g.step.Output, outputs(&g.results, exit))
		err = errors.Join(err, failed)
	}
	return err
}

// annotation says on a few lines why the rollout did not settle, whether production
// is alive, and what helps.
func annotation(out watch.Outcome) string {
	text := reason(out)
	if len(out.Causes) > 0 {
		text = Clean(out.Causes[0].Code) + ": " + title(out)
	}
	lines := []string{text}
	if now := stateNow(out); now != "" {
		lines = append(lines, now)
	}
	if len(out.Causes) > 0 && len(out.Causes[0].Fix) > 0 {
		lines = append(lines, "Fix: "+strings.Join(cleaned(out.Causes[0].Fix), ", or "))
	}
	return strings.Join(lines, "\n")
}

// annotate writes a workflow command (GitHub Docs, Workflow commands for GitHub
// Actions); a position of 0 or "" is left out.
func (g *github) annotate(level, title, file string, line, column int, text string) error {
	if g.count == maxAnnotations {
		return nil
	}
	g.count++
	properties := []string{"title=" + property(title)}
	if !strings.HasPrefix(file, "-") && file != "" { // else it is standard input, or a flag
		properties = append(properties, "file="+property(Clean(file)))
		if line > 0 {
			properties = append(properties, fmt.Sprintf("line=%d", line), fmt.Sprintf("col=%d", max(column, 1)))
		}
	}
	_, err := fmt.Fprintf(g.opts.Err, "::%s %s::%s\n", level, strings.Join(properties, ","), data(text))
	return err
}

// data is a text as the message of a workflow command, property one as a property of
// it: how the runner's own toolkit escapes them.
func data(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

func property(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(text)
}
