package world

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// ListTaskDefinitions lists the ARNs of revisions by family, then by number;
// familyPrefix is a whole family name (API reference, ListTaskDefinitions).
func (w *World) ListTaskDefinitions(in *ecs.ListTaskDefinitionsInput) (*ecs.ListTaskDefinitionsOutput, error) {
	status := in.Status
	if status == "" {
		status = types.TaskDefinitionStatusActive
	}
	if !slices.Contains(status.Values(), status) {
		return nil, invalidParameterf("Invalid task definition status: %s", status)
	}
	descending := in.Sort == types.SortOrderDesc
	arns := map[string]string{}
	for _, f := range w.families {
		if in.FamilyPrefix != nil && *in.FamilyPrefix != f.name {
			continue
		}
		for n, r := range f.revisions {
			if r.def.Status == status {
				arns[sortKey(f.name, n, descending)] = r.arn()
			}
		}
	}
	keys := make([]string, 0, len(arns))
	for key := range arns {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	cut, next, err := page(keys, in.NextToken, in.MaxResults, 100)
	if err != nil {
		return nil, err
	}
	out := &ecs.ListTaskDefinitionsOutput{TaskDefinitionArns: make([]string, len(cut)), NextToken: next}
	for i, key := range cut {
		out.TaskDefinitionArns[i] = arns[key]
	}
	return out, nil
}

// sortKey orders revisions by family and number; descending turns both round by
// counting each byte and the number from the other end.
func sortKey(family string, number int32, descending bool) string {
	if !descending {
		return fmt.Sprintf("%s\x00%010d", family, number)
	}
	turned := []byte(family + "\x00")
	for i := range turned {
		turned[i] = 0xff - turned[i]
	}
	return fmt.Sprintf("%s%010d", turned, 1<<31-1-int(number))
}

// ListTaskDefinitionFamilies lists families whose name starts with
// familyPrefix. ACTIVE ones have an ACTIVE revision (API reference,
// ListTaskDefinitionFamilies, status).
func (w *World) ListTaskDefinitionFamilies(in *ecs.ListTaskDefinitionFamiliesInput) (
	*ecs.ListTaskDefinitionFamiliesOutput, error,
) {
	status := in.Status
	if status == "" {
		status = types.TaskDefinitionFamilyStatusAll
	}
	if !slices.Contains(status.Values(), status) {
		return nil, invalidParameterf("Invalid task definition family status: %s", status)
	}
	names := []string{}
	for _, f := range sorted(w.families) {
		is := types.TaskDefinitionFamilyStatusInactive
		if f.latest() != nil {
			is = types.TaskDefinitionFamilyStatusActive
		}
		wanted := status == is || status == types.TaskDefinitionFamilyStatusAll
		if wanted && len(f.revisions) > 0 && strings.HasPrefix(f.name, aws.ToString(in.FamilyPrefix)) {
			names = append(names, f.name)
		}
	}
	cut, next, err := page(names, in.NextToken, in.MaxResults, 100)
	if err != nil {
		return nil, err
	}
	return &ecs.ListTaskDefinitionFamiliesOutput{Families: slices.Clone(cut), NextToken: next}, nil
}

// DeleteTaskDefinitions deletes INACTIVE revisions: they are DELETE_IN_PROGRESS
// in the reply and gone once nothing uses them (API reference,
// DeleteTaskDefinitions).
func (w *World) DeleteTaskDefinitions(in *ecs.DeleteTaskDefinitionsInput) (*ecs.DeleteTaskDefinitionsOutput, error) {
	switch n := len(in.TaskDefinitions); {
	case n == 0:
		return nil, invalidParameter("Task definitions cannot be empty.")
	case n > 10:
		return nil, invalidParameter("Task definitions can have at most 10 items.")
	}
	out := &ecs.DeleteTaskDefinitionsOutput{TaskDefinitions: []types.TaskDefinition{}, Failures: []types.Failure{}}
	for _, ref := range in.TaskDefinitions {
		r, err := w.exactRevision(ref)
		if err != nil {
			return nil, err
		}
		arn := w.arn("task-definition/" + lastSegment(ref))
		switch {
		case r == nil:
			out.Failures = append(out.Failures, types.Failure{
				Arn: aws.String(arn), Reason: aws.String("The specified task definition does not exist."),
			})
		case r.active():
			out.Failures = append(out.Failures, types.Failure{
				Arn: aws.String(arn), Reason: aws.String("The specified task definition is still in ACTIVE status. " +
					"Please deregister the target and try again."),
			})
		default:
			r.def.Status = types.TaskDefinitionStatusDeleteInProgress
			r.def.DeleteRequestedAt = aws.Time(w.stamp())
			out.TaskDefinitions = append(out.TaskDefinitions, *r.describe())
			w.forget(r)
		}
	}
	return out, nil
}
