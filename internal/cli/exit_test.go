package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"

	"github.com/ecs-steady/steady/internal/agent"
	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// Each code of the table is reached by a script, through the program itself.
func TestScriptsReachEveryExitCode(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	reached := map[string]bool{"0": true} // by every exec
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^exits (\d+) `).FindAllStringSubmatch(string(text), -1) {
			reached[m[1]] = true
		}
	}
	for _, row := range exitCodes {
		if !reached[fmt.Sprint(row.code)] {
			t.Errorf("no script ends with %d, %s", row.code, row.name)
		}
	}
}

func TestExitOf(t *testing.T) {
	for name, row := range map[string]struct {
		err  error
		want int
	}{
		"no error is 0":                              {nil, 0},
		"a command line is 2":                        {&usageError{message: "x"}, 2},
		"an unnamed service is 2":                    {&config.ServiceError{}, 2},
		"a problem in a file is 3":                   {fmt.Errorf("x: %w", taskdef.Problems{{Message: "x"}}), 3},
		"a missing config file is 3":                 {&config.NotFoundError{}, 3},
		"a bad setting is 3":                         {errors.Join(&config.Error{}), 3},
		"an unreadable file is 3":                    {&fileError{path: "x", err: syscall.EACCES}, 3},
		"what cannot be changed in place is 3":       {&service.ConflictError{}, 3},
		"no region is 3":                             {&awsclient.NoRegionError{}, 3},
		"no credentials are 4":                       {&awsclient.NoCredentialsError{Err: errors.New("x")}, 4},
		"a denied call is 4":                         {&smithy.GenericAPIError{Code: "AccessDeniedException"}, 4},
		"expired credentials are 4":                  {&smithy.GenericAPIError{Code: "ExpiredTokenException"}, 4},
		"an unknown service is 5":                    {&service.NotFoundError{}, 5},
		"an unknown service to watch is 5":           {&watch.NotFoundError{}, 5},
		"an unknown revision is 5":                   {&service.RevisionError{}, 5},
		"a draining service is 5":                    {&service.InactiveError{}, 5},
		"a controller that goes back otherwise is 5": {&service.ControllerError{}, 5},
		"nothing to go back to is 5":                 {&service.NothingError{}, 5},
		"a target that is gone is 5":                 {&service.TargetError{}, 5},
		"a service that has moved on is 5":           {&service.MovedError{}, 5},
		"a deployment that has ended is 5":           {&service.EndedError{}, 5},
		"a revision without a record is 5":           {&service.NoRecordError{}, 5},
		"an unknown cluster is 5":                    {&types.ClusterNotFoundException{}, 5},
		"throttling before an update is 5":           {&smithy.GenericAPIError{Code: "ThrottlingException"}, 5},
		"an answer that leaves out the service is 5": {fmt.Errorf("x: %w", watch.ErrAnswer), 5},
		"an answer without what was made is 5":       {&taskdef.AnswerError{Lacks: "x"}, 5},
		"a name that names nothing is 5":             {&taskdef.NameError{Name: "x y"}, 5},
		"a failure to describe is 5":                 {&service.FailureError{Reason: "x"}, 5},
		"no record at all is 5":                      {errNoRecords, 5},
		"an error after an update is 16":             {&updatedError{err: &smithy.GenericAPIError{Code: "AccessDeniedException"}}, 16},
		"an update that may have been sent is 16":    {&service.UnsureError{Err: errors.New("x")}, 16},
		"Ctrl-C is 130":                              {&interruptError{signal: syscall.SIGINT}, 130},
		"SIGHUP is 129":                              {&interruptError{signal: syscall.SIGHUP}, 129},
		"SIGTERM is 143":                             {&interruptError{signal: syscall.SIGTERM}, 143},
		"Ctrl-C while watching is 130":               {&stoppedWatching{&interruptError{signal: syscall.SIGINT}}, 130},
		"an outcome has its own code":                {&outcomeError{12}, 12},
		"an agent that cannot be read is 5":          {&agent.ReadError{Reason: agent.Refused}, 5},
		"an agent that joined in no time is 13":      {&agent.TimeoutError{Last: &agent.ReadError{Reason: agent.Refused}}, 13},
		"an agent in another cluster is 15":          {&agent.OtherClusterError{}, 15},
		"anything else is 1":                         {errors.New("x"), 1},
		"output that cannot be written is 1":         {syscall.ENOSPC, 1},
		"output lost after an update is not 1":       {&updatedError{err: syscall.EPIPE}, 16},
	} {
		if got := exitOf(row.err); got != row.want {
			t.Errorf("%s: got %d", name, got)
		}
	}
}

// Every verdict ends in a code of the table, and in one of its own.
func TestExitOfVerdict(t *testing.T) {
	seen := map[int]watch.Verdict{}
	for _, v := range []watch.Verdict{
		watch.Settled, watch.Failed, watch.RolledBack, watch.Stuck, watch.TimedOut,
		watch.Superseded, watch.Stopped, watch.Lost, watch.InProgress,
	} {
		code := exitOfVerdict(v)
		if other, taken := seen[code]; taken {
			t.Errorf("%s and %s both end in %d", v, other, code)
		}
		seen[code] = v
		if v != watch.Settled && nameOf(code) == "error" {
			t.Errorf("%s ends in %d, which is not in the table", v, code)
		}
	}
}

func TestAnErrorAfterAnUpdateSaysHowToGoOn(t *testing.T) {
	s := &config.Settings{Service: "web", Origins: []config.Origin{{Name: "cluster", Value: "prod", From: "--cluster"}}}
	a := &App{running: running{flags: new(globalFlags)}}
	f := a.failure(t.Context(), a.sent(s, errors.New("the watch broke")), exitLost)
	for _, field := range f.Fields {
		if field.Label == "Resume" && field.Text == "steady watch web --cluster prod" {
			return
		}
	}
	t.Errorf("nothing says how to go on: %+v", f)
}
