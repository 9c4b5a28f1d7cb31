package taskdef

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/value"
)

// Parse reads one task definition, YAML or JSON: the members of
// RegisterTaskDefinition, or what describe-task-definition prints. It is
// completed with opts: overlays, assignments, variables and images, in this
// order. name is what reports call the text.
//
// The error is of type [Problems] and holds everything wrong at once, with
// warnings. Parse refuses what the shape of the API refuses; what ECS would
// refuse beyond that is found by [Definition.Check].
func Parse(name string, src []byte, opts Options) (*Definition, error) {
	var p parser
	root := p.read(File{name, src}, false)
	for _, f := range opts.Overlays {
		over := p.read(f, true)
		if root != nil && over != nil {
			p.add(mergeMaps(root, over, ""))
		}
	}
	if root == nil {
		return nil, p.err()
	}
	for _, a := range opts.Set {
		p.add(assign(root, a))
	}
	widen(root)
	value.Hide(root)
	p.add(replaceImages(root, opts.Images))
	p.add(value.Fill(root, opts.Var))
	p.add(replaceTags(root, opts.Tags))
	p.add(valueless(root))
	input := &ecs.RegisterTaskDefinitionInput{}
	p.add(oneWarning(shape.Decode(root, input)))
	p.add(empty(root))
	if err := p.err(); err != nil {
		return nil, err
	}
	return &Definition{Input: input, Warnings: p.problems.Warnings(), root: root, sources: p.sources}, nil
}

// oneWarning keeps the first of the warnings that say the same, with the paths
// of the others: a file that has "" for one enum has it for many.
func oneWarning(ps Problems) Problems {
	var kept Problems
	also := map[string][]string{}
	for _, p := range ps {
		if others, again := also[p.Message]; p.Warning && again {
			also[p.Message] = append(others, p.Path)
			continue
		}
		if p.Warning {
			also[p.Message] = nil
		}
		kept = append(kept, p)
	}
	for i := range kept {
		if others := also[kept[i].Message]; kept[i].Warning && len(others) > 0 {
			kept[i].Message += " (also: " + strings.Join(others, ", ") + ")"
		}
	}
	return kept
}

// empty finds names that are there and empty, which the shape of the API
// refuses like missing ones (API reference, RegisterTaskDefinition and Tag).
func empty(root *shape.Node) Problems {
	var ps Problems
	report := func(n *shape.Node, path, message string) {
		if n != nil && n.Kind == shape.Scalar && n.Text == "" {
			p := at(n)
			p.Path, p.Message = path, message
			ps = append(ps, p)
		}
	}
	report(root.Get("family"), "family", "the family has no name")
	if tags := root.Get("tags"); tags != nil {
		for i, tag := range tags.Items {
			report(tag.Get("key"), fmt.Sprintf("tags[%d].key", i), "a tag has no key")
		}
	}
	return ps
}

// parser collects the problems of one Parse.
type parser struct {
	problems Problems
	sources  sources
}

func (p *parser) add(ps Problems) { p.problems = append(p.problems, ps...) }

// read parses one file as far as the merge needs it. It gives nil where there
// is nothing to go on with.
func (p *parser) read(f File, overlay bool) *shape.Node {
	root, ps := shape.Parse(f.Name, f.Text)
	if root != nil {
		value.Hide(root)
	}
	p.sources = append(p.sources, source{f, root})
	p.add(quoteVariables(ps, f))
	if root == nil || overlay && root.Kind == shape.Null {
		return nil
	}
	p.add(unquoted(root, f))
	if overlay {
		root, ps = recogniseOverlay(root)
	} else {
		root, ps = recognise(root)
	}
	p.add(ps)
	if root != nil {
		widen(root)
	}
	return root
}

// err gives the problems found so far, in the order of their places, where one
// of them is not a warning.
func (p *parser) err() error {
	p.sources.finish(p.problems)
	return p.problems.Err()
}

// source is a text and the tree that came of it, nil where it did not parse.
type source struct {
	file File
	tree *shape.Node
}

// sources are the texts of one Parse: the file, then its overlays.
type sources []source

// maxExcerpts bounds the time that a hostile text can take: nobody reads more.
const maxExcerpts = 200

// finish sorts problems by their place and adds the excerpts of the first.
func (s sources) finish(ps Problems) {
	order := map[string]int{}
	for i, src := range s {
		order[src.file.Name] = i + 1
	}
	sort.SliceStable(ps, func(i, j int) bool {
		a, b := &ps[i], &ps[j]
		return cmp.Or(order[a.File]-order[b.File], a.Line-b.Line, a.Column-b.Column) < 0
	})
	ps = ps[:min(len(ps), maxExcerpts)]
	for _, src := range s {
		if !slices.ContainsFunc(ps, func(p Problem) bool { return p.File == src.file.Name }) {
			continue
		}
		copy(ps, shape.Excerpt(src.file.Name, src.file.Text, src.tree, ps))
	}
}
