package watch

import (
	"testing"
	"time"
)

func TestAddLeavesTheHistoryBeforeIt(t *testing.T) {
	t.Parallel()
	before := History{}.Add(target(), poll(rolling2).updated("ecs-svc/2", time.Second), 0)
	_ = before.Add(target(), poll(done2).updated("ecs-svc/2", time.Minute), time.Second)
	if got := before.updated["ecs-svc/2"]; got != epoch.Add(time.Second) {
		t.Errorf("the earlier history changed: updated at %s", got)
	}
}
