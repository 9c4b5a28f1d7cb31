package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// deployment is one revision of a service on its way in, in place, or on its
// way out.
type deployment struct {
	service *service
	digits  string
	id      string // "ecs-svc/" and the digits
	rev     *revision
	def     *types.TaskDefinition // of the revision
	spec    *ecs.CreateServiceInput
	launch  launch

	created, updated time.Time
	replaced         time.Time // when another became PRIMARY in its place
	rollout          types.DeploymentRolloutState
	reason           string
	// held is how many tasks a replaced deployment still has to keep; it falls
	// as the scheduler stops them. Unused on the PRIMARY one.
	held int
	// completed: it was COMPLETED once, so that its tasks are worth keeping
	// until those of a newer deployment serve.
	completed bool
	failed    int // failedTasks
	// uncounted are the failed launches that are not among them yet.
	uncounted int
	// unreplaced counts the unhealthy tasks that were stopped before a task was
	// started for them.
	unreplaced int
	launching  backoff
	breaker    breaker
	alarms     alarmWatch
	digests    map[string]string // of the images by container, once they were resolved
	// unestablished are the attempts to resolve them that failed; unpinned: they
	// were too many.
	unestablished int
	unpinned      bool
	// alternate: its tasks are in the alternate target groups.
	alternate bool
}

// deploy starts a deployment of the service's present configuration. The one
// before it becomes ACTIVE and has to go. API reference, UpdateService.
func (w *World) deploy(s *service, rev *revision) {
	d := w.newDeployment(s.spec, rev)
	d.service, d.rollout, d.reason = s, types.DeploymentRolloutStateInProgress, reasonInProgress(d)
	if len(s.deployments) > 0 {
		w.succeed(s)
		w.replace(s.primary())
	}
	s.deployments = append([]*deployment{d}, s.deployments...)
	s.placing = backoff{}
	clear(s.said)
	w.watchAlarms(d)
	w.record(d)
	w.connect(s)
	w.touch(s)
}

// newDeployment makes a deployment that belongs to no service yet.
func (w *World) newDeployment(spec *ecs.CreateServiceInput, rev *revision) *deployment {
	digits := w.deploymentDigits()
	return &deployment{
		digits: digits, id: "ecs-svc/" + digits, rev: rev, def: &rev.def, spec: spec, launch: launchOf(spec),
		created: w.stamp(), updated: w.stamp(),
	}
}

// replace takes the place of PRIMARY from a deployment: it keeps the tasks it
// has and starts no further ones.
func (w *World) replace(d *deployment) {
	d.held = d.alive()
	d.updated, d.replaced = w.stamp(), w.now
}

// primary says whether the deployment is the one that ECS works towards.
func (d *deployment) primary() bool { return d.service.primary() == d }

// wanted is how many tasks the deployment shall have now.
func (d *deployment) wanted() int {
	s := d.service
	switch r := s.shifting(); {
	case s.status != active:
		return 0
	case r != nil:
		return r.wanted(d)
	case d.primary():
		return s.desired()
	}
	return d.held
}

// alive counts the deployment's tasks that are meant to run.
func (d *deployment) alive() int {
	return count(d.service.tasks, func(t *task) bool { return t.deployment == d && t.alive() })
}

// sound counts those of them that need no replacement.
func (d *deployment) sound(now time.Time) int {
	return count(d.service.tasks, func(t *task) bool { return t.deployment == d && t.alive() && !t.displaced(now) })
}

// up counts the deployment's tasks that run and are not unhealthy.
func (d *deployment) up(now time.Time) int {
	return count(d.service.tasks, func(t *task) bool {
		return t.deployment == d && t.alive() && t.lastStatus == running && !t.unhealthy(now)
	})
}

// serving counts those of the sound ones that are healthy.
func (d *deployment) serving(now time.Time) int {
	return count(d.service.tasks, func(t *task) bool {
		return t.deployment == d && t.healthy(now) && !t.displaced(now)
	})
}

// has says whether the deployment has a task that is not STOPPED.
func (d *deployment) has() bool {
	return count(d.service.tasks, func(t *task) bool { return t.deployment == d }) > 0
}

// revision is the task definition of a deployment; nil of none.
func (d *deployment) revision() *revision {
	if d == nil {
		return nil
	}
	return d.rev
}

// complete ends the rollout of a deployment well.
func (w *World) complete(d *deployment) {
	d.rollout, d.reason = types.DeploymentRolloutStateCompleted, reasonCompleted(d)
	d.completed = true
	d.updated = w.stamp()
	w.say(d.service, sayCompleted(d))
	w.recordEnd(d, types.ServiceDeploymentStatusSuccessful)
	w.rolledBack(d)
}

// launchOf reads where tasks run off a service's configuration. The two Fargate
// capacity providers are Fargate. API reference, CreateService,
// capacityProviderStrategy.
func launchOf(spec *ecs.CreateServiceInput) launch {
	l := launch{launchType: spec.LaunchType, network: spec.NetworkConfiguration}
	if len(spec.CapacityProviderStrategy) > 0 {
		l.provider = pick(spec.CapacityProviderStrategy, nil)
		if l.launchType = types.LaunchTypeEc2; onFargate(l.provider) {
			l.launchType = types.LaunchTypeFargate
		}
	}
	if l.fargate() {
		l.platform = aws.ToString(spec.PlatformVersion)
		if l.platform == "" || l.platform == "LATEST" {
			l.platform = latestPlatform
		}
	}
	return l
}

// latestPlatform is what LATEST means for Linux. Developer Guide, Fargate
// platform versions for Amazon ECS.
const latestPlatform = "1.4.0"
