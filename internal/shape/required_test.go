package shape

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

func TestMissingMembersAreReportedWhereTheyBelong(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		into             any
	}{
		{
			"a task definition", "volumes: []\n",
			"t:1:1: \"family\" is missing @family\nt:1:1: \"containerDefinitions\" is missing @containerDefinitions",
			&ecs.RegisterTaskDefinitionInput{},
		},
		{
			"in a list", "family: a\ncontainerDefinitions:\n  - name: a\n    secrets:\n      - name: A\n",
			`t:5:9: "valueFrom" is missing in a secret @containerDefinitions[0].secrets[0].valueFrom`,
			&ecs.RegisterTaskDefinitionInput{},
		},
		{
			"a value that is null", "family:\ncontainerDefinitions: []\n", `t:1:8: "family" has no value @family`,
			&ecs.RegisterTaskDefinitionInput{},
		},
		{"a service", "desiredCount: 1\n", `t:1:1: "serviceName" is missing @serviceName`, &ecs.CreateServiceInput{}},
		{"an update", "loadBalancers: []\n", `t:1:1: "service" is missing @service`, &ecs.UpdateServiceInput{}},
		{
			"nothing that a suggestion is about", "famly: a\ncontainerDefinitions: []\n",
			`t:1:1: unknown key "famly" (did you mean "family"?) @famly`, &ecs.RegisterTaskDefinitionInput{},
		},
		{
			"nothing below what is wrong itself", "family: [a, b]\ncontainerDefinitions: [a]\n",
			"t:1:9: want text, got a list @family\n" +
				`t:2:24: want a map with the members of a container definition, got "a" @containerDefinitions[0]`,
			&ecs.RegisterTaskDefinitionInput{},
		},
		{"nothing for other requests", "count: 1\n", "", &ecs.RunTaskInput{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _ := decoded(t, c.text, c.into); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
