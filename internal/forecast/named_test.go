package forecast_test

import (
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/forecast"
)

// What is updated need not be in the cluster named default.
func TestAServiceOfANamedClusterIsForecast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{})
		if err != nil {
			t.Fatal(err)
		}
		l := &lab{t, server, server.Client("us-east-1")}
		prod := aws.String("prod")
		_, err = l.client.CreateCluster(t.Context(), &ecs.CreateClusterInput{ClusterName: prod})
		l.must(err)
		_, err = l.client.RegisterTaskDefinition(t.Context(), definition(128, 0))
		l.must(err)
		_, err = l.client.CreateService(t.Context(), &ecs.CreateServiceInput{
			Cluster: prod, ServiceName: aws.String("web"), TaskDefinition: aws.String("web"), DesiredCount: aws.Int32(1),
		})
		l.must(err)
		f, err := forecast.Of(t.Context(), l.clients(), forecast.Change{Update: ecs.UpdateServiceInput{
			Cluster: prod, Service: aws.String("web"), ForceNewDeployment: true,
		}})
		l.must(err)
		if f.Verdict != forecast.Blocked || f.Cause != "no-instances" {
			t.Errorf("%s (%s): %v, want blocked (no-instances)", f.Verdict, f.Cause, f.Reasons)
		}
	})
}
