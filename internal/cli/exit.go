package cli

import (
	"errors"
	"strings"
	"syscall"

	"github.com/ecs-steady/steady/internal/agent"
	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// The exit codes. Below 10 no service was changed (a revision may have been
// registered); from 10 to 19 an update was sent, unless the command only looks.
const (
	exitSettled    = 0
	exitError      = 1
	exitUsage      = 2
	exitConfig     = 3
	exitAuth       = 4
	exitAWS        = 5
	exitFailed     = 10
	exitRolledBack = 11
	exitStuck      = 12
	exitTimedOut   = 13
	exitSuperseded = 14
	exitStopped    = 15
	exitLost       = 16
	exitInProgress = 17
	exitChanges    = 20
	exitBlocked    = 21
	exitHangUp     = 129
	exitInterrupt  = 130
	exitTerminate  = 143
)

// exitCode is one row of the table that the help topic and the documentation
// are printed from.
type exitCode struct {
	code    int
	name    string
	meaning string
	retry   string
}

// exitCodes is the one table of exit codes.
var exitCodes = []exitCode{
	{exitSettled, "settled", "steady state on the wanted revision, or nothing to do", "-"},
	{exitError, "error", "the output could not be written, or a bug in steady", "no"},
	{exitUsage, "usage", "unknown command or flag, missing argument", "no"},
	{exitConfig, "config", "a file is missing or invalid, a variable is not set", "no"},
	{exitAuth, "auth", "no credentials, expired credentials, access denied", "after login"},
	{exitAWS, "aws", "API error before an update, not found, no network", "maybe"},
	{exitFailed, "failed", "ECS marked the deployment FAILED and did not roll back", "no"},
	{exitRolledBack, "rolled back", "ECS, or --on-failure rollback, put the old revision back", "no"},
	{exitStuck, "stuck", "nothing moves, or every try fails alike; left as it is", "no"},
	{exitTimedOut, "timed out", "the timeout passed before it came to an end", "steady watch"},
	{exitSuperseded, "superseded", "another deployment replaced ours", "no"},
	{exitStopped, "stopped", "service deleted, drained or at 0; agent in another cluster", "no"},
	{exitLost, "lost sight", "an update was sent, then its state could not be read", "steady watch"},
	{exitInProgress, "in progress", "only status --exit-code: it has not settled yet", "later"},
	{exitChanges, "changes", "only plan --exit-code: a deploy would change something", "no"},
	{exitBlocked, "blocked", "by the forecast it can never settle; nothing was sent", "no"},
	{exitHangUp, "hung up", "SIGHUP; the terminal is gone, the rest is as with Ctrl-C", "steady watch"},
	{exitInterrupt, "interrupted", "Ctrl-C; the rollout goes on, or --on-interrupt", "steady watch"},
	{exitTerminate, "terminated", "SIGTERM; the rollout goes on, or --on-interrupt", "steady watch"},
}

// nameOf is the name of an exit code in the table.
func nameOf(code int) string {
	for _, row := range exitCodes {
		if row.code == code {
			return row.name
		}
	}
	return "error"
}

// exitOfVerdict gives the exit code of a deployment's end.
func exitOfVerdict(v watch.Verdict) int {
	switch v {
	case watch.Settled:
		return exitSettled
	case watch.Failed:
		return exitFailed
	case watch.RolledBack:
		return exitRolledBack
	case watch.Stuck:
		return exitStuck
	case watch.TimedOut:
		return exitTimedOut
	case watch.Superseded:
		return exitSuperseded
	case watch.Stopped:
		return exitStopped
	case watch.InProgress:
		return exitInProgress
	default:
		return exitLost
	}
}

// outcomeError ends a command with the exit code of its outcome; the renderer
// has already shown it.
type outcomeError struct{ code int }

func (e *outcomeError) Error() string { return nameOf(e.code) }

// usageError is a command line that says nothing steady can do.
type usageError struct {
	message string
	command string // whose help to point to; "" for the root
}

func (e *usageError) Error() string { return e.message }

// interruptError ends a command that a signal stopped.
type interruptError struct {
	signal syscall.Signal
	// sending is true where the signal came while an update was under way: nobody
	// can tell whether ECS got it.
	sending bool
	// simulated is true for the demo, which changes services that nobody has.
	simulated bool
}

func (e *interruptError) Error() string { return e.signal.String() }

// updatedError wraps an error that came after an update was sent: whatever it
// is, the exit code may no longer say that no service was changed.
type updatedError struct {
	err    error
	resume string // the command that goes on with it, "" where nobody knows
}

func (e *updatedError) Error() string { return e.err.Error() }
func (e *updatedError) Unwrap() error { return e.err }

// registeredError is an error that came after a revision was registered, and before
// a service was changed.
type registeredError struct {
	revision string
	err      error
}

func (e *registeredError) Error() string { return e.err.Error() }
func (e *registeredError) Unwrap() error { return e.err }

// afterRegistering adds to an error that a revision was registered; "" is none.
func afterRegistering(revision string, err error) error {
	if revision == "" {
		return err
	}
	return &registeredError{revision, err}
}

// is reports whether an error of type E is in the tree of err.
func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// exitOf gives the exit code of an error.
func exitOf(err error) int {
	if err == nil {
		return exitSettled
	}
	if code, ok := exitOfAgent(err); ok {
		return code
	}
	if outcome, ok := errors.AsType[*outcomeError](err); ok {
		return outcome.code
	}
	if interrupt, ok := errors.AsType[*interruptError](err); ok {
		return exitOfSignal(interrupt.signal)
	}
	switch {
	case is[*blockedError](err):
		return exitBlocked
	case is[*updatedError](err), is[*service.UnsureError](err):
		return exitLost
	case isUsage(err):
		return exitUsage
	case isConfig(err):
		return exitConfig
	case isRefused(err), isUseless(err):
		return exitAWS
	}
	switch awsclient.Classify(err).Kind {
	case awsclient.Auth, awsclient.Denied:
		return exitAuth
	case awsclient.Other:
		return exitError
	default:
		return exitAWS
	}
}

// exitOfSignal gives the exit code of a signal: the shell's, 128 and its number.
func exitOfSignal(s syscall.Signal) int {
	switch s {
	case syscall.SIGTERM:
		return exitTerminate
	case syscall.SIGHUP:
		return exitHangUp
	default:
		return exitInterrupt
	}
}

// isUsage is for what is wrong on the command line.
func isUsage(err error) bool {
	return isFlag(err) || is[*usageError](err) ||
		is[*config.ServiceError](err) || is[*config.TwiceError](err) || is[*config.PlaceError](err)
}

// isFlag tells a setting that makes no sense on the command line from one in a
// file or variable.
func isFlag(err error) bool {
	setting, ok := errors.AsType[*config.Error](err)
	return ok && strings.HasPrefix(setting.From, "-")
}

// isConfig is for what is wrong in files and settings.
func isConfig(err error) bool {
	return is[taskdef.Problems](err) || is[*service.ConflictError](err) ||
		is[*config.NotFoundError](err) || is[*config.Error](err) || is[*config.ReadError](err) ||
		is[*fileError](err) || is[*existError](err) || is[*stateError](err) || is[*render.RecordingError](err) ||
		is[*awsclient.NoRegionError](err) || is[*awsclient.RegionError](err) || is[*awsclient.EndpointError](err)
}

// isRefused is for what AWS would refuse, found before it was asked.
func isRefused(err error) bool {
	return is[*service.NotFoundError](err) || is[*service.InactiveError](err) || is[*service.RevisionError](err) ||
		is[*service.ControllerError](err) || is[*service.NothingError](err) || is[*service.MovedError](err) ||
		is[*service.EndedError](err) || is[*service.NoRecordError](err) || is[*watch.NotFoundError](err)
}

// isUseless is for answers of ECS with which nothing can be done: they lack what was
// asked for, say that something failed, or name what has no such name.
func isUseless(err error) bool {
	return is[*taskdef.AnswerError](err) || is[*taskdef.NameError](err) || is[*service.FailureError](err) ||
		errors.Is(err, watch.ErrAnswer) || errors.Is(err, errNoRecords)
}

// exitOfAgent gives the exit code of an error of package agent, false for others.
func exitOfAgent(err error) (int, bool) {
	switch {
	case is[*agent.TimeoutError](err):
		return exitTimedOut, true
	case is[*agent.OtherClusterError](err):
		return exitStopped, true
	case is[*agent.ReadError](err):
		return exitAWS, true
	}
	return exitError, false
}
