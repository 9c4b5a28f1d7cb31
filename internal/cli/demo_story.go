package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

const (
	demoCluster = "demo"
	demoService = "nginx"
)

// stallLimit is the stall timeout of the last scene, in ECS's time; stallWait is
// how long people wait for it at the most.
const (
	stallLimit = 5 * time.Minute
	stallWait  = 4 * time.Second
)

// story plays the demo: four scenes on two copies of one simulated world.
type story struct {
	app   *App
	speed float64
	pause time.Duration // between scenes, for people to read
	opts  render.Options
}

// stage is one copy of the world, and the speed it runs at.
type stage struct {
	client *ecs.Client
	speed  float64
}

func (s *story) tell(ctx context.Context) error {
	first, err := s.stage(s.speed)
	if err != nil {
		return err
	}
	err = s.printf("Simulated ECS: no AWS account, no network, nothing is billed. Clock x%g.\n"+
		"A cluster %q with one EC2 instance runs service %s on nginx:1.\n", s.speed, demoCluster, demoService)
	scenes := []struct {
		title, command string
		play           func(context.Context) error
	}{
		{"1/4  What runs now", "steady status nginx", func(ctx context.Context) error { return s.look(ctx, first) }},
		{"2/4  Change the port to dynamic", "steady plan nginx", func(ctx context.Context) error {
			return s.change(ctx, first, "dynamic.yaml", demoDynamic)
		}},
		{"3/4  Deploy it", "steady deploy nginx", func(ctx context.Context) error { return s.settle(ctx, first) }},
		{"4/4  The same start, but keep host port 80 and change only the image", "", s.stuck},
	}
	for _, scene := range scenes {
		if err != nil {
			return err
		}
		err = s.scene(ctx, scene.title, scene.command, scene.play)
	}
	if err != nil {
		return err
	}
	return s.printf("%s", demoEnd)
}

const demoEnd = `
That is all of it: plan, deploy, watch. Next:
  steady sim --scenario textbook     the same world as an endpoint, for steady,
                                     the aws CLI or any SDK
  steady help config                 a steady.yaml for your own service
`

// stage builds a copy of the world, settled since twelve simulated minutes.
func (s *story) stage(speed float64) (*stage, error) {
	client, err := ecssim.Local(ecssim.Setup{
		Speed: speed, Seed: 1, Scenario: "demo", Read: func(string) ([]byte, error) { return demoWorld, nil },
	})
	if err != nil {
		return nil, err
	}
	return &stage{client: client, speed: speed}, nil
}

// scene prints the heading of a scene, then plays it.
func (s *story) scene(ctx context.Context, title, command string, play func(context.Context) error) error {
	heading := title
	if command != "" {
		heading = fmt.Sprintf("%-58s%20s", title, "$ "+command)
	}
	if err := s.printf("\n%s\n\n", heading); err != nil {
		return err
	}
	if err := play(ctx); err != nil {
		return err
	}
	timer := time.NewTimer(s.pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

func (s *story) printf(format string, args ...any) error {
	_, err := fmt.Fprintf(s.app.Out, format, args...)
	return err
}

// look shows what runs: the screen of steady status.
func (s *story) look(ctx context.Context, st *stage) error {
	look, err := watch.Look(ctx, st.client, demoCluster, demoService)
	if err != nil {
		return err
	}
	return render.Status(s.app.Out, look, look.Now, s.options(st))
}

// change shows what a deploy would change, and whether it can settle.
func (s *story) change(ctx context.Context, st *stage, name string, text []byte) error {
	spec, err := demoSpec(name, text)
	if err != nil {
		return err
	}
	plan, err := (&service.Client{API: st.client}).Plan(ctx, spec)
	if err != nil {
		return err
	}
	coming, err := s.app.foresee(ctx, st.client, plan)
	if err != nil {
		return err
	}
	h := render.Heading{Cluster: demoCluster, Simulated: true}
	return render.Plan(s.app.Out, render.Planned{Plan: plan, Heading: h, Forecast: coming}, s.options(st))
}

// settle deploys the dynamic port: old and new task run side by side, then the
// old one stops.
func (s *story) settle(ctx context.Context, st *stage) error {
	outcome, err := s.deploy(ctx, st, "dynamic.yaml", demoDynamic)
	if err != nil {
		return err
	}
	if outcome.Verdict != watch.Settled {
		return fmt.Errorf("the demo did not settle: %s", outcome.Reason)
	}
	return nil
}

// stuck deploys the static port to a fresh copy of the world. Nothing moves, so
// the clock goes as fast as it takes to wait no longer than stallWait.
func (s *story) stuck(ctx context.Context) error {
	st, err := s.stage(max(s.speed, float64(stallLimit)/float64(stallWait)))
	if err != nil {
		return err
	}
	if err := s.change(ctx, st, "static.yaml", demoStatic); err != nil {
		return err
	}
	const here = "\nA deploy stops here (exit 21). With --ignore-forecast it goes on, and nothing\n" +
		"will move: the clock goes x%g.\n\n"
	if err := s.printf(here, st.speed); err != nil {
		return err
	}
	outcome, err := s.deploy(ctx, st, "static.yaml", demoStatic)
	if err != nil {
		return err
	}
	if outcome.Verdict != watch.Stuck {
		return fmt.Errorf("the demo was expected to get stuck: %s", outcome.Reason)
	}
	return nil
}

// deploy is steady deploy on the simulated clock, drawn to stdout.
func (s *story) deploy(ctx context.Context, st *stage, name string, text []byte) (watch.Outcome, error) {
	spec, err := demoSpec(name, text)
	if err != nil {
		return watch.Outcome{}, err
	}
	mode, err := render.Choose("auto", s.app.Getenv, s.app.OutTerminal)
	if err != nil {
		return watch.Outcome{}, err
	}
	show := s.app.modeRenderer(mode, s.options(st))
	outcome, err := s.roll(ctx, st, spec, show)
	return outcome, errors.Join(err, show.Close(exitOfVerdict(outcome.Verdict)))
}

func (s *story) roll(ctx context.Context, st *stage, spec service.Spec, show render.Renderer) (watch.Outcome, error) {
	heading := render.Heading{
		Verb: "Deploying", Service: demoService, Cluster: demoCluster, Simulated: true, StallTimeout: stallLimit,
	}
	if err := show.Start(heading); err != nil {
		return watch.Outcome{}, err
	}
	deployment, err := s.app.apply(ctx, st.client, spec, show)
	if err != nil {
		return watch.Outcome{}, err
	}
	watcher := watch.Watcher{
		API: st.client, Speed: st.speed, StallTimeout: st.real(stallLimit), PollInterval: st.real(500 * time.Millisecond),
	}
	outcomes, err := watcher.Run(ctx, []watch.Target{targetOf(deployment)}, show.Event)
	if err != nil {
		return watch.Outcome{}, err
	}
	return outcomes[0], show.Outcome(outcomes[0], exitOfVerdict(outcomes[0].Verdict))
}

// real is how long a simulated duration takes here, but at least as long as a
// poll takes to make sense.
func (st *stage) real(simulated time.Duration) time.Duration {
	return max(time.Duration(float64(simulated)/st.speed), 5*time.Millisecond)
}

func (s *story) options(st *stage) render.Options {
	opts := s.opts
	opts.Err, opts.Simulated, opts.Speed, opts.Relative = s.app.Out, true, st.speed, true
	return opts
}

func demoSpec(name string, text []byte) (service.Spec, error) {
	definition, err := taskdef.Parse(name, text, taskdef.Options{})
	return service.Spec{Cluster: demoCluster, Service: demoService, Definition: definition}, err
}
