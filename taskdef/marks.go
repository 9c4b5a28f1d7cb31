package taskdef

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/ecs-steady/steady/internal/shape"
)

// This file knows the marks of other people's templates, which are often left
// in what is called a task definition.

// quoteVariables says what to do about a variable that stands where JSON wants
// quotes: "memory": ${MEMORY}.
func quoteVariables(ps Problems, f File) Problems {
	if len(ps) == 0 {
		return nil
	}
	lines := shape.Lines(f.Text)
	for i := range ps {
		if ps[i].Hint != "" || ps[i].Line < 1 || ps[i].Line > len(lines) {
			continue
		}
		before, _, found := strings.Cut(lines[ps[i].Line-1], "${")
		before = strings.TrimSpace(before)
		if found && before != "" && strings.ContainsAny(before[len(before)-1:], ":,[{") {
			ps[i].Hint = "put the variable between double quotes; it can still be a number"
		}
	}
	return ps
}

// unquoted finds shell variables without quotes in a text that looks like JSON:
// "image": $IMAGE is YAML, but never what was meant.
func unquoted(root *shape.Node, f File) Problems {
	var ps Problems
	root.Walk(func(n *shape.Node) bool {
		if n.Kind == shape.Scalar && !n.Quoted && isShellVariable(n.Text) {
			p := at(n)
			p.Message = fmt.Sprintf("the variable %s was not filled in", n.Text)
			p.Hint = fmt.Sprintf(`write "${%s}" to have it filled in here`, n.Text[1:])
			if n.Secret {
				p.Message, p.Hint = "a variable was not filled in", `write "${NAME}" to have it filled in here`
			}
			ps = append(ps, p)
		}
		return true
	})
	if len(ps) == 0 || !looksLikeJSON(root, f) {
		return nil
	}
	return ps
}

func looksLikeJSON(root *shape.Node, f File) bool {
	lines := shape.Lines(f.Text)
	if root.Line < 1 || root.Line > len(lines) {
		return false
	}
	first := strings.TrimSpace(lines[root.Line-1])
	return strings.HasPrefix(first, "{") || strings.HasPrefix(first, "[")
}

func isShellVariable(s string) bool {
	return len(s) > 1 && s[0] == '$' && strings.IndexFunc(s[1:], func(r rune) bool { return !nameRune(r) }) < 0
}

// checkTemplateMarks warns of what another tool should have filled in: ECS
// accepts {{tag}} in an image and can never pull it.
func checkTemplateMarks(c *checker) {
	for i, def := range c.in.ContainerDefinitions {
		if mark := shape.TemplateMark(aws.ToString(def.Image)); mark != "" {
			c.warn(finding{
				fmt.Sprintf("containerDefinitions[%d].image", i),
				fmt.Sprintf("%s looks like the mark of a template that was not filled in", mark), "", "",
			})
		}
	}
}
