package world

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

func TestScaling(t *testing.T) {
	tests := []struct {
		name               string
		min, max, now, ask int32
		deploying          bool
		want               int32
	}{
		{"within the bounds it is as asked", 1, 10, 2, 5, false, 5},
		{"the maximum cuts it", 1, 4, 2, 5, false, 4},
		{"the minimum cuts it", 2, 4, 3, 1, false, 2},
		{"scaling out from below the minimum reaches it", 4, 8, 1, 2, false, 4},
		{"scaling in from below the minimum changes nothing", 4, 8, 2, 1, false, 2},
		{"scaling in from above the maximum comes down to it", 1, 3, 6, 5, false, 3},
		{"scaling out from above the maximum changes nothing", 1, 3, 6, 8, false, 6},
		{"a deployment may scale out", 1, 10, 2, 5, true, 5},
		{"a deployment does not scale in", 1, 10, 5, 2, true, 5},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("default", Instance{}))(t)
			l.create(l.register(web("nginx", 0)), test.now)
			if !test.deploying {
				l.run(5 * time.Minute)
			}
			l.AddScalableTarget(ScalableTarget{Cluster: "default", Service: "web", Min: test.min, Max: test.max})
			if err := l.Scale("default", "web", test.ask, "a test"); err != nil {
				t.Fatal(err)
			}
			if got := l.get().DesiredCount; got != test.want {
				t.Errorf("the desired count is %d, want %d", got, test.want)
			}
			if n := len(l.ScalingActivities("service/default/web")); (n == 1) != (test.want != test.now) {
				t.Errorf("%d activities", n)
			}
		})
	}
}

func TestAScalingActivityEndsWhenTheTasksAreThere(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("default", Instance{}))(t)
	l.create(l.register(web("nginx", 0)), 1)
	l.run(5 * time.Minute)
	l.AddScalableTarget(ScalableTarget{Cluster: "default", Service: "web", Min: 1, Max: 5})
	scale := func(n int32) {
		if err := l.Scale("default", "web", n, "a test"); err != nil {
			t.Fatal(err)
		}
	}
	latest := func() ScalingActivity { return l.ScalingActivities("")[0] }
	scale(3)
	if a := latest(); a.Status != ScalingInProgress || !a.End.IsZero() {
		t.Errorf("at once: %+v", a)
	}
	l.run(time.Minute)
	if a := latest(); a.Status != ScalingSuccessful || !a.End.After(a.Start) {
		t.Errorf("once the tasks are there: %+v", a)
	}
	scale(4)
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(2)})
	l.run(time.Minute)
	if a := latest(); a.Status != ScalingOverridden {
		t.Errorf("after another change: %+v", a)
	}
}
