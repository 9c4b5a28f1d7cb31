package taskdef_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/world"
	"github.com/ecs-steady/steady/taskdef"
)

// simulated is the SDK's own client on an empty simulator.
func simulated() *ecs.Client {
	sim := ecssim.New(world.New(world.Options{Start: time.Unix(1_800_000_000, 0)}), ecssim.Options{})
	return ecs.New(ecs.Options{
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider("sim", "sim", ""),
		HTTPClient:   &http.Client{Transport: sim.Transport()},
		BaseEndpoint: aws.String("http://sim"),
	})
}

// Whatever ECS writes back into a definition, registering it again reuses it.
func TestRegisteringAnExampleTwiceGivesOneRevision(t *testing.T) {
	files, err := filepath.Glob("../examples/*/task*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			d, err := taskdef.Parse(file, text, taskdef.Options{
				Var: func(string) (string, bool) { return "1", true },
			})
			if err != nil {
				t.Fatal(err)
			}
			if ps := d.Check(); ps.Err() != nil {
				t.Fatal(ps)
			}
			client := simulated()
			first, err := taskdef.Register(t.Context(), client, d, false)
			if err != nil {
				t.Fatal(err)
			}
			second, err := taskdef.Register(t.Context(), client, d, false)
			if err != nil {
				t.Fatal(err)
			}
			if first.Reused || !second.Reused || first.Revision != second.Revision {
				t.Errorf("registered %+v, then %+v; want one revision", first, second)
			}
		})
	}
}
