package world

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// isResourceName reports whether clusters, families and containers may be called
// s (API reference, CreateCluster, clusterName; RegisterTaskDefinition, family).
// It is no regular expression because that would be compiled before main, in
// every command, whether it simulates or not.
func isResourceName(s string) bool { return 1 <= len(s) && len(s) <= 255 && madeOf(s, "_-") }

// madeOf reports whether s holds only letters and digits of ASCII and what is in
// more.
func madeOf(s, more string) bool {
	for _, c := range s {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (c < '0' || c > '9') && !strings.ContainsRune(more, c) {
			return false
		}
	}
	return true
}

// CreateCluster makes a cluster; asked for one that is ACTIVE already, it
// answers that one (API reference, CreateCluster).
func (w *World) CreateCluster(in *ecs.CreateClusterInput) (*ecs.CreateClusterOutput, error) {
	name := aws.ToString(in.ClusterName)
	if name == "" {
		name = "default"
	}
	if !isResourceName(name) {
		return nil, invalidParameter("Invalid cluster name.")
	}
	if err := checkNamespace(in.ServiceConnectDefaults); err != nil {
		return nil, err
	}
	providers, err := w.checkProviders(nil, in.CapacityProviders)
	if err != nil {
		return nil, err
	}
	if err := checkStrategy(providers, in.DefaultCapacityProviderStrategy); err != nil {
		return nil, err
	}
	if c := w.clusters[name]; c != nil && c.status == "ACTIVE" {
		return &ecs.CreateClusterOutput{Cluster: c.describe(everything)}, nil
	}
	tags, err := addTags(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	insights := w.setting(w.Caller(), types.SettingNameContainerInsights)
	c := &cluster{
		name: name, arn: w.arn("cluster/" + name), status: "ACTIVE", tags: tags,
		providers: providers, strategy: clone(in.DefaultCapacityProviderStrategy), configuration: in.Configuration,
		settings: []types.ClusterSetting{{Name: types.ClusterSettingNameContainerInsights, Value: aws.String(insights)}},
		services: map[string]*service{}, daemons: map[string]*managedDaemon{},
		instances: map[string]*instance{}, tasks: map[string]*task{},
		groups: map[string]map[string]*task{}, hosts: map[string]map[*instance]bool{},
	}
	if err := c.set(in.Settings); err != nil {
		return nil, err
	}
	w.setNamespace(c, in.ServiceConnectDefaults)
	w.clusters[name] = c
	return &ecs.CreateClusterOutput{Cluster: c.describe(everything)}, nil
}

// set changes settings. Values are those of API reference, ClusterSetting.
func (c *cluster) set(settings []types.ClusterSetting) error {
	next := slices.Clone(c.settings)
	for _, s := range settings {
		value := aws.ToString(s.Value)
		if s.Name != types.ClusterSettingNameContainerInsights ||
			value != "enabled" && value != "disabled" && value != "enhanced" {
			return invalidParameter("Invalid cluster setting.")
		}
		next[0].Value = aws.String(value)
	}
	c.settings = next
	return nil
}

// DescribeClusters describes the clusters asked for, or the one named default.
// A deleted cluster is INACTIVE (API reference, DeleteCluster).
func (w *World) DescribeClusters(in *ecs.DescribeClustersInput) (*ecs.DescribeClustersOutput, error) {
	refs := in.Clusters
	if len(refs) == 0 {
		refs = []string{"default"}
	}
	if err := oneOf("include", in.Include...); err != nil {
		return nil, err
	}
	if len(refs) > 100 {
		return nil, invalidParameter("Clusters cannot have more than 100 elements.")
	}
	out := &ecs.DescribeClustersOutput{Clusters: []types.Cluster{}, Failures: []types.Failure{}}
	for _, ref := range refs {
		name := lastSegment(ref)
		if c := w.clusters[name]; c != nil {
			out.Clusters = append(out.Clusters, *c.describe(in.Include))
			continue
		}
		out.Failures = append(out.Failures, types.Failure{
			Arn: aws.String(w.arn("cluster/" + name)), Reason: aws.String("MISSING"),
		})
	}
	return out, nil
}

// ListClusters lists the ARNs of the ACTIVE clusters.
func (w *World) ListClusters(in *ecs.ListClustersInput) (*ecs.ListClustersOutput, error) {
	var names []string
	for _, c := range sorted(w.clusters) {
		if c.status == "ACTIVE" {
			names = append(names, c.name)
		}
	}
	cut, next, err := page(names, in.NextToken, in.MaxResults, 100)
	if err != nil {
		return nil, err
	}
	out := &ecs.ListClustersOutput{ClusterArns: make([]string, len(cut)), NextToken: next}
	for i, name := range cut {
		out.ClusterArns[i] = w.clusters[name].arn
	}
	return out, nil
}

// UpdateClusterSettings changes the settings of a cluster.
func (w *World) UpdateClusterSettings(in *ecs.UpdateClusterSettingsInput) (*ecs.UpdateClusterSettingsOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if len(in.Settings) == 0 {
		return nil, invalidParameter("Settings cannot be empty.")
	}
	if err := c.set(in.Settings); err != nil {
		return nil, err
	}
	return &ecs.UpdateClusterSettingsOutput{Cluster: c.describe(everything)}, nil
}

// UpdateCluster changes the settings and the configuration of a cluster.
func (w *World) UpdateCluster(in *ecs.UpdateClusterInput) (*ecs.UpdateClusterOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := checkNamespace(in.ServiceConnectDefaults); err != nil {
		return nil, err
	}
	if err := c.set(in.Settings); err != nil {
		return nil, err
	}
	w.setNamespace(c, in.ServiceConnectDefaults)
	if in.Configuration != nil {
		c.configuration = in.Configuration
	}
	return &ecs.UpdateClusterOutput{Cluster: c.describe(everything)}, nil
}

// DeleteCluster makes an empty cluster INACTIVE (API reference, DeleteCluster).
func (w *World) DeleteCluster(in *ecs.DeleteClusterInput) (*ecs.DeleteClusterOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if aws.ToString(in.Cluster) == "" {
		return nil, invalidParameter("Cluster cannot be empty.")
	}
	n := c.count()
	switch {
	case slices.ContainsFunc(c.providers, w.isManaged):
		return nil, &types.ClusterContainsCapacityProviderException{
			Message: aws.String("The Cluster cannot be deleted while it has capacity providers of Managed Instances."),
		}
	case n.services+n.draining > 0:
		return nil, &types.ClusterContainsServicesException{
			Message: aws.String("The Cluster cannot be deleted while Services are active."),
		}
	case n.instances > 0:
		return nil, &types.ClusterContainsContainerInstancesException{
			Message: aws.String("The Cluster cannot be deleted while Container Instances are active or draining."),
		}
	case n.running+n.pending > 0:
		return nil, &types.ClusterContainsTasksException{
			Message: aws.String("The Cluster cannot be deleted while Tasks are active."),
		}
	}
	c.status = "INACTIVE"
	return &ecs.DeleteClusterOutput{Cluster: c.describe(everything)}, nil
}
