package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/config"
)

// service looks at a service, its files, its cluster and what may be asked of it.
func (d *doctor) service(ctx context.Context, p *place, s *config.Settings) {
	look := d.cluster(ctx, p, s.Cluster)
	if s.Service == anything {
		d.skip("service", "", "none is named: --service NAME")
		return
	}
	d.files(s)
	if look.useless {
		d.skip("service", s.Service, "its cluster cannot be asked")
		return
	}
	found, err := p.ecs.DescribeServices(ctx, &ecs.DescribeServicesInput{
		Cluster: &look.name, Services: []string{s.Service},
	})
	if err != nil {
		d.fail(ctx, "service", s.Service, err)
		return
	}
	if len(found.Services) == 0 || aws.ToString(found.Services[0].Status) == "INACTIVE" {
		d.absent(s)
		return
	}
	running := found.Services[0]
	d.serves(running, look, s.Service)
	d.permissions(ctx, p, look, running)
}

// absent tells of a service that ECS does not have.
func (d *doctor) absent(s *config.Settings) {
	if s.ServiceDefinition != "" {
		d.ok("service", s.Service, "not there yet: "+d.app.about("deploy", s.Service)+" creates it")
		return
	}
	d.problem("service", s.Service, "there is none of this name in the cluster",
		"check the name and the cluster; to create it, name its serviceDefinition in steady.yaml", exitAWS)
}

// serves tells how a service stands.
func (d *doctor) serves(s types.Service, look *clusterLook, name string) {
	controller := ""
	if s.DeploymentController != nil && s.DeploymentController.Type != types.DeploymentControllerTypeEcs {
		controller = fmt.Sprintf(", deployed by %s", s.DeploymentController.Type)
	}
	text := fmt.Sprintf("%s, %d of %s running on %s%s", aws.ToString(s.Status), s.RunningCount,
		plural(int(s.DesiredCount), "task"), revisionName(s), controller)
	switch {
	case aws.ToString(s.Status) != "ACTIVE":
		d.problem("service", name, text, "wait until it is gone, then deploy it anew", exitAWS)
	case s.LaunchType == types.LaunchTypeEc2 && s.DesiredCount > 0 && look.listed == nil && look.instances == 0:
		d.problem("service", name, text+"; it runs on EC2, and the cluster has no container instance",
			"register an instance, or use a capacity provider; steady explain no-instances", exitAWS)
	default:
		d.ok("service", name, text)
	}
}

// revisionName is the revision of a service without the rest of its ARN.
func revisionName(s types.Service) string {
	arn := aws.ToString(s.TaskDefinition)
	return arn[strings.LastIndexByte(arn, '/')+1:]
}

// files tells whether the files of a service are there. What is in them steady check
// tells.
func (d *doctor) files(s *config.Settings) {
	for _, f := range []struct{ name, path string }{
		{"taskDefinition", s.TaskDefinition}, {"serviceDefinition", s.ServiceDefinition},
	} {
		if f.path == "" || !isFile(f.path) {
			continue
		}
		shown := f.path
		if short, err := filepath.Rel(d.app.Dir, f.path); err == nil {
			shown = short
		}
		if _, err := os.Stat(f.path); err != nil {
			d.problem(f.name, s.Service, "there is no file "+shown,
				"check its path in steady.yaml, which is relative to that file", exitConfig)
			continue
		}
		d.ok(f.name, s.Service, shown)
	}
}
