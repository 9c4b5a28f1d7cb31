package world

import (
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// everything is what the operations that change a cluster answer of it.
var everything = []types.ClusterField{
	types.ClusterFieldSettings, types.ClusterFieldStatistics, types.ClusterFieldTags,
}

// describe gives the cluster with what was asked to be included (API reference,
// DescribeClusters, include); the rest is left empty.
func (c *cluster) describe(include []types.ClusterField) *types.Cluster {
	n := c.count()
	out := &types.Cluster{
		ClusterArn: aws.String(c.arn), ClusterName: aws.String(c.name), Status: aws.String(c.status),
		ActiveServicesCount: n.services, RegisteredContainerInstancesCount: n.instances,
		RunningTasksCount: n.running, PendingTasksCount: n.pending,
		CapacityProviders:               append([]string{}, c.providers...),
		DefaultCapacityProviderStrategy: orEmpty(c.strategy),
		ServiceConnectDefaults:          c.serviceConnectDefaults(),
		Settings:                        []types.ClusterSetting{}, Statistics: []types.KeyValuePair{}, Tags: []types.Tag{},
	}
	for _, field := range include {
		switch field {
		case types.ClusterFieldSettings:
			out.Settings = clone(c.settings)
		case types.ClusterFieldStatistics:
			out.Statistics = n.statistics()
		case types.ClusterFieldTags:
			out.Tags = append([]types.Tag{}, c.tags...)
		case types.ClusterFieldConfigurations:
			out.Configuration = clone(c.configuration)
		}
	}
	return out
}

// census is how many resources a cluster holds.
type census struct {
	services, draining, instances, running, pending int32
	byLaunch                                        map[string]int32 // statistics by their names
}

// statistics are the counts by launch type (API reference, Cluster, statistics).
func (n census) statistics() []types.KeyValuePair {
	out := make([]types.KeyValuePair, 0, len(n.byLaunch))
	for _, name := range slices.Sorted(maps.Keys(n.byLaunch)) {
		out = append(out, types.KeyValuePair{Name: aws.String(name), Value: aws.String(strconv.Itoa(int(n.byLaunch[name])))})
	}
	return out
}

// count takes the census of the cluster.
func (c *cluster) count() census {
	n := census{byLaunch: map[string]int32{
		"runningEC2TasksCount": 0, "runningFargateTasksCount": 0,
		"pendingEC2TasksCount": 0, "pendingFargateTasksCount": 0,
		"activeEC2ServiceCount": 0, "activeFargateServiceCount": 0,
		"drainingEC2ServiceCount": 0, "drainingFargateServiceCount": 0,
	}}
	for _, s := range c.services {
		launch := "EC2"
		if launchOf(s.spec).fargate() {
			launch = "Fargate"
		}
		switch s.status {
		case active:
			n.services++
			n.byLaunch["active"+launch+"ServiceCount"]++
		case draining:
			n.draining++
			n.byLaunch["draining"+launch+"ServiceCount"]++
		}
	}
	for _, i := range c.instances {
		if i.status == types.ContainerInstanceStatusActive || i.status == types.ContainerInstanceStatusDraining {
			n.instances++
		}
	}
	run, pend := map[bool]int32{}, map[bool]int32{} // on Fargate or not
	for _, t := range c.tasks {
		switch {
		case t.lastStatus == running:
			run[t.launch.fargate()]++
		case t.isPending():
			pend[t.launch.fargate()]++
		}
	}
	n.running, n.pending = run[true]+run[false], pend[true]+pend[false]
	n.byLaunch["runningEC2TasksCount"], n.byLaunch["runningFargateTasksCount"] = run[false], run[true]
	n.byLaunch["pendingEC2TasksCount"], n.byLaunch["pendingFargateTasksCount"] = pend[false], pend[true]
	return n
}
