package service_test

import (
	"context"
	"fmt"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

const taskFile = `family: simple-web
containerDefinitions:
- name: nginx
  image: nginx:1.28
  cpu: 128
  memory: 128
  portMappings: [{containerPort: 80}]
requiresCompatibilities: [EC2]
networkMode: bridge
`

// A simulated ECS stands in for AWS here; in a program of your own the client comes
// from ecs.NewFromConfig. What Apply answers is what package watch follows.
func ExampleClient_Apply() {
	ctx := context.Background()
	api, err := ecssim.Local(ecssim.Setup{Scenario: "textbook"})
	if err != nil {
		fmt.Println(err)
		return
	}
	definition, err := taskdef.Parse("task.yaml", []byte(taskFile), taskdef.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	client := service.Client{API: api}
	spec := service.Spec{Cluster: "test-cluster", Service: "simple-web", Definition: definition}
	plan, err := client.Plan(ctx, spec) // sends nothing
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(plan.Action, plan.Service, "from", plan.From)
	fmt.Print(plan.Definition)
	deployment, err := client.Apply(ctx, plan)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(deployment.Service, "moves to", deployment.TaskDefinition)
	// Output:
	// update simple-web from simple-web:1
	// ~ containerDefinitions[nginx].image "nginx:1.27" → "nginx:1.28"
	// ~ containerDefinitions[nginx].portMappings[0].hostPort 80 → 0
	// simple-web moves to simple-web:2
}
