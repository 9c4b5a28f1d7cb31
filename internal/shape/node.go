package shape

// Kind is what a [Node] holds.
type Kind uint8

// The kinds of a Node.
const (
	Null Kind = iota
	Scalar
	List
	Map
)

// Node is one value of a parsed text. Anchors, aliases and merge keys are
// already resolved: a Node is a plain tree that later steps may change.
type Node struct {
	Kind Kind
	// Quoted is true for a scalar that can only be a string.
	Quoted bool
	// Secret marks a value that no report may show.
	Secret bool
	// Line and Column start at 1 and count characters; 0 for a node that no
	// text holds (made by an override).
	Line, Column int
	// Width is how many characters of its line a scalar spans, quotes counted;
	// of a scalar over several lines, what it spans of its first. 0 where that
	// is not known.
	Width int
	// File is the text the node came from, so that a node merged from an
	// overlay is still reported at its own place.
	File string

	// Text is a scalar's text as written, without quotes and with escapes
	// resolved. What the API wants decides how it is read: 010 is "010" where a
	// string is wanted and refused where a number is.
	Text string
	// Written is a scalar's text before substitution; empty where nothing was
	// substituted. Reports show it in place of Text: a variable's value may be
	// a secret.
	Written string

	Items   []*Node  // of a List
	Members []Member // of a Map, in the order written
}

// Member is one key and its value in a Map.
type Member struct {
	Key   *Node // always a Scalar
	Value *Node
}

// Get finds the value of a key written exactly so, or nil.
func (n *Node) Get(key string) *Node {
	if n == nil || n.Kind != Map {
		return nil
	}
	for _, m := range n.Members {
		if m.Key.Text == key {
			return m.Value
		}
	}
	return nil
}

// supply makes nodes many at a time, which takes a fraction of the time.
type supply struct{ left []Node }

func (s *supply) one() *Node {
	const together = 63 // with the allocator's header just 8 KiB
	if len(s.left) == 0 {
		s.left = make([]Node, together)
	}
	n := &s.left[0]
	s.left = s.left[1:]
	return n
}
