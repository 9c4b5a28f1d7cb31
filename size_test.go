package steady_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What one look can take in. Generated files, tests and the embedded examples of
// docs are no code that people have to change.
const (
	longestFunction = 50
	longestFile     = 300
)

// longer are functions ("file: name") and files that may be longer, each for a
// reason.
var longer = map[string]string{
	"internal/history/wrong.go: askWrong": "one table of requests, a line or three each",
}

// TestSizes finds functions and files that are too long to take in at a look, and
// exceptions that none needs any more.
func TestSizes(t *testing.T) {
	unused := map[string]bool{}
	for what := range longer {
		unused[what] = true
	}
	tooLong := func(what string, lines, limit int) {
		if lines <= limit {
			return
		}
		delete(unused, what)
		if longer[what] == "" {
			t.Errorf("%s has %d lines, at most %d are taken in at a look", what, lines, limit)
		}
	}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		src, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		files := token.NewFileSet()
		parsed, err := parser.ParseFile(files, file, src, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil || ast.IsGenerated(parsed) {
			return err
		}
		tooLong(filepath.ToSlash(file), bytes.Count(src, []byte("\n")), longestFile)
		for _, decl := range parsed.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok {
				lines := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1
				tooLong(filepath.ToSlash(file)+": "+f.Name.Name, lines, longestFunction)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for what := range unused {
		t.Errorf("%s is not too long: take it out of the exceptions", what)
	}
}
