package cli

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

// anything is the pattern for what is not known.
const anything = "*"

// anyLogGroup is one in the Region of the subject.
const anyLogGroup = "::" + anything

// subject is one service that a policy is for. Roles are ARNs.
type subject struct {
	partition, region, account string
	cluster, service, family   string
	logGroups                  []string // ":REGION:NAME" until they are settled
	taskRoles, serviceRoles    []string
	named                      *preflight.Named // what its checks ask for, nil for anything
	creates                    bool             // a file describes the service
	tagged                     []object         // of services and definitions, what gets tags
}

// arn is the ARN of something of ECS.
func (s subject) arn(kind string, names ...string) string {
	return fmt.Sprintf("arn:%s:ecs:%s:%s:%s/%s", s.partition, s.region, s.account, kind, strings.Join(names, "/"))
}

// resources are the ARNs on which an action is asked for, by the ARN formats of the
// Service Authorization Reference.
func (s subject) resources(on object) []string {
	service := s.arn("service", s.cluster, s.service)
	switch on {
	case services:
		return []string{service}
	case deployments:
		return []string{service, s.arn("service-deployment", s.cluster, s.service, anything)}
	case revisions:
		return []string{service, s.arn("service-revision", s.cluster, s.service, anything)}
	case definitions:
		return []string{s.arn("task-definition", s.family+":"+anything)}
	case clusters, inCluster:
		return []string{s.arn("cluster", s.cluster)}
	case tasks:
		return []string{s.arn("task", s.cluster, anything)}
	case instances:
		return []string{s.arn("container-instance", s.cluster, anything)}
	case logs:
		return s.logGroups
	case images, roles, readers, secrets, logGroups:
		return s.lookedAt(on)
	default:
		return []string{anything}
	}
}

// settingsOfAll are those of each service of steady.yaml, or of the one that is
// named, wherever they are. Where there is none, they are of any service.
func (a *App) settingsOfAll(flags *pflag.FlagSet, name string) ([]*config.Settings, error) {
	var names []string
	if name != "" {
		names = []string{name}
	}
	list, err := config.LoadAll(a.source(config.Source{Flags: flags, Optional: true}), names, name == "")
	var apart *config.PlaceError
	var twice *config.TwiceError
	if err != nil && !errors.As(err, &apart) && !errors.As(err, &twice) {
		return nil, err
	}
	for _, s := range list {
		s.Service = cmp.Or(s.Service, anything)
	}
	return list, nil
}

// read adds what the files of a service tell.
func (a *App) read(s *subject, settings *config.Settings, flags *fileFlags) error {
	switch path := settings.TaskDefinition; {
	case path == "" && settings.File == "":
		s.taskRoles = []string{""} // any, of the account
	case path == "":
	case !isFile(path):
		family, _, err := taskdef.ParseRevision(path)
		if err != nil {
			return &usageError{message: err.Error(), command: "iam-policy"}
		}
		s.family, s.logGroups = family, []string{anyLogGroup}
	default:
		if err := a.readDefinition(s, path, flags); err != nil {
			return err
		}
	}
	if s.creates = settings.ServiceDefinition != ""; !s.creates {
		return nil
	}
	file, err := a.readFile(settings.ServiceDefinition)
	if err != nil {
		return err
	}
	vars, err := a.patterns(flags)
	if err != nil {
		return err
	}
	parsed, err := service.Parse(file, vars)
	if err != nil {
		return err
	}
	if s.serviceRoles = rolesOf(parsed.Create); len(parsed.Create.Tags) > 0 {
		s.tagged = append(s.tagged, services)
	}
	s.cluster = cmp.Or(s.cluster, aws.ToString(parsed.Create.Cluster))
	return nil
}

// patterns are variables of which those that are not set stand for anything.
func (a *App) patterns(flags *fileFlags) (func(string) (string, bool), error) {
	vars, err := a.variables(flags)
	return func(name string) (string, bool) {
		value, ok := vars(name)
		if !ok {
			value = anything
		}
		return value, true
	}, err
}

func (a *App) readDefinition(s *subject, path string, flags *fileFlags) error {
	file, err := a.readFile(path)
	if err != nil {
		return err
	}
	vars, err := a.patterns(flags)
	if err != nil {
		return err
	}
	definition, err := taskdef.Parse(file.Name, file.Text, taskdef.Options{Var: vars})
	if err != nil {
		return err
	}
	in := definition.Input
	named := preflight.TaskOf(asRegistered(in)).Named()
	s.named = &named
	if s.family = aws.ToString(in.Family); len(in.Tags) > 0 {
		s.tagged = append(s.tagged, definitions)
	}
	for _, role := range []*string{in.ExecutionRoleArn, in.TaskRoleArn} {
		if aws.ToString(role) != "" {
			s.taskRoles = append(s.taskRoles, *role)
		}
	}
	for _, c := range in.ContainerDefinitions {
		if l := c.LogConfiguration; l != nil && l.Options["awslogs-group"] != "" {
			s.logGroups = append(s.logGroups, fmt.Sprintf(":%s:%s", l.Options["awslogs-region"], l.Options["awslogs-group"]))
		}
	}
	return nil
}

// rolesOf are the roles that a service file hands to ECS itself.
func rolesOf(in *ecs.CreateServiceInput) []string {
	roles := []*string{in.Role}
	for _, b := range in.LoadBalancers {
		if b.AdvancedConfiguration != nil {
			roles = append(roles, b.AdvancedConfiguration.RoleArn)
		}
	}
	for _, v := range in.VolumeConfigurations {
		if v.ManagedEBSVolume != nil {
			roles = append(roles, v.ManagedEBSVolume.RoleArn)
		}
	}
	for _, l := range in.VpcLatticeConfigurations {
		roles = append(roles, l.RoleArn)
	}
	if in.DeploymentConfiguration != nil {
		for _, h := range in.DeploymentConfiguration.LifecycleHooks {
			roles = append(roles, h.RoleArn)
		}
	}
	var out []string
	for _, role := range roles {
		if aws.ToString(role) != "" {
			out = append(out, *role)
		}
	}
	return out
}

// complete fills in what one subject tells of another: they are of one account.
func complete(all []subject) []subject {
	var known subject
	for _, s := range all {
		refs := append([]string{s.cluster, s.service}, append(s.taskRoles, s.serviceRoles...)...)
		for _, ref := range refs {
			if parts := strings.SplitN(ref, ":", 6); len(parts) == 6 && parts[0] == "arn" {
				known.partition = cmp.Or(known.partition, parts[1])
				known.account = cmp.Or(known.account, parts[4])
			}
		}
	}
	for i := range all {
		all[i].settle(known)
	}
	return all
}

// settle writes names for ARNs, and patterns for what is not known.
func (s *subject) settle(known subject) {
	for _, ref := range []*string{&s.cluster, &s.service} {
		parts := strings.SplitN(*ref, ":", 6)
		if len(parts) == 6 {
			s.region = cmp.Or(s.region, parts[3])
			path := strings.Split(parts[5], "/")
			if len(path) == 3 {
				s.cluster = path[1]
			}
			*ref = path[len(path)-1]
		}
	}
	s.account = cmp.Or(s.account, known.account, anything)
	s.partition = cmp.Or(partitionOf(s.region), known.partition, "aws")
	s.region = cmp.Or(s.region, anything)
	if s.service == anything {
		s.cluster = cmp.Or(s.cluster, anything)
	}
	s.cluster, s.family = cmp.Or(s.cluster, "default"), cmp.Or(s.family, anything)
	for _, roles := range [][]string{s.taskRoles, s.serviceRoles} {
		for i, role := range roles {
			roles[i] = s.roleARN(role)
		}
	}
	if s.family == anything {
		s.logGroups = []string{anyLogGroup}
	}
	if s.named == nil {
		all := preflight.Any()
		s.named = &all
	}
	for i, group := range s.logGroups {
		region, name, _ := strings.Cut(group[1:], ":")
		s.logGroups[i] = fmt.Sprintf("arn:%s:logs:%s:%s:log-group:%s:log-stream:%s",
			s.partition, cmp.Or(region, s.region), s.account, name, anything)
	}
}

// roleARN is the ARN of a role that is named or an ARN, "" for any.
func (s subject) roleARN(ref string) string {
	if strings.HasPrefix(ref, "arn:") {
		return ref
	}
	return fmt.Sprintf("arn:%s:iam::%s:role/%s", s.partition, s.account, cmp.Or(ref, anything))
}

// partitionOf is the partition of a Region (AWS General Reference, ARN format).
func partitionOf(region string) string {
	switch {
	case region == "":
		return ""
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}
