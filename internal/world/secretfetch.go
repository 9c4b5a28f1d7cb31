package world

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// noResources begins the reason of a Fargate task whose secrets or registry
// credentials cannot be had, as it has been seen. Developer Guide, Stopped tasks
// error messages.
const noResources = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource " +
	"retrieval failed: "

// fetch has the agent get the secrets of all containers and, on Fargate, the
// credentials for ECR. It gives why that failed, empty when it did not; the values
// stay in the world. Developer Guide, Pass sensitive data to an Amazon ECS
// container.
func (w *World) fetch(t *task) string {
	var parameters []string
	registry := false
	for _, c := range t.containers {
		registry = registry || w.parse(aws.ToString(c.def.Image)).ecr
		for _, s := range secretsOf(c.def) {
			from := aws.ToString(s.ValueFrom)
			if !strings.Contains(from, ":secretsmanager:") {
				parameters = append(parameters, from)
				continue
			}
			if err := w.fetchSecret(t, from); err != nil {
				return w.unfetchedSecret(t, from, err)
			}
		}
	}
	why := cmp.Or(w.fetchParameters(t, parameters), w.fetchCredentials(t))
	if why != "" || !registry || !t.launch.fargate() {
		return why
	}
	if no := w.unauthorized(t); no != "" {
		return noResources + "unable to retrieve ecr registry auth: service call has been retried 1 time(s): " + no
	}
	return ""
}

// secretsOf are the secrets of a container and of its log driver.
func secretsOf(c *types.ContainerDefinition) []types.Secret {
	if c.LogConfiguration == nil || len(c.LogConfiguration.SecretOptions) == 0 {
		return c.Secrets
	}
	return append(append([]types.Secret{}, c.Secrets...), c.LogConfiguration.SecretOptions...)
}

// unfetchedSecret words why a secret could not be had.
func (w *World) unfetchedSecret(t *task, from string, err error) string {
	secret, _ := splitSecret(from)
	if t.launch.fargate() {
		text := err.Error()
		if !errors.Is(err, errNoKey) {
			text = fmt.Sprintf("failed to fetch secret %s from secrets manager: %s", secret, text)
		}
		return noResources + "unable to retrieve secret from asm: service call has been retried 1 time(s): " + text
	}
	return fmt.Sprintf("Fetching secret data from AWS Secrets Manager in region %s: secret %s: %s",
		w.opts.Region, secret, err)
}

// errNoKey is a secret without the JSON key that the definition names.
var errNoKey = errors.New("retrieved secret from Secrets Manager did not contain json key")

// fetchSecret is the agent's GetSecretValue.
func (w *World) fetchSecret(t *task, from string) error {
	ref, key := splitSecret(from)
	if no := w.refused(t, "secretsmanager:GetSecretValue", ref); no != "" {
		return errors.New(w.denial("Secrets Manager", "GetSecretValue", no))
	}
	s, ok := w.Secret(ref)
	if !ok {
		return errors.New(w.sdkError("Secrets Manager", "GetSecretValue",
			"ResourceNotFoundException: Secrets Manager can't find the specified secret."))
	}
	values := map[string]json.RawMessage{}
	if key == "" || s.Value == plainValue {
		return nil
	}
	if err := json.Unmarshal([]byte(s.Value), &values); err != nil || values[key] == nil {
		return fmt.Errorf("%w %s", errNoKey, key)
	}
	return nil
}

// splitSecret reads "arn:aws:secretsmanager:region:account:secret:name", behind
// which ":key:stage:version" may stand, each of them empty or not. API reference,
// Secret.
func splitSecret(from string) (arn, key string) {
	const parts = 7
	fields := strings.Split(from, ":")
	if len(fields) <= parts {
		return from, ""
	}
	return strings.Join(fields[:parts], ":"), fields[parts]
}

// fetchParameters is the agent's GetParameters.
func (w *World) fetchParameters(t *task, names []string) string {
	begin, invalid := "Fetching secret data from SSM Parameter Store in "+w.opts.Region+": ", "invalid parameters: "
	if t.launch.fargate() {
		begin = noResources + "unable to retrieve secrets from ssm: service call has been retried 1 time(s): "
		invalid = "invalid ssm parameters: "
	}
	var unknown []string
	for _, name := range names {
		if no := w.refused(t, "ssm:GetParameters", w.ParameterARN(name)); no != "" {
			return begin + w.denial("SSM", "GetParameters", no)
		}
		if _, ok := w.Parameter(name); !ok {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		return begin + invalid + strings.Join(unknown, ",")
	}
	return ""
}
