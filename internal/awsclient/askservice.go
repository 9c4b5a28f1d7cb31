package awsclient

// Service is a service of AWS of which so little is asked that the SDK's client of
// it is not worth what it weighs, above all at every start. The SDK's own stack sends
// the requests all the same, with its credentials, signatures and retries.
type Service string

// The services that [Clients.Ask] knows, by the SDK's ids.
const (
	AutoScaling    Service = "Application Auto Scaling"
	ECR            Service = "ECR"
	LoadBalancing  Service = "Elastic Load Balancing v2"
	Logs           Service = "CloudWatch Logs"
	SecretsManager Service = "Secrets Manager"
	SSM            Service = "SSM"
	IAM            Service = "IAM"
	STS            Service = "STS"
)

// wire is how a service is spoken to.
type wire struct {
	// prefix is that of the service's hosts, the name that signatures are made for.
	prefix string
	// target begins the X-Amz-Target of AWS JSON 1.1, "" for the Query protocol.
	target string
	// version names the API in the Query protocol.
	version string
}

func (s Service) wire() wire {
	switch s {
	case AutoScaling:
		return wire{prefix: "application-autoscaling", target: "AnyScaleFrontendService."}
	case ECR:
		return wire{prefix: "ecr", target: "AmazonEC2ContainerRegistry_V20150921."}
	case Logs:
		return wire{prefix: "logs", target: "Logs_20140328."}
	case SecretsManager:
		return wire{prefix: "secretsmanager", target: "secretsmanager."}
	case SSM:
		return wire{prefix: "ssm", target: "AmazonSSM."}
	case LoadBalancing:
		return wire{prefix: "elasticloadbalancing", version: "2015-12-01"}
	case STS:
		return wire{prefix: "sts", version: "2011-06-15"}
	default:
		return wire{prefix: "iam", version: "2010-05-08"}
	}
}

// Prefix is that of the service's actions in policies; it is the name of the service
// in signatures and hosts too.
func (s Service) Prefix() string { return s.wire().prefix }
