package world

// enrol adds a task to those of the cluster that can be described.
func (c *cluster) enrol(t *task) {
	c.tasks[t.id], c.ordered = t, nil
	if c.groups[t.group] == nil {
		c.groups[t.group] = map[string]*task{}
	}
	c.groups[t.group][t.id] = t
}

// forget takes a task out of them.
func (c *cluster) forget(t *task) {
	delete(c.tasks, t.id)
	c.ordered = nil
	if delete(c.groups[t.group], t.id); len(c.groups[t.group]) == 0 {
		delete(c.groups, t.group)
	}
}

// inOrder gives the tasks of a group, or with "" all, in the order of their ids.
func (c *cluster) inOrder(group string) []*task {
	if group != "" {
		return sorted(c.groups[group])
	}
	if c.ordered == nil {
		c.ordered = sorted(c.tasks)
	}
	return c.ordered
}
