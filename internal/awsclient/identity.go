package awsclient

import (
	"context"
	"net/http"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// Identity is who asks.
type Identity struct{ Account, ARN string }

// Identity asks AWS who the credentials are of, which needs no permission (AWS STS API
// reference, GetCallerIdentity). The endpoint is the one that [Clients] describes. Its
// errors are those of a call: [Classify] sorts them.
func (c *Clients) Identity(ctx context.Context) (Identity, error) {
	var who struct {
		Account string `xml:"GetCallerIdentityResult>Account"`
		ARN     string `xml:"GetCallerIdentityResult>Arn"`
	}
	err := c.Ask(ctx, Request{Service: STS, Operation: "GetCallerIdentity", In: url.Values{}, Out: &who})
	return Identity{who.Account, who.ARN}, err
}

// Way is how ECS is reached: the URL of its endpoint, and that of the proxy between,
// "" where there is none. Neither has a user or a password in it.
type Way struct{ Endpoint, Proxy string }

// Way finds out what the SDK does with the next call. Its error is that of a Region and
// options for which there is no endpoint.
func (c *Clients) Way(ctx context.Context) (Way, error) {
	options := c.ECS.Options()
	endpoint := aws.ToString(options.BaseEndpoint)
	if endpoint == "" {
		found, err := ecs.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx, ecs.EndpointParameters{
			Region:       &options.Region,
			UseDualStack: aws.Bool(options.EndpointOptions.UseDualStackEndpoint == aws.DualStackEndpointStateEnabled),
			UseFIPS:      aws.Bool(options.EndpointOptions.UseFIPSEndpoint == aws.FIPSEndpointStateEnabled),
		})
		if err != nil {
			return Way{}, err
		}
		endpoint = found.URI.String()
	}
	at, err := url.Parse(endpoint)
	if err != nil {
		return Way{}, err
	}
	way := Way{Endpoint: bare(at)}
	if proxy, err := http.ProxyFromEnvironment(&http.Request{URL: at}); err == nil && proxy != nil {
		way.Proxy = bare(proxy)
	}
	return way, nil
}

// bare is a URL without who it names.
func bare(u *url.URL) string {
	out := *u
	out.User = nil
	return out.String()
}
