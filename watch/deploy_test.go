package watch_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/watch"
)

// update sends an update and gives what to watch.
func update(t *testing.T, client *ecs.Client, in *ecs.UpdateServiceInput) watch.Target {
	t.Helper()
	before, err := watch.Look(t.Context(), client, "", *in.Service)
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.UpdateService(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(out.Service.Deployments, func(d types.Deployment) bool { return aws.ToString(d.Status) == "PRIMARY" })
	d := out.Service.Deployments[i]
	return watch.Target{
		Service: *in.Service, Deployment: *d.Id, TaskDefinition: base(*d.TaskDefinition), Previous: before.Primary().ID,
		PreviousTaskDefinition: before.Primary().TaskDefinition, CreatedAt: *d.CreatedAt, Desired: int(out.Service.DesiredCount),
	}
}

func base(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// inOrder checks that list has an entry beginning with each of want, in that order.
func inOrder(t *testing.T, what string, list, want []string) {
	t.Helper()
	rest := list
	for _, text := range want {
		i := slices.IndexFunc(rest, func(s string) bool { return strings.HasPrefix(s, text) })
		if i < 0 {
			for n := range list {
				list[n] = counts.ReplaceAllString(list[n], "N")
			}
			t.Errorf("no %q, in this order, in the %s:\n%s", text, what, strings.Join(slices.Compact(list), "\n"))
			return
		}
		rest = rest[i+1:]
	}
}

var counts = regexp.MustCompile(`\d+(m \d+)?`)

// ongoing is the service deployment of web that is under way.
func ongoing(t *testing.T, client *ecs.Client) types.ServiceDeployment {
	t.Helper()
	rows, err := client.ListServiceDeployments(t.Context(), &ecs.ListServiceDeploymentsInput{Service: aws.String("web")})
	if err != nil || len(rows.ServiceDeployments) == 0 {
		t.Errorf("got %v, %v", rows, err)
		return types.ServiceDeployment{}
	}
	out, err := client.DescribeServiceDeployments(t.Context(), &ecs.DescribeServiceDeploymentsInput{
		ServiceDeploymentArns: []string{*rows.ServiceDeployments[0].ServiceDeploymentArn},
	})
	if err != nil {
		t.Error(err)
		return types.ServiceDeployment{}
	}
	return out.ServiceDeployments[0]
}
