package awsclient

import (
	"context"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
)

// neighbour is the endpoint of another service, by its SDK id, or "" where the
// SDK's own rules find it. This is the one place that decides it.
//
// An endpoint that was set for that service alone (AWS_ENDPOINT_URL_<SERVICE>, or
// services in the shared configuration file) is the SDK's business. Otherwise, an
// endpoint that ECS was given, by the flag, by the settings or by
// AWS_ENDPOINT_URL_ECS, is that of its neighbours too: who simulates ECS, or has
// put a proxy in its place, must not find real calls in AWS. Only an endpoint of
// AWS itself, such as one in a VPC or with FIPS, says nothing about others.
func (c *Clients) neighbour(id string) string {
	ecs := aws.ToString(c.ECS.Options().BaseEndpoint)
	if _, named := c.endpointFor(id); ecs == "" || ownedByAWS(ecs) || named {
		return ""
	}
	return ecs
}

// endpointFor is the endpoint that was set for the service of this SDK id, by what
// the SDK would take it from: AWS_ENDPOINT_URL goes before the shared file.
func (c *Clients) endpointFor(id string) (endpoint string, ok bool) {
	for _, source := range c.loaded.ConfigSources {
		if s, ok := source.(interface {
			GetIgnoreConfiguredEndpoints(context.Context) (bool, bool, error)
		}); ok {
			if ignored, found, err := s.GetIgnoreConfiguredEndpoints(context.Background()); err == nil && found {
				if ignored {
					return "", false
				}
				break
			}
		}
	}
	for _, source := range c.loaded.ConfigSources {
		if s, ok := source.(interface {
			GetServiceBaseEndpoint(context.Context, string) (string, bool, error)
		}); ok {
			if at, found, err := s.GetServiceBaseEndpoint(context.Background(), id); err == nil && found {
				return at, true
			}
		}
		if env, ok := source.(config.EnvConfig); ok && env.BaseEndpoint != "" {
			return "", false
		}
	}
	return "", false
}

// ownedByAWS reports whether an endpoint is one of AWS's own.
func ownedByAWS(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	host := "." + strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	for _, domain := range []string{".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn"} {
		if strings.HasSuffix(host, domain) {
			return true
		}
	}
	return false
}
