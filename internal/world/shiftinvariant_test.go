package world

import (
	"cmp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// keeps says whether what was given up keeps its tasks: until the traffic is back,
// and for good when the rollback failed before that.
func (r *record) keeps() bool { return r.stages != nil && len(r.stages.next) > 0 }

// sideBySide is the service deployment that said in this event how many tasks each
// revision has; nil if none did. A rolling update that its hooks no longer hold up
// goes on as any: the percentages are of the service as a whole then. API reference,
// DeploymentConfiguration, minimumHealthyPercent.
func (b before) sideBySide() *record {
	now := b.service.shifting()
	if now == nil && b.shifting != nil && b.shifting.stages.rolling {
		return nil
	}
	return cmp.Or(now, b.shifting)
}

// checkShift holds each of the revisions that run side by side to its own bounds,
// and the traffic to where there are tasks.
func (w *watched) checkShift(b before, r *record) {
	s := b.service
	floor, ceiling := s.bounds()
	for _, d := range s.deployments {
		took := 0
		for _, t := range b.tasks {
			took += int(one(t.deployment == d && b.serving[t] && t.scaledIn() && t.health() != types.HealthStatusUnhealthy &&
				!t.target.unhealthy))
		}
		healthy := count(s.tasks, func(t *task) bool { return t.deployment == d && t.healthy(w.now) })
		if least := min(floor, d.wanted()); took > 0 && healthy < least && s.status == active {
			w.fail("each revision keeps its floor", "%s: %d healthy tasks stopped, %d left of %d", d.id, took, healthy, least)
		}
		if took > 0 && d.wanted() == 0 && s.desired() > 0 && w.weight(r, d) > 0 && s.status == active {
			w.fail("tasks go after their traffic", "%s: %d tasks stopped, %g percent of the traffic: %s", d.id, took,
				w.weight(r, d), r.stages.now.name)
		}
		started := count(s.tasks, func(t *task) bool {
			return t.deployment == d && t.alive() && !slices.Contains(b.tasks, t)
		})
		if most := max(ceiling, d.wanted()); started > 0 && d.alive() > most {
			w.fail("each revision keeps its ceiling", "%s: %d tasks started, %d are more than %d", d.id, started, d.alive(),
				most)
		}
	}
	w.checkTraffic(r)
}

// checkTraffic says that all traffic goes somewhere.
func (w *watched) checkTraffic(r *record) {
	target, sources := w.summaries(r)
	for _, source := range sources {
		test := aws.ToFloat64(target.RequestedTestTrafficWeight) + aws.ToFloat64(source.RequestedTestTrafficWeight)
		production := aws.ToFloat64(target.RequestedProductionTrafficWeight) +
			aws.ToFloat64(source.RequestedProductionTrafficWeight)
		if !r.stages.rolling && (test != 100 || production != 100) {
			w.fail("weights add up to 100", "%g percent of the test traffic and %g of production", test, production)
		}
	}
}

// weight is how many percent of the production traffic a deployment gets. A
// rollback may go to another revision than the source.
func (w *watched) weight(r *record, d *deployment) float64 {
	target, sources := w.summaries(r)
	if r.rollback != nil && d != r.deployment && !d.primary() {
		return 0
	}
	for _, revision := range append(sources, target) {
		if *revision.Arn == w.revisionARN(d) {
			return aws.ToFloat64(revision.RequestedProductionTrafficWeight)
		}
	}
	return 0
}
