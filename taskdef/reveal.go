package taskdef

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
)

// Reveal is the diff with the values of environment variables, for those who ask
// to see them; from and to are the containers of its two sides. All other secret
// changes stay as they are: nothing else is read from the containers.
func (d Diff) Reveal(from, to []types.ContainerDefinition) Diff {
	before, after := environmentOf(from), environmentOf(to)
	out := make(Diff, 0, len(d))
	for _, c := range d {
		was, had := before[c.Path]
		is, has := after[c.Path]
		if c.Secret && (had || has) {
			c.Secret, c.Old, c.New = false, was, is
		}
		out = append(out, c)
	}
	return out
}

// environmentOf gives the values as JSON by their paths.
func environmentOf(containers []types.ContainerDefinition) map[string]string {
	values := map[string]string{}
	for _, c := range containers {
		for _, v := range c.Environment {
			path := fmt.Sprintf("containerDefinitions[%s].environment[%s]", aws.ToString(c.Name), aws.ToString(v.Name))
			values[path] = shape.Text(aws.ToString(v.Value)).JSON()
		}
	}
	return values
}
