package awsclient

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	smithyendpoints "github.com/aws/smithy-go/endpoints"
)

// The hosts are those that the SDK's own clients of the services find, with the
// Regions to sign for.
func TestHostsAreTheSDKs(t *testing.T) {
	t.Parallel()
	sdks := map[Service]func(region string, fips bool) (smithyendpoints.Endpoint, error){
		ECR: func(region string, fips bool) (smithyendpoints.Endpoint, error) {
			return ecr.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(),
				ecr.EndpointParameters{Region: &region, UseFIPS: &fips})
		},
		SecretsManager: func(region string, fips bool) (smithyendpoints.Endpoint, error) {
			return secretsmanager.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(),
				secretsmanager.EndpointParameters{Region: &region, UseFIPS: &fips})
		},
		SSM: func(region string, fips bool) (smithyendpoints.Endpoint, error) {
			return ssm.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(),
				ssm.EndpointParameters{Region: &region, UseFIPS: &fips})
		},
		IAM: func(region string, fips bool) (smithyendpoints.Endpoint, error) {
			return iam.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(),
				iam.EndpointParameters{Region: &region, UseFIPS: &fips})
		},
	}
	for _, region := range []string{
		"eu-west-1", "us-east-1", "ca-west-1", "cn-north-1", "cn-northwest-1", "us-gov-west-1", "us-gov-east-1",
		"us-iso-east-1", "us-isob-east-1", "eusc-de-east-1",
	} {
		for service, sdk := range sdks {
			for _, fips := range []bool{false, true} {
				want, err := sdk(region, fips)
				if err != nil {
					t.Fatal(err)
				}
				got, _, err := hostOf(t.Context(), service, region, fips)
				switch {
				case service == IAM && (fips && region[:3] == "cn-" || err != nil && (strings.Contains(region, "-iso") || region[:4] == "eusc")):
					// IAM has no host for FIPS in China, and its hosts in the closed partitions nobody needs.
				case err != nil || got != want.URI.Host:
					t.Errorf("%s in %s, fips %t: %s, %v; the SDK has %s", service, region, fips, got, err, want.URI.Host)
				}
			}
		}
	}
}
