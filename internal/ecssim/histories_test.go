package ecssim

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"

	"github.com/ecs-steady/steady/internal/history"
	"github.com/ecs-steady/steady/internal/world"
)

var histories = flag.Uint64("histories", 12, "how many random histories to play over the wire")

// TestHistoriesOverTheWire plays random histories by the real SDK: every reply
// can be read, every error is one that the API has, and the same seed gives the
// same truth, byte by byte.
func TestHistoriesOverTheWire(t *testing.T) {
	number := *histories
	if testing.Short() {
		number = min(number, 3)
	}
	for seed := range number {
		first, second := playWire(t, seed), ""
		if seed%4 == 0 {
			if second = playWire(t, seed); first != second {
				t.Errorf("seed %d gives another truth the second time", seed)
			}
		}
		if t.Failed() {
			t.Fatalf("in history %d", seed)
		}
	}
}

// playWire plays a history and gives the truth at its end.
func playWire(t *testing.T, seed uint64) (told string) {
	synctest.Test(t, func(t *testing.T) {
		server, client := open(t, Setup{Seed: seed})
		w := &wire{t: t, server: server, client: reflect.ValueOf(client)}
		p := history.New(w, seed)
		for step := range uint64(30) {
			<-time.After(p.Step(step + 1))
		}
		server.mu.Lock()
		defer server.mu.Unlock()
		truth, err := server.truth()
		if err != nil {
			t.Error(err)
		}
		text, err := json.Marshal(truth)
		if err != nil {
			t.Error(err)
		}
		told = fmt.Sprintf("%d calls, then %s", w.calls, text)
		if w.calls < 30 {
			t.Errorf("only %d calls: the history tries too little", w.calls)
		}
	})
	return told
}

// wire is a history's host behind the SDK.
type wire struct {
	t      *testing.T
	server *Server
	client reflect.Value // *ecs.Client
	calls  int
}

// Call carries out an operation by the SDK, which checks the request and reads
// the reply.
func (w *wire) Call(operation string, in any) (any, error) {
	w.calls++
	out := w.client.MethodByName(operation).Call([]reflect.Value{reflect.ValueOf(w.t.Context()), reflect.ValueOf(in)})
	err, _ := out[1].Interface().(error)
	var api smithy.APIError
	var incomplete smithy.InvalidParamsError // the SDK itself refuses the request
	modelled := errors.As(err, &api) && reflect.TypeOf(api).Elem().PkgPath() == reflect.TypeFor[types.Task]().PkgPath()
	var status interface{ HTTPStatusCode() int }
	if err != nil && !errors.As(err, &incomplete) && (!modelled || !errors.As(err, &status) || status.HTTPStatusCode() != 400) {
		w.t.Errorf("%s: %v", operation, err)
	}
	return out[0].Interface(), err
}

// world gives the world at the present moment.
func (w *wire) world(do func(*world.World)) {
	w.server.mu.Lock()
	defer w.server.mu.Unlock()
	do(w.server.present())
}

func (w *wire) SetImage(ref string, i history.Image) {
	w.world(func(at *world.World) {
		at.SetImage(ref, world.Image{
			Pull: i.Pull, Stop: i.Stop, PullError: i.PullError, StartError: i.StartError, ExitAfter: i.ExitAfter,
			ExitCode: i.ExitCode, HealthyAfter: i.HealthyAfter, UnhealthyAfter: i.UnhealthyAfter,
			AnswersAfter: i.AnswersAfter, MuteAfter: i.MuteAfter, Memory: i.Memory,
		})
	})
}

func (w *wire) SetAlarm(name string, firing bool) {
	w.world(func(at *world.World) { at.SetAlarm(name, firing) })
}

func (w *wire) SetHook(target, end string, busy int) {
	w.world(func(at *world.World) { at.SetHook(target, world.Hook{Busy: busy, End: world.HookEnd(end)}) })
}

func (w *wire) Grow(m history.Machine) {
	w.world(func(at *world.World) {
		_, err := at.AddInstance("", world.Instance{AZ: m.Zone, CPU: m.CPU, Memory: m.Memory, CapacityProvider: m.Provider})
		if err != nil {
			w.t.Error(err)
		}
	})
}

func (w *wire) Terminate(instance string) {
	w.world(func(at *world.World) {
		if err := at.TerminateInstance(instance); err != nil {
			w.t.Error(err)
		}
	})
}

func (w *wire) Connect(instance string, connected bool) {
	w.world(func(at *world.World) {
		if err := at.SetAgentConnected(instance, connected); err != nil {
			w.t.Error(err)
		}
	})
}

func (w *wire) AddSecret(name string) {
	w.world(func(at *world.World) { at.AddSecret(world.Secret{Name: name}) })
}

var _ history.Host = (*wire)(nil)
