package watch_test

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// rule is how others tell the end of a rollout. It reads free of faults: what it
// gets wrong is its own.
type rule struct {
	name         string
	every, limit time.Duration
	judge        func(o *oracle, out *ecs.DescribeServicesOutput) claim
}

// saying is what a rule answered, and when.
type saying struct {
	claim
	at time.Time
}

type claim string

const (
	noClaim  claim = ""
	success  claim = "success"
	failure  claim = "failure"
	timedOut claim = "timed out"
)

// otherRules are those that tools use: the SDKs' and the aws CLI's waiter
// ServicesStable, counts compared with the new revision, the state of the rollout.
func otherRules() []rule {
	return []rule{
		{"services-stable", 15 * time.Second, 10 * time.Minute, servicesStable},
		{"counts of our revision", 5 * time.Second, 10 * time.Minute, countsOfOurs},
		{"PRIMARY is COMPLETED", 10 * time.Second, historyTimeout, primaryCompleted},
	}
}

// follow polls until the rule answers or its time is up.
func (r rule) follow(o *oracle) saying {
	for began := time.Now(); ; {
		out, err := ask[ecs.DescribeServicesOutput](o.scene, "DescribeServices", &ecs.DescribeServicesInput{
			Services: []string{o.target.Service},
		})
		if err == nil {
			if a := r.judge(o, out); a != noClaim {
				return saying{a, time.Now()}
			}
		}
		if time.Since(began) >= r.limit {
			return saying{timedOut, time.Now()}
		}
		<-time.After(r.every)
	}
}

func servicesStable(_ *oracle, out *ecs.DescribeServicesOutput) claim {
	for _, f := range out.Failures {
		if aws.ToString(f.Reason) == "MISSING" {
			return failure
		}
	}
	for _, s := range out.Services {
		switch {
		case aws.ToString(s.Status) == "DRAINING", aws.ToString(s.Status) == "INACTIVE":
			return failure
		case len(s.Deployments) != 1 || s.RunningCount != s.DesiredCount:
			return noClaim
		}
	}
	return success
}

func countsOfOurs(o *oracle, out *ecs.DescribeServicesOutput) claim {
	if len(out.Services) == 0 {
		return failure
	}
	s := out.Services[0]
	if len(s.Deployments) != 1 || s.RunningCount != s.DesiredCount || s.Deployments[0].RunningCount != s.DesiredCount ||
		last(s.Deployments[0].TaskDefinition) != o.target.TaskDefinition {
		return noClaim
	}
	return success
}

func primaryCompleted(_ *oracle, out *ecs.DescribeServicesOutput) claim {
	for _, s := range out.Services {
		for _, d := range s.Deployments {
			switch {
			case aws.ToString(d.Status) != "PRIMARY":
			case d.RolloutState == types.DeploymentRolloutStateCompleted:
				return success
			case d.RolloutState == types.DeploymentRolloutStateFailed:
				return failure
			}
		}
	}
	return noClaim
}

// mistakeOf is what is wrong with an answer, by the truth at the end of the
// history: a success that came true later passes.
func (s saying) mistakeOf(f facts) mistake {
	ended := func(at time.Time) bool { return !at.IsZero() && !at.After(s.at) }
	done := !f.completed.IsZero() && !ended(f.replaced) && !ended(f.deleted)
	if done {
		_, done = f.desires(f.completed, latest(f.completed, s.at))
	}
	over := ended(f.gaveUp) || ended(f.stranded) || ended(f.wentBack) || ended(f.replaced) || ended(f.deleted) || ended(f.aborted)
	switch {
	case s.claim == success && !done:
		return falseSuccess
	case s.claim == failure && !over:
		return falseFailure
	case s.claim == timedOut && done && ended(f.completed):
		return lateWhenFine
	}
	return right
}
