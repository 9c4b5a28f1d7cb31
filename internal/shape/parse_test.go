package shape

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a map of YAML", "a: b\nc: [d, e]\n", `{"a":"b","c":["d","e"]}`},
		{"a map of JSON", `{"a": "b", "c": ["d", 1, true, null]}`, `{"a":"b","c":["d",1,true,null]}`},
		{
			"scalars keep the text they were written with", "[on, yes, 0x1F, 1_000, 012, 1e3, 2024-01-01, 1.10, ~x]",
			`["on","yes","0x1F","1_000","012",1e3,"2024-01-01",1.10,"~x"]`,
		},
		{"four ways to write null", "[null, ~, Null, NULL, !!null x]", `[null,null,null,null,null]`},
		{"an empty value is null", "a:\nb: ''\n", `{"a":null,"b":""}`},
		{"a tag makes a string", "[!!str 12, !!int '3']", `["12",3]`},
		{"a block keeps its lines", "a: |\n  x\n  y\nb: >-\n  x\n  y\n", `{"a":"x\ny\n","b":"x y"}`},
		{"an alias is a copy", "a: &x [1]\nb: *x\n", `{"a":[1],"b":[1]}`},
		{"a merge key adds what is not there", "x: &x {a: 1, b: 2}\ny: {<<: *x, a: 3}\n", `{"x":{"a":1,"b":2},"y":{"a":3,"b":2}}`},
		{"the first of several merged maps wins", "y: {<<: [{a: 1}, {a: 2, b: 2}]}\n", `{"y":{"a":1,"b":2}}`},
		{"a quoted << is a key like another", `"<<": {a: 1}`, `{"<<":{"a":1}}`},
		{"a key that is an alias", "a: &k b\n*k : 1\n", `{"a":"b","b":1}`},
		{"JSON with a comma too many is YAML", `{"a": [1, 2,],}`, `{"a":[1,2]}`},
		{"JSON with a comment is YAML", "{\"a\": 1 # one\n}", `{"a":1}`},
		{"JSON with tabs", "{\n\t\"a\":\t1\n}", `{"a":1}`},
		{"a surrogate pair", `{"a": "\ud83d\ude80 \u00e9\/\\\"\b\f\n\r\t"}`, `{"a":"🚀 é/\\\"\b\f\n\r\t"}`},
		{"a directive for YAML 1.2", "%YAML 1.2\n---\na: 1\n", `{"a":1}`},
		{"a byte-order mark", "\ufeffa: 1\n", `{"a":1}`},
		{"line ends of Windows", "a: 1\r\nb:\r\n  - 2\r\n", `{"a":1,"b":[2]}`},
		{"line ends of an old Mac", "a: 1\rb: 2\r", `{"a":1,"b":2}`},
		{"half the values are numbers to JSON", `[0, -1, 1.5, 1E+2, 1e-2]`, `[0,-1,1.5,1E+2,1e-2]`},

		{"nothing", "", `t:1:1: the text is empty`},
		{"blanks", " \n\t\n", `t:1:1: the text is empty`},
		{"comments", "# a\n# b\n", `t: the text holds only comments`},
		{"two documents", "a: 1\n---\nb: 2\n", `t:2:1: a second document begins (one definition a file)`},
		{"two JSON values", `{"a": 1} {"b": 2}`, `t:1:10: not JSON: there is text after the end of the JSON value (one definition a file)`},
		{
			"a key twice in YAML", "a: 1\nb:\n  c: 1\n  c: 2\na: 3\n",
			"t:4:3: the key \"c\" is there twice, first on line 3\nt:5:1: the key \"a\" is there twice, first on line 1",
		},
		{"a key twice in JSON", "{\"a\": 1,\n \"a\": 2}", `t:2:2: the key "a" is there twice, first on line 1`},
		{"a key twice among many", manyKeys(30) + "key7: 1\n", `t:31:1: the key "key7" is there twice, first on line 8`},
		{
			"a key twice in what an anchor names is one mistake", "a: &x {b: 1, b: 2}\nc: *x\nd: *x\n",
			`t:1:14: the key "b" is there twice, first on line 1`,
		},
		{"a list as a key", "? [a]\n: b\n", `t:1:3: a key has to be a name, not a list or a map`},
		{"no key", ": b\n", `t:1:1: a key is missing before :`},
		{"a merge key with a number", "a: {<<: 1}\n", `t:1:9: want a map or a list of maps after <<`},
		{"a merge key with a list of numbers", "a: {<<: [1]}\n", `t:1:9: the list after << may hold only maps`},
		{
			"a tag of CloudFormation", "a: !Ref Image\n",
			`t:1:4: !Ref is a CloudFormation function, and this is read as plain YAML (write the value itself, or ${NAME})`,
		},
		{"binary", "a: !!binary aGk=\n", `t:1:4: binary values are not understood (write the text itself)`},
		{"a tag of one's own", "a: !mine {b: 1}\n", `t:1:4: the tag "!mine" is not understood (write the value without a tag)`},
		{
			"a tag with an escaped control character", "a: !a%1bJ x\n",
			`t:1:4: the tag "!a\x1bJ" is not understood (write the value without a tag)`,
		},
		{"an alias to nothing", "a: *x\n", `t:1:4: not YAML: unknown anchor 'x' referenced`},
		{"an alias inside what it names", "a: &x [1, *x]\n", `t:1:11: the alias *x stands inside what it names`},
		{"aliases of aliases of aliases", bomb(12), `t:5:10: the aliases expand to more than 10 times the text`},
		{"YAML that nests deeply", strings.Repeat("- ", 102) + "x", `t:1:203: more than 100 levels of nesting`},
		{"JSON that nests deeply", strings.Repeat("[", 5000), `t:1:102: not JSON: more than 100 levels of nesting`},
		{
			"a tab as indentation", "a:\n\t- b\n",
			`t:2:1: not YAML: found character that cannot start any token (indent with spaces, not tabs)`,
		},
		{"a colon inside a value", "a: b: c\n", `t:1:5: not YAML: mapping values are not allowed in this context ` +
			`(check the indentation, and put quotes around a value with ": " in it)`},
		{"quotes that never close", "a: 1\nb: \"x\nc: 2\n", `t:2:4: not YAML: what begins here is never closed`},
		{"a template mark as a value", "a: {{tag}}\n", `t:1:5: a key has to be a name, not a list or a map ` +
			`({{tag}} looks like a template mark that was not filled in)`},
		{"a template mark as a member", "{\"a\": 1,\n  {{more}}\n}", `t:2:3: not JSON: want a key in double quotes, got '{' ` +
			`({{more}} looks like a template mark that was not filled in)`},
		{"a template mark as a statement", "{% if x %}\na: 1\n", `t:1:2: not JSON: want a key in double quotes, got '%' ` +
			`({% if x %} looks like a template mark that was not filled in)`},
		{
			"a variable without quotes in JSON", "{\"a\":\n ${CPU}\n}",
			`t:2:2: not JSON: want a value, got '$' (put double quotes around it, like "${NAME}")`,
		},
		{"a comma missing in JSON", "{\"a\": \"x\"\n \"b\": 1}", `t:2:2: not JSON: want , or }, got a string`},
		{"a colon missing in JSON", `{"a" 1, "b": }`, `t:1:6: not JSON: want : after the key "a", got '1'`},
		{"JSON that ends early", "{\"a\": [1,\n{\"b\": 1}", `t:2:9: not JSON: the text ends inside an array (a ] is missing)`},
		{"a string that ends early", `{"a": "x`, `t:1:9: not JSON: the text ends inside a string (a " is missing)`},
		{"half of a surrogate pair", `{"a": "\ud83d"}`, `t:1:8: not JSON: half of a surrogate pair in a string`},
		{"columns count characters", "{\"é🚀\": ]}", `t:1:8: not JSON: want a value, got ']'`},
		{"bytes that are no text", "a: é\nb: é\xff\n", `t:2:5: the byte 0xFF is not UTF-8 (save the file as UTF-8 text)`},
		{"a control character", "a: b\x1b[2J\n", `t:1:5: the control character U+001B is not allowed (save the file as UTF-8 text)`},
		{"a NUL", "a: b\x00\n", `t:1:5: the control character U+0000 is not allowed (save the file as UTF-8 text)`},
		{
			"a line separator", "a: x\u2028y\n",
			`t:1:5: the invisible character U+2028 is not allowed (write \u2028 between double quotes)`,
		},
		{"a text of more than 256 KiB", strings.Repeat("x", 256<<10+1), `t: the text has 262145 bytes, more than 262144`},
		{"a text of very many values", "[" + strings.Repeat("x,", 20000) + "x]", `t: the text has more than 20000 values`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := parsed(c.text); got != c.want {
				t.Errorf("%.60q:\ngot  %s\nwant %s", c.text, got, c.want)
			}
		})
	}
}

func TestTextThatIsNotQuiteJSONIsReadWithAWarning(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"a trailing comma", "t.json", `{"a": 1,}`, "t.json:1:9: warning: not JSON"},
		{"a value without quotes", "T.JSON", `{"a": b}`, "T.JSON:1:7: warning: not JSON"},
		{"the same where the name promises no JSON", "t.yaml", `{"a": b}`, ""},
		{"JSON", "t.json", `{"a": 1}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, problems := Parse(c.file, []byte(c.text))
			if n == nil {
				t.Fatal(problems)
			}
			got := ""
			for _, p := range problems {
				got += p.String()
			}
			if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if c.want != "" && !strings.Contains(got, "read as YAML") {
				t.Errorf("%q does not say how it was read", got)
			}
		})
	}
}

// parsed gives the tree as JSON, or the problems, one a line.
func parsed(text string) string {
	n, problems := Parse("t", []byte(text))
	if problems.Err() != nil {
		return problems.Error()
	}
	return n.JSON()
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "key%d: 1\n", i)
	}
	return b.String()
}

// bomb is n anchors, each of ten aliases to the one before.
func bomb(n int) string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x]\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return b.String()
}

func TestUTF16IsRead(t *testing.T) {
	const text = "{\r\n  \"a\": \"é🚀\"\r\n}"
	for name, c := range map[string]struct {
		mark  string
		bytes func(uint16) []byte
	}{
		"little-endian with a mark":    {"\ufeff", func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }},
		"little-endian without a mark": {"", func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }},
		"big-endian with a mark":       {"\ufeff", func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }},
		"big-endian without a mark":    {"", func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }},
	} {
		t.Run(name, func(t *testing.T) {
			var src []byte
			for _, u := range utf16.Encode([]rune(c.mark + text)) {
				src = append(src, c.bytes(u)...)
			}
			if got, want := parsed(string(src)), `{"a":"é🚀"}`; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if got := parsed(string(src[:len(src)-1])); !strings.Contains(got, "U+0000") {
				t.Errorf("half a character at the end: got %s", got)
			}
		})
	}
}

func TestANodeKnowsItsPlace(t *testing.T) {
	const text = "a: plain # comment\n" +
		"b: \"two\\\" words\"\n" +
		"c: 'it''s'\n" +
		"d: &anchor value\n" +
		"e: !!str 12\n" +
		"é: ü\n" +
		"f: plain\n  over lines\n" +
		"g: |\n  block\n"
	n, problems := Parse("t", []byte(text))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var got []string
	for _, m := range n.Members {
		got = append(got, fmt.Sprintf("%s %d:%d+%d %d:%d+%d", m.Key.Text,
			m.Key.Line, m.Key.Column, m.Key.Width, m.Value.Line, m.Value.Column, m.Value.Width))
	}
	want := []string{
		"a 1:1+1 1:4+5", "b 2:1+1 2:4+13", "c 3:1+1 3:4+7", "d 4:1+1 4:12+5", "e 5:1+1 5:10+2",
		"é 6:1+1 6:4+1", "f 7:1+1 7:4+5", "g 9:1+1 9:4+1",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
