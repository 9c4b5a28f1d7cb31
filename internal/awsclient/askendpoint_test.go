package awsclient

import (
	"testing"

	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	smithyendpoints "github.com/aws/smithy-go/endpoints"
)

// place is what an endpoint is found by.
type place struct {
	region     string
	fips, dual bool
}

// The hosts are those that the SDK's own clients of the services find, with the
// Regions to sign for.
func TestHostsAreTheSDKs(t *testing.T) {
	t.Parallel()
	sdks := map[Service]func(p place) (smithyendpoints.Endpoint, error){
		AutoScaling: func(p place) (smithyendpoints.Endpoint, error) {
			return scaling.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(),
				scaling.EndpointParameters{Region: &p.region, UseFIPS: &p.fips, UseDualStack: &p.dual})
		},
		ECR: func(p place) (smithyendpoints.Endpoint, error) {
			return ecr.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(),
				ecr.EndpointParameters{Region: &p.region, UseFIPS: &p.fips, UseDualStack: &p.dual})
		},
		Logs: func(p place) (smithyendpoints.Endpoint, error) {
			return cloudwatchlogs.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(),
				cloudwatchlogs.EndpointParameters{Region: &p.region, UseFIPS: &p.fips, UseDualStack: &p.dual})
		},
		LoadBalancing: func(p place) (smithyendpoints.Endpoint, error) {
			return elb.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(),
				elb.EndpointParameters{Region: &p.region, UseFIPS: &p.fips, UseDualStack: &p.dual})
		},
		SecretsManager: func(p place) (smithyendpoints.Endpoint, error) {
			return secretsmanager.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(),
				secretsmanager.EndpointParameters{Region: &p.region, UseFIPS: &p.fips, UseDualStack: &p.dual})
		},
		SSM: func(p place) (smithyendpoints.Endpoint, error) {
			return ssm.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(),
				ssm.EndpointParameters{Region: &p.region, UseFIPS: &p.fips, UseDualStack: &p.dual})
		},
		IAM: func(p place) (smithyendpoints.Endpoint, error) {
			return iam.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(),
				iam.EndpointParameters{Region: &p.region, UseFIPS: &p.fips, UseDualStack: &p.dual})
		},
		STS: func(p place) (smithyendpoints.Endpoint, error) {
			return sts.NewDefaultEndpointResolverV2().ResolveEndpoint(t.Context(),
				sts.EndpointParameters{Region: &p.region, UseFIPS: &p.fips, UseDualStack: &p.dual, UseGlobalEndpoint: new(bool)})
		},
	}
	regions := []string{
		"eu-west-1", "us-east-1", "ca-west-1", "cn-north-1", "cn-northwest-1", "us-gov-west-1", "us-gov-east-1",
		"us-iso-east-1", "us-isob-east-1", "eusc-de-east-1",
	}
	for service, sdk := range sdks {
		for _, region := range regions {
			for _, p := range []place{{region, false, false}, {region, true, false}, {region, false, true}, {region, true, true}} {
				want, err := sdk(p)
				got, _, gotErr := hostOf(t.Context(), service, p.region, p.fips, p.dual)
				switch {
				case region[:3] == "cn-" && p.fips && (service == IAM || service == SecretsManager):
					// China has no FIPS: the SDK makes these hosts up.
				case service == IAM && gotErr != nil && closed(region):
					// Nobody needs those of the closed partitions.
				case err != nil && gotErr != nil: // neither knows one
				case err != nil || gotErr != nil || got != want.URI.Host:
					t.Errorf("%s in %+v: %s, %v; the SDK has %s, %v", service, p, got, gotErr, want.URI.Host, err)
				}
			}
		}
	}
}
