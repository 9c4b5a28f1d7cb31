package awsclient_test

import (
	"strings"
	"testing"

	"github.com/ecs-steady/steady/internal/awsclient"
)

func TestIdentityIsAskedWhereECSIs(t *testing.T) {
	quietEnvironment(t, keys())
	clients, err := awsclient.New(t.Context(), awsclient.Config{EndpointURL: answer(t, 200,
		`<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/me</Arn>`+
			`<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, nil)})
	if err != nil {
		t.Fatal(err)
	}
	who, err := clients.Identity(t.Context())
	want := awsclient.Identity{Account: "123456789012", ARN: "arn:aws:iam::123456789012:user/me"}
	if err != nil || who != want {
		t.Errorf("got %+v, %v", who, err)
	}
}

func TestTheWayToECS(t *testing.T) {
	for _, tt := range []struct {
		name string
		set  map[string]string
		flag string
		want string
	}{
		{"AWS's own", keys(), "", "https://ecs.eu-west-1.amazonaws.com"},
		{"with FIPS", keys("AWS_REGION", "us-east-1", "AWS_USE_FIPS_ENDPOINT", "true"), "", "https://ecs-fips.us-east-1.amazonaws.com"},
		{"one that was set, without its password", keys(), "http://me:hunter2@127.0.0.1:8080", "http://127.0.0.1:8080"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			quietEnvironment(t, tt.set)
			clients, err := awsclient.New(t.Context(), awsclient.Config{EndpointURL: tt.flag})
			if err != nil {
				t.Fatal(err)
			}
			way, err := clients.Way(t.Context())
			if err != nil || strings.TrimSuffix(way.Endpoint, "/") != tt.want {
				t.Errorf("got %+v, %v, want %s", way, err, tt.want)
			}
		})
	}
}
