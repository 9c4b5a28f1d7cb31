package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/render"
)

type policyOptions struct {
	service, account string
	file             fileFlags
}

func newIAMPolicy(a *App) *cobra.Command {
	var o policyOptions
	cmd := &cobra.Command{
		Use:   "iam-policy [COMMAND...]",
		Short: "the least IAM policy that commands need",
		Long: `Print the least IAM policy with which commands work, as JSON: their calls, on
the clusters, services and families of steady.yaml, and the roles of their task
definitions, which may be passed to tasks only. Without a command it is that of
deploy. Nothing is asked of AWS: what the files do not tell is "*".

Statements that begin with Optional can be left out: failures are then told with
less detail, and less is looked at before a deploy (steady help checks).`,
		Example: `  steady iam-policy > policy.json
  steady iam-policy deploy rollback --account 123456789012
  steady iam-policy status history --service web`,
		GroupID:   groupSetup,
		ValidArgs: permitted(),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runIAMPolicy(a, cmd, args, &o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.service, "service", "", "only the service `NAME` of steady.yaml")
	flags.StringVar(&o.account, "account", "", "the AWS account `ID` (default: that of an ARN in the files)")
	o.file.bindVars(flags)
	return cmd
}

func runIAMPolicy(a *App, cmd *cobra.Command, commands []string, o *policyOptions) error {
	if len(commands) == 0 {
		commands = []string{"deploy"}
	}
	for _, name := range commands {
		if err := checkPermitted(cmd, name); err != nil {
			return err
		}
	}
	subjects, err := a.subjects(cmd.Flags(), o)
	if err != nil {
		return err
	}
	var unknown []string
	if subjects[0].account == anything {
		unknown = append(unknown, "account: --account")
	}
	if subjects[0].region == anything {
		unknown = append(unknown, "Region: --region")
	}
	if len(unknown) > 0 {
		if err := a.note("* stands for what no file tells: " + strings.Join(unknown, ", ")); err != nil {
			return err
		}
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(policyFor(commands, subjects)); err != nil {
		return err
	}
	return render.WriteJSON(a.Out, text.Bytes())
}

func checkPermitted(cmd *cobra.Command, name string) error {
	if slices.Contains(permitted(), name) {
		return nil
	}
	message := fmt.Sprintf("there is no command %q; those that ask AWS are %s", name, strings.Join(permitted(), ", "))
	if found, _, err := cmd.Root().Find([]string{name}); err == nil && found != cmd.Root() {
		message = fmt.Sprintf("%q asks nothing of AWS; those that do are %s", name, strings.Join(permitted(), ", "))
	}
	return &usageError{message: message, command: "iam-policy"}
}

// policy is an IAM policy (IAM User Guide, IAM JSON policy element reference).
type policy struct {
	Version   string
	Statement []statement
}

type statement struct {
	Sid, Effect      string
	Action, Resource []string
	Condition        map[string]map[string][]string `json:",omitempty"`
}

func allow(sid string, actions, resources []string) statement {
	slices.Sort(resources)
	return statement{Sid: sid, Effect: "Allow", Action: actions, Resource: slices.Compact(resources)}
}

func policyFor(commands []string, subjects []subject) policy {
	out := policy{Version: "2012-10-17"}
	for on := services; on <= lookups; on++ {
		var actions, resources []string
		for _, p := range permissions {
			if p.on == on && calls(commands, p.action) {
				actions = append(actions, p.action)
			}
		}
		for _, s := range subjects {
			resources = append(resources, s.resources(on)...)
		}
		if len(actions) == 0 || len(resources) == 0 {
			continue
		}
		st := allow(sids[on], actions, resources)
		if on == inCluster {
			st.Condition = map[string]map[string][]string{"ArnLike": {"ecs:cluster": st.Resource}}
			st.Resource = []string{anything}
		}
		out.Statement = append(out.Statement, st)
	}
	return passing(tagging(out, commands, subjects), commands, subjects)
}

// tagging allows the tags that files give to what they create (Developer Guide,
// Grant permission to tag resources on creation).
func tagging(out policy, commands []string, subjects []subject) policy {
	for _, create := range []struct {
		operation string
		on        object
	}{{"RegisterTaskDefinition", definitions}, {"CreateService", services}} {
		var resources []string
		for _, s := range subjects {
			if slices.Contains(s.tagged, create.on) {
				resources = append(resources, s.resources(create.on)...)
			}
		}
		if len(resources) > 0 && calls(commands, "ecs:"+create.operation) {
			st := allow("TagsOf"+create.operation, []string{"ecs:TagResource"}, resources)
			st.Condition = map[string]map[string][]string{"StringEquals": {"ecs:CreateAction": {create.operation}}}
			out.Statement = append(out.Statement, st)
		}
	}
	return out
}

// passing allows to hand roles to ECS, and to nobody else: those of tasks where a
// definition is registered, those of a service where its file is sent (Developer
// Guide, IAM roles for Amazon ECS).
func passing(out policy, commands []string, subjects []subject) policy {
	pass := func(sid, to string, roles []string) {
		if len(roles) > 0 {
			st := allow(sid, []string{"iam:PassRole"}, roles)
			st.Condition = map[string]map[string][]string{"StringEquals": {"iam:PassedToService": {to}}}
			out.Statement = append(out.Statement, st)
		}
	}
	var task, service []string
	for _, s := range subjects {
		task, service = append(task, s.taskRoles...), append(service, s.serviceRoles...)
	}
	if calls(commands, "ecs:RegisterTaskDefinition") {
		pass("PassTaskRoles", "ecs-tasks.amazonaws.com", task)
	}
	if calls(commands, "ecs:CreateService") {
		pass("PassServiceRoles", "ecs.amazonaws.com", service)
	}
	return out
}

// subjects are what a policy is for: the services of steady.yaml, or anything.
func (a *App) subjects(flags *pflag.FlagSet, o *policyOptions) ([]subject, error) {
	all, err := a.settingsOfAll(flags, o.service)
	if err != nil {
		return nil, err
	}
	var out []subject
	for _, s := range all {
		one := subject{
			region:  cmp.Or(s.Region, a.Getenv("AWS_REGION"), a.Getenv("AWS_DEFAULT_REGION")),
			account: o.account, cluster: s.Cluster, service: s.Service,
		}
		if err := a.read(&one, s, &o.file); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return complete(out), nil
}
