package taskdef

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const twoContainers = `family: web
containerDefinitions:
- name: app
  image: shop/web:1@sha256:0123
  memory: 64
  environment: {A: one, B: two}
  portMappings: [{containerPort: 80, hostPort: 8080}]
  command: [run, fast]
- name: side
  image: registry:5000/side
`

func TestOverlaysMerge(t *testing.T) {
	tests := []struct{ name, overlay, want string }{
		{
			"maps deeply and containers by name",
			"containerDefinitions: [{name: side, memory: 32, logConfiguration: {logDriver: json-file}}]",
			`{"containerDefinitions":[{"command":["run","fast"],"environment":[{"name":"A","value":"one"},` +
				`{"name":"B","value":"two"}],"image":"shop/web:1@sha256:0123","memory":64,"name":"app",` +
				`"portMappings":[{"containerPort":80,"hostPort":8080}]},{"image":"registry:5000/side",` +
				`"logConfiguration":{"logDriver":"json-file"},"memory":32,"name":"side"}],"family":"web"}`,
		},
		{
			"variables by name, other lists whole, null removes",
			"containerDefinitions:\n- name: app\n  image: nginx\n  memory: null\n  environment: {B: null, C: three}\n" +
				"  command: [stop]\n  portMappings: [{containerPort: 80, hostPort: 0}]\n",
			`{"containerDefinitions":[{"command":["stop"],"environment":[{"name":"A","value":"one"},` +
				`{"name":"C","value":"three"}],"image":"nginx","name":"app",` +
				`"portMappings":[{"containerPort":80,"hostPort":0}]},{"image":"registry:5000/side","name":"side"}],` +
				`"family":"web"}`,
		},
		{
			"new containers and members are added",
			`{"cpu": 256, "containerDefinitions": [{"name": "new", "image": "n", "environment": {"X": null}}]}`,
			`{"containerDefinitions":[{"command":["run","fast"],"environment":[{"name":"A","value":"one"},` +
				`{"name":"B","value":"two"}],"image":"shop/web:1@sha256:0123","memory":64,"name":"app",` +
				`"portMappings":[{"containerPort":80,"hostPort":8080}]},{"image":"registry:5000/side","name":"side"},` +
				`{"environment":[],"image":"n","name":"new"}],"cpu":"256","family":"web"}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := request(t, twoContainers, Options{Overlays: []File{{"prod.yaml", []byte(tt.overlay)}}})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnOverlayIsReportedAtItsOwnPlace(t *testing.T) {
	got := problemsOf(t, twoContainers, Options{Overlays: []File{
		{"prod.yaml", []byte("containerDefinitions:\n- name: app\n  memory: lots\n  image: app:${TAG}\n")},
		{"list.yaml", []byte("- a\n")},
		{"nameless.yaml", []byte("containerDefinitions:\n- memory: 3\n")},
	}})
	want := []string{
		`prod.yaml:3:11: "lots" is not a whole number`,
		"prod.yaml:4:14: variable TAG is not set (pass --var TAG=... or set STEADY_VAR_TAG)",
		"list.yaml:1:1: an overlay is a map of the members it changes",
		"nameless.yaml:2:1: a container in an overlay needs the name of the container it changes",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

const oneContainer = "family: web\ncontainerDefinitions: [{name: app, image: nginx, environment: {A: one}}]\n"

func TestSet(t *testing.T) {
	tests := []struct{ name, path, value, want string }{
		{
			"a member that is absent", "cpu", "256",
			`{"containerDefinitions":[{"environment":[{"name":"A","value":"one"}],"image":"nginx","name":"app"}],` +
				`"cpu":"256","family":"web"}`,
		},
		{
			"a member of a container by name", "containerDefinitions[app].memory", "64",
			`{"containerDefinitions":[{"environment":[{"name":"A","value":"one"}],"image":"nginx","memory":64,` +
				`"name":"app"}],"family":"web"}`,
		},
		{
			"a list by index", "containerDefinitions[0].command", "[run, fast]",
			`{"containerDefinitions":[{"command":["run","fast"],"environment":[{"name":"A","value":"one"}],` +
				`"image":"nginx","name":"app"}],"family":"web"}`,
		},
		{
			"a variable", "containerDefinitions[app].environment[A]", "two",
			`{"containerDefinitions":[{"environment":[{"name":"A","value":"two"}],"image":"nginx","name":"app"}],` +
				`"family":"web"}`,
		},
		{
			"a new variable", "containerDefinitions[app].environment[B]", "2",
			`{"containerDefinitions":[{"environment":[{"name":"A","value":"one"},{"name":"B","value":"2"}],` +
				`"image":"nginx","name":"app"}],"family":"web"}`,
		},
		{
			"a tag where there are none", "tags[team]", "shop",
			`{"containerDefinitions":[{"environment":[{"name":"A","value":"one"}],"image":"nginx","name":"app"}],` +
				`"family":"web","tags":[{"key":"team","value":"shop"}]}`,
		},
		{
			"a structure that is absent", "runtimePlatform.cpuArchitecture", "ARM64",
			`{"containerDefinitions":[{"environment":[{"name":"A","value":"one"}],"image":"nginx","name":"app"}],` +
				`"family":"web","runtimePlatform":{"cpuArchitecture":"ARM64"}}`,
		},
		{
			"a map of one's own keys", "containerDefinitions[app].dockerLabels[a.b]", "x",
			`{"containerDefinitions":[{"dockerLabels":{"a.b":"x"},"environment":[{"name":"A","value":"one"}],` +
				`"image":"nginx","name":"app"}],"family":"web"}`,
		},
		{
			"plain map as a value", "containerDefinitions[app].environment", "{B: x}",
			`{"containerDefinitions":[{"environment":[{"name":"B","value":"x"}],"image":"nginx","name":"app"}],` +
				`"family":"web"}`,
		},
		{
			"an empty value is an empty string", "containerDefinitions[app].environment[A]", "",
			`{"containerDefinitions":[{"environment":[{"name":"A","value":""}],"image":"nginx","name":"app"}],` +
				`"family":"web"}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := request(t, oneContainer, Options{Set: []Assignment{{tt.path, tt.value}}})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSetRefuses(t *testing.T) {
	tests := []struct{ name, path, value, want string }{
		{
			"a container that is not there", "containerDefinitions[web].memory", "1",
			`--set containerDefinitions[web].memory: containerDefinitions has no item "web"; there are: app`,
		},
		{
			"a list without brackets", "containerDefinitions.memory", "1",
			"--set containerDefinitions.memory: containerDefinitions is a list: " +
				"name one of its items in brackets; there are: app",
		},
		{"a member of a value", "family.x", "1", `--set family.x: family holds one value and no member "x"`},
		{
			"an index of a list that is absent", "containerDefinitions[app].portMappings[0].hostPort", "1",
			`--set containerDefinitions[app].portMappings[0].hostPort: there is no portMappings to take "0" from`,
		},
		{
			"a member that the API does not have", "containerDefinitions[app].memroy", "1",
			`--set containerDefinitions[app].memroy: unknown key "memroy" in a container definition ` +
				`(did you mean "memory"?)`,
		},
		{
			"a value of the wrong type", "containerDefinitions[app].memory", "lots",
			`--set containerDefinitions[app].memory: "lots" is not a whole number`,
		},
		{
			"a path with an open bracket", "containerDefinitions[app", "1",
			`--set: path "containerDefinitions[app": brackets hold a name or an index and follow a member`,
		},
		{"a path with two dots", "a..b", "1", `--set: path "a..b": a member has no name`},
		{"an empty path", "", "1", "--set: the path is empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := problemsOf(t, oneContainer, Options{Set: []Assignment{{tt.path, tt.value}}})
			if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWithTag(t *testing.T) {
	tests := []struct{ image, tag, want string }{
		{"nginx", "1.9", "nginx:1.9"},
		{"nginx:1.8", "1.9", "nginx:1.9"},
		{"registry:5000/a/b", "1.9", "registry:5000/a/b:1.9"},
		{"registry:5000/a/b:1.8", "1.9", "registry:5000/a/b:1.9"},
		{"registry:5000/a/b:1.8@sha256:00", "1.9", "registry:5000/a/b:1.9"},
		{"a/b@sha256:00", "1.9", "a/b:1.9"},
		{"a/b:1", "sha256:ff", "a/b@sha256:ff"},
	}
	for _, tt := range tests {
		if got := withTag(tt.image, tt.tag); got != tt.want {
			t.Errorf("withTag(%q, %q) = %q, want %q", tt.image, tt.tag, got, tt.want)
		}
	}
}

func TestImagesAndTags(t *testing.T) {
	d, err := Parse("task.yaml", []byte(twoContainers), Options{
		Images: map[string]string{"side": "busybox"}, Tags: map[string]string{"app": "2"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := *d.Input.ContainerDefinitions[0].Image, "shop/web:2"; got != want {
		t.Errorf("image of app %q, want %q", got, want)
	}
	if got, want := *d.Input.ContainerDefinitions[1].Image, "busybox"; got != want {
		t.Errorf("image of side %q, want %q", got, want)
	}

	got := request(t, "family: web\ncontainerDefinitions: [{name: app, image: '${I}:${TAG}'}]", Options{
		Images: map[string]string{"app": "shop/$web"}, Tags: map[string]string{"": "2"},
	})
	if want := `{"containerDefinitions":[{"image":"shop/$web:2","name":"app"}],"family":"web"}`; got != want {
		t.Errorf("a replaced image with unset variables gives %s, want %s", got, want)
	}
}

func TestImagesAndTagsRefuse(t *testing.T) {
	want := []string{
		`--image web: there is no container "web" (there are: app, side)`,
		"--tag: the task definition has several containers (write CONTAINER=TAG; there are: app, side)",
		"--tag side: the container has no image whose tag could be replaced",
	}
	got := problemsOf(t, twoContainers, Options{
		Set:    []Assignment{{"containerDefinitions[side].image", "null"}},
		Images: map[string]string{"web": "x"}, Tags: map[string]string{"": "2", "side": "2"},
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
