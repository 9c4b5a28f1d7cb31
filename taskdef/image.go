package taskdef

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ecs-steady/steady/internal/shape"
)

// reference is an image reference taken apart: repository[:tag][@digest].
type reference struct{ repository, tag, digest string }

// parseReference splits an image reference. A colon before the last slash
// belongs to the port of a registry.
func parseReference(s string) reference {
	var r reference
	r.repository, r.digest, _ = strings.Cut(s, "@")
	if i := strings.LastIndex(r.repository, ":"); i > strings.LastIndex(r.repository, "/") {
		r.repository, r.tag = r.repository[:i], r.repository[i+1:]
	}
	return r
}

// withTag replaces the tag of an image reference and drops its digest, which
// belonged to the old tag. A tag of the form sha256:… is a digest.
func withTag(image, tag string) string {
	r := parseReference(image)
	if strings.HasPrefix(tag, "sha256:") {
		return r.repository + "@" + tag
	}
	return r.repository + ":" + tag
}

// replaceImages carries out Options.Images. It comes before substitution, so
// that a variable in an image that is replaced needs no value.
func replaceImages(root *shape.Node, images map[string]string) Problems {
	var ps Problems
	for _, name := range slices.Sorted(maps.Keys(images)) {
		flag := "--image " + name
		container, p := containerNamed(root, name, flag)
		if p != nil {
			ps = append(ps, *p)
			continue
		}
		setText(container, "image", strings.ReplaceAll(images[name], "$", "$$"), flag)
	}
	return ps
}

// replaceTags carries out Options.Tags. It comes after substitution: only then
// is it known what is the tag.
func replaceTags(root *shape.Node, tags map[string]string) Problems {
	var ps Problems
	for _, name := range slices.Sorted(maps.Keys(tags)) {
		flag := strings.TrimSpace("--tag " + name)
		container, p := containerNamed(root, name, flag)
		if p != nil {
			ps = append(ps, *p)
			continue
		}
		image := container.Get("image")
		if image == nil || image.Kind != shape.Scalar || image.Text == "" {
			ps = append(ps, Problem{File: flag, Message: "the container has no image whose tag could be replaced"})
			continue
		}
		setText(container, "image", withTag(image.Text, tags[name]), flag)
	}
	return ps
}

// containerNamed finds a container; "" stands for the only one.
func containerNamed(root *shape.Node, name, flag string) (*shape.Node, *Problem) {
	list := root.Get("containerDefinitions")
	if list == nil || list.Kind != shape.List || len(list.Items) == 0 {
		return nil, &Problem{File: flag, Message: "the task definition has no containers"}
	}
	if name == "" {
		if len(list.Items) == 1 && list.Items[0].Kind == shape.Map {
			return list.Items[0], nil
		}
		return nil, &Problem{
			File: flag, Message: "the task definition has several containers",
			Hint: "write CONTAINER=TAG; " + names(list, "containerDefinitions"),
		}
	}
	for _, item := range list.Items {
		if id, ok := identity("containerDefinitions", item); ok && id == name {
			return item, nil
		}
	}
	return nil, &Problem{
		File: flag, Message: fmt.Sprintf("there is no container %q", name),
		Hint: names(list, "containerDefinitions"),
	}
}

// setText sets a member to a string that a flag gave. It keeps the place of
// what it replaces, so that a report still points into the file.
func setText(n *shape.Node, member, text, flag string) {
	if old := n.Get(member); old != nil {
		old.Kind, old.Text, old.Quoted, old.Items, old.Members = shape.Scalar, text, true, nil, nil
		return
	}
	n.Members = append(n.Members, shape.Member{
		Key:   &shape.Node{Kind: shape.Scalar, Text: member, File: flag},
		Value: &shape.Node{Kind: shape.Scalar, Text: text, Quoted: true, File: flag},
	})
}
