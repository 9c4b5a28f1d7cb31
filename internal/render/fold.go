package render

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ecs-steady/steady/watch"
)

// Fold is how a CI system is told to show some lines folded.
type Fold string

// The ways to fold. Other systems that fold have no mark for where a fold ends
// (Buildkite) or fold each step as a whole (CircleCI, Jenkins).
const (
	NoFold     Fold = ""
	FoldGitHub Fold = "github" // GitHub Docs, Workflow commands for GitHub Actions: grouping log lines
	FoldGitLab Fold = "gitlab" // GitLab Docs, Custom collapsible sections
)

// foldFrom is how many log lines are worth a fold.
const foldFrom = 4

// FoldIn finds out from the environment which CI system shows the lines.
func FoldIn(env func(string) string) Fold {
	switch {
	case env("GITHUB_ACTIONS") == "true" && env("STEADY_NO_GITHUB") == "":
		return FoldGitHub
	case on(env("GITLAB_CI")):
		return FoldGitLab
	}
	return NoFold
}

// tail writes the end of a container's log, folded where it is long and the CI
// system can: it is the only part of a rollout that nobody reads while all is well.
func (p *plain) tail(name string, task watch.Task, c watch.Container) error {
	begin, end := "", ""
	if len(c.Log) >= foldFrom {
		title := fmt.Sprintf("Last %d log lines of %s (%s)", len(c.Log), short(task.ID), Clean(c.Name))
		begin, end = p.opts.fold("steady_log_"+short(task.ID)+"_"+c.Name, title)
	}
	_, err := io.WriteString(p.opts.Err, begin)
	for _, line := range c.Log {
		err = errors.Join(err, p.say(name, quoted(line)))
	}
	_, ended := io.WriteString(p.opts.Err, end)
	return errors.Join(err, ended)
}

// fold gives the lines around what is folded, "" where nothing is. Foreign text can
// write neither of them: [Clean] breaks up GitHub's and drops what GitLab's need.
func (o Options) fold(section, title string) (begin, end string) {
	switch o.Fold {
	case FoldGitHub:
		return "::group::" + data(title) + "\n", "::endgroup::\n"
	case FoldGitLab:
		const clear = "\r\x1b[0K" // how GitLab's runner knows its marks
		section = strings.Map(func(r rune) rune {
			if strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-", r) {
				return r
			}
			return '_'
		}, section)
		at := o.now().Unix()
		return fmt.Sprintf("\x1b[0Ksection_start:%d:%s[collapsed=true]%s%s\n", at, section, clear, title),
			fmt.Sprintf("\x1b[0Ksection_end:%d:%s%s\n", at, section, clear)
	}
	return "", ""
}
