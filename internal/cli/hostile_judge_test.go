package cli_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
)

// What steady itself writes that is no plain text. Every other byte of every output is
// a line feed or can be seen.
var (
	colours  = regexp.MustCompile(`\x1b\[(?:0|1|2|31|32|33|36)m`)
	redraws  = regexp.MustCompile(`\x1b\[(?:\?25[lh]|2K|J|\d+A\r)|\r\x1b\[K`)
	sections = regexp.MustCompile(`(?m)^\x1b\[0Ksection_(?:start:\d+:steady_log_[\w.-]+\[collapsed=true\]|end:\d+:steady_log_[\w.-]+)\r\x1b\[0K`)
	marks    = regexp.MustCompile("(?m)⏭\ufe0f|⚠\ufe0f")
	commands = regexp.MustCompile(`(?m)^::(?:(?:error|warning) title=steady(?:%3A[^:\n]*)?(?:,file=[^:,\n]*,line=\d+,col=\d+)?::[^\n]*` +
		`|group::Last \d+ log lines of [^\n]*|endgroup::)$`)
)

// obeyed are the marks of what a CI runner obeys anywhere in a line: GitHub's older
// commands, and those of Azure Pipelines and TeamCity.
var obeyed = regexp.MustCompile(`##[A-Za-z]*\[`)

// judge wants nothing in an output that is obeyed.
func judge(t *testing.T, form string, text []byte) {
	t.Helper()
	out := text
	if strings.Contains(form, "terminal") {
		out = redraws.ReplaceAll(colours.ReplaceAll(out, nil), nil)
	}
	if strings.Contains(form, "GitLab") {
		out = sections.ReplaceAll(out, nil)
	}
	if strings.Contains(form, "GitHub") {
		out = commands.ReplaceAll(out, nil)
	}
	if strings.HasSuffix(form, ".md") {
		out = marks.ReplaceAll(out, nil)
	}
	wrong := func(line []byte, format string, args ...any) {
		t.Errorf("%s: %s in %.300q", form, fmt.Sprintf(format, args...), line)
	}
	for line := range bytes.Lines(out) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		if i := bytes.IndexFunc(line, unseen); i >= 0 {
			wrong(line[max(0, i-40):], "the character %q", []rune(string(line[i:]))[0])
		}
		if m := obeyed.FindIndex(line); m != nil {
			wrong(line[max(0, m[0]-40):], "a runner's command")
		}
		if !strings.Contains(form, "terminal") && bytes.HasPrefix(bytes.TrimSpace(line), []byte("::")) {
			wrong(line, "a workflow command")
		}
		if len(line) > 200_000 {
			wrong(line, "%d bytes", len(line))
		}
	}
}

// unseen tells the characters that steer a screen or stand on none.
func unseen(r rune) bool {
	return unicode.In(r, unicode.C, unicode.Zl, unicode.Zp, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point)
}

var (
	element = regexp.MustCompile(`<[^>]*>?`)
	member  = regexp.MustCompile(`\s([\w:-]+)="[^"<]*"`)
)

// elements are the elements of a page, each with the names of its attributes.
func elements(page []byte) map[string]bool {
	found := map[string]bool{}
	for _, tag := range element.FindAll(page, -1) {
		found[string(member.ReplaceAll(tag, []byte(" $1")))] = true
	}
	return found
}

var mention = regexp.MustCompile(`(?:^|[^\w` + "`" + `])@\w`)

// page is a report as HTML, Markdown read as GitHub reads it.
func page(t *testing.T, name string, text []byte) []byte {
	t.Helper()
	if !strings.HasSuffix(name, ".md") {
		return text
	}
	var b bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe())).Convert(text, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// drawn wants a report to have no element or attribute that one of harmless texts has
// not, and to call nobody.
func drawn(t *testing.T, name string, hostile, harmless []byte) {
	t.Helper()
	hostile, harmless = page(t, name, hostile), page(t, name, harmless)
	known := elements(harmless)
	for tag := range elements(hostile) {
		if !known[tag] {
			t.Errorf("%s has the element %q", filepath.Base(name), tag)
		}
	}
	if !strings.HasSuffix(name, ".md") {
		return
	}
	prose := regexp.MustCompile(`(?s)<(code|pre)>.*?</(?:code|pre)>`).ReplaceAll(hostile, nil)
	if m := mention.Find(prose); m != nil {
		t.Errorf("%s calls %s", filepath.Base(name), m)
	}
}
