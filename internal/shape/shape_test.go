package shape

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

const textbook = `family: simple-web
networkMode: bridge
containerDefinitions:
  - name: web
    image: nginx:1.27-alpine
    memory: 64
    portMappings:
      - containerPort: 80
        hostPort: 0
    dockerLabels:
      Version: 1.10
      octal: 012
`

func TestATextBecomesARequest(t *testing.T) {
	n, problems := Parse("task.yaml", []byte(textbook))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var in ecs.RegisterTaskDefinitionInput
	if problems := Decode(n, &in); len(problems) > 0 {
		t.Fatal(problems)
	}
	got, err := JSON(&in)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
  "containerDefinitions": [
    {
      "dockerLabels": {
        "Version": "1.10",
        "octal": "012"
      },
      "image": "nginx:1.27-alpine",
      "memory": 64,
      "name": "web",
      "portMappings": [
        {
          "containerPort": 80,
          "hostPort": 0
        }
      ]
    }
  ],
  "family": "simple-web",
  "networkMode": "bridge"
}
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	y, err := YAML(&in)
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + string(y))
}
