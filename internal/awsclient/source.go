package awsclient

import (
	"cmp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
)

// Source is where a setting of AWS came from.
type Source struct{ Name, Value, From string }

// Sources say where Region, endpoint and credentials came from that AWS's own
// settings gave; what [Config] set is not among them. Credentials have no value here.
func (c *Clients) Sources() []Source {
	var out []Source
	if region := regionFrom(c.loaded); region != "" && c.config.Region == "" {
		out = append(out, Source{"region", c.loaded.Region, region})
	}
	if endpoint := aws.ToString(c.ECS.Options().BaseEndpoint); endpoint != "" && c.config.EndpointURL == "" {
		out = append(out, Source{"endpointUrl", endpoint, endpointFrom(c.loaded, endpoint)})
	}
	if c.credentials != "" {
		out = append(out, Source{"credentials", "", credentialsFrom(c.credentials)})
	}
	return out
}

func regionFrom(loaded aws.Config) string {
	for _, source := range loaded.ConfigSources {
		switch s := source.(type) {
		case config.EnvConfig:
			if s.Region != "" {
				return "AWS_REGION"
			}
		case config.SharedConfig:
			if s.Region != "" {
				return "~/.aws/config [" + cmp.Or(s.Profile, "default") + "]"
			}
		}
	}
	return ""
}

func endpointFrom(loaded aws.Config, endpoint string) string {
	for _, source := range loaded.ConfigSources {
		if env, ok := source.(config.EnvConfig); ok && env.BaseEndpoint == endpoint {
			return "AWS_ENDPOINT_URL"
		}
		if shared, ok := source.(config.SharedConfig); ok && shared.BaseEndpoint == endpoint {
			return "~/.aws/config [" + cmp.Or(shared.Profile, "default") + "]"
		}
	}
	return "AWS_ENDPOINT_URL_ECS"
}

// credentialsFrom says in words what the SDK calls the source of credentials.
func credentialsFrom(source string) string {
	name, file, _ := strings.Cut(source, ": ")
	switch name {
	case "EnvConfigCredentials":
		return "AWS_ACCESS_KEY_ID"
	case "SharedConfigCredentials":
		return cmp.Or(file, "~/.aws/credentials")
	case "SSOProvider":
		return "aws sso login"
	case "AssumeRoleProvider":
		return "an assumed role"
	case "WebIdentityCredentials":
		return "a web identity"
	case "EC2RoleProvider":
		return "the instance role"
	case "CredentialsEndpointProvider":
		return "the container role"
	case "ProcessProvider":
		return "credential_process"
	}
	return source
}
