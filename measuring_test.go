package steady_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestMeasuringCommandsNameWhatIsThere holds the lines of the pages that run go: the
// folder has a test or benchmark of that name. What they measure takes too long to be
// measured in a test; .ci/run runs each benchmark once.
func TestMeasuringCommandsNameWhatIsThere(t *testing.T) {
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	pages = append(pages, "bench/README.md", "README.md", "CONTRIBUTING.md")
	line := regexp.MustCompile(`(?m)^    go (?:test|run) .*$`)
	name := regexp.MustCompile(`-(run|bench) '?([^ ']+)`)
	folder := regexp.MustCompile(`(?:^| )\./([\w./]*)`)
	read := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, command := range line.FindAllString(string(text), -1) {
			read++
			command, _, _ = strings.Cut(command, " #")
			in := folder.FindStringSubmatch(command)
			if in == nil {
				t.Errorf("%s: %s names no folder", page, command)
				continue
			}
			dir, all := strings.CutSuffix(in[1], "...")
			tests := testsOf(t, dir)
			if info, err := os.Stat(filepath.Join(".", dir)); err != nil || !info.IsDir() || tests == "" && !all && strings.Contains(command, "go test") {
				t.Errorf("%s: %s has no tests", page, dir)
			}
			for _, found := range name.FindAllStringSubmatch(command, -1) {
				kind := map[string]string{"run": "Test", "bench": "Benchmark"}[found[1]]
				for one := range strings.SplitSeq(found[2], "|") {
					one, _, _ = strings.Cut(one, "/")
					if one == "^$" || one == "." {
						continue
					}
					if !regexp.MustCompile(`func ` + kind + `\w*` + strings.TrimSuffix(one, "$")).MatchString(tests) {
						t.Errorf("%s: %s has no %s %s", page, dir, kind, one)
					}
				}
			}
		}
	}
	if read < 12 {
		t.Errorf("only %d lines were found", read)
	}
}

// testsOf is the text of the test files in a folder.
func testsOf(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
	}
	return b.String()
}
