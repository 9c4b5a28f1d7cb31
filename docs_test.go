package steady_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link   = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)           // [text](path), no URL
	goFile = regexp.MustCompile("`((?:[a-z][a-z0-9]*/)+[a-z_]+\\.go)`") // `internal/cli/exit.go`
)

// Pages must not point at files that do not exist: whoever moves a file learns
// here which pages tell of it.
func TestPagesPointAtFiles(t *testing.T) {
	found := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			found++
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s links to %s, which does not exist", page, m[1])
			}
		}
		for _, m := range goFile.FindAllStringSubmatch(string(text), -1) {
			found++
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("%s names %s, which does not exist", page, m[1])
			}
		}
	}
	if found == 0 {
		t.Fatal("no page points at any file: nothing was checked")
	}
}

// A package whose README has a map of its files has all of them there.
func TestReadmesNameEveryFile(t *testing.T) {
	readmes, err := filepath.Glob("internal/*/README.md")
	if err != nil || len(readmes) == 0 {
		t.Fatalf("no README found: %v", err)
	}
	for _, readme := range readmes {
		text, err := os.ReadFile(readme)
		if err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(filepath.Dir(readme), "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no Go files: %v", readme, err)
		}
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".go")
			named := strings.Contains(string(text), "`"+name+"`") || strings.Contains(string(text), "`"+name+".go`")
			if !named && !strings.HasSuffix(name, "_test") {
				t.Errorf("%s does not name %s.go", readme, name)
			}
		}
	}
}

// pages lists the Markdown files of the project.
func pages(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != "." && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case filepath.Ext(file) == ".md":
			out = append(out, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
