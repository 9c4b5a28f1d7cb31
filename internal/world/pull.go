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

// parse reads the reference of an image. "latest" is the tag that none stands for.
func (w *World) parse(image string) reference {
	r := reference{name: image, ref: "latest"}
	if name, digest, ok := strings.Cut(image, "@"); ok {
		r.name, r.ref = name, digest
	} else if colon := strings.LastIndexByte(image, ':'); colon > strings.LastIndexByte(image, '/') {
		r.name, r.ref = image[:colon], image[colon+1:]
	}
	r.host, r.repository, _ = strings.Cut(r.name, "/")
	r.ecr = strings.Contains(r.host, ".dkr.ecr.")
	r.own = r.host == w.Registry()
	return r
}

// imageDigest is what the reference of an image resolves to: in the account's
// registry what is there, elsewhere always the same.
func (w *World) imageDigest(image string) string {
	r := w.parse(image)
	if r.own {
		if found, ok := w.RepositoryImage(r.repository, r.ref); ok {
			return found.Digest
		}
	}
	if strings.HasPrefix(r.ref, "sha256:") {
		return r.ref
	}
	return "sha256:" + Digest(image)
}

// unpullable is why the image of a container cannot be pulled, in the words of
// Docker or, on Fargate, of containerd, as they have been seen; empty when it can.
// Developer Guide, CannotPullContainer task errors.
func (w *World) unpullable(t *task, c *container) string {
	r := w.parse(*c.def.Image)
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
		return unresolved(r, *c.def.Image, no != "")
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
			*c.def.Image))
	}
}

// unresolved is what Fargate says of an image that it may not or cannot find.
func unresolved(r reference, image string, denied bool) string {
	why := image + ": not found"
	if denied {
		why = fmt.Sprintf("pulling from host %s failed with status code [manifests %s]: 403 Forbidden", r.host, r.ref)
	}
	return fmt.Sprintf("CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve "+
		"ref %s: %s", image, why)
}

// resolve gives a container the digest that its image has. The first task of a
// deployment decides for all of them, unless its definition wants it otherwise.
// API reference, ContainerDefinition, versionConsistency.
func (w *World) resolve(t *task, c *container) {
	now := w.imageDigest(*c.def.Image)
	d := t.deployment
	if d == nil || c.def.VersionConsistency == "disabled" {
		c.digest = now
		return
	}
	if d.digests == nil {
		d.digests = map[string]string{}
	}
	c.digest = cmp.Or(d.digests[*c.def.Name], now)
	d.digests[*c.def.Name] = c.digest
}

// unauthorized is why the agent gets no credentials for ECR; empty when it does.
func (w *World) unauthorized(t *task) string {
	if no := w.refused(t, "ecr:GetAuthorizationToken", "*"); no != "" {
		return w.denial("ECR", "GetAuthorizationToken", no)
	}
	return ""
}
