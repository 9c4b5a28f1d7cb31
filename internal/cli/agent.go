package cli

import (
	"cmp"
	"context"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/agent"
	"github.com/ecs-steady/steady/internal/render"
)

// agentsAtOnce bounds how many agents are asked at the same time.
const agentsAtOnce = 16

type agentOptions struct {
	hosts   []agent.Host
	cluster string // to wait for, "" for a look
	timeout time.Duration
	logs    string // folder of the agent's logs, "" for none
}

func newAgent(a *App) *cobra.Command {
	var o agentOptions
	cmd := &cobra.Command{
		Use:   "agent [HOST...]",
		Short: "what the container agent of an EC2 instance runs",
		Long: `Read the introspection API of the container agent: which cluster an EC2 instance
has joined, and which tasks it runs, with their host ports. No credentials, no
Region, no steady.yaml and no proxy are used.

HOST is a name, name:port, address or http:// URL; the port is 51678 unless it
names one. Without HOST it is STEADY_AGENT, else the agent of this machine.

--wait-joined is a health check for the building of instances: it waits until
the agent has registered with that cluster. Exit 0 it has, 13 it has not in
time, 15 it has joined another cluster.`,
		Example: `  steady agent
  steady agent 10.0.1.17 10.0.1.18 --json
  steady agent --wait-joined prod --timeout 5m --logs /var/log/ecs`,
		GroupID: groupLook,
		Args:    argsBetween(0, 1000, "any number of hosts"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.read(a, cmd, args); err != nil {
				return err
			}
			opts, err := a.renderOptions("", "", a.OutTerminal)
			if err != nil {
				return err
			}
			if o.cluster != "" {
				return runAgentJoin(cmd.Context(), a, &o, opts)
			}
			return runAgent(cmd.Context(), a, &o, opts)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.cluster, "wait-joined", "", "wait until the agent has registered with `CLUSTER`, a name or ARN")
	flags.DurationVar(&o.timeout, "timeout", 5*time.Minute, "limit of --wait-joined, 0 for none")
	flags.StringVar(&o.logs, "logs", "", "last errors of the agent's logs in `DIR`; where it waits, if it fails")
	return cmd
}

// read makes sense of the command line.
func (o *agentOptions) read(a *App, cmd *cobra.Command, args []string) error {
	wrong := func(message string) error { return &usageError{message: message, command: "agent"} }
	if len(args) == 0 {
		args = strings.Fields(cmp.Or(a.Getenv("STEADY_AGENT"), agent.Local))
	}
	for _, arg := range args {
		host, err := agent.ParseHost(arg)
		if err != nil {
			return wrong(err.Error())
		}
		o.hosts = append(o.hosts, host)
	}
	waits := cmd.Flags().Changed("wait-joined")
	if limit := a.Getenv("STEADY_TIMEOUT"); limit != "" && waits && !cmd.Flags().Changed("timeout") {
		timeout, err := time.ParseDuration(limit)
		if err != nil {
			return wrong("STEADY_TIMEOUT is no duration like 5m")
		}
		o.timeout = timeout
	}
	switch {
	case !waits && cmd.Flags().Changed("timeout"):
		return wrong("--timeout is the limit of --wait-joined")
	case o.timeout < 0:
		return wrong("--timeout is below 0")
	case waits && len(o.hosts) != 1:
		return wrong("--wait-joined waits for one host")
	case waits && !agent.CheckCluster(o.cluster):
		return wrong("--wait-joined takes the name or the ARN of a cluster")
	}
	return nil
}

func runAgent(ctx context.Context, a *App, o *agentOptions, opts render.Options) error {
	client := &agent.Client{}
	looks := lookAt(ctx, client, o.hosts)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	logs, unread := o.lastErrors(a)
	err := error(nil)
	if a.flags.json {
		err = render.AgentsJSON(a.Out, looks, logs, opts)
	} else if len(looks) > 1 || looks[0].Err == nil { // one alone is told as an error
		err = render.Agents(a.Out, looks, opts)
	}
	if err == nil && o.logs != "" && !a.flags.json {
		err = render.AgentLogs(a.Out, o.logs, logs, unread, opts)
	}
	if err != nil {
		return err
	}
	return a.tellUnread(ctx, looks, unread)
}

// tellUnread shows why agents could not be read and gives the exit code.
func (a *App) tellUnread(ctx context.Context, looks []render.Agent, logs error) error {
	if logs != nil && a.flags.json {
		if err := a.note("the agent's logs cannot be read: " + logs.Error()); err != nil {
			return err
		}
	}
	var end error
	for _, look := range looks {
		if look.Err == nil {
			continue
		}
		code := exitOf(look.Err)
		if err := a.errorRenderer().Problem(a.failure(ctx, look.Err, code)); err != nil {
			return err
		}
		end = &outcomeError{code}
	}
	return end
}

// lookAt reads several agents at once and gives them in the order of hosts.
func lookAt(ctx context.Context, client *agent.Client, hosts []agent.Host) []render.Agent {
	looks := make([]render.Agent, len(hosts))
	slots := make(chan struct{}, agentsAtOnce)
	var all sync.WaitGroup
	for i, host := range hosts {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			instance, err := client.Read(ctx, host)
			looks[i] = render.Agent{Host: host, Instance: instance, Err: err}
		})
	}
	all.Wait()
	return looks
}

// lastErrors reads the logs that were asked for.
func (o *agentOptions) lastErrors(a *App) ([]agent.Log, error) {
	if o.logs == "" {
		return nil, nil
	}
	return agent.LastErrors(os.DirFS(a.path(o.logs)))
}
