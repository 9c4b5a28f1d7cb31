package world

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// cluster is one cluster and everything that lives in it, each by its name or id.
type cluster struct {
	name, arn string
	status    string // ACTIVE, INACTIVE
	settings  []types.ClusterSetting
	tags      []types.Tag

	providers     []string                             // capacity providers by name
	strategy      []types.CapacityProviderStrategyItem // when nothing is said; replaced, never changed
	configuration *types.ClusterConfiguration
	namespace     string // ARN of the default namespace of Service Connect

	services  map[string]*service
	posting   []*service // daemon services, in the order in which they came
	daemons   map[string]*managedDaemon
	instances map[string]*instance
	tasks     map[string]*task
	fleet     []*instance                   // the instances, in the order in which they registered
	groups    map[string]map[string]*task   // the tasks by group and id
	ordered   []*task                       // the tasks by id; nil since one came or went
	joined    int                           // instances so far
	rooms     map[string]*rooms             // of the fleet by attribute, see roomsBy
	hosts     map[string]map[*instance]bool // that have a task meant to run, by group

	provisioning []*task // those that wait for capacity, the oldest first
	look         *event  // when they are looked at next
}

// cluster finds an ACTIVE cluster by name or ARN; nil and "" are the cluster
// named default (API reference, every operation with a cluster member).
func (w *World) cluster(ref *string) (*cluster, error) {
	name := lastSegment(aws.ToString(ref))
	if name == "" {
		name = "default"
	}
	if c := w.clusters[name]; c != nil && c.status == "ACTIVE" {
		return c, nil
	}
	return nil, &types.ClusterNotFoundException{Message: aws.String("Cluster not found.")}
}

// sorted gives the values of a map in the order of their keys: nothing in the
// world may depend on the order in which Go walks a map.
func sorted[V any](m map[string]V) []V {
	out := make([]V, 0, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[key])
	}
	return out
}
