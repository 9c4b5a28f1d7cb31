package report_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/internal/report"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}

// accountOf plays recorded lines and gives the account of the run.
func accountOf(t *testing.T, lines string) render.Account {
	t.Helper()
	rec, err := render.ReadRecording("run.jsonl", strings.NewReader(lines))
	if err != nil {
		t.Fatal(err)
	}
	var account render.Account
	tape := render.NewTape(0)
	opts := render.Options{Out: io.Discard, Err: io.Discard, Now: tape.Now, Version: "0.1.0"}
	err = rec.Play(t.Context(), render.NewAccount(render.New(render.Quiet, opts), opts, func(a render.Account) error {
		account = a
		return nil
	}), tape)
	if err != nil {
		t.Fatal(err)
	}
	return account
}

// recorded are the runs whose JSON lines package render keeps.
func recorded(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../render/testdata/*/json.txt")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d recordings, %v", len(files), err)
	}
	out := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(text), `{"type":"version"`) {
			out[filepath.Base(filepath.Dir(file))] = string(text)
		}
	}
	return out
}

// fleet is a run of twelve services: one run's lines under twelve names, and one
// service that was rolled back.
func fleet(runs map[string]string) string {
	var first, body, last []string
	names := []string{
		"web", "mailer", "search", "basket", "login", "images", "orders", "prices", "stock", "queue", "admin", "a-service-with-a-long-name",
	}
	for i, name := range names {
		run := runs["rolling"]
		if i == 3 {
			run = runs["rolled-back"]
		}
		lines := strings.Split(strings.TrimSpace(strings.NewReplacer(
			`"service":"web"`, `"service":"`+name+`"`, `"web:4`, `"`+name+`:4`, "(service web)", "(service "+name+")").Replace(run)), "\n")
		first, last = lines[:1], lines[len(lines)-1:]
		body = append(body, lines[1:len(lines)-1]...)
	}
	return strings.Join(append(append(first, body...), last...), "\n") + "\n"
}

func TestReports(t *testing.T) {
	runs := recorded(t)
	for _, name := range []string{"rolling", "rolled-back", "port-conflict", "interrupted", "no-credentials", "unchanged"} {
		t.Run(name, func(t *testing.T) {
			a := accountOf(t, runs[name])
			golden(t, name+".html", report.HTML(a))
			golden(t, name+".svg", report.SVG(a))
		})
	}
	t.Run("fleet", func(t *testing.T) {
		page := string(report.HTML(accountOf(t, fleet(runs))))
		for _, want := range []string{
			"<h1 class=\"bad\">", "12 services: 11 settled, 1 rolled back", `<a href="#s3">basket</a>`, `<section id="s11">`,
		} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		if strings.Index(page, ">basket</a>") > strings.Index(page, ">web</a>") {
			t.Error("the service that failed does not come first")
		}
	})
}

// allowed is what may follow src=, href= and url( in a page that asks for nothing.
var (
	asked   = regexp.MustCompile(`(?i)(src|href)="([^"]*)"|url\(([^)]*)\)|@import|<script|\son\w+=`)
	allowed = regexp.MustCompile(`^(href="(#s\d+|data:,)"|url\(#[pw]\d+p?(-\d+)?\))$`)
)

// TestReportsAskForNothing, and none breaks out of its element: what the tags of a
// page are does not depend on what anybody says in it.
func TestReportsAskForNothing(t *testing.T) {
	runs := recorded(t)
	runs["fleet"] = fleet(runs)
	runs["markup"] = strings.NewReplacer(
		"Essential container in task exited", `</li><script>alert(1)</script><img src=x onerror=alert(1)>\" onload=\"alert(1)`,
		"has reached", `</title></svg><a href=\"http://x\">\u202e' onclick='`, "shop/web", `</dd><style>*{}</style>`,
	).Replace(runs["rolled-back"])
	for name, lines := range runs {
		t.Run(name, func(t *testing.T) {
			a := accountOf(t, lines)
			asksForNothing(t, a)
		})
	}
}

func asksForNothing(t *testing.T, a render.Account) {
	t.Helper()
	page, picture := string(report.HTML(a)), string(report.SVG(a))
	for _, text := range []string{page, picture} {
		for _, found := range asked.FindAllString(text, -1) {
			if !allowed.MatchString(found) {
				t.Errorf("it asks for %s", found)
			}
		}
		for _, r := range text {
			if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf) {
				t.Fatalf("it holds %U", r)
			}
		}
	}
	wellFormed(t, picture)
	if strings.Count(page, "<h1") != 1 || strings.Count(page, "<head>") != 1 {
		t.Error("a page has one h1 and one head")
	}
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		switch _, err := d.Token(); {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			t.Fatalf("%v in\n%.2000s", err, text)
		}
	}
}
