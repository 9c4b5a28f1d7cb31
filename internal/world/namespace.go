package world

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// maxNamespace is how long the name of a namespace may be. API reference,
// ClusterServiceConnectDefaultsRequest, namespace.
const maxNamespace = 1024

// checkNamespace checks the default namespace of a cluster.
func checkNamespace(in *types.ClusterServiceConnectDefaultsRequest) error {
	if in != nil && len(aws.ToString(in.Namespace)) > maxNamespace {
		return invalidParameter("The namespace name can have at most 1024 characters.")
	}
	return nil
}

// setNamespace makes a namespace the default of the cluster's services: an ARN,
// or a name, which makes the namespace if there is none. "" takes the default
// away. API reference, ClusterServiceConnectDefaultsRequest.
func (w *World) setNamespace(c *cluster, in *types.ClusterServiceConnectDefaultsRequest) {
	if in == nil {
		return
	}
	ref := aws.ToString(in.Namespace)
	if ref != "" && !strings.HasPrefix(ref, "arn:") && w.namespaces[ref] == "" {
		w.namespaces[ref] = fmt.Sprintf("arn:aws:servicediscovery:%s:%s:namespace/ns-%s",
			w.opts.Region, w.opts.Account, w.hexID()[:16])
	}
	c.namespace = w.namespaceARN(ref)
}

// namespaceARN is the ARN of a namespace named by its ARN or its name. A name
// that no cluster has brought up is left as it is: the world has no Cloud Map.
func (w *World) namespaceARN(ref string) string {
	if arn := w.namespaces[ref]; arn != "" {
		return arn
	}
	return ref
}

// namespaceOf is the namespace of the service's Service Connect configuration, or
// that of its cluster; "" means none. API reference,
// ServiceConnectConfiguration.
func (w *World) namespaceOf(s *service) string {
	c := s.spec.ServiceConnectConfiguration
	if c == nil || !c.Enabled {
		return ""
	}
	if c.Namespace == nil {
		return s.cluster.namespace
	}
	return w.namespaceARN(*c.Namespace)
}

// serviceConnectDefaults is the default namespace as the API shows it. API
// reference, ClusterServiceConnectDefaults.
func (c *cluster) serviceConnectDefaults() *types.ClusterServiceConnectDefaults {
	if c.namespace == "" {
		return nil
	}
	return &types.ClusterServiceConnectDefaults{Namespace: aws.String(c.namespace)}
}

// ListServicesByNamespace lists the services of all clusters that are in a
// namespace. API reference, ListServicesByNamespace.
func (w *World) ListServicesByNamespace(in *ecs.ListServicesByNamespaceInput) (
	*ecs.ListServicesByNamespaceOutput, error,
) {
	if aws.ToString(in.Namespace) == "" {
		return nil, invalidParameter("Namespace can not be blank.")
	}
	wanted := w.namespaceARN(*in.Namespace)
	found := false
	for _, arn := range w.namespaces {
		found = found || arn == wanted
	}
	arns := []string{}
	for _, c := range w.clusters {
		found = found || c.namespace == wanted
		for _, s := range c.services {
			if s.status != inactive && w.namespaceOf(s) == wanted {
				arns = append(arns, s.arn)
			}
		}
	}
	if !found && len(arns) == 0 {
		return nil, &types.NamespaceNotFoundException{Message: aws.String("The specified namespace wasn't found.")}
	}
	slices.Sort(arns)
	arns, next, err := page(arns, in.NextToken, in.MaxResults, 10)
	if err != nil {
		return nil, err
	}
	return &ecs.ListServicesByNamespaceOutput{ServiceArns: arns, NextToken: next}, nil
}
