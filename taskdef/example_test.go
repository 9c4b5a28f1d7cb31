package taskdef_test

import (
	"context"
	"fmt"

	"github.com/ecs-steady/steady/taskdef"
)

const file = `family: web
containerDefinitions:
- name: app
  image: shop/web:${TAG}
  memory: 64
  environment: {PORT: 8080}
`

func ExampleParse() {
	d, err := taskdef.Parse("task.yaml", []byte(file), taskdef.Options{
		Var: func(name string) (string, bool) { return "1.9", name == "TAG" },
		Set: []taskdef.Assignment{{Path: "containerDefinitions[app].memory", Value: "128"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := d.YAML()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(text))
	// Output:
	// family: web
	// containerDefinitions:
	//   - name: app
	//     image: shop/web:1.9
	//     memory: 128
	//     environment:
	//       - name: PORT
	//         value: "8080"
}

func ExampleDefinition_Check() {
	d, err := taskdef.Parse("task.yaml", []byte(`family: my web
containerDefinitions:
- name: app
  image: nginx
`), taskdef.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range d.Check() {
		fmt.Println(p)
	}
	// Output:
	// task.yaml:1:9: a family is named by up to 255 letters, digits, hyphens and underscores (write my-web)
	// task.yaml:3:3: container "app" has neither memory nor memoryReservation, and the task has no memory (add memory: 512 to the container)
}

func ExampleParse_problems() {
	_, err := taskdef.Parse("task.yaml", []byte(file), taskdef.Options{})
	fmt.Println(err)
	// Output:
	// task.yaml:4:19: variable TAG is not set (pass --var TAG=... or set STEADY_VAR_TAG)
}

// Register keeps a revision that says the same already. A simulated ECS stands in for
// AWS here; in a program of your own the client comes from ecs.NewFromConfig.
func ExampleRegister() {
	api := simulated()
	d, err := taskdef.Parse("task.yaml", []byte(file), taskdef.Options{
		Var: func(name string) (string, bool) { return "1.9", name == "TAG" },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		r, err := taskdef.Register(context.Background(), api, d, false)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(r.Revision, "kept:", r.Reused)
	}
	// Output:
	// web:1 kept: false
	// web:1 kept: true
}
