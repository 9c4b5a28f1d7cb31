package forecast_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/world"
)

// The world of a forecast is that of the caller's account and Region, whatever names a
// change gives, also where there is no service yet.
func TestEveryAccountAndRegionIsForecast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{Region: "eu-central-1", Account: "210987654321"})
		if err != nil {
			t.Fatal(err)
		}
		l := &lab{t, server, server.Client("eu-central-1")}
		_, err = l.client.CreateCluster(t.Context(), &ecs.CreateClusterInput{})
		l.must(err)
		l.grow(small("i-1"))
		var group string
		l.change(func(w *world.World) { group = w.AddTargetGroup(world.TargetGroup{Name: "web"}) })
		balanced := []types.LoadBalancer{{
			TargetGroupArn: &group, ContainerName: aws.String("app"), ContainerPort: aws.Int32(80),
		}}
		l.create(definition(100, 0), 1, 100, 200, func(in *ecs.CreateServiceInput) { in.LoadBalancers = balanced })
		out, err := l.client.RegisterTaskDefinition(t.Context(), definition(100, 0))
		l.must(err)
		arn, name := out.TaskDefinition.TaskDefinitionArn, aws.String("api")
		for what, change := range map[string]forecast.Change{
			"an update to a revision by its ARN": {Update: ecs.UpdateServiceInput{Service: aws.String("web"), TaskDefinition: arn}},
			"a service that is named by its ARN": {Update: ecs.UpdateServiceInput{
				Service:        aws.String("arn:aws:ecs:eu-central-1:210987654321:service/default/web"),
				TaskDefinition: aws.String("web:2"),
			}},
			"a new service of a revision by its ARN": {Create: &ecs.CreateServiceInput{
				ServiceName: name, TaskDefinition: arn, DesiredCount: aws.Int32(1), LoadBalancers: balanced,
			}},
			"a new service in a cluster by its ARN": {Create: &ecs.CreateServiceInput{
				Cluster:     aws.String("arn:aws:ecs:eu-central-1:210987654321:cluster/default"),
				ServiceName: name, TaskDefinition: aws.String("web:1"), DesiredCount: aws.Int32(1),
			}},
		} {
			if f := l.forecast(change); f.Verdict != forecast.Settles {
				t.Errorf("%s: %s (%s): %s", what, f.Verdict, f.Cause, strings.Join(f.Reasons, "; "))
			}
		}
	})
}
