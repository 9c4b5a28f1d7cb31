package shape

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with testdata/name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// The SDK promises nothing about the schemas it carries. An upgrade that adds a
// member shows here as one more line; one that moves what this package stands
// on shows as an error.
func TestTheSchemasAreAsThisPackageTakesThemToBe(t *testing.T) {
	var b strings.Builder
	for _, v := range []any{
		ecs.RegisterTaskDefinitionInput{}, ecs.CreateServiceInput{}, ecs.UpdateServiceInput{}, ecs.RunTaskInput{},
	} {
		l, _, err := layoutOf(v)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%T\n", v)
		describe(&b, l, "  ", nil)
	}
	golden(t, "requests.txt", []byte(b.String()))
}

func describe(b *strings.Builder, l *layout, indent string, above []*layout) {
	if slices.Contains(above, l) {
		b.WriteString(indent + "...\n")
		return
	}
	for _, m := range l.members {
		inner := m.layout
		text := kindName(inner)
		for inner.elem != nil {
			inner = inner.elem
			text += " of " + kindName(inner)
		}
		fmt.Fprintf(b, "%s%s: %s\n", indent, m.name, text)
		describe(b, inner, indent+"  ", append(above, l))
	}
}

func kindName(l *layout) string {
	switch l.kind {
	case kindStruct, kindUnion:
		return map[kind]string{kindStruct: "struct ", kindUnion: "union "}[l.kind] + l.shape
	case kindEnum:
		return "enum " + strings.Join(l.values, " ")
	}
	return map[kind]string{
		kindString: "string", kindBool: "boolean", kindInt: "integer", kindFloat: "float", kindTime: "time",
		kindDocument: "document", kindList: "list", kindMap: "map",
	}[l.kind]
}

// operations gives a new input and output of every operation of the client.
func operations() []any {
	client := reflect.TypeFor[*ecs.Client]()
	var all []any
	for i := range client.NumMethod() {
		method := client.Method(i).Type
		if method.NumIn() < 3 || method.In(2).Kind() != reflect.Pointer || !strings.HasSuffix(method.In(2).String(), "Input") {
			continue
		}
		all = append(all, reflect.New(method.In(2).Elem()).Interface(), reflect.New(method.Out(0).Elem()).Interface())
	}
	return all
}

func TestEveryInputAndOutputOfTheClientHasALayout(t *testing.T) {
	all := operations()
	if len(all) < 160 {
		t.Errorf("the client has %d inputs and outputs, want at least 160: the test looks in the wrong place", len(all))
	}
	for _, v := range all {
		if _, _, err := layoutOf(v); err != nil {
			t.Error(err)
		}
	}
}

func TestTheTableOfUnionsHasNoMoreThanTheSchemas(t *testing.T) {
	for _, v := range operations() {
		if _, _, err := layoutOf(v); err != nil {
			t.Fatal(err)
		}
	}
	used := map[reflect.Type]bool{}
	for _, l := range layouts.byType {
		for _, m := range l.members {
			inner := m.layout
			for inner.elem != nil {
				inner = inner.elem
			}
			if inner.kind == kindUnion {
				used[inner.goType] = true
				if len(inner.members) != len(variants[inner.goType]) {
					t.Errorf("%s: %d members in the schema, %d in the table",
						inner.goType, len(inner.members), len(variants[inner.goType]))
				}
			}
		}
	}
	for union := range variants {
		if !used[union] {
			t.Errorf("%s is in the table and in no shape", union)
		}
	}
}

func TestWhatIsNoSDKStructIsRefused(t *testing.T) {
	for _, v := range []any{nil, 1, "text", []string{}, struct{ A int }{}, (*ecs.RunTaskInput)(nil), types.NetworkModeHost} {
		if _, err := Marshal(v); err == nil {
			t.Errorf("Marshal(%#v) gave no error", v)
		}
		if _, err := JSON(v); err == nil {
			t.Errorf("JSON(%#v) gave no error", v)
		}
		if _, err := YAML(v); err == nil {
			t.Errorf("YAML(%#v) gave no error", v)
		}
		if err := Unmarshal([]byte("{}"), v); err == nil {
			t.Errorf("Unmarshal into %#v gave no error", v)
		}
		if Tree(v) != nil || Members(v) != nil {
			t.Errorf("%#v has a tree or members", v)
		}
	}
	if problems := Decode(&Node{Kind: Map}, ecs.RunTaskInput{}); problems.Err() == nil {
		t.Error("a struct that is no pointer was decoded into")
	}
}

func TestMembersAreSpelledAsTheAPIDoes(t *testing.T) {
	want := []string{"containerPort", "containerPortRange", "hostPort", "name", "protocol"}
	var got []string
	for _, name := range Members(types.PortMapping{}) {
		if slices.Contains(want, name) {
			got = append(got, name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
