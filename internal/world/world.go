// Package world is how Amazon ECS behaves, as a deterministic model: state and a
// queue of events on a virtual clock, no network and no goroutines. The same
// seed and the same calls at the same times give the same history, event by
// event.
//
// Start at [New]. Each operation of the API is a method that takes the SDK's
// input and gives its output or a modelled error; [World.Advance] moves time.
package world

import (
	"cmp"
	"math/rand/v2"
	"time"
)

// Options are the knobs of a [World]. The zero value is account 123456789012 in
// us-east-1 at real speed.
type Options struct {
	// Seed makes the ids and every random choice.
	Seed uint64
	// Start is the virtual time of the first moment; zero means the Unix epoch.
	Start time.Time
	// Speed divides every duration of the model: 5 lets a 40 s settle time pass
	// in 8 s of the clock. Zero means 1.
	Speed float64
	// Account and Region name the owner in every ARN; empty means
	// 123456789012 and us-east-1.
	Account, Region string
	// AlarmBake is how long a deployment with alarms and rollback is still watched
	// after it has replaced all tasks; zero means five minutes.
	AlarmBake time.Duration
	// DeregistrationDelay is how long a target group lets the connections of a
	// stopping task drain; zero means 300 s, less than zero means none.
	DeregistrationDelay time.Duration
	// RefuseAbort has StopServiceDeployment take no stop type but ROLLBACK, the only
	// one that its documentation names as valid. Without it ABORT does what the
	// statuses of a service deployment tell: STOP_REQUESTED, then STOPPED, and nothing
	// is rolled back.
	RefuseAbort bool
	// InactiveLag is how long after it was deregistered a task definition may still
	// be used for new tasks and services: ECS may take up to ten minutes to refuse
	// it. API reference, DeregisterTaskDefinition.
	InactiveLag time.Duration
	// EarlyRelease has ECS place tasks in the room of those that have been told to
	// stop; the agent then holds the new ones until the old ones are gone. No source
	// says when ECS does so. Without it, room is free once a task is STOPPED.
	EarlyRelease bool
	// ProvisioningLimit is how many tasks of a cluster may wait for capacity of
	// providers with managed scaling; zero means 500.
	ProvisioningLimit int
	// ProvisioningTimeout is how long one of them waits until it fails to start.
	// Zero means for ever: no source gives the time.
	ProvisioningTimeout time.Duration
	// LongRetry is how long tasks that fail to start are held back once they have
	// failed three times in a row; zero means five minutes, as it has been seen.
	LongRetry time.Duration
}

// World is the whole state of one account's ECS in one Region.
type World struct {
	opts Options
	now  time.Time
	rng  *rand.Rand

	queue    queue
	seq      uint64 // of the latest event asked for
	happened uint64 // events so far

	images map[string]Image // by reference
	// fargateRefuses is why Fargate starts no task; empty: it does.
	fargateRefuses string
	// balancingThrottled is whether Elastic Load Balancing refuses what ECS asks it for.
	balancingThrottled bool

	alarms     map[string]bool      // those that fire, by name
	alarmTimes map[string]time.Time // when they changed last, by name
	hooks      map[string]Hook      // by the ARN of their target

	// What ECS's neighbours keep.
	targetGroups shelf[TargetGroup] // by ARN
	logGroups    shelf[LogGroup]
	secrets      shelf[Secret]
	parameters   shelf[Parameter]
	roles        shelf[Role]
	repositories shelf[Repository]
	scalables    map[string]ScalableTarget // by resource id
	activities   []*ScalingActivity        // of their scaling
	policies     map[string]ScalingPolicy  // by resource id and name

	clusters   map[string]*cluster  // by name, deleted ones too
	families   map[string]*family   // by name
	gateways   map[string]*gateway  // by name
	providers  map[string]*provider // capacity providers by name, deleted ones too
	namespaces map[string]string    // ARNs of the namespaces that clusters made, by name
	settings   map[principalSetting]string
	enis       int // network interfaces made so far

	daemonFamilies map[string]*daemonFamily // of daemon task definitions, by name

	waiting []*service     // services that wait for room, the longest first
	runs    map[string]run // RunTask calls by cluster and client token
}

// New makes an empty world: no cluster, no instance, no task definition.
func New(opts Options) *World {
	if opts.Start.IsZero() {
		opts.Start = time.Unix(0, 0).UTC()
	}
	opts.Account = cmp.Or(opts.Account, "123456789012")
	opts.Region = cmp.Or(opts.Region, "us-east-1")
	return &World{
		opts:       opts,
		now:        opts.Start,
		rng:        rand.New(rand.NewPCG(opts.Seed, 0)),
		images:     map[string]Image{},
		alarms:     map[string]bool{},
		alarmTimes: map[string]time.Time{},
		hooks:      map[string]Hook{},

		clusters:   map[string]*cluster{},
		families:   map[string]*family{},
		gateways:   map[string]*gateway{},
		providers:  map[string]*provider{},
		namespaces: map[string]string{},
		settings:   map[principalSetting]string{},
		runs:       map[string]run{},
		scalables:  map[string]ScalableTarget{},
		policies:   map[string]ScalingPolicy{},

		daemonFamilies: map[string]*daemonFamily{},
	}
}

// Now is the world's time.
func (w *World) Now() time.Time { return w.now }

// Start is when the world began.
func (w *World) Start() time.Time { return w.opts.Start }

// Account is the account whose ECS this is.
func (w *World) Account() string { return w.opts.Account }

// Reset empties the world, as if it had been made now with the same options.
func (w *World) Reset() {
	opts := w.opts
	opts.Start = w.now
	*w = *New(opts)
}
