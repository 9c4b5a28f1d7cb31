package world

import (
	"testing"
	"time"
)

func TestAServiceWaitsWhileLoadBalancingIsThrottled(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	l.ThrottleLoadBalancing(true)
	l.create(l.register(web("nginx", 0)), 1, into(l.AddTargetGroup(TargetGroup{Name: "web"})))
	l.run(5 * time.Minute)
	if l.says("operations are being throttled on elasticloadbalancing") != 1 || l.says("registered 1 targets") != 0 {
		t.Errorf("it is not throttled, or says so again and again:\n%s", l.timeline())
	}
	l.ThrottleLoadBalancing(false)
	l.run(2 * time.Minute)
	if l.says("registered 1 targets") != 1 || l.says("steady state") != 1 {
		t.Errorf("it does not go on:\n%s", l.timeline())
	}
}
