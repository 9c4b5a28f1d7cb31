package world

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TestFailures tells how deployments fail and what becomes of them.
func TestFailures(t *testing.T) {
	tests := []struct {
		name, golden string
		play         func(*lab) string
	}{
		{"the old task still runs when the breaker rolls back", "breaker-rollback.golden", func(l *lab) string {
			l.create(l.register(web("nginx", 0)), 1, breaking(true))
			l.settle()
			l.deployTo(l.register(web("missing", 0)))
			return l.tellAll(10 * time.Minute)
		}},
		{"old tasks that were stopped are started again", "breaker-restart.golden", func(l *lab) string {
			l.create(l.register(web("nginx", 80)), 1, percents(0, 100), breaking(true))
			l.settle()
			l.deployTo(l.register(web("missing", 80)))
			return l.tellAll(10 * time.Minute)
		}},
		{"a first deployment has nothing to go back to", "breaker-first.golden", func(l *lab) string {
			l.create(l.register(web("missing", 0)), 1, breaking(true))
			return l.tellAll(time.Hour)
		}},
		{"without rollback the old tasks serve on beside the failure", "breaker-stay.golden", func(l *lab) string {
			l.create(l.register(web("nginx", 0)), 2, breaking(false))
			l.settle()
			l.deployTo(l.register(web("missing", 0)))
			out := l.tellAll(time.Hour)
			l.update(ecs.UpdateServiceInput{TaskDefinition: aws.String("web:1")})
			return out + l.tellAll(2*time.Minute)
		}},
		{"failed container health checks trip the breaker", "breaker-container.golden", func(l *lab) string {
			l.create(l.register(checked("nginx")), 1, breaking(true))
			l.settle()
			l.deployTo(l.register(checked("sick")))
			return l.tellAll(10 * time.Minute)
		}},
		{"failed targets trip the breaker", "breaker-balancer.golden", func(l *lab) string {
			l.create(l.register(web("nginx", 0)), 1, breaking(true), behind)
			l.settle()
			l.deployTo(l.register(web("mute", 0)))
			return l.tellAll(30 * time.Minute)
		}},
		{"a rollback fails when the old image is gone", "rollback-failed.golden", func(l *lab) string {
			l.create(l.register(web("nginx", 80)), 1, percents(0, 100), breaking(true))
			l.settle()
			l.deployTo(l.register(web("missing", 80)))
			l.SetImage("nginx", Image{PullError: "CannotPullContainerError: nginx: not found"})
			return l.tellAll(20 * time.Minute)
		}},
		{"a failing deployment is superseded, and so is a rollback", "breaker-superseded.golden", func(l *lab) string {
			l.create(l.register(web("nginx", 80)), 1, percents(0, 100), breaking(true))
			l.settle()
			l.deployTo(l.register(web("missing", 80)))
			out := l.tellAll(90 * time.Second)
			l.update(ecs.UpdateServiceInput{ForceNewDeployment: true})
			out += l.tellAll(4 * time.Minute)
			l.update(ecs.UpdateServiceInput{TaskDefinition: aws.String(l.register(web("nginx", 80)))})
			return out + l.tellAll(2*time.Minute)
		}},
		{"a limping deployment outlives a breaker that forgets", "limping-reset.golden", limp(true)},
		{"a limping deployment trips a breaker that adds up", "limping-count.golden", limp(false)},
		{"somebody stops a deployment that nothing is wrong with", "stop-rollback.golden", func(l *lab) string {
			l.create(l.register(web("nginx:1.27", 0)), 2, percents(50, 100))
			l.settle()
			l.deployTo(l.register(web("nginx:1.28", 0)))
			out := l.tellAll(65 * time.Second)
			must("", l.stopIt())(l.t)
			return out + l.tellAll(3*time.Minute)
		}},
		{"somebody stops a first deployment", "stop-first-deployment.golden", func(l *lab) string {
			l.create(l.register(web("nginx", 0)), 1)
			out := l.tellAll(20 * time.Second)
			must("", l.stopIt())(l.t)
			return out + l.tellAll(10*time.Minute)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { golden(t, tt.golden, tt.play(failing(t))) })
	}
}

// failing is a world with an instance and images of all kinds of failures.
func failing(t *testing.T) *lab {
	l := newLab(t, Options{Seed: 1})
	l.SetImage("missing", Image{PullError: "CannotPullContainerError: missing: not found"})
	l.SetImage("sick", Image{UnhealthyAfter: time.Second})
	l.SetImage("mute", Image{MuteAfter: time.Second, TargetReason: "Health checks failed with these codes: [404]"})
	must(l.AddInstance("", Instance{}))(t)
	return l
}

// limp deploys tasks that become healthy and then fail, again and again, while
// the old task still drains.
func limp(reset bool) func(*lab) string {
	return func(l *lab) string {
		l.SetImage("limping", Image{UnhealthyAfter: 35 * time.Second})
		l.create(l.register(checked("nginx")), 1, behind, breaking(true), func(in *ecs.CreateServiceInput) {
			in.DeploymentConfiguration.DeploymentCircuitBreaker.ResetOnHealthyTask = aws.Bool(reset)
		})
		l.settle()
		l.deployTo(l.register(checked("limping")))
		return l.tellAll(5 * time.Minute)
	}
}

// behind puts a service behind a load balancer.
func behind(in *ecs.CreateServiceInput) {
	in.LoadBalancers = []types.LoadBalancer{{
		ContainerName: aws.String("web"), ContainerPort: aws.Int32(80), TargetGroupArn: aws.String("arn:tg/1"),
	}}
}
