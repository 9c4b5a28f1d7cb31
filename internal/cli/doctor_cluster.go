package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/awsclient"
)

// clusterLook is what is known of a cluster.
type clusterLook struct {
	name string
	// useless is true where it is not there, not ACTIVE, or cannot be asked at all.
	useless bool
	// read is the error of reading it; listed and described are those of reading its
	// container instances, described nil where there was none to read.
	read, listed, described error
	instances               int
}

// cluster looks at a cluster, once.
func (d *doctor) cluster(ctx context.Context, p *place, name string) *clusterLook {
	name = cmp.Or(name, "default")
	if look := p.clusters[name]; look != nil {
		return look
	}
	look := &clusterLook{name: name}
	p.clusters[name] = look
	out, err := p.ecs.DescribeClusters(ctx, &ecs.DescribeClustersInput{Clusters: []string{name}})
	look.read = err
	switch {
	case err != nil:
		d.unless(ctx, "cluster", "", err)
		look.useless = awsclient.Classify(err).Kind != awsclient.Denied
	case len(out.Clusters) == 0:
		look.useless = true
		d.problem("cluster", "", fmt.Sprintf("there is no cluster %s in %s", name, p.ecs.Options().Region),
			"check --cluster and the Region: aws ecs list-clusters", exitAWS)
	default:
		look.useless = !d.standing(out.Clusters[0])
	}
	if !look.useless {
		d.agents(ctx, p, look)
	}
	return look
}

// standing tells how a cluster stands, and what it has to run tasks on.
func (d *doctor) standing(c types.Cluster) bool {
	status, name := aws.ToString(c.Status), aws.ToString(c.ClusterName)
	if status != "ACTIVE" {
		d.problem("cluster", "", fmt.Sprintf("%s is %s", name, status), "use another cluster, or create it again", exitAWS)
		return false
	}
	capacity := plural(int(c.RegisteredContainerInstancesCount), "container instance")
	if len(c.CapacityProviders) > 0 {
		capacity += ", capacity providers " + strings.Join(c.CapacityProviders, ", ")
	}
	d.ok("cluster", "", fmt.Sprintf("%s is ACTIVE, with %s", name, capacity))
	return true
}

// agents tells which versions the container agents have, and which of them ECS does not
// reach: nothing is started there.
func (d *doctor) agents(ctx context.Context, p *place, look *clusterLook) {
	list, err := p.ecs.ListContainerInstances(ctx, &ecs.ListContainerInstancesInput{Cluster: &look.name})
	if look.listed = err; err != nil {
		d.unless(ctx, "agents", "", err)
		return
	}
	if look.instances = len(list.ContainerInstanceArns); look.instances == 0 {
		return
	}
	out, err := p.ecs.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{
		Cluster: &look.name, ContainerInstances: list.ContainerInstanceArns,
	})
	if look.described = err; err != nil {
		d.unless(ctx, "agents", "", err)
		return
	}
	var versions, lost []string
	for _, i := range out.ContainerInstances {
		if v := i.VersionInfo; v != nil && !slices.Contains(versions, aws.ToString(v.AgentVersion)) {
			versions = append(versions, aws.ToString(v.AgentVersion))
		}
		if !i.AgentConnected {
			id := aws.ToString(i.ContainerInstanceArn)
			lost = append(lost, cmp.Or(aws.ToString(i.Ec2InstanceId), id[strings.LastIndexByte(id, '/')+1:]))
		}
	}
	slices.Sort(versions)
	if len(lost) > 0 {
		d.problem("agents", "", fmt.Sprintf("%d of %s not connected: %s", len(lost),
			plural(len(out.ContainerInstances), "instance"), strings.Join(lost, ", ")),
			"steady agent HOST tells what the agent there says; steady explain agent-down", exitAWS)
		return
	}
	d.ok("agents", "", fmt.Sprintf("%s on %s, all connected", strings.Join(versions, ", "),
		plural(len(out.ContainerInstances), "instance")))
}
