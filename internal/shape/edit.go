package shape

// Walk calls visit for n and every key and value below it, parents first, in
// the order written. A subtree is left out where visit answers false.
func (n *Node) Walk(visit func(*Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	for _, item := range n.Items {
		item.Walk(visit)
	}
	for _, m := range n.Members {
		m.Key.Walk(visit)
		m.Value.Walk(visit)
	}
}

// Hide marks every scalar of n as a secret, the keys of maps excepted.
func (n *Node) Hide() {
	if n == nil {
		return
	}
	if n.Kind == Scalar {
		n.Secret = true
	}
	for _, item := range n.Items {
		item.Hide()
	}
	for _, m := range n.Members {
		m.Value.Hide()
	}
}

// Clone copies n and all below it.
func (n *Node) Clone() *Node {
	if n == nil {
		return nil
	}
	c := *n
	c.Items, c.Members = nil, nil
	for _, item := range n.Items {
		c.Items = append(c.Items, item.Clone())
	}
	for _, m := range n.Members {
		c.Members = append(c.Members, Member{Key: m.Key.Clone(), Value: m.Value.Clone()})
	}
	return &c
}

// Set gives the key of a Map a value: in place where the map has the key, at
// the end where it has not. The key of a new member takes the place of value.
func (n *Node) Set(key string, value *Node) {
	for i := range n.Members {
		if n.Members[i].Key.Text == key {
			n.Members[i].Value = value
			return
		}
	}
	k := &Node{Kind: Scalar, Text: key, File: value.File, Line: value.Line, Column: value.Column}
	n.Members = append(n.Members, Member{Key: k, Value: value})
}

// Delete takes a key out of a Map and gives the member it was, or nil.
func (n *Node) Delete(key string) *Member {
	for i, m := range n.Members {
		if m.Key.Text == key {
			n.Members = append(n.Members[:i:i], n.Members[i+1:]...)
			return &m
		}
	}
	return nil
}

// Text makes a scalar that can only be a string and that no text holds.
func Text(s string) *Node { return &Node{Kind: Scalar, Text: s, Quoted: true} }
