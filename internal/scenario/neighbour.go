package scenario

import (
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// What ECS's neighbours keep. Each may be listed, or be set in a timeline.
type (
	targetGroup struct{ world.TargetGroup }
	role        struct{ world.Role }
	secret      struct{ world.Secret }
	parameter   struct{ world.Parameter }
	logGroup    struct{ world.LogGroup }
	repository  struct{ world.Repository }
	scalable    struct{ world.ScalableTarget }
)

func (g *targetGroup) do(w *world.World) error {
	w.AddTargetGroup(g.TargetGroup)
	return nil
}

func (r *role) do(w *world.World) error {
	w.AddRole(r.Role)
	return nil
}

func (s *secret) do(w *world.World) error {
	w.AddSecret(s.Secret)
	return nil
}

func (p *parameter) do(w *world.World) error {
	w.AddParameter(p.Parameter)
	return nil
}

func (g *logGroup) do(w *world.World) error {
	w.AddLogGroup(g.LogGroup)
	return nil
}

func (r *repository) do(w *world.World) error {
	w.AddRepository(r.Repository)
	return nil
}

func (s *scalable) do(w *world.World) error {
	w.AddScalableTarget(s.ScalableTarget)
	return nil
}

// named is the key of a thing's name.
func named(doc string) shape.Key {
	return shape.Key{Name: "name", Field: "Name", Required: true, Doc: doc}
}

// arn is the key of a thing's ARN.
var arn = shape.Key{Name: "arn", Field: "ARN", Doc: "Its ARN, made of the name if it is not said."}

var targetGroupTable = shape.Table{
	Name: "TargetGroup",
	Doc:  "A target group of a load balancer.",
	Keys: []shape.Key{
		named("Its name."), arn,
		{Name: "port", Field: "Port", Least: 1, Most: 65535, Doc: "The port of the targets: 80 if it is not said."},
		{
			Name: "protocol", Field: "Protocol", Values: []string{"HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP"},
			Doc: "HTTP if it is not said.",
		},
		{
			Name: "targetType", Field: "TargetType", Values: []string{"instance", "ip"},
			Doc: "What the targets are: ip if it is not said.",
		},
		{Name: "vpc", Field: "VPC", Doc: "The id of its VPC."},
		{Name: "healthCheck", Field: "HealthCheck", Of: &targetCheckTable, Doc: "How its targets are checked."},
		{
			Name: "deregistrationDelay", Field: "DeregistrationDelay", Least: 0, Most: day,
			Doc: "How long the connections of a target drain: that of options if it is not said.",
		},
		{Name: "loadBalancers", Field: "LoadBalancers", Doc: "The ARNs of those that send requests to it."},
	},
}

var targetCheckTable = shape.Table{
	Name: "TargetHealthCheck",
	Doc:  "How a load balancer checks the targets of a group.",
	Keys: []shape.Key{
		{
			Name: "interval", Field: "Interval", Least: second, Most: 300 * second,
			Doc: "How often: every 30s if it is not said.",
		},
		{
			Name: "timeout", Field: "Timeout", Least: second, Most: 120 * second,
			Doc: "How long an answer may take: 5s if it is not said.",
		},
		{
			Name: "healthyThreshold", Field: "Healthy", Least: 2, Most: 10,
			Doc: "How many successes in a row make an unhealthy target healthy: 5 if it is not said.",
		},
		{
			Name: "unhealthyThreshold", Field: "Unhealthy", Least: 2, Most: 10,
			Doc: "How many failures in a row make a target unhealthy: 2 if it is not said.",
		},
		{Name: "protocol", Field: "Protocol", Values: []string{"HTTP", "HTTPS", "TCP"}, Doc: "HTTP if it is not said."},
		{Name: "port", Field: "Port", Doc: "A port, or traffic-port, which it is if it is not said."},
		{Name: "path", Field: "Path", Doc: "What is asked for: / if it is not said."},
		{Name: "matcher", Field: "Matcher", Doc: "The codes that count as a success: 200 if it is not said."},
	},
}

var roleTable = shape.Table{
	Name: "Role",
	Doc:  "An IAM role that ECS can assume for a task.",
	Keys: []shape.Key{
		named("Its name."), arn,
		{Name: "trusts", Field: "Trusts", Doc: "The service that may have it: ecs-tasks.amazonaws.com if it is not said."},
		{
			Name: "denies", Field: "Denies",
			Doc: "The actions that it does not allow, such as secretsmanager:GetSecretValue or ecr:*; all " +
				"others it does.",
		},
	},
}

var secretTable = shape.Table{
	Name: "Secret",
	Doc:  "A secret of Secrets Manager.",
	Keys: []shape.Key{named("Its name."), arn, {Name: "value", Field: "Value", Secret: true, Doc: "Its text."}},
}

var parameterTable = shape.Table{
	Name: "Parameter",
	Doc:  "A parameter of the Systems Manager Parameter Store.",
	Keys: []shape.Key{
		named("Its full name, such as /web/password."),
		{
			Name: "type", Field: "Type", Values: []string{"String", "StringList", "SecureString"},
			Doc: "SecureString if it is not said.",
		},
		{Name: "value", Field: "Value", Secret: true, Doc: "Its text."},
	},
}

var logGroupTable = shape.Table{
	Name: "LogGroup",
	Doc:  "A log group of CloudWatch Logs.",
	Keys: []shape.Key{
		named("Its name."),
		{
			Name: "retentionInDays", Field: "Retention", Least: 1, Most: 3653,
			Doc: "How many days its events are kept: for ever if it is not said.",
		},
	},
}

var repositoryTable = shape.Table{
	Name: "Repository",
	Doc:  "A repository of the account's registry in ECR, with all its images.",
	Keys: []shape.Key{
		named("Its name."),
		{Name: "images", Field: "Images", Of: &repositoryImageTable, Doc: "The images in it."},
	},
}

var repositoryImageTable = shape.Table{
	Name: "RepositoryImage",
	Doc:  "An image in a repository.",
	Keys: []shape.Key{
		{Name: "tags", Field: "Tags", Doc: "Its tags."},
		{Name: "digest", Field: "Digest", Doc: "Its digest, sha256:…, made of the first tag if it is not said."},
		{Name: "size", Field: "Size", Least: 0, Most: 1 << 50, Doc: "Its size in bytes."},
	},
}

var scalableTable = shape.Table{
	Name: "ScalableTarget",
	Doc:  "A service whose desired count Application Auto Scaling may change.",
	Keys: []shape.Key{
		{Name: "cluster", Field: "Cluster", Required: true, Doc: "The name of its cluster."},
		{Name: "service", Field: "Service", Required: true, Doc: "The name of the service."},
		{Name: "min", Field: "Min", Least: 0, Most: maxInt32, Doc: "The least desired count."},
		{Name: "max", Field: "Max", Required: true, Least: 0, Most: maxInt32, Doc: "The largest desired count."},
		{Name: "role", Field: "Role", Doc: "The ARN of the role that does it: the service-linked one if it is not said."},
	},
}
