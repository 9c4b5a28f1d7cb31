package world

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

// connected is a change that puts a service into a namespace; "" is that of the
// cluster.
func connected(name, namespace string) func(*ecs.CreateServiceInput) {
	return func(in *ecs.CreateServiceInput) {
		in.ServiceName = aws.String(name)
		in.ServiceConnectConfiguration = &types.ServiceConnectConfiguration{Enabled: true, Namespace: text(namespace)}
	}
}

func TestServicesAreListedByNamespace(t *testing.T) {
	l := newLab(t, Options{})
	c := must(l.UpdateCluster(&ecs.UpdateClusterInput{
		Cluster:                aws.String("default"),
		ServiceConnectDefaults: &types.ClusterServiceConnectDefaultsRequest{Namespace: aws.String("shop")},
	}))(t).Cluster
	arn := *c.ServiceConnectDefaults.Namespace
	if !strings.HasPrefix(arn, "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-") {
		t.Errorf("namespace %s", arn)
	}
	def := l.register(web("nginx:1", 0))
	l.create(def, 0, connected("by-cluster", ""))
	l.create(def, 0, connected("by-name", "shop"))
	l.create(def, 0, connected("by-arn", arn))
	l.create(def, 0, connected("elsewhere", "other"))
	l.create(def, 0)
	list := func(namespace string, size int32) []string {
		t.Helper()
		names := []string{}
		in := &ecs.ListServicesByNamespaceInput{Namespace: aws.String(namespace), MaxResults: aws.Int32(size)}
		for {
			out := must(l.ListServicesByNamespace(in))(t)
			for _, arn := range out.ServiceArns {
				names = append(names, lastSegment(arn))
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				return names
			}
		}
	}
	want := []string{"by-arn", "by-cluster", "by-name"}
	for _, namespace := range []string{"shop", arn} {
		if diff := cmp.Diff(want, list(namespace, 2)); diff != "" {
			t.Errorf("%s: %s", namespace, diff)
		}
	}
	if diff := cmp.Diff([]string{"elsewhere"}, list("other", 1)); diff != "" {
		t.Error(diff)
	}
	_, err := l.ListServicesByNamespace(&ecs.ListServicesByNamespaceInput{Namespace: aws.String("none")})
	if err == nil || !strings.HasPrefix(err.Error(), "NamespaceNotFoundException") {
		t.Errorf("error %v", err)
	}
}

func TestADefaultNamespaceIsTakenAway(t *testing.T) {
	l := newLab(t, Options{})
	set := func(namespace string) *types.Cluster {
		t.Helper()
		return must(l.UpdateCluster(&ecs.UpdateClusterInput{
			Cluster:                aws.String("default"),
			ServiceConnectDefaults: &types.ClusterServiceConnectDefaultsRequest{Namespace: aws.String(namespace)},
		}))(t).Cluster
	}
	first := *set("shop").ServiceConnectDefaults.Namespace
	if c := set(""); c.ServiceConnectDefaults != nil {
		t.Errorf("left: %s", *c.ServiceConnectDefaults.Namespace)
	}
	if again := *set("shop").ServiceConnectDefaults.Namespace; again != first {
		t.Errorf("the same name is another namespace: %s, %s", first, again)
	}
}
