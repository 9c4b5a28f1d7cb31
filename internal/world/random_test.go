package world

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TestRandomHistories plays random calls against random images and holds the
// world to what must never be otherwise, after every single event.
func TestRandomHistories(t *testing.T) {
	seeds := uint64(300)
	if testing.Short() {
		seeds = 30
	}
	ended, rollbacks := 0, 0
	for seed := range seeds {
		r := newRandom(t, seed)
		for range 40 {
			r.act()
			r.pass(time.Duration(r.rng.IntN(90)) * time.Second)
		}
		r.recover()
		ended += r.steadies
		rollbacks += r.rollbacks
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, r.timeline())
		}
	}
	if rollbacks < int(seeds)/10 {
		t.Errorf("only %d rollbacks in %d histories: they try too little", rollbacks, seeds)
	}
	if ended < int(seeds) {
		t.Errorf("only %d steady states in %d histories: they try too little", ended, seeds)
	}
}

// random is a world played at random.
type random struct {
	*lab
	rng      *rand.Rand
	ids      map[string]bool // of every task and deployment seen, with what it was
	known    map[*task]bool
	deploys  map[*deployment]bool
	primary  *deployment // at the last look
	steadies int
	// rollbacks counts how often an old deployment came back.
	rollbacks int
	fargate   bool
	over      map[*task]bool // tasks that were seen not to be alive
}

func newRandom(t *testing.T, seed uint64) *random {
	r := &random{
		lab: newLab(t, Options{Seed: seed}), rng: rand.New(rand.NewPCG(seed, 1)),
		fargate: seed%5 == 4, ids: map[string]bool{}, known: map[*task]bool{}, over: map[*task]bool{}, deploys: map[*deployment]bool{},
	}
	r.SetImage("good", Image{Pull: 3 * time.Second, Stop: 5 * time.Second})
	r.SetImage("stubborn", Image{Stop: time.Minute})
	r.SetImage("missing", Image{PullError: "CannotPullContainerError: not found"})
	r.SetImage("broken", Image{StartError: "CannotStartContainerError: no such file"})
	r.SetImage("crash", Image{ExitAfter: 70 * time.Second, ExitCode: 1})
	r.SetImage("sick", Image{UnhealthyAfter: time.Second})
	r.SetImage("sickens", Image{UnhealthyAfter: 2 * time.Minute})
	r.SetImage("mute", Image{MuteAfter: time.Second})
	for range 1 + r.rng.IntN(3) {
		r.addInstance()
	}
	r.create(r.revision(), int32(r.rng.IntN(6)), percents(r.percents()), func(in *ecs.CreateServiceInput) {
		if r.fargate {
			in.LaunchType = types.LaunchTypeFargate
			in.NetworkConfiguration = &types.NetworkConfiguration{
				AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1", "subnet-2"}},
			}
		} else if r.rng.IntN(6) == 0 {
			in.SchedulingStrategy, in.DesiredCount = types.SchedulingStrategyDaemon, nil
			percents(int32(r.rng.IntN(101)), 100)(in)
		}
		if !r.fargate && r.rng.IntN(4) == 0 {
			in.PlacementConstraints = memberOf("attribute:stack == prod")
		}
		if r.rng.IntN(4) == 0 {
			for n := range 1 + r.rng.IntN(2) {
				in.LoadBalancers = append(in.LoadBalancers, types.LoadBalancer{
					ContainerName: aws.String("web"), ContainerPort: aws.Int32(80),
					TargetGroupArn: aws.String(fmt.Sprintf("arn:tg/%d", n+1)),
				})
			}
		}
	})
	return r
}

func (r *random) percents() (minimum, maximum int32) {
	minimum = int32(r.rng.IntN(5) * 25)
	return minimum, max(100, minimum) + int32(r.rng.IntN(5)*25)
}

func (r *random) addInstance() {
	spec := Instance{AZ: "us-east-1" + string(rune('a'+r.rng.IntN(3))), Memory: int32(256 + r.rng.IntN(1024))}
	must(r.AddInstance("", spec))(r.t)
}

// revision registers a revision of a random image, port and health check.
func (r *random) revision() string {
	images := []string{"good", "good", "good", "stubborn", "missing", "broken", "crash", "sick", "sickens", "mute"}
	c := web(images[r.rng.IntN(len(images))], int32(r.rng.IntN(2)*80))
	c.Cpu = int32(r.rng.IntN(3)) * 256
	if r.rng.IntN(3) == 0 {
		c.HealthCheck = &types.HealthCheck{Command: []string{"CMD", "true"}, Interval: aws.Int32(10)}
	}
	return r.define(c)
}

// define registers a container as the launch type needs it.
func (r *random) define(c types.ContainerDefinition) string {
	def := &ecs.RegisterTaskDefinitionInput{Family: aws.String("web")}
	if r.fargate {
		def.NetworkMode, def.Cpu, def.Memory = types.NetworkModeAwsvpc, aws.String("256"), aws.String("512")
		c.PortMappings[0].HostPort = nil
	}
	def.ContainerDefinitions = []types.ContainerDefinition{c}
	return *must(r.RegisterTaskDefinition(def))(r.t).TaskDefinition.TaskDefinitionArn
}

// act makes one random call.
func (r *random) act() {
	daemon := r.get().SchedulingStrategy == types.SchedulingStrategyDaemon
	switch r.rng.IntN(13) {
	case 0, 1:
		r.update(ecs.UpdateServiceInput{TaskDefinition: aws.String(r.revision())})
	case 2:
		if !daemon {
			r.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(int32(r.rng.IntN(6)))})
		}
	case 3:
		if tasks := r.tasksOf(types.DesiredStatusRunning); len(tasks) > 0 {
			must(r.StopTask(&ecs.StopTaskInput{Task: tasks[r.rng.IntN(len(tasks))].TaskArn}))(r.t)
		}
	case 4:
		r.addInstance()
	case 5:
		arns := must(r.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(r.t).ContainerInstanceArns
		status := []types.ContainerInstanceStatus{"ACTIVE", "DRAINING"}[r.rng.IntN(2)]
		must(r.UpdateContainerInstancesState(&ecs.UpdateContainerInstancesStateInput{
			ContainerInstances: []string{arns[r.rng.IntN(len(arns))]}, Status: status,
		}))(r.t)
	case 6:
		arns := must(r.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(r.t).ContainerInstanceArns
		if len(arns) > 1 {
			must(r.DeregisterContainerInstance(&ecs.DeregisterContainerInstanceInput{
				ContainerInstance: aws.String(arns[r.rng.IntN(len(arns))]), Force: aws.Bool(true),
			}))(r.t)
		}
	case 7:
		r.update(ecs.UpdateServiceInput{ForceNewDeployment: true})
	case 8:
		r.protectSome()
	case 9:
		r.relabel()
	default:
		r.actOnMonitors()
	}
}

// recover makes everything good again: whatever happened, the service must then
// come to its end.
func (r *random) recover() {
	r.SetAlarm("errors", false)
	r.unprotect()
	must(r.AddInstance("", Instance{CPU: 8192, Memory: 16384}))(r.t)
	arns := must(r.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(r.t).ContainerInstanceArns
	for _, arn := range arns {
		must(r.UpdateContainerInstancesState(&ecs.UpdateContainerInstancesStateInput{
			ContainerInstances: []string{arn}, Status: types.ContainerInstanceStatusActive,
		}))(r.t)
	}
	in := ecs.UpdateServiceInput{TaskDefinition: aws.String(r.define(web("good", 0)))}
	in.PlacementConstraints = []types.PlacementConstraint{}
	in.DeploymentConfiguration = &types.DeploymentConfiguration{
		MinimumHealthyPercent: aws.Int32(100), MaximumPercent: aws.Int32(200),
	}
	if r.get().SchedulingStrategy == types.SchedulingStrategyDaemon {
		in.DeploymentConfiguration.MinimumHealthyPercent = aws.Int32(0)
		in.DeploymentConfiguration.MaximumPercent = aws.Int32(100)
	}
	r.update(in)
	r.pass(20 * time.Minute)
	s := r.get()
	if len(s.Deployments) != 1 || s.RunningCount != s.DesiredCount ||
		s.Deployments[0].RolloutState != types.DeploymentRolloutStateCompleted {
		r.t.Errorf("all is well and yet the service is not: %d of %d run\n%s", s.RunningCount, s.DesiredCount,
			deployments(s))
	}
	if o := r.clusters["default"].services["web"].ongoing(); o != nil {
		r.t.Errorf("all is well and yet a service deployment is %s", o.status)
	}
}

// pass lets time pass event by event and checks after each.
func (r *random) pass(d time.Duration) {
	for end := r.Now().Add(d); ; {
		next, ok := r.Next()
		if !ok || next.After(end) {
			r.Advance(end)
			return
		}
		s := r.clusters["default"].services["web"]
		serving, steady := map[*task]bool{}, s.steady
		r.Advance(next.Add(-time.Nanosecond)) // what is due before it
		for _, t := range s.tasks {
			serving[t] = t.healthy(next)
		}
		before := slices.Clone(s.tasks)
		r.Advance(next)
		if s.steady.After(steady) {
			r.steadies++
		}
		r.checkBounds(s, before, serving)
		r.checkProtection(before)
		r.checkInstances()
		r.checkCounts(s)
		r.checkIDs(s)
		r.checkRollback(s, before)
	}
}
