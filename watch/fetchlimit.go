package watch

import (
	"context"
	"strings"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"
)

// limitShare is the part of an account's request rate that a Limiter takes: the
// console and other deployments share the rest.
const limitShare = 0.8

// quotas are the rates of the groups of actions that read, burst and tokens a
// second, as ECS grants them to an account in a Region (API reference, Request
// throttling for the Amazon ECS API). All actions of a group share them.
var quotas = []struct {
	burst, refill float64
	actions       string
}{
	{100, 20, "DescribeServices ListServices"},
	{100, 20, "DescribeTasks ListTasks DescribeContainerInstances ListContainerInstances ListAttributes"},
	{50, 20, "DescribeTaskDefinition ListTaskDefinitions ListTaskDefinitionFamilies"},
	{50, 20, "DescribeServiceDeployments ListServiceDeployments"},
	{50, 20, "DescribeServiceRevisions"},
	{50, 20, "DescribeClusters ListClusters"},
}

// Limiter keeps the reads of a process below the rates that ECS grants an
// account in a Region, so that they are not throttled. Share one between all
// watchers and clients of a Region; it may be used by several goroutines.
type Limiter struct{ buckets map[string]*rate.Limiter }

// NewLimiter makes a Limiter that takes four fifths of the published rates. speed
// is how much faster than the clock ECS's seconds pass, 1 but for a simulator.
func NewLimiter(speed float64) *Limiter {
	if speed <= 0 {
		speed = 1
	}
	l := &Limiter{buckets: map[string]*rate.Limiter{}}
	for _, q := range quotas {
		// ECS gives back a second's tokens at its end: until then a burst has to leave
		// enough of what was there.
		burst := min(q.burst*limitShare, q.burst-q.refill*limitShare)
		b := rate.NewLimiter(rate.Limit(q.refill*limitShare*speed), int(burst))
		for action := range strings.FieldsSeq(q.actions) {
			l.buckets[action] = b
		}
	}
	return l
}

// Limit makes every call of a client wait for its turn, retries included. It is an
// option of the SDK's: ecs.NewFromConfig(config, limiter.Limit). A client that has
// one keeps it.
func (l *Limiter) Limit(o *ecs.Options) {
	o.APIOptions = append(o.APIOptions, l.limit)
}

func (l *Limiter) limit(stack *middleware.Stack) error {
	const id = "SteadyLimiter"
	if _, ok := stack.Finalize.Get(id); ok {
		return nil
	}
	turn := middleware.FinalizeMiddlewareFunc(id, func(
		ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
	) (middleware.FinalizeOutput, middleware.Metadata, error) {
		if b := l.buckets[awsmiddleware.GetOperationName(ctx)]; b != nil {
			if err := b.Wait(ctx); err != nil {
				return middleware.FinalizeOutput{}, middleware.Metadata{}, err
			}
		}
		return next.HandleFinalize(ctx, in)
	})
	return stack.Finalize.Insert(turn, "Retry", middleware.After)
}

// spare reports whether n calls of an action need not wait.
func (l *Limiter) spare(action string, n int) bool {
	b := l.buckets[action]
	return b == nil || b.Tokens() >= float64(n)
}

// limited is api with every call waiting for its turn. What is not the SDK's
// client is left as it is.
func limited(api API, l *Limiter) API {
	if client, ok := api.(*ecs.Client); ok {
		return ecs.New(client.Options(), l.Limit)
	}
	return api
}

// renew has the SDK get credentials anew: ECS may call those expired that look
// valid by the local clock, and the SDK keeps them until then.
func renew(api API) {
	client, ok := api.(*ecs.Client)
	if !ok {
		return
	}
	if cache, ok := client.Options().Credentials.(interface{ Invalidate() }); ok {
		cache.Invalidate()
	}
}
