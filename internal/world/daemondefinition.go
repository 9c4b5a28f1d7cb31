package world

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// daemonFamily is a family of daemon task definitions. Revision numbers rise by
// one and are never used again (API reference, DaemonTaskDefinition, revision).
type daemonFamily struct {
	name      string
	last      int32
	revisions map[int32]*daemonDefinition
}

// daemonDefinition is one registered daemon task definition. def never changes
// but for its status and the times that go with it.
type daemonDefinition struct {
	def  types.DaemonTaskDefinition
	task *types.TaskDefinition // what its tasks are started from
	tags []types.Tag
}

func (d *daemonDefinition) active() bool {
	return d.def.Status == types.DaemonTaskDefinitionStatusActive
}

// daemonDefinition finds a daemon task definition by family (the latest ACTIVE
// one), family:revision or ARN; nil where there is none. API reference,
// DescribeDaemonTaskDefinition.
func (w *World) daemonDefinition(ref string) *daemonDefinition {
	name, number, exact := strings.Cut(lastSegment(ref), ":")
	f := w.daemonFamilies[name]
	if f == nil {
		return nil
	}
	if exact {
		n, err := strconv.ParseInt(number, 10, 32)
		if err != nil {
			return nil
		}
		return f.revisions[int32(n)]
	}
	for n := f.last; n > 0; n-- {
		if f.revisions[n].active() {
			return f.revisions[n]
		}
	}
	return nil
}

// newDaemonDefinition checks what is to be registered and makes a definition of
// it. API reference, RegisterDaemonTaskDefinition.
func newDaemonDefinition(in *ecs.RegisterDaemonTaskDefinitionInput) (*daemonDefinition, error) {
	d := &daemonDefinition{def: types.DaemonTaskDefinition{
		Family: in.Family, ContainerDefinitions: in.ContainerDefinitions, Cpu: in.Cpu, Memory: in.Memory,
		ExecutionRoleArn: in.ExecutionRoleArn, TaskRoleArn: in.TaskRoleArn, Volumes: orEmpty(in.Volumes),
		IpcMode: in.IpcMode, PidMode: in.PidMode,
	}}
	if d.def.IpcMode == "" {
		d.def.IpcMode = types.DaemonIpcModeNone
	}
	if d.def.PidMode == "" {
		d.def.PidMode = types.DaemonPidModeNone
	}
	switch {
	case !slices.Contains(d.def.IpcMode.Values(), d.def.IpcMode):
		return nil, invalidParameterf("Invalid ipcMode %q.", string(d.def.IpcMode))
	case !slices.Contains(d.def.PidMode.Values(), d.def.PidMode):
		return nil, invalidParameterf("Invalid pidMode %q.", string(d.def.PidMode))
	}
	if err := checkDaemonVolumes(d.def.Volumes); err != nil {
		return nil, err
	}
	d.task = daemonTask(&d.def)
	checked := *d.task
	if checked.Memory == nil {
		// Unlike others, a daemon need not say how much memory it takes: this holds any.
		checked.Memory = aws.String(strconv.Itoa(math.MaxInt32))
	}
	return d, checkDefinition(&checked)
}

// checkDaemonVolumes checks the volumes of a daemon. API reference, DaemonVolume
// and LogDriverVolumeConfiguration.
func checkDaemonVolumes(volumes []types.DaemonVolume) error {
	for _, v := range volumes {
		logs := v.LogDriverVolumeConfiguration
		switch {
		case v.Name != nil && !isResourceName(*v.Name):
			return clientError("Volume name contains invalid characters.")
		case logs != nil && v.Host != nil:
			return clientError("A volume has either a host or a logDriverVolumeConfiguration.")
		case logs != nil && logs.Driver != types.LogDriverJsonFile:
			return clientError("The only log driver of a logDriverVolumeConfiguration is json-file.")
		}
	}
	return nil
}

// daemonTask is a daemon task definition as the task definition that its tasks
// are started from, with the defaults of containers.
func daemonTask(def *types.DaemonTaskDefinition) *types.TaskDefinition {
	t := &types.TaskDefinition{
		Family: def.Family, Cpu: def.Cpu, Memory: def.Memory, ExecutionRoleArn: def.ExecutionRoleArn,
		TaskRoleArn: def.TaskRoleArn, ContainerDefinitions: make([]types.ContainerDefinition, len(def.ContainerDefinitions)),
	}
	for i, c := range def.ContainerDefinitions {
		t.ContainerDefinitions[i] = daemonContainer(c)
		fillContainer(&t.ContainerDefinitions[i], t.NetworkMode)
	}
	return t
}

// daemonContainer is a container of a daemon as one of a task definition.
func daemonContainer(c types.DaemonContainerDefinition) types.ContainerDefinition {
	c = clone(c)
	out := types.ContainerDefinition{
		Name: c.Name, Image: c.Image, Command: c.Command, Cpu: c.Cpu, DependsOn: c.DependsOn, EntryPoint: c.EntryPoint,
		Environment: c.Environment, EnvironmentFiles: c.EnvironmentFiles, Essential: c.Essential,
		FirelensConfiguration: c.FirelensConfiguration, HealthCheck: c.HealthCheck, Interactive: c.Interactive,
		LogConfiguration: c.LogConfiguration, Memory: c.Memory, MemoryReservation: c.MemoryReservation,
		MountPoints: c.MountPoints, Privileged: c.Privileged, PseudoTerminal: c.PseudoTerminal,
		ReadonlyRootFilesystem: c.ReadonlyRootFilesystem, RepositoryCredentials: c.RepositoryCredentials,
		RestartPolicy: c.RestartPolicy, Secrets: c.Secrets, StartTimeout: c.StartTimeout, StopTimeout: c.StopTimeout,
		SystemControls: c.SystemControls, Ulimits: c.Ulimits, User: c.User, WorkingDirectory: c.WorkingDirectory,
	}
	if l := c.LinuxParameters; l != nil {
		out.LinuxParameters = &types.LinuxParameters{
			Capabilities: l.Capabilities, Devices: l.Devices, InitProcessEnabled: l.InitProcessEnabled, Tmpfs: l.Tmpfs,
		}
	}
	return out
}
