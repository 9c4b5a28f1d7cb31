package world

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// family is a task-definition family. Its name and last number are remembered
// after every revision is gone, so that no number is ever used twice (API
// reference, DeleteTaskDefinitions).
type family struct {
	name      string
	last      int32
	revisions map[int32]*revision
}

// revision is one registered task definition. def never changes but for its
// status and the times that go with it.
type revision struct {
	def  types.TaskDefinition
	tags []types.Tag
}

// arn is the ARN of the revision.
func (r *revision) arn() string { return *r.def.TaskDefinitionArn }

// name is "family:revision".
func (r *revision) name() string { return fmt.Sprintf("%s:%d", *r.def.Family, r.def.Revision) }

func (r *revision) active() bool { return r.def.Status == types.TaskDefinitionStatusActive }

// revision finds a task definition by family (the latest ACTIVE revision),
// family:revision or ARN; nil where there is none (API reference,
// DescribeTaskDefinition, taskDefinition). The revision may be INACTIVE.
func (w *World) revision(ref string) *revision {
	name, number, exact := strings.Cut(lastSegment(ref), ":")
	f := w.families[name]
	if f == nil {
		return nil
	}
	if !exact {
		return f.latest()
	}
	n, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		return nil
	}
	return f.revisions[int32(n)]
}

// latest is the ACTIVE revision with the highest number, nil if there is none.
func (f *family) latest() *revision {
	for n := f.last; n > 0; n-- {
		if r := f.revisions[n]; r != nil && r.active() {
			return r
		}
	}
	return nil
}

// namedRevision is revision for what a caller says: an ARN of another Region or
// account is refused.
func (w *World) namedRevision(ref string) (*revision, error) {
	r := w.revision(ref)
	if r != nil && r.arn() == ref {
		return r, nil
	}
	return r, w.checkARN(ref, "task-definition", nil)
}

// usable finds a task definition that new tasks may be started from. API
// reference, DeregisterTaskDefinition.
func (w *World) usable(ref *string) (*revision, error) {
	switch r, err := w.namedRevision(aws.ToString(ref)); {
	case err != nil:
		return nil, err
	case r == nil:
		return nil, clientError("TaskDefinition not found.")
	case !r.active() && !w.lags(r):
		return nil, clientError("TaskDefinition is inactive")
	default:
		return r, nil
	}
}

// lags says whether ECS has not noticed yet that the revision was deregistered.
func (w *World) lags(r *revision) bool {
	return r.def.Status == types.TaskDefinitionStatusInactive &&
		w.now.Before(r.def.DeregisteredAt.Add(w.scale(w.opts.InactiveLag)))
}

// exactRevision finds a task definition that must be named with its number; nil
// where there is none (API reference, DeregisterTaskDefinition, taskDefinition).
func (w *World) exactRevision(ref string) (*revision, error) {
	_, number, exact := strings.Cut(lastSegment(ref), ":")
	if !exact || number == "" {
		return nil, clientError("Revision is missing.")
	}
	if n, err := strconv.ParseInt(number, 10, 32); err != nil || n < 1 {
		return nil, invalidParameter("Invalid revision number. Number: " + number)
	}
	return w.namedRevision(ref)
}
