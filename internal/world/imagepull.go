package world

import (
	"cmp"
	"fmt"
	"strings"
)

// reference is an image as a task definition names it.
type reference struct {
	host, repository string
	ref              string // tag or digest
	name             string // without either
	ecr, own         bool   // in ECR, and in the account's registry there
}

// parse reads the reference of an image. "latest" is the tag that none stands for,
// and beside a digest a tag means nothing.
func (w *World) parse(image string) reference {
	r := reference{ref: "latest"}
	name, digest, _ := strings.Cut(image, "@")
	r.name = name
	if colon := strings.LastIndexByte(name, ':'); colon > strings.LastIndexByte(name, '/') {
		r.name, r.ref = name[:colon], name[colon+1:]
	}
	r.ref = cmp.Or(digest, r.ref)
	r.host, r.repository, _ = strings.Cut(r.name, "/")
	r.ecr = strings.Contains(r.host, ".dkr.ecr.")
	r.own = r.host == w.Registry()
	return r
}

// unpullable is why the image of a container cannot be pulled, in the words of
// Docker or, on Fargate, of containerd, as they have been seen; empty when it can.
// Developer Guide, CannotPullContainer task errors.
func (w *World) unpullable(t *task, c *container) string {
	image := t.image(c)
	r := w.parse(image)
	if c.image.PullError != "" || !r.ecr {
		return c.image.PullError
	}
	arn := w.ARN("ecr", "repository/"+r.repository)
	if no := w.unauthorized(t); no != "" {
		return "CannotPullECRContainerError: " + no
	}
	no := w.refused(t, "ecr:BatchGetImage", arn)
	_, repository := w.Repository(r.repository)
	_, found := w.RepositoryImage(r.repository, r.ref)
	if no == "" && (found || !r.own) {
		return ""
	}
	if t.launch.fargate() {
		return unfound(r, image, no != "")
	}
	const daemon = "CannotPullContainerError: %sError response from daemon: %s"
	switch {
	case no != "":
		return fmt.Sprintf(daemon, "The task can’t pull the image. Check that the role has the permissions to pull images "+
			"from the registry. ", fmt.Sprintf("pull access denied for %s, repository does not exist or may require 'docker "+
			"login': denied: %s", r.name, no))
	case !repository:
		return fmt.Sprintf(daemon, "", fmt.Sprintf("repository %s not found: name unknown: The repository with name '%s' "+
			"does not exist in the registry with id '%s'", r.name, r.repository, w.opts.Account))
	default:
		return fmt.Sprintf(daemon, "", fmt.Sprintf("manifest for %s not found: manifest unknown: Requested image not found",
			image))
	}
}

// unfound is what Fargate says of an image that it may not or cannot find.
func unfound(r reference, image string, denied bool) string {
	why := image + ": not found"
	if denied {
		why = fmt.Sprintf("pulling from host %s failed with status code [manifests %s]: 403 Forbidden", r.host, r.ref)
	}
	return fmt.Sprintf("CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve "+
		"ref %s: %s", image, why)
}

// unauthorized is why the agent gets no credentials for ECR; empty when it does.
func (w *World) unauthorized(t *task) string {
	if no := w.refused(t, "ecr:GetAuthorizationToken", "*"); no != "" {
		return w.denial("ECR", "GetAuthorizationToken", no)
	}
	return ""
}
