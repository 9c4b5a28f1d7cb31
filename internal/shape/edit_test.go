package shape

import "testing"

func TestATreeCanBeEdited(t *testing.T) {
	n, problems := Parse("t", []byte("a: {b: [1, 2]}\nc: 3\n"))
	if n == nil {
		t.Fatal(problems)
	}
	copied := n.Clone()
	n.Get("a").Set("b", Text("x"))
	n.Set("d", &Node{Kind: Null, File: "t", Line: 9, Column: 4})
	if m := n.Delete("c"); m == nil || m.Value.Text != "3" {
		t.Errorf("deleted %v", m)
	}
	if n.Delete("nothing") != nil {
		t.Error("what is not there was deleted")
	}
	if got, want := n.JSON(), `{"a":{"b":"x"},"d":null}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if key := n.Members[1].Key; key.Line != 9 || key.File != "t" {
		t.Errorf("the new key has the place %s:%d", key.File, key.Line)
	}
	if got, want := copied.JSON(), `{"a":{"b":[1,2]},"c":3}`; got != want {
		t.Errorf("the copy changed: got %s, want %s", got, want)
	}
}

func TestHideLeavesKeysInSight(t *testing.T) {
	n, _ := Parse("t", []byte("a: [b, {c: d}]\n"))
	n.Hide()
	var shown, hidden []string
	n.Walk(func(n *Node) bool {
		if n.Kind == Scalar && n.Secret {
			hidden = append(hidden, n.Text)
		} else if n.Kind == Scalar {
			shown = append(shown, n.Text)
		}
		return true
	})
	if len(shown) != 2 || len(hidden) != 2 || hidden[0] != "b" || hidden[1] != "d" {
		t.Errorf("shown %v, hidden %v", shown, hidden)
	}
}
