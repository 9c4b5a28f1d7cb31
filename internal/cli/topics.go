package cli

import (
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/watch"
)

// Topics lists the topics of steady help that are no commands.
func Topics() []string {
	return []string{"exit-codes", "environment", "config", "json", "ci", "checks", "causes"}
}

// Causes lists the codes that steady explain has a page of.
func Causes() []string {
	var codes []string
	for _, g := range watch.Guides() {
		codes = append(codes, g.Code)
	}
	return codes
}

// topic gives the text of a help topic.
func topic(name string) (string, bool) {
	switch name {
	case "exit-codes":
		return exitCodesTopic(), true
	case "environment":
		return environmentTopic, true
	case "config":
		return configTopic, true
	case "json":
		return jsonTopic, true
	case "ci":
		return ciTopic, true
	case "checks":
		return checksTopic, true
	case "causes":
		return causesTopic(), true
	}
	return "", false
}

// causesTopic lists the causes of failures.
func causesTopic() string {
	var b strings.Builder
	b.WriteString("CAUSES\n\nWhat makes a deployment fail, by code. \"steady explain CODE\" prints one page,\n" +
		"\"steady explain SERVICE\" looks for the cause of the last failure.\n\n")
	for _, g := range watch.Guides() {
		fmt.Fprintf(&b, "  %-18s %s\n", g.Code, g.Title)
	}
	return b.String()
}

func exitCodesTopic() string {
	var b strings.Builder
	b.WriteString("EXIT CODES\n\n")
	b.WriteString("Below 10 no service was changed (a revision may have been registered); from\n")
	b.WriteString("10 to 19 an update was sent, unless the command only looks (status, agent).\n\n")
	fmt.Fprintf(&b, "  %4s  %-12s %s\n", "CODE", "NAME", "MEANING")
	for _, row := range exitCodes {
		fmt.Fprintf(&b, "  %4d  %-12s %s\n", row.code, row.name, row.meaning)
	}
	b.WriteString("\nDoes trying again help?\n\n")
	for _, row := range exitCodes {
		if row.retry != "no" && row.retry != "-" {
			fmt.Fprintf(&b, "  %4d  %s\n", row.code, row.retry)
		}
	}
	return b.String()
}

const environmentTopic = `ENVIRONMENT

Every setting has a variable: --cluster is STEADY_CLUSTER, --timeout is
STEADY_TIMEOUT. A flag beats its variable, a variable beats steady.yaml.

  STEADY_FILE            config file, as -f
  STEADY_SERVICE         the service, where the command line names none
  STEADY_CLUSTER         STEADY_REGION, STEADY_PROFILE, STEADY_ENDPOINT_URL,
                         STEADY_TIMEOUT, STEADY_STALL_TIMEOUT,
                         STEADY_GIVE_UP_AFTER, STEADY_POLL_INTERVAL,
                         STEADY_ON_FAILURE, STEADY_ON_INTERRUPT,
                         STEADY_PARALLEL, STEADY_PROGRESS, STEADY_COLOR
  STEADY_AGENT           hosts of steady agent, where it names none
  STEADY_VAR_<NAME>      fills ${NAME} in task-definition and service files

From outside:

  AWS_*                  credentials, region and endpoint, as every AWS tool
                         reads them; AWS_ENDPOINT_URL and _ECS point at the
                         simulator
  CI, GITHUB_ACTIONS …   choose plain lines over the redrawn block
  GITHUB_STEP_SUMMARY, GITHUB_OUTPUT
                         where steady leaves a summary and its outputs: see
                         steady help ci. STEADY_NO_GITHUB=1 turns that off
  NO_COLOR, CLICOLOR, CLICOLOR_FORCE, FORCE_COLOR, TERM
                         colours
  LC_ALL, LC_CTYPE, LANG a locale that is not UTF-8 chooses ASCII glyphs
`

const configTopic = `CONFIG

steady.yaml names the services of a repository:

  defaults:
    cluster: prod
    region: eu-west-1
  services:
    web:
      taskDefinition: task.yaml          # relative to this file
      serviceDefinition: service.yaml    # optional: creates and updates it
      timeout: 20m

A service may also say service: NAME, where ECS knows it by another name.
Settings of a service or of defaults: cluster, region, profile, endpointUrl,
timeout, stallTimeout, giveUpAfter, pollInterval, until, onFailure,
onInterrupt, progress, color; of defaults also parallel.

The file is -f (- is standard input), else STEADY_FILE, else steady.yaml or
steady.yml in the working directory or a parent, up to the one that holds .git
or is the home directory.

A value comes from the first of: flag, STEADY_* variable, the service's block,
defaults, AWS's own settings (AWS_REGION, ~/.aws/config), built in.

Without a steady.yaml, name everything:

  steady deploy web --cluster prod --task-definition task.yaml
`

const jsonTopic = `JSON

--json on deploy, update, rollback and watch writes one JSON object a line on
stdout. The first line has type "version", the last "summary"; summary.exit_code
is the exit code of the process. Types and fields that you do not know must be
ignored: a higher minor schema number adds some, a higher major one changes
them.

  version       steady, schema, simulated
  fleet         verb, services[], parallel, flags, simulated
  start         verb, timeout_s, stall_timeout_s, flags, simulated
  plan          changes[], forecast, checks[]
  registered    task_definition, arn, reused, from, changes[], took_s
  updated       from, to, deployment, new_deployment, took_s
  target        task_definition, previous, previous_task_definition
  rollback      trigger, way, sent, from, to, reason, changes[]
  progress      elapsed_s, phase, waiting_for, desired, deployments[]
  event         id, created_at, message, kind
  task_stopped  task, task_definition, stop_code, reason, containers[],
                log_tail[]
  stage         service_deployment, status, stage, production_percent,
                test_percent, bake_s, hooks[]
  serving       elapsed_s
  forecast      forecast: a task found no place, as was not forecast; what is
                forecast now, once a rollout
  warning       code, message, hint
  diagnosis     cause, certain, permanent, tasks[], count, evidence[], title,
                why, fix[], path, location, log_tail[], instances[], notes[]
  error         code, message, hint, file, line, column, request_id
  outcome       outcome, task_definition, serving_revision, serving_s,
                elapsed_s, exit_code; "serving" after --until serving
  summary       exit_code, services, elapsed_s

  steady deploy web --json | tail -n 1 | jq .exit_code

Commands that only look (plan, diff, check, status, history, explain, agent,
doctor) and register write a document instead. docs/json has a JSON schema of
the lines and of each document.

--record FILE keeps these lines in a file, whatever is shown; steady replay FILE
shows them again in any form. --report FILE makes a page (.html), a picture
(.svg) or a summary (.md) of a run.
`

const ciTopic = `CI

In a pipeline steady needs no flags: where a CI system or no terminal is, it
writes one line a change and, after a minute of silence, that it still waits.
Standard output has the answer only, so a script can keep it:

  revision=$(steady deploy web)

The exit code says how the deployment ended: steady help exit-codes. When the
job is cancelled, the rollout goes on, and steady watch follows it again.

GITHUB ACTIONS

A step gets annotations for what went wrong, at the place in the file where it
is known, a summary on the page of the run, and outputs:

  outcome               settled, failed, rolled_back, stuck, timed_out,
                        superseded, stopped, lost or unchanged
  exit-code             0, or that of steady help exit-codes
  revision              family:revision; previous-revision is the one before
  task-definition-arn   where a file was registered or found registered
  registered            true where a new revision was registered
  deployment-id         ecs-svc/…
  elapsed-seconds       how long the rollout was watched
  results               of several services: a JSON array, one object each

STEADY_NO_GITHUB=1 turns all of that off.

FOLDS

Four log lines or more of a task that failed are folded in GitHub Actions and in
GitLab; the rollout itself never is. Other systems get plain lines without any
escape codes.
`
