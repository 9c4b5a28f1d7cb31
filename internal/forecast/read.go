package forecast

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"golang.org/x/sync/errgroup"
)

// perCall is how many tasks or instances one call describes (API reference,
// DescribeTasks and DescribeContainerInstances).
const perCall = 100

// NotFoundError says that there is no such service, or none that could be updated.
type NotFoundError struct{ Cluster, Service, Reason string }

// Error names the service.
func (e *NotFoundError) Error() string {
	return fmt.Sprintf("service %q in cluster %q: %s", e.Service, e.Cluster, e.Reason)
}

// reader reads one state. What has to be known fails it, the rest is noted.
type reader struct {
	Clients
	change Change

	// few is up to how many tasks all are read, listed are those that are, and list lists
	// more; it is nil once all are read.
	few    int
	listed []string
	list   *ecs.ListTasksInput

	mu    sync.Mutex
	state State
}

// Read reads what a forecast of the change needs. For a service at rest on 200
// instances that is at most ten calls of ECS, unless it has more than a hundred tasks
// whose places decide and are not known without reading them. What needs nothing of
// another is asked beside it.
//
// Errors: *NotFoundError, and those of ECS, wrapped.
func Read(ctx context.Context, clients Clients, change Change) (State, error) {
	return read(ctx, clients, change, perCall)
}

func read(ctx context.Context, clients Clients, change Change, few int) (State, error) {
	r := &reader{Clients: clients, change: change, few: few}
	r.state.At = time.Now()
	all := []func(context.Context) error{r.definitions, r.instances, r.providers, r.groups}
	first := r.service
	if change.Create != nil {
		first = r.place
	} else {
		all = append(all, r.tasks, r.past, r.scaling)
	}
	if err := first(ctx); err != nil || r.state.Refusal != "" || beyond(r.state, change) != "" {
		return r.state, err
	}
	work, beside := errgroup.WithContext(ctx)
	for _, read := range all {
		work.Go(func() error { return read(beside) })
	}
	if err := work.Wait(); err != nil {
		return State{}, err
	}
	if err := r.more(ctx); err != nil {
		return State{}, err
	}
	return r.state, nil
}

// keep changes the state.
func (r *reader) keep(do func(*State)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	do(&r.state)
}

// without notes that something could not be read.
func (r *reader) without(what string, err error) {
	r.keep(func(s *State) { s.Unread = append(s.Unread, fmt.Sprintf("%s: %v", what, err)) })
}

// service reads the service itself, unless it is known.
func (r *reader) service(ctx context.Context) error {
	cluster, name := aws.ToString(r.change.Update.Cluster), aws.ToString(r.change.Update.Service)
	if s := r.Known.Service; s != nil {
		r.state.Service, r.state.Cluster = *s, base(aws.ToString(s.ClusterArn))
		return nil
	}
	out, err := r.ECS.DescribeServices(ctx, &ecs.DescribeServicesInput{
		Cluster: r.change.Update.Cluster, Services: []string{name},
	})
	if err != nil {
		return fmt.Errorf("describe service %s: %w", name, err)
	}
	if len(out.Services) == 0 {
		return &NotFoundError{cluster, name, "there is none"}
	}
	s := out.Services[0]
	if status := aws.ToString(s.Status); status != "ACTIVE" {
		return &NotFoundError{cluster, name, "its status is " + status}
	}
	r.state.Service, r.state.Cluster = s, base(aws.ToString(s.ClusterArn))
	return nil
}

// definitions reads the task definition of each deployment, and the one that the
// service is to be pointed at.
func (r *reader) definitions(ctx context.Context) error {
	var refs []string
	for _, d := range r.state.Service.Deployments {
		refs = append(refs, aws.ToString(d.TaskDefinition))
	}
	if ref := r.change.revision(); ref != "" {
		if !slices.ContainsFunc(refs, func(known string) bool { return known == ref || base(known) == ref }) {
			refs = append(refs, ref)
		}
	}
	slices.Sort(refs)
	for _, ref := range slices.Compact(refs) {
		known := func(d types.TaskDefinition) bool {
			return aws.ToString(d.TaskDefinitionArn) == ref || base(aws.ToString(d.TaskDefinitionArn)) == ref
		}
		if n := slices.IndexFunc(r.Known.Definitions, known); n >= 0 {
			r.keep(func(s *State) { s.Definitions = append(s.Definitions, r.Known.Definitions[n]) })
			continue
		}
		out, err := r.ECS.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: &ref})
		if err != nil {
			return fmt.Errorf("describe task definition %s: %w", base(ref), err)
		}
		r.keep(func(s *State) { s.Definitions = append(s.Definitions, *out.TaskDefinition) })
	}
	return nil
}

// past reads how long rollouts have taken. Where it cannot, there is no past.
func (r *reader) past(ctx context.Context) error {
	out, err := r.ECS.ListServiceDeployments(ctx, &ecs.ListServiceDeploymentsInput{
		Cluster: &r.state.Cluster, Service: r.state.Service.ServiceName,
	})
	if err != nil {
		r.without("past rollouts", err)
		return nil
	}
	brief := slices.Clone(out.ServiceDeployments)
	sort.Slice(brief, func(i, j int) bool {
		return aws.ToTime(brief[i].CreatedAt).After(aws.ToTime(brief[j].CreatedAt))
	})
	r.keep(func(s *State) {
		for _, d := range brief {
			if d.Status == types.ServiceDeploymentStatusSuccessful && d.StartedAt != nil && d.FinishedAt != nil {
				s.Past = append(s.Past, Rollout{*d.StartedAt, *d.FinishedAt})
			}
		}
	})
	return nil
}

// base is the last part of an ARN, or the name itself.
func base(ref string) string { return ref[strings.LastIndex(ref, "/")+1:] }
