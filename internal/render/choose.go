package render

import (
	"errors"
	"fmt"
	"strings"
)

// Mode is a way to show a run.
type Mode string

// The modes.
const (
	TTY   Mode = "tty"   // a block on the terminal, redrawn in place
	Plain Mode = "plain" // one line a change
	JSON  Mode = "json"  // one object a line, on standard output
	Quiet Mode = "quiet" // one line, and only on failure
)

// ErrNoTerminal says that a block was asked for where it cannot be drawn.
var ErrNoTerminal = errors.New("--progress tty needs a terminal on standard error")

// ciVariables are set by the CI systems that people run steady in; any value
// but "", "0" and "false" counts. Each is named in the documentation of its system.
var ciVariables = []string{
	"CI", "GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "CIRCLECI", "JENKINS_URL", "TEAMCITY_VERSION",
	"CODEBUILD_BUILD_ID", "TF_BUILD", "BUILD_NUMBER", "RUN_ID",
}

// Choose picks the mode from the --progress flag ("" is auto), the environment
// and whether standard error is a terminal. Auto is tty on a terminal that can
// redraw and that no CI system holds, else plain.
func Choose(flag string, env func(string) string, stderrIsTerminal bool) (Mode, error) {
	switch mode := Mode(flag); mode {
	case "", "auto":
		if stderrIsTerminal && env("TERM") != "dumb" && !inCI(env) {
			return TTY, nil
		}
		return Plain, nil
	case TTY:
		if !stderrIsTerminal {
			return "", ErrNoTerminal
		}
		return TTY, nil
	case Plain, JSON, Quiet:
		return mode, nil
	}
	return "", fmt.Errorf("--progress %q is none of auto, tty, plain, json, quiet", flag)
}

func inCI(env func(string) string) bool {
	for _, name := range ciVariables {
		if on(env(name)) {
			return true
		}
	}
	return false
}

// Color says whether a stream gets colours: the --color flag ("" is auto), then
// NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR, CLICOLOR=0, TERM=dumb, and at last
// whether that stream is a terminal (no-color.org, bixense.com/clicolors).
func Color(flag string, env func(string) string, isTerminal bool) (bool, error) {
	switch flag {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "", "auto":
	default:
		return false, fmt.Errorf("--color %q is none of auto, always, never", flag)
	}
	switch {
	case env("NO_COLOR") != "":
		return false, nil
	case on(env("CLICOLOR_FORCE")), on(env("FORCE_COLOR")):
		return true, nil
	case env("CLICOLOR") == "0", env("TERM") == "dumb":
		return false, nil
	}
	return isTerminal, nil
}

// ASCII says whether only ASCII may be drawn: asked for, or the locale is not a
// UTF-8 one. The first that is set of LC_ALL, LC_CTYPE and LANG decides (POSIX,
// Internationalization Variables); with none set UTF-8 is assumed.
func ASCII(flag bool, env func(string) string) bool {
	if flag {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(env(name)); locale != "" {
			return !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8")
		}
	}
	return false
}

func on(value string) bool {
	return value != "" && value != "0" && value != "false"
}
