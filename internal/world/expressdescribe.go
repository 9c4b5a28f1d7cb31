package world

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// expressStatus is the status of an Express service: that of the service. API
// reference, ExpressGatewayServiceStatus.
func (s *service) expressStatus() *types.ExpressGatewayServiceStatus {
	return &types.ExpressGatewayServiceStatus{StatusCode: types.ExpressGatewayServiceStatusCode(s.status)}
}

// describeExpress is an Express service as the API shows it. API reference,
// ECSExpressGatewayService.
func (w *World) describeExpress(s *service, tags bool) *types.ECSExpressGatewayService {
	out := &types.ECSExpressGatewayService{
		Cluster: aws.String(s.cluster.name), ServiceName: aws.String(s.name), ServiceArn: aws.String(s.arn),
		InfrastructureRoleArn: aws.String(s.express.role), Status: s.expressStatus(), CreatedAt: aws.Time(s.created),
		UpdatedAt: aws.Time(s.express.updated), ActiveConfigurations: []types.ExpressGatewayServiceConfiguration{},
	}
	if tags {
		out.Tags = append([]types.Tag{}, s.tags...)
	}
	if s.status == inactive {
		return out
	}
	if r := s.records[0]; !r.over() {
		out.CurrentDeployment = aws.String(r.arn)
	}
	for _, d := range s.deployments {
		if conf, ok := s.express.byRevision[d.digits]; ok {
			out.ActiveConfigurations = append(out.ActiveConfigurations, conf)
		}
	}
	return out
}

// management is who manages what belongs to the service. API reference, Service,
// resourceManagementType.
func (s *service) management() types.ResourceManagementType {
	if s.express != nil {
		return types.ResourceManagementTypeEcs
	}
	return types.ResourceManagementTypeCustomer
}
