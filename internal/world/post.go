package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// post is what a daemon service asks of its instances: room for one task of its
// newest revision on each.
type post struct {
	service *service
	members []query
	needs   needs
}

// post is that of a daemon service.
func (s *service) post() post {
	p := s.primary()
	return post{s, s.rules(p.def).members, needsOf(p.def, p.launch)}
}

// at says whether the service shall have a task on the instance.
func (p post) at(i *instance) bool {
	return i.status == types.ContainerInstanceStatusActive && i.hasAll(p.needs.attributes) && i.satisfies(p.members) &&
		i.serves(p.needs.provider)
}

// posts are the ACTIVE instances that a daemon service shall have a task on.
func (s *service) posts() []*instance {
	var out []*instance
	p := s.post()
	for _, i := range s.cluster.fleet {
		if p.at(i) {
			out = append(out, i)
		}
	}
	return out
}

// posts are those of the cluster's daemon services that go on. Placement of other
// tasks keeps room for them, so that daemons come first. Developer Guide, Amazon
// ECS services, daemon scheduling strategy.
func (c *cluster) posts() []post {
	c.posting = slices.DeleteFunc(c.posting, func(s *service) bool { return s.status != active })
	var out []post
	for _, s := range c.posting {
		if !s.primary().gaveUp() {
			out = append(out, s.post())
		}
	}
	return out
}

// open is what the instance has left when the tasks of the posts are there as well.
// Nothing is kept for one that could never be.
func (i *instance) open(posts []post) free {
	out := i.free
	for _, p := range posts {
		if !p.at(i) || !(free{i.spec.CPU, i.spec.Memory}).covers(p.needs) {
			continue
		}
		still := p.needs
		for _, t := range i.tasks {
			if t.deployment != nil && t.deployment.service == p.service && !t.vacated {
				still.cpu -= t.needs.cpu
				still.memory -= t.needs.memory
			}
		}
		out.cpu -= max(0, still.cpu)
		out.memory -= max(0, still.memory)
	}
	return free{max(0, out.cpu), max(0, out.memory)}
}
