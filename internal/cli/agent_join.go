package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ecs-steady/steady/internal/agent"
	"github.com/ecs-steady/steady/internal/render"
)

// runAgentJoin waits for an agent to join a cluster. What it sees on the way
// goes to the story; where it fails, the agent's logs do too.
func runAgentJoin(ctx context.Context, a *App, o *agentOptions, opts render.Options) error {
	began := time.Now()
	join := &agent.Join{
		Client: &agent.Client{}, Host: o.hosts[0], Cluster: o.cluster, Timeout: o.timeout,
		Seen: func(seen error) error {
			return a.note(fmt.Sprintf("waiting for %s to join %s: %s", o.hosts[0], o.cluster, agent.Says(seen)))
		},
	}
	metadata, err := join.Wait(ctx)
	if err != nil && !hasNotJoined(err) {
		return err
	}
	ended := render.Joined{
		Host: o.hosts[0], Cluster: o.cluster, Metadata: metadata, Elapsed: time.Since(began), Err: err,
	}
	var (
		logs   []agent.Log
		unread error
	)
	if err != nil {
		logs, unread = o.lastErrors(a)
	}
	switch {
	case a.flags.json:
		if err := render.JoinedJSON(a.Out, ended, exitOf(err), logs, opts); err != nil {
			return err
		}
	case err != nil && o.logs != "":
		if err := render.AgentLogs(a.Err, o.logs, logs, unread, opts); err != nil {
			return err
		}
	case err == nil && !a.flags.quiet:
		return render.AgentJoined(a.Out, ended, opts)
	}
	return err
}

// hasNotJoined tells the ends of a wait from what kept it from ending.
func hasNotJoined(err error) bool {
	return is[*agent.TimeoutError](err) || is[*agent.OtherClusterError](err)
}

// explainAgent gives what to do about an agent; nil for other errors.
func explainAgent(err error) []render.Field {
	var (
		other        *agent.OtherClusterError
		unregistered *agent.UnregisteredError
		read         *agent.ReadError
	)
	fix := func(text string) []render.Field { return []render.Field{{Label: "Fix", Text: text}} }
	switch {
	case errors.As(err, &other):
		return fix("ECS_CLUSTER in /etc/ecs/ecs.config names the cluster; an agent that has registered keeps to it " +
			"until /var/lib/ecs/data/agent.db is removed")
	case errors.As(err, &unregistered):
		return fix("check that the instance reaches ECS, and its instance role: ecs:RegisterContainerInstance; " +
			"the agent says why in /var/log/ecs")
	case errors.As(err, &read) && read.Reason == agent.Refused:
		return fix("on the instance: systemctl status ecs, and --logs /var/log/ecs; from elsewhere the port is closed " +
			"unless ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS=true")
	case errors.As(err, &read) && (read.Reason == agent.Unreachable || read.Reason == agent.Slow):
		return fix("check the name, the security group and the port, which the agent closes to other machines unless " +
			"ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS=true")
	case errors.As(err, &read):
		return fix("check what listens at that port; the agent's is " + agent.Port)
	}
	return nil
}
