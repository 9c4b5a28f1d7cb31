package watch

import (
	"context"
	"fmt"
)

// Look reads one service and its tasks once. cluster and service are names or
// ARNs; "" is the cluster named default. A service that does not exist is a
// [*NotFoundError], an answer that leaves it out is [ErrAnswer].
func Look(ctx context.Context, api API, cluster, service string) (Snapshot, error) {
	found, err := services(ctx, api, cluster, []string{service})
	if err != nil {
		if kindOf(err) == unknownName {
			return Snapshot{}, &NotFoundError{Service: base(service), Cluster: cluster, Err: err}
		}
		return Snapshot{}, err
	}
	s, ok := found[service]
	switch {
	case !ok:
		return Snapshot{}, fmt.Errorf("describe service %q: %w", base(service), ErrAnswer)
	case s.Missing:
		return Snapshot{}, &NotFoundError{Service: base(service), Cluster: cluster}
	}
	s.Tasks, err = tasks(ctx, api, cluster, service)
	return s, err
}
