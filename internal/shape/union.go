package shape

import (
	"fmt"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// variants are the structs that wrap the members of the API's unions. A union
// is a Go interface, from which reflection cannot find them. A test compares
// the table with the schemas.
var variants = map[reflect.Type]map[string]reflect.Type{
	reflect.TypeFor[types.SharingStrategy](): {
		"nvidiaMps": reflect.TypeFor[types.SharingStrategyMemberNvidiaMps](),
	},
	reflect.TypeFor[types.ServiceConnectContainerConfiguration](): {
		"logLevel": reflect.TypeFor[types.ServiceConnectContainerConfigurationMemberLogLevel](),
	},
	reflect.TypeFor[types.GatewayConfiguration](): {
		"hostSharedAlb": reflect.TypeFor[types.GatewayConfigurationMemberHostSharedAlb](),
	},
	reflect.TypeFor[types.UpdateGatewayConfiguration](): {
		"hostSharedAlb": reflect.TypeFor[types.UpdateGatewayConfigurationMemberHostSharedAlb](),
	},
	reflect.TypeFor[types.DescribeGatewayConfiguration](): {
		"hostSharedAlb": reflect.TypeFor[types.DescribeGatewayConfigurationMemberHostSharedAlb](),
	},
	reflect.TypeFor[types.GatewayConnectionResources](): {
		"hostSharedAlb": reflect.TypeFor[types.GatewayConnectionResourcesMemberHostSharedAlb](),
	},
	reflect.TypeFor[types.GatewayElbAccessLogDestination](): {
		"s3": reflect.TypeFor[types.GatewayElbAccessLogDestinationMemberS3](),
	},
	reflect.TypeFor[types.GatewayInfrastructureResources](): {
		"hostSharedAlb": reflect.TypeFor[types.GatewayInfrastructureResourcesMemberHostSharedAlb](),
	},
	reflect.TypeFor[types.GatewayRouteResources](): {
		"hostSharedAlb": reflect.TypeFor[types.GatewayRouteResourcesMemberHostSharedAlb](),
	},
}

// variantOf finds the struct that wraps a member of a union. Its one exported
// field is named Value.
func variantOf(union reflect.Type, m *member) (reflect.Type, error) {
	wrapper, ok := variants[union][m.name]
	if !ok {
		return nil, fmt.Errorf("shape: the member %s of the union %s is not in the table", m.name, union)
	}
	value, ok := wrapper.FieldByName("Value")
	if !ok {
		return nil, fmt.Errorf("shape: %s has no field Value", wrapper)
	}
	m.variant, m.field = wrapper, value.Index[0]
	return value.Type, nil
}
