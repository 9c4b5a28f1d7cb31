package service_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/service"
)

// killer ends the run at its nth call, before or after ECS carried it out.
type killer struct {
	next   ecs.HTTPClient
	at     int
	after  bool
	cancel context.CancelFunc
	calls  int
}

func (k *killer) Do(r *http.Request) (*http.Response, error) {
	k.calls++
	if k.calls == k.at && !k.after {
		k.cancel()
		return nil, context.Canceled
	}
	response, err := k.next.Do(r)
	if k.calls == k.at {
		k.cancel()
		return nil, context.Canceled
	}
	return response, err
}

// rollBack is one run of a rollback, killed at a call; 0 lets it live.
func (l *lab) rollBack(at int, after bool) (calls int) {
	ctx, cancel := context.WithCancel(l.Context())
	defer cancel()
	options := l.Options()
	k := &killer{next: options.HTTPClient, at: at, after: after, cancel: cancel}
	options.HTTPClient = k
	c := service.Client{API: ecs.New(options)}
	p, err := c.PlanRollback(ctx, service.RollbackSpec{Service: "web"})
	if err == nil {
		_, err = c.Rollback(ctx, p)
	}
	if (at > 0) != (err != nil) {
		l.Errorf("killed at %d: %v", at, err)
	}
	return k.calls
}

// A rollback that is killed at any call and run again goes back once: neither
// further nor forth.
func TestKilledRollbackIsFinishedByTheNext(t *testing.T) {
	for history, want := range map[string]string{"2 3": "web:2 after 4", "2 4…": "web:2 after 3"} {
		calls := 0
		synctest.Test(t, func(t *testing.T) {
			l := newLab(t)
			l.play(history)
			calls = l.rollBack(0, false)
		})
		if calls < 5 {
			t.Fatalf("only %d calls", calls)
		}
		for at := 1; at <= calls; at++ {
			for _, after := range []bool{false, true} {
				for _, later := range []bool{false, true} {
					t.Run(fmt.Sprintf("%s killed at call %d, carried out %t, later %t", history, at, after, later), func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) {
							l := newLab(t)
							l.play(history)
							l.rollBack(at, after)
							l.wait(!later)
							l.rollBack(0, false)
							l.wait(false)
							if got := l.runs(); got != want {
								t.Errorf("runs %s, want %s", got, want)
							}
						})
					})
				}
			}
		}
	}
}
