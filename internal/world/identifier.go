package world

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// checkARN refuses an ARN that is not that of such a resource of the cluster, in
// the words that have been seen: a call that names no cluster is about the cluster
// named default, whatever ARNs it carries. A short ARN names no cluster; what is no
// ARN is a name. Those of other accounts are put together like those of other
// clusters. Developer Guide, Amazon Resource Names (ARNs) and IDs.
func (w *World) checkARN(ref, kind string, c *cluster) error {
	fields := strings.SplitN(ref, ":", 6)
	if fields[0] != "arn" || len(fields) < 6 {
		return nil
	}
	region, account, parts := fields[3], fields[4], strings.Split(fields[5], "/")
	switch {
	case region != w.opts.Region:
		return invalidParameter("Invalid Region in ARN")
	case parts[0] != kind:
		return invalidParameter("Unsupported resource type: " + parts[0])
	case account != w.opts.Account:
		return invalidParameterf("Invalid identifier: Identifier is for %s. Your accountId is %s", account, w.opts.Account)
	case c != nil && len(parts) > 2 && parts[1] != c.name:
		return invalidParameterf("Invalid identifier: Identifier is for cluster %s. Your cluster is %s", parts[1], c.name)
	}
	return nil
}

// serviceIn finds a service of the cluster by name or ARN, INACTIVE ones too; nil
// where there is none.
func (w *World) serviceIn(c *cluster, ref string) (*service, error) {
	s := c.services[lastSegment(ref)]
	if s != nil && s.arn == ref {
		return s, nil
	}
	return s, w.checkARN(ref, "service", c)
}

// taskIn finds a task of the cluster by id or ARN, STOPPED ones too for an hour; nil
// where there is none.
func (w *World) taskIn(c *cluster, ref string) (*task, error) {
	t := c.tasks[lastSegment(ref)]
	if t != nil && t.arn == ref {
		return t, nil
	}
	return t, w.checkARN(ref, "task", c)
}

// instanceIn finds a container instance of the cluster by id or ARN; nil where there
// is none.
func (w *World) instanceIn(c *cluster, ref string) (*instance, error) {
	i := c.instances[lastSegment(ref)]
	if i != nil && i.arn == ref {
		return i, nil
	}
	return i, w.checkARN(ref, "container-instance", c)
}

// service finds a service of a cluster by name or ARN, INACTIVE ones too.
func (w *World) service(clusterRef, ref *string) (*service, error) {
	c, err := w.cluster(clusterRef)
	if err != nil {
		return nil, err
	}
	s, err := w.serviceIn(c, aws.ToString(ref))
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return nil, &types.ServiceNotFoundException{Message: aws.String("Service not found.")}
	}
	return s, nil
}

// task finds a task of a cluster by id or ARN, STOPPED ones too for an hour.
func (w *World) task(clusterRef, ref *string) (*task, error) {
	c, err := w.cluster(clusterRef)
	if err != nil {
		return nil, err
	}
	t, err := w.taskIn(c, aws.ToString(ref))
	switch {
	case err != nil:
		return nil, err
	case t == nil:
		return nil, invalidParameter("The referenced task was not found.")
	}
	return t, nil
}

// instance finds a container instance of a cluster by id or ARN.
func (w *World) instance(clusterRef, ref *string) (*instance, error) {
	c, err := w.cluster(clusterRef)
	if err != nil {
		return nil, err
	}
	i, err := w.instanceIn(c, aws.ToString(ref))
	switch {
	case err != nil:
		return nil, err
	case i == nil:
		return nil, clientError("The referenced container instance was not found.")
	}
	return i, nil
}
