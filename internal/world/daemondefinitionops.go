package world

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// noDaemonDefinition refuses a daemon task definition that does not exist: the
// operations have no error of their own for it.
func noDaemonDefinition() error {
	return clientError("The specified daemon task definition does not exist.")
}

// RegisterDaemonTaskDefinition registers the next revision of a family of daemon
// task definitions. API reference, RegisterDaemonTaskDefinition.
func (w *World) RegisterDaemonTaskDefinition(in *ecs.RegisterDaemonTaskDefinitionInput) (
	*ecs.RegisterDaemonTaskDefinitionOutput, error,
) {
	d, err := newDaemonDefinition(clone(in))
	if err != nil {
		return nil, err
	}
	if d.tags, err = addTags(nil, in.Tags); err != nil {
		return nil, err
	}
	name := *d.def.Family
	f := w.daemonFamilies[name]
	if f == nil {
		f = &daemonFamily{name: name, revisions: map[int32]*daemonDefinition{}}
		w.daemonFamilies[name] = f
	}
	f.last++
	f.revisions[f.last] = d
	arn := w.arn(fmt.Sprintf("daemon-task-definition/%s:%d", name, f.last))
	d.def.Revision, d.def.DaemonTaskDefinitionArn = f.last, aws.String(arn)
	d.def.Status = types.DaemonTaskDefinitionStatusActive
	d.def.RegisteredAt, d.def.RegisteredBy = aws.Time(w.stamp()), aws.String(w.Caller())
	d.task.Revision, d.task.TaskDefinitionArn = f.last, aws.String(arn)
	return &ecs.RegisterDaemonTaskDefinitionOutput{DaemonTaskDefinitionArn: aws.String(arn)}, nil
}

// DescribeDaemonTaskDefinition describes one daemon task definition, deleted
// ones too. API reference, DescribeDaemonTaskDefinition.
func (w *World) DescribeDaemonTaskDefinition(in *ecs.DescribeDaemonTaskDefinitionInput) (
	*ecs.DescribeDaemonTaskDefinitionOutput, error,
) {
	d := w.daemonDefinition(aws.ToString(in.DaemonTaskDefinition))
	if d == nil {
		return nil, noDaemonDefinition()
	}
	def := clone(d.def)
	return &ecs.DescribeDaemonTaskDefinitionOutput{DaemonTaskDefinition: &def}, nil
}

// ListDaemonTaskDefinitions lists daemon task definitions by family, then by
// number. API reference, ListDaemonTaskDefinitions.
func (w *World) ListDaemonTaskDefinitions(in *ecs.ListDaemonTaskDefinitionsInput) (
	*ecs.ListDaemonTaskDefinitionsOutput, error,
) {
	status := in.Status
	if status == "" {
		status = types.DaemonTaskDefinitionStatusFilterActive
	}
	switch {
	case !slices.Contains(status.Values(), status):
		return nil, invalidParameterf("Invalid daemon task definition status: %s", status)
	case in.Revision != "" && in.Revision != types.DaemonTaskDefinitionRevisionFilterLastRegistered:
		return nil, invalidParameterf("Invalid revision filter: %s", in.Revision)
	}
	found := map[string]*daemonDefinition{}
	for _, f := range w.daemonFamilies {
		if in.Family != nil && *in.Family != f.name || !strings.HasPrefix(f.name, aws.ToString(in.FamilyPrefix)) {
			continue
		}
		for n, d := range f.revisions {
			all := status == types.DaemonTaskDefinitionStatusFilterAll || string(status) == string(d.def.Status)
			if all && (in.Revision == "" || n == f.last) {
				found[sortKey(f.name, n, in.Sort == types.SortOrderDesc)] = d
			}
		}
	}
	keys, next, err := page(slices.Sorted(maps.Keys(found)), in.NextToken, in.MaxResults, 100)
	if err != nil {
		return nil, err
	}
	out := &ecs.ListDaemonTaskDefinitionsOutput{
		NextToken: next, DaemonTaskDefinitions: []types.DaemonTaskDefinitionSummary{},
	}
	for _, key := range keys {
		def := found[key].def
		out.DaemonTaskDefinitions = append(out.DaemonTaskDefinitions, types.DaemonTaskDefinitionSummary{
			Arn: def.DaemonTaskDefinitionArn, Status: def.Status, RegisteredAt: def.RegisteredAt,
			RegisteredBy: def.RegisteredBy, DeleteRequestedAt: def.DeleteRequestedAt,
		})
	}
	return out, nil
}

// DeleteDaemonTaskDefinition deletes an ACTIVE daemon task definition. Daemons
// that have it go on; new ones cannot be given it. API reference,
// DeleteDaemonTaskDefinition.
func (w *World) DeleteDaemonTaskDefinition(in *ecs.DeleteDaemonTaskDefinitionInput) (
	*ecs.DeleteDaemonTaskDefinitionOutput, error,
) {
	ref := aws.ToString(in.DaemonTaskDefinition)
	if !strings.Contains(lastSegment(ref), ":") {
		return nil, clientError("Revision is missing.")
	}
	d := w.daemonDefinition(ref)
	switch {
	case d == nil:
		return nil, noDaemonDefinition()
	case !d.active():
		return nil, clientError("The specified daemon task definition is not ACTIVE.")
	}
	d.def.Status, d.def.DeleteRequestedAt = types.DaemonTaskDefinitionStatusDeleteInProgress, aws.Time(w.stamp())
	w.after(forgetEvery, func() { w.forgetDaemonDefinition(d) })
	return &ecs.DeleteDaemonTaskDefinitionOutput{DaemonTaskDefinitionArn: d.def.DaemonTaskDefinitionArn}, nil
}

// forgetDaemonDefinition makes a definition DELETED once no daemon has it any
// more, and looks again every minute until then.
func (w *World) forgetDaemonDefinition(d *daemonDefinition) {
	for _, c := range sorted(w.clusters) {
		for _, daemon := range sorted(c.daemons) {
			if slices.ContainsFunc(daemon.present(), func(r *daemonRevision) bool { return r.def == d }) {
				w.after(forgetEvery, func() { w.forgetDaemonDefinition(d) })
				return
			}
		}
	}
	d.def.Status = types.DaemonTaskDefinitionStatusDeleted
}
