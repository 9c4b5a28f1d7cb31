package world

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// A task definition may have 65,536 bytes of JSON, and not one more.
func TestTheSizeOfADefinition(t *testing.T) {
	w := New(Options{})
	register := func(filling int) error {
		_, err := w.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
			Family: aws.String("web"), ContainerDefinitions: []types.ContainerDefinition{{
				Name: aws.String("web"), Image: aws.String("web"), Memory: aws.Int32(64),
				Environment: []types.KeyValuePair{{Name: aws.String("A"), Value: aws.String(strings.Repeat("x", filling))}},
			}},
		})
		return err
	}
	fits := 0
	for register(fits+1000) == nil {
		fits += 1000
	}
	for register(fits+1) == nil {
		fits++
	}
	if fits < 64_000 || fits > maxDefinition {
		t.Errorf("%d characters in one variable fit", fits)
	}
	refused(t, "one more", register(fits+1), "ClientException: Actual length: '65537'. Max allowed length is '65536' bytes.")
}
