package awsclient_test

import (
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/ecssim"
)

// What the SDK's client registers is read back; of other services nothing is.
func TestScalableTarget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{Scenario: "test", Read: func(string) ([]byte, error) { return []byte(balanced), nil }})
		if err != nil {
			t.Fatal(err)
		}
		cfg := aws.Config{
			Region: "us-east-1", BaseEndpoint: aws.String("http://localhost"),
			Credentials: credentials.NewStaticCredentialsProvider("sim", "sim", ""),
			HTTPClient:  &http.Client{Transport: server.Transport()},
		}
		_, err = applicationautoscaling.NewFromConfig(cfg).RegisterScalableTarget(t.Context(),
			&applicationautoscaling.RegisterScalableTargetInput{
				ServiceNamespace: types.ServiceNamespaceEcs, ResourceId: aws.String("service/default/web"),
				ScalableDimension: types.ScalableDimensionECSServiceDesiredCount,
				MinCapacity:       aws.Int32(2), MaxCapacity: aws.Int32(7),
			})
		if err != nil {
			t.Fatal(err)
		}
		clients := awsclient.From(cfg, "test")
		if least, most, found, err := clients.ScalableTarget(t.Context(), "service/default/web"); least != 2 || most != 7 || !found || err != nil {
			t.Errorf("%d to %d, %t, %v", least, most, found, err)
		}
		if _, _, found, err := clients.ScalableTarget(t.Context(), "service/default/api"); found || err != nil {
			t.Errorf("of a service that nothing scales: %t, %v", found, err)
		}
	})
}
