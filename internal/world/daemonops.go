package world

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// daemon finds a daemon by its ARN, one that is being deleted too.
func (w *World) daemon(ref *string) (*managedDaemon, error) {
	parts := strings.Split(strings.TrimPrefix(aws.ToString(ref), w.arn("daemon/")), "/")
	if len(parts) == 2 {
		if c := w.clusters[parts[0]]; c != nil && c.daemons[parts[1]] != nil {
			return c.daemons[parts[1]], nil
		}
	}
	return nil, &types.DaemonNotFoundException{Message: aws.String("Daemon not found.")}
}

// activeDaemon finds a daemon that may be changed.
func (w *World) activeDaemon(ref *string) (*managedDaemon, error) {
	d, err := w.daemon(ref)
	if err == nil && d.status != types.DaemonStatusActive {
		return nil, &types.DaemonNotActiveException{Message: aws.String("Daemon was not ACTIVE.")}
	}
	return d, err
}

// CreateDaemon makes a daemon and starts its first deployment. The same call
// again with the same client token answers with the same daemon. API reference,
// CreateDaemon.
func (w *World) CreateDaemon(in *ecs.CreateDaemonInput) (*ecs.CreateDaemonOutput, error) {
	c, err := w.cluster(in.ClusterArn)
	if err != nil {
		return nil, err
	}
	name := aws.ToString(in.DaemonName)
	if !isResourceName(name) {
		return nil, invalidParameter("The daemon name must be between 1 and 255 characters long and can contain only " +
			"letters, numbers, underscores, and hyphens.")
	}
	if len(aws.ToString(in.ClientToken)) > 36 {
		return nil, invalidParameter("clientToken can have at most 36 characters.")
	}
	if d := c.daemons[name]; d != nil {
		if in.ClientToken == nil || d.status != types.DaemonStatusActive || !reflect.DeepEqual(d.asked, clone(in)) {
			return nil, invalidParameter("Creation of daemon was not idempotent.")
		}
		return d.creation(), nil
	}
	d := &managedDaemon{
		cluster: c, name: name, arn: w.arn("daemon/" + c.name + "/" + name), status: types.DaemonStatusActive,
		created: w.stamp(), updated: w.stamp(), asked: clone(in), without: map[*instance]bool{},
	}
	if d.tags, err = addTags(nil, in.Tags); err != nil {
		return nil, err
	}
	d.revision, err = w.newDaemonRevision(d, &ecs.UpdateDaemonInput{
		CapacityProviderArns: in.CapacityProviderArns, DaemonTaskDefinitionArn: in.DaemonTaskDefinitionArn,
		Critical: in.Critical, DeploymentConfiguration: in.DeploymentConfiguration,
		EnableECSManagedTags: in.EnableECSManagedTags, EnableExecuteCommand: in.EnableExecuteCommand,
		PropagateTags: in.PropagateTags,
	})
	if err != nil {
		return nil, err
	}
	c.daemons[name] = d
	w.deployDaemon(d, d.revision, nil, d.revision.spec.DeploymentConfiguration)
	return d.creation(), nil
}

// newDaemonRevision checks a configuration, fills in the defaults, and makes a
// revision of it. What an update leaves out goes back to its default. Developer
// Guide, Creating and managing daemons.
func (w *World) newDaemonRevision(d *managedDaemon, in *ecs.UpdateDaemonInput) (*daemonRevision, error) {
	spec := clone(in)
	def := w.daemonDefinition(aws.ToString(in.DaemonTaskDefinitionArn))
	switch {
	case def == nil:
		return nil, noDaemonDefinition()
	case !def.active():
		return nil, clientError("The specified daemon task definition is not ACTIVE.")
	}
	if spec.PropagateTags == "" {
		spec.PropagateTags = types.DaemonPropagateTagsNone
	}
	if !slices.Contains(spec.PropagateTags.Values(), spec.PropagateTags) {
		return nil, invalidParameterf("Invalid propagateTags %q.", string(spec.PropagateTags))
	}
	providers, err := w.daemonProviders(d.cluster, in.CapacityProviderArns)
	if err != nil {
		return nil, err
	}
	if spec.DeploymentConfiguration, err = daemonConfiguration(spec.DeploymentConfiguration); err != nil {
		return nil, err
	}
	return &daemonRevision{
		daemon: d, created: w.stamp(), def: def, providers: providers, spec: spec,
		arn:      w.arn("daemon-revision/" + d.cluster.name + "/" + d.name + "/" + w.deploymentDigits()),
		critical: spec.Critical == nil || *spec.Critical,
	}, nil
}

// daemonProviders finds the capacity providers of a daemon, which have to be of
// Managed Instances of its cluster. API reference, CreateDaemon.
func (w *World) daemonProviders(c *cluster, refs []string) ([]string, error) {
	if len(refs) == 0 {
		return nil, invalidParameter("capacityProviderArns can not be empty.")
	}
	var names []string
	for _, ref := range refs {
		name := lastSegment(ref)
		if onFargate(name) {
			return nil, invalidParameterf("The capacity provider %s has no Managed Instances.", name)
		}
		p, err := w.provider(&ref)
		switch {
		case err != nil:
			return nil, err
		case p.managed == nil || p.cluster != c:
			return nil, invalidParameterf("The capacity provider %s has no Managed Instances in the cluster %s.", name, c.name)
		case slices.Contains(names, name):
			return nil, invalidParameter("The specified capacity providers must be unique.")
		}
		names = append(names, name)
	}
	return names, nil
}

// daemonConfiguration checks how a daemon is deployed and fills in the defaults.
// Developer Guide, Daemon deployments.
func daemonConfiguration(in *types.DaemonDeploymentConfiguration) (*types.DaemonDeploymentConfiguration, error) {
	out := types.DaemonDeploymentConfiguration{}
	if in != nil {
		out = *in
	}
	if out.DrainPercent == nil {
		out.DrainPercent = aws.Float64(defaultDrain)
	}
	if out.Alarms == nil {
		out.Alarms = &types.DaemonAlarmConfiguration{AlarmNames: []string{}}
	}
	switch p := *out.DrainPercent; {
	case !(p >= 0 && p <= 100): // NaN is neither
		return nil, invalidParameter("drainPercent must be between 0.0 and 100.0.")
	case out.BakeTimeInMinutes < 0 || out.BakeTimeInMinutes > 1440:
		return nil, invalidParameter("bakeTimeInMinutes must be between 0 and 1440.")
	}
	return &out, nil
}

// UpdateDaemon gives a daemon another configuration, which a new deployment
// rolls out. API reference, UpdateDaemon.
func (w *World) UpdateDaemon(in *ecs.UpdateDaemonInput) (*ecs.UpdateDaemonOutput, error) {
	d, err := w.activeDaemon(in.DaemonArn)
	if err != nil {
		return nil, err
	}
	next, err := w.newDaemonRevision(d, in)
	if err != nil {
		return nil, err
	}
	sources := d.present()
	d.revision, d.updated = next, w.stamp()
	w.deployDaemon(d, next, sources, next.spec.DeploymentConfiguration)
	return &ecs.UpdateDaemonOutput{
		CreatedAt: aws.Time(d.created), UpdatedAt: aws.Time(d.updated), DaemonArn: aws.String(d.arn),
		DeploymentArn: aws.String(d.rollouts[0].arn), Status: d.status,
	}, nil
}

// DeleteDaemon starts the deployment that stops a daemon's tasks, after which it
// is gone. API reference, DeleteDaemon.
func (w *World) DeleteDaemon(in *ecs.DeleteDaemonInput) (*ecs.DeleteDaemonOutput, error) {
	d, err := w.activeDaemon(in.DaemonArn)
	if err != nil {
		return nil, err
	}
	d.status, d.updated = types.DaemonStatusDeleteInProgress, w.stamp()
	w.deployDaemon(d, nil, d.present(), d.revision.spec.DeploymentConfiguration)
	return &ecs.DeleteDaemonOutput{
		CreatedAt: aws.Time(d.created), UpdatedAt: aws.Time(d.updated), DaemonArn: aws.String(d.arn),
		DeploymentArn: aws.String(d.rollouts[0].arn), Status: d.status,
	}, nil
}

// DescribeDaemon describes a daemon. API reference, DescribeDaemon.
func (w *World) DescribeDaemon(in *ecs.DescribeDaemonInput) (*ecs.DescribeDaemonOutput, error) {
	d, err := w.daemon(in.DaemonArn)
	if err != nil {
		return nil, err
	}
	return &ecs.DescribeDaemonOutput{Daemon: w.describeDaemon(d)}, nil
}

// ListDaemons lists the daemons of a cluster by name, those with one of some
// capacity providers if asked. API reference, ListDaemons.
func (w *World) ListDaemons(in *ecs.ListDaemonsInput) (*ecs.ListDaemonsOutput, error) {
	c, err := w.cluster(in.ClusterArn)
	if err != nil {
		return nil, err
	}
	found := maps.Clone(c.daemons)
	maps.DeleteFunc(found, func(_ string, d *managedDaemon) bool {
		return len(in.CapacityProviderArns) > 0 && !slices.ContainsFunc(in.CapacityProviderArns, func(ref string) bool {
			return slices.Contains(d.revision.providers, lastSegment(ref))
		})
	})
	names, next, err := page(slices.Sorted(maps.Keys(found)), in.NextToken, in.MaxResults, 100)
	if err != nil {
		return nil, err
	}
	out := &ecs.ListDaemonsOutput{NextToken: next, DaemonSummariesList: []types.DaemonSummary{}}
	for _, name := range names {
		d := found[name]
		out.DaemonSummariesList = append(out.DaemonSummariesList, types.DaemonSummary{
			DaemonArn: aws.String(d.arn), Status: d.status, CreatedAt: aws.Time(d.created), UpdatedAt: aws.Time(d.updated),
		})
	}
	return out, nil
}
