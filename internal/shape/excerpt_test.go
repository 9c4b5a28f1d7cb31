package shape

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// report shows problems as a terminal would.
func report(problems Problems) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintln(&b, p.String())
		for _, line := range p.Excerpt {
			fmt.Fprintf(&b, "%3d | %s\n", line.Number, line.Text)
		}
		if p.Excerpt != nil {
			fmt.Fprintf(&b, "      %s%s\n", strings.Repeat(" ", p.Column-1), strings.Repeat("^", max(1, p.Width)))
		}
	}
	return b.String()
}

// hideEnvironment does what package taskdef does.
func hideEnvironment(n *Node) {
	for _, c := range n.Get("containerDefinitions").Items {
		if environment := c.Get("environment"); environment != nil {
			for _, e := range environment.Items {
				e.Get("value").Hide()
			}
		}
	}
}

func excerpted(t *testing.T, name, text string) string {
	t.Helper()
	n, problems := Parse(name, []byte(text))
	if n == nil {
		t.Fatal(problems)
	}
	hideEnvironment(n)
	return report(Excerpt(name, []byte(text), n, append(problems, Decode(n, &ecs.RegisterTaskDefinitionInput{})...)))
}

func TestAnExcerptShowsTheLineAndTheOneBefore(t *testing.T) {
	got := excerpted(t, "task.yaml", `family: a # by hand
containerDefinitions:
  - name: web   # hunter2
    memory: 512MB

    essential:	yes
    dockerLabels: {é: hunter2}
    portMappings:
      - containerPort: 80
        hostport: 80
    environment:
      - {name: A, value: hunter2, valeu: hunter2} # hunter2
      - name: B
        value: hunter2
        naem: B
      - name: C
        value: |
          hunter2
          hunter2
        naem: C
    links: !!str a.b
`)
	golden(t, "excerpt.txt", []byte(got))
	if strings.Contains(got, "hunter2") {
		t.Error("a secret is shown")
	}
}

func TestAnExcerptKeepsColumnsRight(t *testing.T) {
	got := excerpted(t, "task.json", "{\"family\": \"a\", \"containerDefinitions\": [\n"+
		"\t{\"name\": \"é🚀\", \"environment\": [{\"name\": \"A\", \"value\": \"hunter2\"}], \"cpus\": 1, \"image\": \"a\"},\n"+
		"\t{\"name\": \""+strings.Repeat("x", 300)+"\",\n\t\"cpus\": 1}]}")
	golden(t, "columns.txt", []byte(got))
	if strings.Contains(got, "hunter2") {
		t.Error("a secret is shown")
	}
}

func TestNoExcerptWithoutATree(t *testing.T) {
	text := []byte("a: hunter2\nb: [\n")
	n, problems := Parse("t", text)
	if got := Excerpt("t", text, n, problems); len(got) == 0 || got[0].Excerpt != nil {
		t.Errorf("got %v", got)
	}
}

func TestAnExcerptIsOfItsOwnFile(t *testing.T) {
	text := []byte("a: b\n")
	n, _ := Parse("one", text)
	problems := Problems{{File: "one", Line: 1, Column: 1}, {File: "two", Line: 1, Column: 1}, {File: "one", Line: 7}}
	got := Excerpt("one", text, n, problems)
	if len(got[0].Excerpt) != 1 || got[1].Excerpt != nil || got[2].Excerpt != nil || problems[0].Excerpt != nil {
		t.Errorf("got %v, and %v", got, problems)
	}
}

func TestACopyOfASecretIsHiddenEverywhere(t *testing.T) {
	text := []byte("x-password: &p hunter2\na: *p\nbad: 1\n")
	n, _ := Parse("t", text)
	n.Get("a").Hide()
	problems := Problems{{File: "t", Line: 2, Column: 1}, {File: "t", Line: 1, Column: 1}}
	if got := report(Excerpt("t", text, n, problems)); strings.Contains(got, "hunter2") {
		t.Error(got)
	}
}
