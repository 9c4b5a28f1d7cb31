package awsclient

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	smithymiddleware "github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// endpointOf is where a service is, and the Region that a signature for it names.
func (c *Clients) endpointOf(ctx context.Context, s Service, region string) (*url.URL, string, error) {
	options := c.ECS.Options()
	fips := options.EndpointOptions.UseFIPSEndpoint == aws.FIPSEndpointStateEnabled
	dual := options.EndpointOptions.UseDualStackEndpoint == aws.DualStackEndpointStateEnabled
	host, signing, err := hostOf(ctx, s, region, fips, dual)
	if err != nil {
		return nil, "", err
	}
	own, _ := c.endpointFor(string(s))
	for _, set := range []string{own, c.neighbour(string(s)), aws.ToString(c.loaded.BaseEndpoint)} {
		if set != "" {
			at, err := url.Parse(set)
			return at, signing, err
		}
	}
	return &url.URL{Scheme: "https", Host: host}, signing, nil
}

// hostOf derives the host of a service from that of ECS, which the SDK knows for
// every partition. A test holds it to what the SDK's clients of the services say.
func hostOf(ctx context.Context, s Service, region string, fips, dual bool) (host, signing string, err error) {
	if s == SecretsManager && dual && !closed(region) {
		dual = false // its one host has addresses of both kinds
	}
	found, err := ecs.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx, ecs.EndpointParameters{
		Region: &region, UseFIPS: &fips, UseDualStack: &dual,
	})
	if err != nil {
		return "", "", err
	}
	first, rest, _ := strings.Cut(found.URI.Host, ".") // "ecs", or "ecs-fips"
	name, kind := s.Prefix(), strings.TrimPrefix(first, "ecs")
	switch {
	case s == IAM:
		return globalHost(region, kind, dual)
	case s == ECR && !dual:
		name = "api.ecr"
	case s != ECR && s != SecretsManager && !dual && strings.HasPrefix(region, "us-gov-"):
		kind = "" // the one host is FIPS's
	}
	return name + kind + "." + rest, region, nil
}

// globalHost is that of IAM, which a partition has one of (AWS General Reference,
// IAM endpoints and quotas).
func globalHost(region, kind string, dual bool) (host, signing string, err error) {
	switch {
	case closed(region):
		return "", "", fmt.Errorf("the endpoint of IAM in %s is not known", region)
	case strings.HasPrefix(region, "cn-") && dual:
		return "iam" + kind + ".global.api.amazonwebservices.com.cn", "cn-north-1", nil
	case strings.HasPrefix(region, "cn-"):
		return "iam.cn-north-1.amazonaws.com.cn", "cn-north-1", nil
	case strings.HasPrefix(region, "us-gov-") && dual:
		return "iam.us-gov.api.aws", "us-gov-west-1", nil
	case strings.HasPrefix(region, "us-gov-"):
		return "iam.us-gov.amazonaws.com", "us-gov-west-1", nil
	case dual:
		return "iam" + kind + ".global.api.aws", "us-east-1", nil
	}
	return "iam" + kind + ".amazonaws.com", "us-east-1", nil
}

// closed reports whether a Region is in an isolated partition, or in that of the
// European Sovereign Cloud.
func closed(region string) bool {
	return strings.Contains(region, "-iso") || strings.HasPrefix(region, "eusc-")
}

// sign signs each attempt anew, by the clock of AWS as far as an answer has told it.
func (c *Clients) sign(service, region string) smithymiddleware.FinalizeMiddleware {
	return smithymiddleware.FinalizeMiddlewareFunc("Signing", func(
		ctx context.Context, in smithymiddleware.FinalizeInput, next smithymiddleware.FinalizeHandler,
	) (out smithymiddleware.FinalizeOutput, metadata smithymiddleware.Metadata, err error) {
		request, ok := in.Request.(*smithyhttp.Request)
		if !ok || c.loaded.Credentials == nil {
			return out, metadata, &v4.SigningError{Err: errors.New("there is nothing to sign, or nothing to sign it with")}
		}
		found, err := c.loaded.Credentials.Retrieve(ctx)
		if err != nil {
			return out, metadata, &v4.SigningError{Err: err}
		}
		sum := sha256.New()
		if body := request.GetStream(); body != nil {
			if _, err = io.Copy(sum, body); err == nil {
				err = request.RewindStream()
			}
		}
		if err == nil {
			hash := hex.EncodeToString(sum.Sum(nil))
			at := time.Now().Add(time.Duration(c.skew.Load()))
			err = v4.NewSigner().SignHTTP(ctx, found, request.Request, hash, service, region, at)
		}
		if err != nil {
			return out, metadata, &v4.SigningError{Err: err}
		}
		out, metadata, err = next.HandleFinalize(ctx, in)
		if skew, ok := middleware.GetAttemptSkew(metadata); ok {
			c.skew.Store(int64(skew))
		}
		return out, metadata, err
	})
}
