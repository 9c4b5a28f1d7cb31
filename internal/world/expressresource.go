package world

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// expressRevision gives the task definition of a configuration and the port of
// its container, and registers it unless it is the customer's own; undo takes
// that back.
func (w *World) expressRevision(e *express, family string, conf *types.ExpressGatewayServiceConfiguration) (
	rev *revision, port int32, undo func(), err error,
) {
	if conf.PrimaryContainer == nil {
		rev, port, err = w.ownDefinition(conf.TaskDefinitionArn)
		if err == nil {
			conf.Cpu, conf.Memory = rev.def.Cpu, rev.def.Memory
			conf.ExecutionRoleArn, conf.TaskRoleArn = rev.def.ExecutionRoleArn, rev.def.TaskRoleArn
			if p := rev.def.RuntimePlatform; p != nil {
				conf.CpuArchitecture = types.ExpressCpuArchitecture(p.CpuArchitecture)
			}
		}
		return rev, port, func() {}, err
	}
	out, err := w.RegisterTaskDefinition(w.expressDefinition(e, family, conf))
	if err != nil {
		return nil, 0, nil, err
	}
	f := w.families[family]
	return f.revisions[out.TaskDefinition.Revision], *conf.PrimaryContainer.ContainerPort, func() {
		delete(f.revisions, f.last)
		f.last--
	}, nil
}

// balanceExpress makes the target groups of an Express service, or changes them.
func (w *World) balanceExpress(e *express, port int32, path string) {
	if e.rule == "" {
		id := w.hexID()
		e.rule = w.ARN("elasticloadbalancing", "listener-rule/app/express/"+id[:16]+"/"+id[16:]+"/"+w.hexID()[:16])
		for n := range e.groups {
			e.groups[n] = w.groupARN("express-" + w.hexID()[:16])
		}
	}
	for _, arn := range e.groups {
		w.PutTargetGroup(w.NewTargetGroup(TargetGroup{
			ARN: arn, Port: port, TargetType: "ip", HealthCheck: TargetHealthCheck{Path: path},
		}))
	}
}

// dropExpress removes what belongs to an Express service that is gone.
func (w *World) dropExpress(e *express) {
	for _, arn := range e.groups {
		w.RemoveTargetGroup(arn)
	}
}

// loadBalancers send the traffic to the port of the container.
func (e *express) loadBalancers(port int32) []types.LoadBalancer {
	return []types.LoadBalancer{{
		ContainerName: aws.String(expressContainer), ContainerPort: aws.Int32(port), TargetGroupArn: aws.String(e.groups[0]),
		AdvancedConfiguration: &types.AdvancedConfiguration{
			AlternateTargetGroupArn: aws.String(e.groups[1]), ProductionListenerRule: aws.String(e.rule),
			RoleArn: aws.String(e.role),
		},
	}}
}
