package service_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/service"
)

// lossy answers the first UpdateService with a fault although it was carried out.
type lossy struct {
	next    http.RoundTripper
	updates int
}

func (l *lossy) Do(r *http.Request) (*http.Response, error) {
	response, err := l.next.RoundTrip(r)
	if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".UpdateService") {
		return response, err
	}
	if l.updates++; l.updates == 1 && err == nil {
		response.StatusCode, response.Body = http.StatusInternalServerError, io.NopCloser(strings.NewReader("{}"))
		response.ContentLength = 2
	}
	return response, err
}

// The SDK repeats what fails with a fault of the server: a forced update sent
// twice would start two deployments.
func TestSDKDoesNotRepeatAForcedUpdate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{Scenario: "textbook"})
		if err != nil {
			t.Fatal(err)
		}
		wire := &lossy{next: server.Transport()}
		options := server.Client("us-east-1").Options()
		options.HTTPClient, options.Retryer = wire, nil
		client := service.Client{API: ecs.New(options)}
		plan, err := client.Plan(t.Context(), service.Spec{
			Cluster: "test-cluster", Service: "simple-web", ForceNewDeployment: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		d, err := client.Apply(t.Context(), plan)
		if err != nil {
			t.Fatal(err)
		}
		if wire.updates != 1 || d.ID == "" || d.ID == d.Previous {
			t.Errorf("%d updates sent, %+v", wire.updates, d)
		}
	})
}
