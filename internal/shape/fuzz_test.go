package shape

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/google/go-cmp/cmp"
)

// FuzzParse holds the promise for any byte string: a tree or a problem, never a
// panic, soon. What can be decoded survives being written and read again.
func FuzzParse(f *testing.F) {
	seeds, err := filepath.Glob("testdata/seeds/*")
	if err != nil || len(seeds) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, path := range seeds {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(bomb(9)))
	f.Add([]byte("\xff\xfe{\x00}\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		began := time.Now()
		n, problems := Parse("f", text)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("took %s for %d bytes", took, len(text))
		}
		if (n == nil) != (problems.Err() != nil) {
			t.Fatalf("tree %v with problems %v", n, problems)
		}
		checkPrintable(t, problems)
		if n == nil {
			if got := Excerpt("f", text, n, problems); got[0].Excerpt != nil {
				t.Errorf("an excerpt without a tree: %v", got[0])
			}
			return
		}
		var in ecs.RegisterTaskDefinitionInput
		Recase(n, &in)
		problems = Decode(n, &in)
		for _, p := range problems {
			if p.Line < 1 || p.Column < 1 {
				t.Errorf("no place: %s", p)
			}
		}
		checkPrintable(t, problems)
		n.Hide()
		checkMasked(t, text, n, problems)
		again(t, &in)
	})
}

// checkPrintable fails where a report could move a terminal's cursor.
func checkPrintable(t *testing.T, problems Problems) {
	for _, p := range problems {
		if s := p.String() + p.Path; strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("a control character in %q", s)
		}
	}
}

// checkMasked fails where an excerpt shows a value that is a secret and no key.
func checkMasked(t *testing.T, text []byte, root *Node, problems Problems) {
	const mark = "hunter2"
	inKey := false
	root.Walk(func(n *Node) bool {
		for _, m := range n.Members {
			inKey = inKey || strings.Contains(m.Key.Text, mark) || strings.ContainsAny(m.Key.Text, "\\\n")
		}
		return true
	})
	for _, p := range Excerpt("f", text, root, problems) {
		for _, line := range p.Excerpt {
			if !inKey && strings.Contains(line.Text, mark) {
				t.Errorf("shown: %q", line.Text)
			}
		}
	}
}

func again(t *testing.T, in *ecs.RegisterTaskDefinitionInput) {
	for _, write := range []func(any) ([]byte, error){JSON, YAML} {
		text, err := write(in)
		if err != nil || len(text) > maxText {
			return
		}
		n, problems := Parse("again", text)
		if n == nil {
			t.Fatalf("%s\n%v", text, problems)
		}
		var back ecs.RegisterTaskDefinitionInput
		for _, p := range Decode(n, &back) {
			if !p.Warning && !strings.Contains(p.Message, "is missing") && !strings.Contains(p.Message, "has no value") {
				t.Fatalf("%s\n%s", text, p)
			}
		}
		first, _ := JSON(in)
		second, _ := JSON(&back)
		if diff := cmp.Diff(string(first), string(second)); diff != "" {
			t.Fatalf("%s\n%s", text, diff)
		}
	}
}
