package world

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// fetchCredentials has the agent read the credentials of the private registries,
// which takes an execution role. It gives why that failed, in the agent's words or
// Fargate's; empty when it did not. Developer Guide, Using non-AWS container images
// in Amazon ECS.
func (w *World) fetchCredentials(t *task) string {
	for _, c := range t.containers {
		from := credentialsOf(c.def)
		if from == "" {
			continue
		}
		err := w.fetchCredential(t, from)
		switch {
		case err == nil:
		case t.launch.fargate():
			return noResources + "unable to get registry auth from asm: service call has been retried 1 time(s): " + err.Error()
		default:
			return err.Error()
		}
	}
	return ""
}

// fetchCredential reads one secret.
func (w *World) fetchCredential(t *task, from string) error {
	if executionRole(t.def, t.overrides) == "" {
		return errors.New("asm resource: unable to find execution role credentials")
	}
	if err := w.fetchSecret(t, from); err != nil {
		return errors.New("asm fetching secret from the service for " + from + ": " + err.Error())
	}
	return nil
}

// credentialsOf names the secret with the credentials for the registry of a
// container; empty if it has none.
func credentialsOf(c *types.ContainerDefinition) string {
	if c.RepositoryCredentials == nil {
		return ""
	}
	return aws.ToString(c.RepositoryCredentials.CredentialsParameter)
}
