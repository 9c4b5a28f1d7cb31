package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/ecssim"
)

// simKey is the access key that stands for the simulator: it asks for none, but
// clients want one to sign with.
const simKey = "sim"

// simMax bounds --speed: at this one the minutes of ECS are below a millisecond.
const simMax = 100000

type simOptions struct {
	listen      string
	agentListen string
	allowRemote bool
	unthrottled bool
	list        bool
	faults      []string
	world       ecssim.Setup
}

func newSim(a *App) *cobra.Command {
	var o simOptions
	cmd := &cobra.Command{
		Use:   "sim [flags] [-- COMMAND...]",
		Short: "a simulated ECS as a local endpoint, for steady or any SDK",
		Long: `Serve a simulated ECS on a local address and print the line that points steady,
the aws CLI or any SDK at it. No AWS account, nothing is billed. With a command
behind --, run that command against it and exit with its code.

A scenario says what the world holds and what happens to it later. It is one of
--list, or a file of your own: docs/scenarios.md.

Clients are held to the call rates that ECS publishes. --fault spoils calls:
KIND is throttle, error (HTTP 500), reset, lost (carried out, but no reply),
latency, stale, torn (counts of another moment), missing (what is new) or
unknown (members and values that no SDK knows). VALUE is how long, as 5s, or for
stale and torn how many reads ago; RATE is a probability or 1/N. Times are
ECS's: --speed divides them. What steady shows of such a world is what passed
here: at --speed 10 a settle time of 40s is over after 4s, and 4s is what
deploy, history and reports say.

A RULE is ` + ecssim.FaultGrammar + `.`,
		Example: `  steady sim --scenario textbook        then run the line it prints elsewhere
  steady sim --list
  steady sim --scenario mine.yaml --state world.json --speed 5
  steady sim --fault 'Describe*:stale=10s:0.3' --fault '*:error:1/20'
  steady sim --scenario textbook -- steady deploy -f steady.yaml`,
		GroupID: groupSetup,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.list {
				return listScenarios(a)
			}
			if len(args) > 0 && cmd.ArgsLenAtDash() != 0 {
				return &usageError{message: "put -- before the command to run", command: "sim"}
			}
			o.world.Region = cmp.Or(cmd.Flag("region").Value.String(), a.Getenv("STEADY_REGION"),
				a.Getenv("AWS_REGION"), a.Getenv("AWS_DEFAULT_REGION"), "us-east-1")
			return runSim(cmd.Context(), a, &o, args)
		},
	}
	o.addFlags(cmd)
	return cmd
}

func (o *simOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.listen, "listen", "127.0.0.1:0", "`ADDRESS` to listen on; port 0 picks a free one")
	flags.StringVar(&o.agentListen, "agent-listen", "", "`ADDRESS` of the first instance's agent (ECS: port 51678)")
	flags.BoolVar(&o.allowRemote, "allow-remote", false, "listen on an address that is not loopback")
	flags.StringVar(&o.world.Scenario, "scenario", "", "start with the world `NAME|FILE`: one of --list, or of a file")
	flags.BoolVar(&o.list, "list", false, "list the built-in worlds and exit")
	flags.Float64Var(&o.world.Speed, "speed", 1, "how much faster than ECS everything goes")
	flags.Uint64Var(&o.world.Seed, "seed", 1, "makes ids and choices")
	flags.StringVar(&o.world.Account, "account", "123456789012", "account of every ARN")
	flags.StringVar(&o.world.State, "state", "", "`FILE` that keeps the world between runs")
	flags.BoolVar(&o.unthrottled, "no-throttling", false, "answer any number of calls; ECS holds accounts to rates")
	flags.Var(listFlag{&o.faults}, "fault",
		"spoil calls by `RULE`; may be given more than once")
	// Files are completed where none of the names begins so. An error is one of a flag
	// that is not there.
	_ = cmd.RegisterFlagCompletionFunc("scenario",
		cobra.FixedCompletions(ecssim.Scenarios(), cobra.ShellCompDirectiveDefault))
}

func runSim(ctx context.Context, a *App, o *simOptions, command []string) error {
	o.world.AllowRemote, o.world.Read = o.allowRemote, a.readScenario
	if err := o.check(); err != nil {
		return err
	}
	server, err := openWorld(o.world)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, o.listen)
	if err != nil {
		return err
	}
	served := serve(listener, server.Handler())
	defer served.close()
	url := "http://" + listener.Addr().String()
	env := []string{
		"AWS_ENDPOINT_URL=" + url, // of the services that deployers ask next to ECS
		"AWS_ENDPOINT_URL_ECS=" + url, "AWS_REGION=" + o.world.Region,
		"AWS_DEFAULT_REGION=" + o.world.Region, // boto3 and the older aws CLI read only this one
		"AWS_ACCESS_KEY_ID=" + simKey, "AWS_SECRET_ACCESS_KEY=" + simKey,
	}
	if o.agentListen != "" {
		agents, err := listen(ctx, o.agentListen)
		if err != nil {
			return err
		}
		defer serve(agents, server.Agent("")).close()
		env = append(env, "STEADY_AGENT="+agents.Addr().String())
	}
	if len(command) > 0 {
		return runChild(ctx, a, command, env)
	}
	if _, err := fmt.Fprintln(a.Out, "export "+strings.Join(env, " ")); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return nil // asked to stop, and drained by close
	case err := <-served.failed:
		return fmt.Errorf("serve the simulator: %w", err)
	}
}

// spoil reads how calls are to be throttled and spoiled.
func (o *simOptions) spoil() error {
	o.world.Throttling = !o.unthrottled
	for _, text := range o.faults {
		fault, err := ecssim.ParseFault(text)
		if err != nil {
			return &usageError{message: "--fault: " + err.Error(), command: "sim"}
		}
		o.world.Faults = append(o.world.Faults, fault)
	}
	return nil
}

// openWorld makes the world. An unknown scenario is an error of the command line.
func openWorld(setup ecssim.Setup) (*ecssim.Server, error) {
	server, err := ecssim.Open(setup)
	var (
		scenario *ecssim.ScenarioError
		state    *ecssim.StateError
	)
	switch {
	case errors.As(err, &scenario):
		return nil, &usageError{message: err.Error(), command: "sim"}
	case errors.As(err, &state):
		return nil, &stateError{err}
	}
	return server, err
}

// stateError is a state file that cannot be used. Only this file and the demo
// know the simulator's own errors.
type stateError struct{ err error }

func (e *stateError) Error() string { return e.err.Error() }
func (e *stateError) Unwrap() error { return e.err }

// check refuses what no world can be made from.
func (o *simOptions) check() error {
	if !(o.world.Speed > 0 && o.world.Speed <= simMax) { // NaN is neither
		return &usageError{message: fmt.Sprintf("--speed is a number above 0 and up to %d", simMax), command: "sim"}
	}
	if strings.Trim(o.world.Account, "0123456789") != "" || len(o.world.Account) != 12 {
		return &usageError{message: fmt.Sprintf("--account is 12 digits, got %q", o.world.Account), command: "sim"}
	}
	if err := awsclient.CheckRegion(o.world.Region); err != nil {
		return err
	}
	if err := o.loopbackOnly(); err != nil {
		return err
	}
	return o.spoil()
}

// loopbackOnly refuses addresses that other machines could reach: the simulator
// asks for no credentials.
func (o *simOptions) loopbackOnly() error {
	for _, address := range []string{o.listen, o.agentListen} {
		if address == "" || o.allowRemote {
			continue
		}
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return &usageError{message: fmt.Sprintf("%q is no HOST:PORT", address), command: "sim"}
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return &usageError{
				message: fmt.Sprintf("%s is not a loopback address; --allow-remote listens there nevertheless", address),
				command: "sim",
			}
		}
	}
	return nil
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, &usageError{message: fmt.Sprintf("cannot listen on %s: %v", address, err), command: "sim"}
	}
	return listener, nil
}

// serving is one HTTP server on its own goroutine.
type serving struct {
	http   *http.Server
	failed chan error
	done   chan struct{}
}

func serve(listener net.Listener, handler http.Handler) *serving {
	s := &serving{
		http: &http.Server{
			Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10,
		},
		failed: make(chan error, 1),
		done:   make(chan struct{}),
	}
	go func() {
		defer close(s.done)
		if err := s.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- err
		}
	}()
	return s
}

// close lets running requests end. The context is a fresh one: that of the
// command is already cancelled when the command is told to stop.
func (s *serving) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		_ = s.http.Close() // the drain took too long; nothing is left to tell
	}
	<-s.done
}
