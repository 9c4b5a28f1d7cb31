package awsclient_test

import (
	"cmp"
	"os"
	"path/filepath"
	"testing"

	"github.com/ecs-steady/steady/internal/awsclient"
)

// TestNeighboursGoWhereECSIs holds the rule for the endpoints of other services:
// real AWS is never asked about what a simulated ECS tells.
func TestNeighboursGoWhereECSIs(t *testing.T) {
	const (
		sim    = "http://127.0.0.1:8080"
		other  = "http://127.0.0.1:9090"
		inVPC  = "https://vpce-1.ecs.eu-west-1.vpce.amazonaws.com"
		inFile = "[default]\nservices = mine\n[services mine]\nelastic_load_balancing_v2 =\n  endpoint_url = http://127.0.0.1:9090\n"
	)
	tests := []struct {
		name string
		set  map[string]string
		flag string
		file string
		want string // "": AWS
	}{
		{"nothing is set", keys(), "", "", ""},
		{"the flag", keys(), sim, "", sim},
		{"the variable of ECS", keys("AWS_ENDPOINT_URL_ECS", sim), "", "", sim},
		{"the flag goes before the variable", keys("AWS_ENDPOINT_URL_ECS", other), sim, "", sim},
		{"the flag goes before the variable of all services", keys("AWS_ENDPOINT_URL", other), sim, "", sim},
		{"the variable of all services", keys("AWS_ENDPOINT_URL", sim), "", "", sim},
		{"what steady sim exports", keys("AWS_ENDPOINT_URL", sim, "AWS_ENDPOINT_URL_ECS", sim), "", "", sim},
		{
			"a variable of their own",
			keys("AWS_ENDPOINT_URL_ECS", sim, "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2", other), "", "", other,
		},
		{"an endpoint of their own in the shared file", keys("AWS_ENDPOINT_URL_ECS", sim), "", inFile, other},
		{"the shared file comes after the variable of all services", keys("AWS_ENDPOINT_URL", sim), "", inFile, sim},
		{
			"a shared file that is to be ignored", keys("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"), sim, inFile, sim,
		},
		{"an endpoint of AWS itself is for ECS alone", keys("AWS_ENDPOINT_URL_ECS", inVPC), "", "", ""},
		{"a host that only looks like one of AWS", keys(), "http://amazonaws.com.example.org", "", "http://amazonaws.com.example.org"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			quietEnvironment(t, tt.set)
			if tt.file != "" {
				file := filepath.Join(t.TempDir(), "config")
				if err := os.WriteFile(file, []byte(tt.file), 0o600); err != nil {
					t.Fatal(err)
				}
				t.Setenv("AWS_CONFIG_FILE", file)
			}
			clients, err := awsclient.New(t.Context(), awsclient.Config{EndpointURL: tt.flag})
			if err != nil {
				t.Fatal(err)
			}
			want := cmp.Or(tt.want, "https://elasticloadbalancing.eu-west-1.amazonaws.com")
			if got, err := clients.EndpointOf(t.Context(), awsclient.LoadBalancing); err != nil || got != want {
				t.Errorf("target groups are asked at %q, want %q; %v", got, want, err)
			}
		})
	}
}
