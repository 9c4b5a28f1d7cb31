package world

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// onFargateNow makes a request one for Fargate.
func onFargateNow(in *ecs.RegisterTaskDefinitionInput) {
	in.NetworkMode, in.Cpu, in.Memory = types.NetworkModeAwsvpc, aws.String("256"), aws.String("512")
	in.RequiresCompatibilities = []types.Compatibility{types.CompatibilityFargate}
}

// TestRangesOfADefinition tries values at the edge and just beyond it; an empty
// text means that the value is taken.
func TestRangesOfADefinition(t *testing.T) {
	type in = *ecs.RegisterTaskDefinitionInput
	type container = *types.ContainerDefinition
	check := func(change func(*types.HealthCheck)) func(in, container) {
		return func(_ in, c container) {
			c.HealthCheck = &types.HealthCheck{Command: []string{"CMD", "true"}}
			change(c.HealthCheck)
		}
	}
	restart := func(change func(*types.ContainerRestartPolicy)) func(in, container) {
		return func(_ in, c container) {
			c.RestartPolicy = &types.ContainerRestartPolicy{Enabled: aws.Bool(true)}
			change(c.RestartPolicy)
		}
	}
	ports := func(mappings ...types.PortMapping) func(in, container) {
		return func(_ in, c container) { c.PortMappings = mappings }
	}
	span := func(text string) types.PortMapping { return types.PortMapping{ContainerPortRange: &text} }
	second := func(in in, c container) container {
		other := *c
		other.Name = aws.String("other")
		in.ContainerDefinitions = append(in.ContainerDefinitions, other)
		return &in.ContainerDefinitions[1]
	}
	fargate := func(change func(in, container)) func(in, container) {
		return func(in in, c container) {
			onFargateNow(in)
			change(in, c)
		}
	}
	logs := func(options map[string]string) *types.LogConfiguration {
		return &types.LogConfiguration{LogDriver: types.LogDriverAwslogs, Options: options}
	}
	tests := []struct {
		name   string
		change func(in, container)
		want   string
	}{
		{"ten containers", func(in in, c container) {
			for n := range 9 {
				other := *c
				other.Name = aws.String(fmt.Sprintf("c%d", n))
				in.ContainerDefinitions = append(in.ContainerDefinitions, other)
			}
		}, ""},
		{"eleven containers", func(in in, c container) {
			in.ContainerDefinitions = slices.Repeat(in.ContainerDefinitions, 11)
		}, "Too many containers."},
		{"two containers of a name", func(in in, c container) { second(in, c).Name = c.Name }, "Container names must be unique. Duplicate name: 'app'."},
		{"a network mode of its own", func(in in, _ container) { in.NetworkMode = "mesh" }, `Invalid networkMode "mesh".`},
		{"a pid mode of its own", func(in in, _ container) { in.PidMode = "mine" }, `Invalid pidMode "mine".`},
		{"an ipc mode of its own", func(in in, _ container) { in.IpcMode = "mine" }, `Invalid ipcMode "mine".`},
		{"a launch type of its own", func(in in, _ container) {
			in.RequiresCompatibilities = []types.Compatibility{"MOON"}
		}, `Invalid compatibility "MOON".`},
		{"21 GiB of storage", func(in in, _ container) {
			in.EphemeralStorage = &types.EphemeralStorage{SizeInGiB: 21}
		}, ""},
		{"20 GiB of storage", func(in in, _ container) {
			in.EphemeralStorage = &types.EphemeralStorage{SizeInGiB: 20}
		}, "The sizeInGiB of ephemeralStorage must be between 21 and 200."},
		{"201 GiB of storage", func(in in, _ container) {
			in.EphemeralStorage = &types.EphemeralStorage{SizeInGiB: 201}
		}, "The sizeInGiB of ephemeralStorage must be between 21 and 200."},
		{"cpu of 127", func(in in, _ container) { in.Cpu = aws.String("127") }, "Invalid 'cpu' setting for task." + troubleshooting},
		{"cpu of 128", func(in in, _ container) { in.Cpu = aws.String("128") }, ""},
		{"cpu of 196608", func(in in, _ container) { in.Cpu = aws.String("192 vCPU") }, ""},
		{"cpu of 196609", func(in in, _ container) { in.Cpu = aws.String("196609") }, "Invalid 'cpu' setting for task." + troubleshooting},
		{"memory in words", func(in in, _ container) { in.Memory = aws.String("much") }, "Invalid 'memory' setting for task." + troubleshooting},
		{"cpu below zero", func(_ in, c container) { c.Cpu = -1 }, "Invalid setting for container 'app'. 'cpu' must not be negative."},
		{"memory of 3", func(_ in, c container) { c.Memory = aws.Int32(3) }, "Invalid setting for container 'app'. 'memory' and 'memoryReservation' must be at least 4."},
		{"a reservation above the limit", func(_ in, c container) {
			c.MemoryReservation = aws.Int32(129)
		}, "Invalid setting for container 'app'. 'memory' must be greater than 'memoryReservation'."},
		{"an image name of 255 characters and a digest", func(_ in, c container) {
			c.Image = aws.String(strings.Repeat("i", 255) + "@sha256:" + strings.Repeat("0", 64))
		}, ""},
		{"an image name of 256 characters", func(_ in, c container) {
			c.Image = aws.String(strings.Repeat("i", 256))
		}, "Invalid setting for container 'app'. 'image' can have at most 255 characters."},
		{"links on a network of its own", func(in in, c container) {
			in.NetworkMode, c.Links = types.NetworkModeAwsvpc, []string{"db"}
		}, "Links are not supported when networkMode=awsvpc."},
		{"eleven environment files", func(_ in, c container) {
			c.EnvironmentFiles = make([]types.EnvironmentFile, 11)
		}, "Invalid setting for container 'app'. 'environmentFiles' can have at most 10 items."},
		{"an environment file of another kind", func(_ in, c container) {
			c.EnvironmentFiles = []types.EnvironmentFile{{Value: aws.String("arn:aws:s3:::b/env.txt")}}
		}, "Invalid setting for container 'app'. The environment file arn:aws:s3:::b/env.txt must have the extension .env."},
		{"two credential specs", func(_ in, c container) {
			c.CredentialSpecs = []string{"a", "b"}
		}, "Invalid setting for container 'app'. 'credentialSpecs' can have at most 1 item."},
		{"a log driver of its own", func(_ in, c container) {
			c.LogConfiguration = &types.LogConfiguration{LogDriver: "paper"}
		}, `Invalid setting for container 'app'. Log driver "paper" is not supported.`},

		{"a health check without a command", check(func(h *types.HealthCheck) { h.Command = nil }), "Invalid setting for container 'app'. 'healthCheck.command' should not be null or empty."},
		{"an interval of 5 s", check(func(h *types.HealthCheck) { h.Interval = aws.Int32(5) }), ""},
		{"an interval of 4 s", check(func(h *types.HealthCheck) { h.Interval = aws.Int32(4) }), "Invalid setting for container 'app'. 'healthCheck.interval' must be between 5 and 300."},
		{"a timeout of 61 s", check(func(h *types.HealthCheck) { h.Timeout = aws.Int32(61) }), "Invalid setting for container 'app'. 'healthCheck.timeout' must be between 2 and 60."},
		{"11 retries", check(func(h *types.HealthCheck) { h.Retries = aws.Int32(11) }), "Invalid setting for container 'app'. 'healthCheck.retries' must be between 1 and 10."},
		{"a start period of 300 s", check(func(h *types.HealthCheck) { h.StartPeriod = aws.Int32(300) }), ""},
		{"a start period of 301 s", check(func(h *types.HealthCheck) { h.StartPeriod = aws.Int32(301) }), "Invalid setting for container 'app'. 'healthCheck.startPeriod' must be between 0 and 300."},

		{"a restart policy neither on nor off", restart(func(p *types.ContainerRestartPolicy) { p.Enabled = nil }), "Invalid setting for container 'app'. 'restartPolicy.enabled' must be specified."},
		{"51 exit codes to ignore", restart(func(p *types.ContainerRestartPolicy) { p.IgnoredExitCodes = make([]int32, 51) }), "Invalid setting for container 'app'. 'restartPolicy.ignoredExitCodes' can have at most 50 items."},
		{"a restart every minute", restart(func(p *types.ContainerRestartPolicy) { p.RestartAttemptPeriod = aws.Int32(60) }), ""},
		{"a restart every 59 s", restart(func(p *types.ContainerRestartPolicy) { p.RestartAttemptPeriod = aws.Int32(59) }), "Invalid setting for container 'app'. 'restartPolicy.restartAttemptPeriod' must be between 60 and 1800."},

		{"ports on no network", func(in in, _ container) { in.NetworkMode = types.NetworkModeNone }, "Port mappings are not supported when networkMode=none."},
		{"port 65536", ports(types.PortMapping{ContainerPort: aws.Int32(65536)}), "Invalid port number 65536 in container 'app'."},
		{"a mapping of nothing", ports(types.PortMapping{}), "Invalid setting for container 'app'. A port mapping needs a containerPort or a containerPortRange."},
		{"a range", ports(span("1-2"), span("3-65535")), ""},
		{"a range of one port", ports(span("80-80")), `Invalid setting for container 'app'. Invalid containerPortRange "80-80".`},
		{"a range beyond the last port", ports(span("80-65536")), `Invalid setting for container 'app'. Invalid containerPortRange "80-65536".`},
		{"a range in words", ports(span("all")), `Invalid setting for container 'app'. Invalid containerPortRange "all".`},
		{"ranges that overlap", ports(span("80-90"), span("90-99")), "Invalid setting for container 'app'. The port ranges 80-90 and 90-99 overlap."},
		{"a port in a range", ports(types.PortMapping{ContainerPort: aws.Int32(80)}, span("80-90")), "Invalid setting for container 'app'. The port 80 is in the port range 80-90 too."},
		{"a range on the host's network", func(in in, c container) {
			in.NetworkMode, c.PortMappings = types.NetworkModeHost, []types.PortMapping{span("80-90")}
		}, "Invalid setting for container 'app'. containerPortRange is not supported when networkMode=host."},
		{"101 ranges", func(_ in, c container) {
			c.PortMappings = nil
			for n := range 101 {
				c.PortMappings = append(c.PortMappings, span(fmt.Sprintf("%d-%d", 10*n+1, 10*n+5)))
			}
		}, "Invalid setting for container 'app'. A container can have at most 100 port ranges."},
		{"a host port in two containers", func(in in, c container) {
			c.PortMappings[0].HostPort = aws.Int32(8080)
			second(in, c)
		}, "Invalid setting for container 'other'. The host port 8080 is already used in the task definition."},
		{"a host port by TCP and by UDP", func(in in, c container) {
			c.PortMappings[0].HostPort = aws.Int32(8080)
			udp := types.PortMapping{ContainerPort: aws.Int32(80), HostPort: aws.Int32(8080), Protocol: types.TransportProtocolUdp}
			second(in, c).PortMappings = []types.PortMapping{udp}
		}, ""},
		{"a dynamic host port in two containers", func(in in, c container) { second(in, c) }, ""},

		{"Fargate with an ipc mode", fargate(func(in in, _ container) { in.IpcMode = types.IpcModeTask }), "Tasks using the Fargate launch type do not support ipcMode."},
		{"Fargate with the task's processes", fargate(func(in in, _ container) { in.PidMode = types.PidModeTask }), ""},
		{"Fargate with a privileged container", fargate(func(_ in, c container) { c.Privileged = aws.Bool(true) }), "Fargate does not support privileged containers."},
		{"Fargate with syslog", fargate(func(_ in, c container) {
			c.LogConfiguration = &types.LogConfiguration{LogDriver: types.LogDriverSyslog}
		}), "Log driver syslog is not supported on Fargate."},
		{"Fargate with logs without a prefix", fargate(func(_ in, c container) { c.LogConfiguration = logs(nil) }), "Invalid setting for container 'app'. The awslogs log driver needs the option awslogs-stream-prefix on Fargate."},
		{"Fargate with logs", fargate(func(in in, c container) {
			in.ExecutionRoleArn = aws.String("arn:aws:iam::123456789012:role/run")
			c.LogConfiguration = logs(map[string]string{"awslogs-stream-prefix": "web"})
		}), ""},
		{"Fargate with logs and no role", fargate(func(_ in, c container) {
			c.LogConfiguration = logs(map[string]string{"awslogs-stream-prefix": "web"})
		}), "Fargate requires task definition to have execution role ARN to support log driver awslogs."},
		{"logs of an instance and no role", func(_ in, c container) { c.LogConfiguration = logs(nil) }, ""},
		{"secrets and no role", func(_ in, c container) {
			c.Secrets = []types.Secret{{Name: aws.String("KEY"), ValueFrom: aws.String("key")}}
		}, "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."},
		{"more memory than the task has", func(in in, c container) {
			in.Memory, c.Memory = aws.String("512"), aws.Int32(513)
		}, "The 'memory' setting for container 'app' is greater than for the task."},
		{"all the memory of the task", func(in in, c container) {
			in.Memory, c.Memory = aws.String("512"), aws.Int32(512)
		}, ""},
		{"a mount of no volume", func(_ in, c container) {
			c.MountPoints = []types.MountPoint{{SourceVolume: aws.String("data"), ContainerPath: aws.String("/data")}}
		}, "Unknown volume 'data'."},
		{"a mount of a volume", func(in in, c container) {
			in.Volumes = []types.Volume{{Name: aws.String("data")}}
			c.MountPoints = []types.MountPoint{{SourceVolume: aws.String("data"), ContainerPath: aws.String("/data")}}
		}, ""},
		{"a volume of a folder without a name", func(in in, _ container) {
			in.Volumes = []types.Volume{{Name: aws.String("data"), Host: &types.HostVolumeProperties{SourcePath: aws.String("")}}}
		}, "host.sourcePath should not be blank."},
		{"Fargate with a folder of the host", fargate(func(in in, _ container) {
			in.Volumes = []types.Volume{{Name: aws.String("data"), Host: &types.HostVolumeProperties{SourcePath: aws.String("/srv")}}}
		}), "Fargate compatible task definitions do not support sourcePath"},
		{"a port of a protocol of its own", ports(types.PortMapping{ContainerPort: aws.Int32(80), Protocol: "sctp"}), "Invalid setting for container 'app'. protocol should be one of [tcp,udp]"},
		{"Fargate with an image of ECR and no role", fargate(func(_ in, c container) {
			c.Image = aws.String("123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1")
		}), "Fargate requires task definition to have execution role ARN to support ECR images."},
		{"Fargate with a start timeout of 1 s", fargate(func(_ in, c container) { c.StartTimeout = aws.Int32(1) }), "Invalid setting for container 'app'. 'startTimeout' must be between 2 and 120 on Fargate."},
		{"Fargate with a stop timeout of 121 s", fargate(func(_ in, c container) { c.StopTimeout = aws.Int32(121) }), "Invalid setting for container 'app'. 'stopTimeout' can be at most 120 on Fargate."},
		{"an instance with a stop timeout of 121 s", func(_ in, c container) { c.StopTimeout = aws.Int32(121) }, ""},
		{"a dependency on completion of an essential container", func(in in, c container) {
			second(in, c).DependsOn = []types.ContainerDependency{{ContainerName: c.Name, Condition: types.ContainerConditionComplete}}
		}, "Container 'other' depends on essential container 'app' with condition COMPLETE."},
		{"a dependency on health that nobody checks", func(in in, c container) {
			second(in, c).DependsOn = []types.ContainerDependency{{ContainerName: c.Name, Condition: types.ContainerConditionHealthy}}
		}, "Container 'other' depends on container 'app' being HEALTHY, but it has no health check."},
		{"a dependency on luck", func(in in, c container) {
			second(in, c).DependsOn = []types.ContainerDependency{{ContainerName: c.Name, Condition: "LUCK"}}
		}, `Container 'other' depends on container 'app' with the unknown condition "LUCK".`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if _, err := New(Options{}).RegisterTaskDefinition(plain(test.change)); err != nil {
				var client *types.ClientException
				if !asError(err, &client) {
					t.Fatal(err)
				}
				got = client.ErrorMessage()
			}
			if got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestFargateSizes(t *testing.T) {
	// API reference, RegisterTaskDefinition, cpu: for each, the least memory, the
	// most, and the step between.
	for cpu, m := range map[int][3]int{
		512: {1024, 4096, 1024}, 1024: {2048, 8192, 1024}, 2048: {4096, 16384, 1024},
		4096: {8192, 30720, 1024}, 8192: {16384, 61440, 4096}, 16384: {32768, 122880, 8192},
	} {
		for memory := m[0] - m[2]; memory <= m[1]+m[2]; memory += m[2] / 2 {
			want := memory >= m[0] && memory <= m[1] && (memory-m[0])%m[2] == 0
			if got := fargateSize(fmt.Sprint(cpu), fmt.Sprint(memory)); got != want {
				t.Errorf("cpu %d with memory %d: %t, want %t", cpu, memory, got, want)
			}
		}
	}
	for memory, want := range map[string]bool{"512": true, "1024": true, "1536": false, "2048": true, "3072": false} {
		if got := fargateSize("256", memory); got != want {
			t.Errorf("cpu 256 with memory %s: %t, want %t", memory, got, want)
		}
	}
}
