package world

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"reflect"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"

	"github.com/ecs-steady/steady/internal/history"
)

// watched is a world whose every step is held to the rules. It is the
// [history.Host] of the histories.
type watched struct {
	*World
	rule, broken string // the first rule that was broken, and how
	calls        []string
	trace        bool
	twice        bool   // played twice, so that what it tells is compared
	told         uint64 // a digest of that
	tally
	seen seen
}

// seen is what the rules need to remember.
type seen struct {
	ids         map[string]bool // of tasks, deployments and events
	tasks       map[*task]int   // how far each has come
	deployments map[*deployment]bool
	primary     map[*service]*deployment
	records     map[*record]types.ServiceDeploymentStatus
	revisions   map[string]int32 // the last number of each family
	steady      map[*taskSet]bool
}

func newWatched(seed uint64, trace bool) *watched {
	w := New(Options{Seed: seed, EarlyRelease: seed%3 == 0, ProvisioningLimit: 5})
	return &watched{World: w, trace: trace, twice: seed%10 == 0, seen: seen{
		ids: map[string]bool{}, tasks: map[*task]int{}, deployments: map[*deployment]bool{},
		primary: map[*service]*deployment{}, records: map[*record]types.ServiceDeploymentStatus{},
		revisions: map[string]int32{}, steady: map[*taskSet]bool{},
	}}
}

// fail notes the first rule that is broken.
func (w *watched) fail(rule, format string, args ...any) {
	if w.broken == "" {
		w.rule = rule
		w.broken = fmt.Sprintf("%s %s: %s", w.now.Format("15:04:05.000"), rule, fmt.Sprintf(format, args...))
		w.note("** %s", w.broken)
	}
}

func (w *watched) note(format string, args ...any) {
	if w.trace {
		w.calls = append(w.calls, fmt.Sprintf(format, args...))
	}
}

// Call carries out an operation. Its error must be one that the API has.
func (w *watched) Call(operation string, in any) (any, error) {
	out := reflect.ValueOf(w.World).MethodByName(operation).Call([]reflect.Value{reflect.ValueOf(in)})
	err, _ := out[1].Interface().(error)
	if w.trace {
		w.note("%s %s %s: %v", w.now.Format("15:04:05.000"), operation, brief(in), err)
	}
	var api smithy.APIError
	if err != nil && (!errors.As(err, &api) || reflect.TypeOf(err).Elem().PkgPath() != reflect.TypeFor[types.Task]().PkgPath()) {
		w.fail("errors are those of the API", "%s: %T %v", operation, err, err)
	}
	w.tell(out[0].Interface(), err)
	w.checkAnswer(out[0].Interface())
	return out[0].Interface(), err
}

// empty are the members of an input that nobody has set.
var empty = regexp.MustCompile(`"\w+":(null|""|\[\]|false|0|\{\}),?`)

// brief is an input without them.
func brief(in any) []byte {
	text, _ := json.Marshal(in)
	for again := true; again; {
		shorter := empty.ReplaceAll(text, nil)
		again, text = len(shorter) < len(text), shorter
	}
	return text
}

// tell adds an answer to the digest.
func (w *watched) tell(out any, err error) {
	if !w.twice {
		return
	}
	text, failed := json.Marshal(out)
	if failed != nil {
		w.fail("answers can be written", "%v", failed)
	}
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%d %s %v", w.told, text, err) // a hash takes everything
	w.told = h.Sum64()
}

// checkAnswer holds the numbers of revisions to their order.
func (w *watched) checkAnswer(out any) {
	if out, ok := out.(*ecs.RegisterTaskDefinitionOutput); ok && out != nil {
		def := out.TaskDefinition
		if family := *def.Family; def.Revision != w.seen.revisions[family]+1 {
			w.fail("revisions rise by one", "%s:%d after %d", family, def.Revision, w.seen.revisions[family])
		}
		w.seen.revisions[*def.Family] = def.Revision
	}
}

func (w *watched) SetImage(ref string, i history.Image) {
	w.note("%s image %s is %+v", w.now.Format("15:04:05.000"), ref, i)
	w.World.SetImage(ref, Image{
		Pull: i.Pull, Stop: i.Stop, PullError: i.PullError, StartError: i.StartError, ExitAfter: i.ExitAfter,
		ExitCode: i.ExitCode, HealthyAfter: i.HealthyAfter, UnhealthyAfter: i.UnhealthyAfter,
		AnswersAfter: i.AnswersAfter, MuteAfter: i.MuteAfter, Memory: i.Memory,
	})
}

func (w *watched) SetAlarm(name string, firing bool) {
	w.note("%s alarm %s: %t", w.now.Format("15:04:05.000"), name, firing)
	w.World.SetAlarm(name, firing)
}

func (w *watched) SetHook(target, end string, busy int) {
	w.note("%s function %s ends %s after %d", w.now.Format("15:04:05.000"), target, end, busy)
	w.World.SetHook(target, Hook{Busy: busy, End: HookEnd(end)})
}

func (w *watched) Grow(m history.Machine) {
	arn, err := w.AddInstance("", Instance{AZ: m.Zone, CPU: m.CPU, Memory: m.Memory, CapacityProvider: m.Provider})
	w.note("%s instance %s of %+v: %v", w.now.Format("15:04:05.000"), lastSegment(arn), m, err)
}

func (w *watched) Terminate(instance string) {
	w.note("%s instance %s is terminated: %v", w.now.Format("15:04:05.000"), lastSegment(instance), w.TerminateInstance(instance))
}

func (w *watched) Connect(instance string, connected bool) {
	w.note("%s agent %s is connected: %t, %v", w.now.Format("15:04:05.000"), lastSegment(instance), connected,
		w.SetAgentConnected(instance, connected))
}

func (w *watched) AddSecret(name string) { w.World.AddSecret(Secret{Name: name}) }

// pass lets time pass event by event and holds each to the rules.
func (w *watched) pass(d time.Duration) {
	for end := w.now.Add(d); w.broken == ""; {
		next, ok := w.Next()
		if !ok || next.After(end) {
			w.Advance(end)
			break
		}
		before := w.before(next)
		w.Advance(next)
		for _, b := range before {
			w.checkService(b)
		}
		w.checkSets()
		w.checkTasks()
		w.checkInstances()
	}
	for _, c := range sorted(w.clusters) {
		checkRooms(func(format string, args ...any) { w.fail("the rooms are those of the fleet", format, args...) }, c)
	}
	for _, name := range history.Services() {
		out, err := w.DescribeServices(&ecs.DescribeServicesInput{Services: []string{name}})
		w.tell(out, err)
	}
	w.tell(w.ListTasks(&ecs.ListTasksInput{DesiredStatus: types.DesiredStatusStopped}))
}

// checkRest finds services that do not come to rest although all is well.
func (w *watched) checkRest() {
	for _, s := range sorted(w.clusters["default"].services) {
		if s.status != active {
			continue
		}
		shown := w.describeService(s, false)
		if s.outside() {
			if !s.allStable() {
				w.fail("task sets come to rest when all is well", "%s:\n%s", s.name, sets(shown))
			}
			continue
		}
		if len(shown.Deployments) != 1 || shown.RunningCount != shown.DesiredCount || shown.PendingCount != 0 ||
			shown.Deployments[0].RolloutState != types.DeploymentRolloutStateCompleted || s.ongoing() != nil {
			w.fail("a service comes to rest when all is well", "%s: %d of %d run\n%s", s.name, shown.RunningCount,
				shown.DesiredCount, deployments(shown))
			for _, e := range shown.Events[:min(len(shown.Events), 5)] {
				w.note("%s %s", e.CreatedAt.Format("15:04:05.000"), aws.ToString(e.Message))
			}
		}
	}
}
