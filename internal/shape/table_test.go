package shape

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/google/go-cmp/cmp"
)

type inner struct{ Level int32 }

type line struct {
	After time.Duration
	Text  string
}

type outer struct {
	Name, Mode string
	Tries      *int64
	inner
	Lines  []line
	Marks  map[string]string
	Inputs []ecs.CreateServiceInput
	Any    Node
	Do     any
}

type (
	turn struct{ Way string }
	move struct{ Back bool }
)

var (
	lineTable = Table{Name: "LogLine", Keys: []Key{
		{Name: "after", Field: "After", Least: 0, Most: int64(time.Hour)},
		{Name: "text", Field: "Text", Required: true, Secret: true},
	}}
	turnTable  = Table{Name: "Turn", Keys: []Key{{Name: "way", Field: "Way"}}}
	stepTable  = Table{Name: "Step", Keys: []Key{{Name: "back", Field: "Back"}}}
	outerTable = Table{Name: "Thing", Keys: []Key{
		{Name: "name", Field: "Name", Required: true},
		{Name: "mode", Field: "Mode", Values: []string{"slow", "fast"}},
		{Name: "tries", Field: "Tries", Least: 1, Most: 9},
		{Name: "level", Field: "inner.Level"},
		{Name: "lines", Field: "Lines", Of: &lineTable},
		{Name: "marks", Field: "Marks"},
		{Name: "services", Field: "Inputs"},
		{Name: "any", Field: "Any"},
		{Name: "left", Field: "Do", Choice: true, Of: &turnTable, New: func() any { return &turn{} }},
		{Name: "right", Field: "Do", Choice: true, Of: &stepTable, New: func() any { return &move{} }},
	}}
)

func TestATableFillsAStruct(t *testing.T) {
	n, problems := Parse("t", []byte(`name: a
mode: fast
tries: 9
level: 3
lines: [{after: 1m30s, text: hello}, {text: again}]
marks: {a b: c}
services: [{serviceName: web, desiredCount: 2}]
any: [1, {x: y}]
left: {way: up}
`))
	var got outer
	if problems = append(problems, DecodeTable(n, &outerTable, &got)...); len(problems) > 0 {
		t.Fatal(problems)
	}
	if got.Name != "a" || got.Mode != "fast" || *got.Tries != 9 || got.Level != 3 || got.Marks["a b"] != "c" {
		t.Errorf("got %+v", got)
	}
	if diff := cmp.Diff([]line{{90 * time.Second, "hello"}, {0, "again"}}, got.Lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if len(got.Inputs) != 1 || *got.Inputs[0].ServiceName != "web" || *got.Inputs[0].DesiredCount != 2 {
		t.Errorf("services %+v", got.Inputs)
	}
	if got.Any.Kind != List || got.Any.Items[1].Get("x").Text != "y" {
		t.Errorf("any %+v", got.Any)
	}
	if turned, ok := got.Do.(*turn); !ok || turned.Way != "up" {
		t.Errorf("do %#v", got.Do)
	}
}

func TestATableIsWrittenAsItIsRead(t *testing.T) {
	for _, text := range []string{
		`{"left":{},"name":"a"}`,
		`{"any":[1,{"x":"y"}],"level":-3,"lines":[{"after":"1m30s","text":"é"},{"text":"b"}],"marks":{"a b":"c","d":""},` +
			`"mode":"fast","name":"a","right":{"back":true},"services":[{"desiredCount":2,"serviceName":"web"}],"tries":9}`,
		`{"lines":[],"name":"a","right":{}}`,
	} {
		n, problems := Parse("t", []byte(text))
		var v outer
		problems = append(problems, DecodeTable(n, &outerTable, &v)...)
		written, err := TableTree(&outerTable, v)
		if err != nil || len(problems) > 0 || written.JSON() != text {
			t.Errorf("%s: problems %v, error %v, written %s", text, problems, err, written.JSON())
		}
	}
}

func TestWhatATableRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a key that it has not", "nam: a\nleft: {}", `t:1:1: unknown key "nam" (did you mean "name"?) @nam`},
		{
			"a key further down", "name: a\nleft: {}\nlines: [{text: b, aftr: 1s}]",
			`t:3:19: unknown key "aftr" in a log line (did you mean "after"?) @lines[0].aftr`,
		},
		{"what is missing", "left: {}", `t:1:1: "name" is missing @name`},
		{
			"what is missing further down", "name: a\nleft: {}\nlines: [{}]",
			`t:3:9: "text" is missing in a log line @lines[0].text`,
		},
		{"what has no value", "name:\nleft: {}", `t:1:6: "name" has no value @name`},
		{
			"a text that is not allowed", "name: a\nleft: {}\nmode: fst",
			`t:3:7: "fst" is not one of fast, slow (did you mean "fast"?) @mode`,
		},
		{"a number below the bounds", "name: a\nleft: {}\ntries: 0", `t:3:8: "0" is out of range (from 1 to 9) @tries`},
		{"a number above them", "name: a\nleft: {}\ntries: 10", `t:3:8: "10" is out of range (from 1 to 9) @tries`},
		{
			"a time above them", "name: a\nleft: {}\nlines: [{text: a, after: 61m}]",
			`t:3:26: "61m" is out of range (from 0s to 1h) @lines[0].after`,
		},
		{
			"a time below them", "name: a\nleft: {}\nlines: [{text: a, after: -1s}]",
			`t:3:26: "-1s" is out of range (from 0s to 1h) @lines[0].after`,
		},
		{
			"a number for a time", "name: a\nleft: {}\nlines: [{text: a, after: 5}]",
			`t:3:26: "5" is not a time span (write 5s) @lines[0].after`,
		},
		{
			"a word for a time", "name: a\nleft: {}\nlines: [{text: a, after: soon}]",
			`t:3:26: "soon" is not a time span (write it like 500ms, 30s or 2m) @lines[0].after`,
		},
		{
			"a list for a time", "name: a\nleft: {}\nlines: [{text: a, after: [1]}]",
			`t:3:26: want a time span like 30s, got a list (take the "- " or the [ ] away) @lines[0].after`,
		},
		{"no choice", "name: a", `t:1:1: want one of left, right @`},
		{"a choice that is null", "name: a\nleft:", `t:1:1: want one of left, right @`},
		{"two choices", "name: a\nright: {}\nleft: {}", `t:2:1: "right" is one too many beside "left" @`},
		{"a misspelt choice, once", "name: a\nlef: {}", `t:2:1: unknown key "lef" (did you mean "left"?) @lef`},
		{
			"what the API wants of an input", "name: a\nleft: {}\nservices: [{desiredCount: x}]",
			"t:3:12: \"serviceName\" is missing in the input of CreateService @services[0].serviceName\n" +
				`t:3:27: "x" is not a whole number @services[0].desiredCount`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, problems := Parse("t", []byte(c.text))
			problems = append(problems, DecodeTable(n, &outerTable, &outer{})...)
			var lines []string
			for _, p := range problems {
				lines = append(lines, p.String()+" @"+p.Path)
			}
			if diff := cmp.Diff(c.want, strings.Join(lines, "\n")); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestASecretOfATableIsHidden(t *testing.T) {
	n, _ := Parse("t", []byte("lines: [{text: [hidden]}]"))
	problems := DecodeTable(n, &outerTable, &outer{})
	if text := problems.Error(); strings.Contains(text, "hidden") || !n.Get("lines").Items[0].Get("text").Items[0].Secret {
		t.Errorf("the secret shows: %s", text)
	}
}

func TestATableThatDoesNotFitItsStruct(t *testing.T) {
	n, _ := Parse("t", []byte("a: 1"))
	for name, table := range map[string]*Table{
		"a field that is not there": {Name: "A", Keys: []Key{{Name: "a", Field: "Nothing"}}},
		"a type that nothing reads": {Name: "B", Keys: []Key{{Name: "a", Field: "Bad"}}},
	} {
		if DecodeTable(n, table, &struct{ Bad complex128 }{}).Err() == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if DecodeTable(n, &lineTable, line{}).Err() == nil {
		t.Error("no pointer: no error")
	}
}
