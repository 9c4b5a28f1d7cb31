package world

import (
	"cmp"
	"strings"
)

// resolveAttempts is how many failed attempts to establish the digests of its
// images a deployment makes. Developer Guide, Deploy Amazon ECS services by
// replacing tasks, Container image resolution.
const resolveAttempts = 3

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

// image is how the task asks for the image of a container: with the digest that the
// deployment is pinned to, if it is.
func (t *task) image(c *container) string {
	image := *c.def.Image
	if t.deployment == nil || !resolvable(c) || t.deployment.digests[*c.def.Name] == "" {
		return image
	}
	return image + "@" + t.deployment.digests[*c.def.Name]
}

// resolvable says whether ECS resolves the image of a container to a digest. API
// reference, ContainerDefinition, versionConsistency.
func resolvable(c *container) bool {
	return c.def.VersionConsistency != "disabled" && !strings.Contains(*c.def.Image, "@")
}

// resolve gives a container the digest that its image has. The first task of a
// deployment decides for all of them, unless its definition wants it otherwise or
// ECS has given up to establish digests.
func (w *World) resolve(t *task, c *container) {
	now := w.imageDigest(*c.def.Image)
	d := t.deployment
	if d == nil || d.unpinned || c.def.VersionConsistency == "disabled" {
		c.digest = now
		return
	}
	if d.digests == nil {
		d.digests = map[string]string{}
	}
	c.digest = cmp.Or(d.digests[*c.def.Name], now)
	d.digests[*c.def.Name] = c.digest
}

// unresolved is an image that could not be pulled to learn its digest. Tasks that
// fail together are one attempt.
func (w *World) unresolved(t *task, c *container) {
	d := t.deployment
	if d != nil && d.digests == nil && resolvable(c) && d.launching.ready(w.now) {
		d.unestablished++
	}
}

// unpin lets a deployment go on without digests after too many attempts; one with a
// circuit breaker has failed. Like failed launches the attempts count when the next
// one is due. What the failure is called no source says: it is told as the
// breaker's. Developer Guide, as above.
func (w *World) unpin(d *deployment) {
	if d.unpinned || d.unestablished < resolveAttempts {
		return
	}
	d.unpinned = true
	if d.watched() {
		d.breaker.tripped = true
		w.touch(d.service)
	}
}
