package world

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// asError is errors.As on a variable of the caller.
func asError[E error](err error, target *E) bool { return errors.As(err, target) }

func TestTheLifeOfACluster(t *testing.T) {
	w := New(Options{})
	created, err := w.CreateCluster(&ecs.CreateClusterInput{})
	if err != nil || *created.Cluster.ClusterName != "default" {
		t.Fatalf("%+v, error %v", created, err)
	}
	if _, err := w.CreateCluster(&ecs.CreateClusterInput{ClusterName: aws.String("a b")}); err == nil {
		t.Error("a name with a space was taken")
	}
	if _, err := w.AddInstance("default", Instance{}); err != nil {
		t.Fatal(err)
	}
	described, err := w.DescribeClusters(&ecs.DescribeClustersInput{Clusters: []string{*created.Cluster.ClusterArn, "none"}})
	if err != nil || len(described.Clusters) != 1 || len(described.Failures) != 1 {
		t.Fatalf("%+v, error %v", described, err)
	}
	c := described.Clusters[0]
	if c.RegisteredContainerInstancesCount != 1 || len(c.Settings)+len(c.Statistics)+len(c.Tags) != 0 {
		t.Errorf("cluster %+v", c)
	}
	_, err = w.DeleteCluster(&ecs.DeleteClusterInput{Cluster: aws.String("default")})
	var full *types.ClusterContainsContainerInstancesException
	if !errors.As(err, &full) {
		t.Errorf("error %v", err)
	}
	i := sorted(w.clusters["default"].instances)[0]
	if _, err := w.DeregisterContainerInstance(&ecs.DeregisterContainerInstanceInput{ContainerInstance: &i.arn}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.DeleteCluster(&ecs.DeleteClusterInput{Cluster: aws.String("default")}); err != nil {
		t.Error(err)
	}
	gone, err := w.DescribeClusters(&ecs.DescribeClustersInput{})
	if err != nil || *gone.Clusters[0].Status != "INACTIVE" {
		t.Errorf("%+v, error %v", gone, err)
	}
	if out, err := w.ListClusters(&ecs.ListClustersInput{}); err != nil || len(out.ClusterArns) != 0 {
		t.Errorf("%+v, error %v", out, err)
	}
}

func TestListsOfClustersByPages(t *testing.T) {
	w := New(Options{})
	for n := range 7 {
		if _, err := w.CreateCluster(&ecs.CreateClusterInput{ClusterName: aws.String(fmt.Sprintf("c%d", n))}); err != nil {
			t.Fatal(err)
		}
	}
	var sizes []int
	in := &ecs.ListClustersInput{MaxResults: aws.Int32(3)}
	for {
		out, err := w.ListClusters(in)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(out.ClusterArns))
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
	}
	if fmt.Sprint(sizes) != "[3 3 1]" {
		t.Errorf("pages of %v", sizes)
	}
	for _, bad := range []*ecs.ListClustersInput{
		{MaxResults: aws.Int32(0)}, {MaxResults: aws.Int32(101)}, {NextToken: aws.String("%")}, {NextToken: aws.String("")},
	} {
		var invalid *types.InvalidParameterException
		if _, err := w.ListClusters(bad); !errors.As(err, &invalid) {
			t.Errorf("%+v: error %v", bad, err)
		}
	}
}

func TestTagsOfEveryResource(t *testing.T) {
	w := New(Options{})
	if _, err := w.CreateCluster(&ecs.CreateClusterInput{ClusterName: aws.String("c")}); err != nil {
		t.Fatal(err)
	}
	instance, err := w.AddInstance("c", Instance{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.RegisterTaskDefinition(plain(nil)); err != nil {
		t.Fatal(err)
	}
	service, err := w.CreateService(&ecs.CreateServiceInput{
		Cluster: aws.String("c"), ServiceName: aws.String("s"), TaskDefinition: aws.String("web"), DesiredCount: aws.Int32(0),
	})
	if err != nil {
		t.Fatal(err)
	}
	run, err := w.RunTask(&ecs.RunTaskInput{Cluster: aws.String("c"), TaskDefinition: aws.String("web")})
	if err != nil {
		t.Fatal(err)
	}
	for _, arn := range []string{
		w.arn("cluster/c"), w.arn("task-definition/web:1"), instance, *service.Service.ServiceArn, *run.Tasks[0].TaskArn,
	} {
		if _, err := w.TagResource(&ecs.TagResourceInput{ResourceArn: &arn, Tags: tags("a", "1", "b", "2")}); err != nil {
			t.Errorf("tag %s: %v", arn, err)
			continue
		}
		if _, err := w.TagResource(&ecs.TagResourceInput{ResourceArn: &arn, Tags: tags("a", "3")}); err != nil {
			t.Error(err)
		}
		if _, err := w.UntagResource(&ecs.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"b", "x"}}); err != nil {
			t.Error(err)
		}
		out, err := w.ListTagsForResource(&ecs.ListTagsForResourceInput{ResourceArn: &arn})
		if err != nil || len(out.Tags) != 1 || *out.Tags[0].Value != "3" {
			t.Errorf("tags of %s: %+v, error %v", arn, out, err)
		}
	}
}

func TestTagsThatAreRefused(t *testing.T) {
	w := New(Options{})
	many := make([]string, 0, 102)
	for n := range 51 {
		many = append(many, fmt.Sprint(n), "")
	}
	for name, list := range map[string][]types.Tag{
		"a reserved prefix": tags("aws:x", ""), "an empty key": tags("", ""), "a long key": tags(strings.Repeat("k", 129), ""),
		"a long value": tags("k", strings.Repeat("v", 257)), "too many": tags(many...),
	} {
		if _, err := w.CreateCluster(&ecs.CreateClusterInput{Tags: list}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	for _, arn := range []string{"", "arn:aws:ecs:us-east-1:1:cluster/c", w.arn("cluster/none"), w.arn("task/c/none"), w.arn("x/y/z")} {
		if _, err := w.ListTagsForResource(&ecs.ListTagsForResourceInput{ResourceArn: &arn}); err == nil {
			t.Errorf("tags of %q", arn)
		}
	}
}

// tags are tags of keys and values in turn.
func tags(pairs ...string) []types.Tag {
	var out []types.Tag
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, types.Tag{Key: &pairs[i], Value: &pairs[i+1]})
	}
	return out
}
