package forecast_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/world"
)

// small is an instance with room for 1024 CPU units and 1000 MiB.
func small(id string) world.Instance { return world.Instance{ID: id, CPU: 1024, Memory: 1000} }

// Changes of a definition and of a service.
func awsvpc(in *ecs.RegisterTaskDefinitionInput) {
	in.NetworkMode = types.NetworkModeAwsvpc
	for n := range in.ContainerDefinitions[0].PortMappings {
		in.ContainerDefinitions[0].PortMappings[n].HostPort = nil
	}
}

func sized(cpu, memory string) func(*ecs.RegisterTaskDefinitionInput) {
	return func(in *ecs.RegisterTaskDefinitionInput) {
		awsvpc(in)
		in.Cpu, in.Memory = &cpu, &memory
		in.RequiresCompatibilities = []types.Compatibility{types.CompatibilityFargate}
	}
}

func member(expression string) func(*ecs.RegisterTaskDefinitionInput) {
	return func(in *ecs.RegisterTaskDefinitionInput) {
		in.PlacementConstraints = []types.TaskDefinitionPlacementConstraint{{
			Type: types.TaskDefinitionPlacementConstraintTypeMemberOf, Expression: &expression,
		}}
	}
}

func network() *types.NetworkConfiguration {
	return &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}
}

func fargate(in *ecs.CreateServiceInput) {
	in.LaunchType, in.NetworkConfiguration = types.LaunchTypeFargate, network()
}

func distinct(in *ecs.CreateServiceInput) {
	in.PlacementConstraints = []types.PlacementConstraint{{Type: types.PlacementConstraintTypeDistinctInstance}}
}

func daemon(in *ecs.CreateServiceInput) {
	in.SchedulingStrategy, in.DesiredCount = types.SchedulingStrategyDaemon, nil
}

func breaker(rollback bool) func(*ecs.UpdateServiceInput) {
	return func(in *ecs.UpdateServiceInput) {
		in.DeploymentConfiguration = &types.DeploymentConfiguration{
			DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true, Rollback: rollback},
		}
	}
}

// drain has an instance drain, or with "" all.
func (l *lab) drain(id string) {
	l.t.Helper()
	list, err := l.client.ListContainerInstances(l.t.Context(), &ecs.ListContainerInstancesInput{})
	l.must(err)
	out, err := l.client.DescribeContainerInstances(l.t.Context(), &ecs.DescribeContainerInstancesInput{
		ContainerInstances: list.ContainerInstanceArns,
	})
	l.must(err)
	var arns []string
	for _, i := range out.ContainerInstances {
		if id == "" || id == aws.ToString(i.Ec2InstanceId) {
			arns = append(arns, *i.ContainerInstanceArn)
		}
	}
	_, err = l.client.UpdateContainerInstancesState(l.t.Context(), &ecs.UpdateContainerInstancesStateInput{
		ContainerInstances: arns, Status: types.ContainerInstanceStatusDraining,
	})
	l.must(err)
}

// tenant is another service, that takes room.
func (l *lab) tenant(memory, desired int32) {
	l.t.Helper()
	def := definition(memory, 0)
	def.Family = aws.String("tenant")
	l.create(def, desired, 100, 200, func(in *ecs.CreateServiceInput) { in.ServiceName = aws.String("tenant") })
}

func cases() []deployCase {
	return []deployCase{
		{
			name:   "no instance has memory for one more",
			before: func(l *lab) { l.grow(small("i-1"), small("i-2")); l.create(definition(600, 0), 2, 100, 200) },
			change: to(definition(600, 0)), verdict: forecast.Blocked, cause: "no-capacity",
			says:  []string{"a new task of web:2 needs 0 CPU units and 600 MiB; of 2 instances that take tasks the closest, i-1, had 1024 and 400 left"},
			fixes: []string{"minimumHealthyPercent: 50", "memory: 400", "one more instance like i-1", "desiredCount: 1"},
		},
		{
			name: "other services take the memory",
			before: func(l *lab) {
				l.grow(small("i-1"), small("i-2"))
				l.tenant(700, 2)
				l.create(definition(200, 0), 2, 100, 200)
			},
			change: to(definition(200, 0)), verdict: forecast.Blocked, cause: "no-capacity",
			fixes: []string{"minimumHealthyPercent: 50", "memory: 100", "one more instance like i-1", "desiredCount: 1"},
		},
		{
			name: "one instance lacks memory and another the port",
			before: func(l *lab) {
				l.grow(small("i-1"))
				l.create(definition(100, 80), 1, 100, 200)
				l.grow(world.Instance{ID: "i-2", CPU: 1024, Memory: 300})
			},
			change: to(definition(600, 80)), verdict: forecast.Blocked, cause: "port-conflict",
			says: []string{
				"a new task of web:2 needs host port 80, which is taken on 1 of 2 instances: on i-1",
				"it may also come to no-capacity",
			},
			fixes: []string{"hostPort: 0", "minimumHealthyPercent: 0", "memory: 300", "one more instance like i-1"},
		},
		{
			name:   "a task too large for any instance",
			before: func(l *lab) { l.grow(small("i-1"), small("i-2")); l.create(definition(100, 0), 2, 50, 200) },
			change: to(definition(1200, 0)), verdict: forecast.Blocked, cause: "no-capacity",
			says:  []string{"a new task of web:2 needs 0 CPU units and 1200 MiB; the largest instance has 1024 and 1000 in all"},
			fixes: []string{"memory: 1000"},
		},
		{
			name: "no instance has CPU for one more",
			before: func(l *lab) {
				l.grow(small("i-1"))
				l.create(definition(100, 0, cpu(600)), 1, 100, 200)
			},
			change: to(definition(100, 0, cpu(600))), verdict: forecast.Blocked, cause: "no-capacity",
			fixes: []string{"minimumHealthyPercent: 0", "cpu: 424", "one more instance like i-1"},
		},
		{
			name:   "each instance has its task, and tasks keep apart",
			before: func(l *lab) { l.grow(small("i-1"), small("i-2")); l.create(definition(100, 0), 2, 100, 200, distinct) },
			change: to(definition(100, 0)), verdict: forecast.Blocked, cause: "missing-attribute",
			says:  []string{"distinctInstance"},
			fixes: []string{"minimumHealthyPercent: 50", "one more instance like i-1", "placementConstraints: []", "desiredCount: 1"},
		},
		{
			name: "tasks that keep apart and one instance more settle",
			before: func(l *lab) {
				l.grow(small("i-1"), small("i-2"), small("i-3"))
				l.create(definition(100, 0), 2, 100, 200, distinct)
			},
			change: to(definition(100, 0)), verdict: forecast.Settles,
			says: []string{"2 waves of 1", "1 extra task fits: there is room for 1 on 1 of 3 instances"},
		},
		{
			name:   "no instance is what a constraint wants",
			before: func(l *lab) { l.grow(small("i-1")); l.create(definition(100, 0), 1, 100, 200) },
			change: to(definition(100, 0, member("attribute:stack == blue"))), verdict: forecast.Blocked, cause: "missing-attribute",
			says:  []string{"no instance is a member of what a placement constraint (memberOf) wants for web:2"},
			fixes: []string{"placementConstraints: []"},
		},
		{
			name: "an instance is what a constraint wants",
			before: func(l *lab) {
				blue := small("i-2")
				blue.Attributes = map[string]string{"stack": "blue"}
				l.grow(small("i-1"), blue)
				l.create(definition(100, 0), 1, 100, 200)
			},
			change: to(definition(100, 0, member("attribute:stack == blue"))), verdict: forecast.Settles,
		},
		{
			name:   "minimum and maximum of 100 leave no move",
			before: func(l *lab) { l.grow(small("i-1"), small("i-2")); l.create(definition(100, 0), 2, 100, 100) },
			change: to(definition(100, 0)), verdict: forecast.Blocked, cause: "config-deadlock",
			says:  []string{"ECS keeps 2 of 2 tasks running and may run 2: it may neither stop an old task nor start a new one"},
			fixes: []string{"minimumHealthyPercent: 50", "maximumPercent: 150"},
		},
		{
			name:   "one task and a maximum of 150 leave no move",
			before: func(l *lab) { l.grow(small("i-1")); l.create(definition(100, 0), 1, 100, 150) },
			change: to(definition(100, 0)), verdict: forecast.Blocked, cause: "config-deadlock",
			fixes: []string{"minimumHealthyPercent: 0", "maximumPercent: 200"},
		},
		{
			name:   "a cpu and a memory that Fargate does not have",
			before: func(l *lab) { l.create(definition(100, 0, sized("256", "512")), 1, 100, 200, fargate) },
			change: to(definition(100, 0, sized("512", "768"))), verdict: forecast.Blocked, cause: forecast.CauseRefused,
			says: []string{"ECS would refuse it: No Fargate configuration exists for given values"}, fixes: []string{"memory: 1024"},
		},
		{
			name:   "another size of Fargate",
			before: func(l *lab) { l.create(definition(100, 0, sized("256", "512")), 2, 100, 200, fargate) },
			change: to(definition(100, 0, sized("512", "1024"))), verdict: forecast.Settles,
			says: []string{"one wave of 2"},
		},
		{
			name: "daemons leave instances that drain",
			before: func(l *lab) {
				l.grow(small("i-1"), small("i-2"), small("i-3"))
				l.create(definition(100, 80), 0, 50, 100, daemon)
				l.drain("i-2")
			},
			change: to(definition(100, 80)), verdict: forecast.Settles,
			warns: []string{"for a while only 1 of 2 tasks run"},
		},
		{
			name: "one daemon that must not stop",
			before: func(l *lab) {
				l.grow(small("i-1"))
				l.create(definition(100, 80), 0, 100, 100, daemon)
			},
			change: to(definition(100, 80)), verdict: forecast.Blocked, cause: "config-deadlock",
			fixes: []string{"minimumHealthyPercent: 0"},
		},
		{
			name: "all instances drain",
			before: func(l *lab) {
				l.grow(small("i-1"), small("i-2"))
				l.create(definition(100, 0), 1, 100, 200)
				l.drain("")
			},
			change: to(definition(100, 0)), verdict: forecast.Blocked, cause: "no-instances",
			says:  []string{"the cluster has no instance that takes tasks: i-1 is DRAINING, i-2 is DRAINING"},
			fixes: []string{"i-1 back to ACTIVE"},
		},
		{
			name: "the only agent is not connected",
			before: func(l *lab) {
				l.grow(small("i-1"))
				l.create(definition(100, 0), 1, 100, 200)
				l.change(func(w *world.World) { _ = w.SetAgentConnected("i-1", false) })
			},
			change: to(definition(100, 0)), verdict: forecast.Blocked, cause: "agent-down",
			says: []string{"the container agent of i-1 is not connected"}, fixes: []string{"the agent of i-1 connected again"},
		},
		{
			name: "a target group of instances for tasks with an address of their own",
			before: func(l *lab) {
				l.grow(small("i-1"))
				group := ""
				l.change(func(w *world.World) { group = w.AddTargetGroup(world.TargetGroup{Name: "web", TargetType: "instance"}) })
				l.create(definition(100, 0), 1, 100, 200, func(in *ecs.CreateServiceInput) {
					in.LoadBalancers = []types.LoadBalancer{{
						TargetGroupArn: &group, ContainerName: aws.String("app"), ContainerPort: aws.Int32(80),
					}}
				})
			},
			change:  to(definition(100, 0, awsvpc), func(in *ecs.UpdateServiceInput) { in.NetworkConfiguration = network() }),
			verdict: forecast.Blocked, cause: forecast.CauseRefused,
			says: []string{"has target type instance, which is incompatible with the awsvpc network mode"},
		},
		{
			name: "a protected task holds the end back",
			before: func(l *lab) {
				l.grow(small("i-1"))
				l.create(definition(100, 0), 1, 100, 200)
				l.protect(30)
			},
			change: to(definition(100, 0)), verdict: forecast.Settles,
			warns: []string{"): the rollout cannot end before Jan 1 00:4"},
		},
		{
			name: "nothing to roll back to",
			before: func(l *lab) {
				l.grow(small("i-1"))
				l.change(func(w *world.World) {
					w.SetImage("shop/web:1", world.Image{PullError: "CannotPullContainerError: not found"})
				})
				l.create(definition(100, 0), 1, 100, 200)
				l.change(func(w *world.World) { w.SetImage("shop/web:1", world.Image{}) })
			},
			change: to(definition(100, 0), breaker(true)), verdict: forecast.Settles,
			warns: []string{"no deployment of the service has completed: there is none to roll back to"},
		},
		{
			name: "four tasks, two at a time",
			before: func(l *lab) {
				l.grow(small("i-1"), small("i-2"), small("i-3"))
				l.create(definition(200, 0), 4, 100, 150)
			},
			change: to(definition(200, 0), breaker(true)), verdict: forecast.Settles,
			says: []string{"ECS keeps at least 4 tasks running and may run up to 6: 2 waves of 2", "2 extra tasks fit: there is room for"},
		},
		{
			name: "a rollout in the place of one that is stuck",
			before: func(l *lab) {
				l.grow(small("i-1"))
				l.create(definition(100, 80), 1, 100, 200)
				_, err := l.deploy(to(definition(100, 80)))
				l.must(err)
				l.pass(time.Minute)
			},
			change: to(definition(100, 0)), verdict: forecast.Settles,
		},
		{
			name:    "only the number of tasks changes",
			before:  func(l *lab) { l.grow(small("i-1")); l.create(definition(100, 0), 1, 100, 200) },
			change:  forecast.Change{Update: ecs.UpdateServiceInput{Service: aws.String("web"), DesiredCount: aws.Int32(3)}},
			verdict: forecast.Settles, says: []string{"one wave of 2"},
		},
	}
}

func cpu(units int32) func(*ecs.RegisterTaskDefinitionInput) {
	return func(in *ecs.RegisterTaskDefinitionInput) { in.ContainerDefinitions[0].Cpu = units }
}

// protect protects all tasks of the service.
func (l *lab) protect(minutes int32) {
	l.t.Helper()
	list, err := l.client.ListTasks(l.t.Context(), &ecs.ListTasksInput{ServiceName: aws.String("web")})
	l.must(err)
	if len(list.TaskArns) == 0 {
		return
	}
	_, err = l.client.UpdateTaskProtection(l.t.Context(), &ecs.UpdateTaskProtectionInput{
		Cluster: aws.String("default"), Tasks: list.TaskArns, ProtectionEnabled: true, ExpiresInMinutes: &minutes,
	})
	l.must(err)
}

// Each is forecast from the live API of the simulator, and then deployed there.
func TestDeploys(t *testing.T) {
	t.Parallel()
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) { t.Parallel(); c.run(t) })
	}
}
