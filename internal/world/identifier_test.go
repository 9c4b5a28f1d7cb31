package world

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// The texts are those of https://github.com/aws/aws-toolkit-vscode/issues/2915,
// https://github.com/aws/amazon-ecs-cli/issues/821 and
// https://github.com/aws/aws-cli/issues/7875.
func TestAnARNMustBeOfTheClusterTheRegionAndTheKind(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{CPU: 1024, Memory: 1024}))(t)
	must(l.CreateCluster(&ecs.CreateClusterInput{ClusterName: aws.String("prod")}))(t)
	l.create(l.register(web("nginx:1", 0)), 1)
	l.run(time.Minute)
	service, revision := l.get().ServiceArn, l.get().TaskDefinition
	id := must(l.ListTasks(&ecs.ListTasksInput{}))(t).TaskArns[0]
	host := must(l.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(t).ContainerInstanceArns[0]

	calls := []struct {
		name, kind, arn string
		anywhere        bool // the resource is in no cluster
		call            func(cluster *string, arn string) error
	}{
		{"DescribeServices", "service", *service, false, func(c *string, arn string) error {
			_, err := l.DescribeServices(&ecs.DescribeServicesInput{Cluster: c, Services: []string{"web", arn}})
			return err
		}},
		{"ListTasks of a service", "service", *service, false, func(c *string, arn string) error {
			_, err := l.ListTasks(&ecs.ListTasksInput{Cluster: c, ServiceName: &arn})
			return err
		}},
		{"UpdateService", "service", *service, false, func(c *string, arn string) error {
			_, err := l.UpdateService(&ecs.UpdateServiceInput{Cluster: c, Service: &arn})
			return err
		}},
		{"DescribeTasks", "task", id, false, func(c *string, arn string) error {
			_, err := l.DescribeTasks(&ecs.DescribeTasksInput{Cluster: c, Tasks: []string{arn}})
			return err
		}},
		{"GetTaskProtection", "task", id, false, func(c *string, arn string) error {
			_, err := l.GetTaskProtection(&ecs.GetTaskProtectionInput{Cluster: c, Tasks: []string{arn}})
			return err
		}},
		{"DescribeContainerInstances", "container-instance", host, false, func(c *string, arn string) error {
			_, err := l.DescribeContainerInstances(&ecs.DescribeContainerInstancesInput{
				Cluster: c, ContainerInstances: []string{arn},
			})
			return err
		}},
		{"ListTasks of an instance", "container-instance", host, false, func(c *string, arn string) error {
			_, err := l.ListTasks(&ecs.ListTasksInput{Cluster: c, ContainerInstance: &arn})
			return err
		}},
		{"DescribeTaskDefinition", "task-definition", *revision, true, func(_ *string, arn string) error {
			_, err := l.DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: &arn})
			return err
		}},
		{"RunTask", "task-definition", *revision, true, func(_ *string, arn string) error {
			_, err := l.RunTask(&ecs.RunTaskInput{TaskDefinition: &arn})
			return err
		}},
		{"StopTask", "task", id, false, func(c *string, arn string) error {
			_, err := l.StopTask(&ecs.StopTaskInput{Cluster: c, Task: &arn})
			return err
		}},
	}
	for _, c := range calls {
		t.Run(c.name, func(t *testing.T) {
			refuses := func(cluster *string, arn, text string) {
				t.Helper()
				err := c.call(cluster, arn)
				if code(err) != "InvalidParameterException" || message(err) != text {
					t.Errorf("%s: %s %q, want InvalidParameterException %q", arn, code(err), message(err), text)
				}
			}
			refuses(nil, strings.Replace(c.arn, "us-east-1", "eu-west-1", 1), "Invalid Region in ARN")
			refuses(nil, strings.Replace(c.arn, ":"+c.kind+"/", ":cluster/", 1), "Unsupported resource type: cluster")
			refuses(nil, strings.Replace(c.arn, ":123456789012:", ":999999999999:", 1),
				"Invalid identifier: Identifier is for 999999999999. Your accountId is 123456789012")
			if !c.anywhere {
				refuses(nil, strings.Replace(c.arn, "/default/", "/prod/", 1),
					"Invalid identifier: Identifier is for cluster prod. Your cluster is default")
				if err := c.call(nil, strings.Replace(c.arn, "/default/", "/", 1)); err != nil {
					t.Errorf("a short ARN: %v", err)
				}
			}
			if err := c.call(nil, c.arn); err != nil {
				t.Errorf("its own ARN: %v", err)
			}
		})
	}
	if got := l.get().Status; *got != active {
		t.Errorf("the service is %s", *got)
	}
}
