// Package steady_test holds what no single package can: which package may
// import which. docs/layout.md explains the arrows; the tables here are the law.
package steady_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/ecs-steady/steady"

// arrows says which of our packages each of our packages may import. They point
// down only. A package that is missing here is a violation, so that whoever adds
// one decides where it stands.
var arrows = map[string][]string{
	"cmd/steady": {"internal/cli"},
	"cmd/gendoc": {"internal/cli"},

	"internal/cli": {
		"internal/agent", "internal/config", "internal/awsclient", "internal/render", "internal/report", "internal/ecssim", "internal/shape",
		"internal/forecast", "internal/preflight", "internal/shell",
		"service", "taskdef", "watch",
	},
	"internal/report":     {"internal/render"},
	"internal/render":     {"internal/agent", "internal/forecast", "internal/preflight", "internal/shell", "service", "taskdef", "watch"},
	"internal/agent":      {},
	"internal/config":     {"internal/shape"},
	"internal/awsclient":  {},
	"internal/ecssim":     {"internal/scenario", "internal/neighbours", "internal/world", "internal/shape"},
	"internal/forecast":   {"internal/world"},
	"internal/preflight":  {"internal/awsclient", "internal/shape", "internal/shell"},
	"internal/scenario":   {"internal/world", "internal/shape"},
	"internal/neighbours": {"internal/world"},

	"service":             {"taskdef", "internal/shape", "internal/value", "internal/resend"},
	"taskdef":             {"internal/shape", "internal/value", "internal/resend"},
	"watch":               {"internal/shell"},
	"internal/world":      {},
	"internal/history":    {}, // for tests of world, ecssim and watch only
	"internal/schematest": {}, // for tests only
	"internal/value":      {"internal/shape"},
	"internal/shape":      {},
	"internal/resend":     {},
	"internal/shell":      {},
}

// A fence lets only some files import a package (and what lies below its path).
type fence struct {
	what string
	// only are path.Match patterns over "package/file.go"; none means nobody.
	only []string
	why  string
}

const sdk = "github.com/aws/aws-sdk-go-v2"

var fences = []fence{
	{
		module + "/internal/ecssim",
		[]string{"internal/cli/sim*.go", "internal/cli/demo*.go"},
		"the command knows an endpoint, never whether AWS is behind it",
	},
	{
		module + "/internal/world",
		[]string{"internal/ecssim/*.go", "internal/scenario/*.go", "internal/neighbours/*.go", "internal/forecast/*.go"},
		"the command knows an endpoint, never whether AWS is behind it",
	},
	{
		sdk + "/service/ecs/schemas",
		[]string{"internal/shape/*.go"},
		"the SDK promises nothing about its schemas: one package to mend when they move",
	},
	{
		"github.com/aws/smithy-go/transport/http/protocol",
		[]string{"internal/shape/*.go"},
		"the SDK promises nothing about its serde: one package to mend when it moves",
	},
	{
		"github.com/aws/smithy-go/encoding",
		[]string{"internal/shape/*.go", "internal/neighbours/cbor.go"}, // the latter for CBOR, which only CloudWatch speaks
		"the SDK promises nothing about its serde: one place each to mend when it moves",
	},
	{
		sdk + "/config",
		[]string{"internal/awsclient/*.go"},
		"AWS configuration is loaded in one place, and only by commands that need it",
	},
	{"github.com/spf13/cobra", []string{"internal/cli/*.go", "cmd/gendoc/*.go"}, "only the command line knows Cobra"},
	{"github.com/spf13/pflag", []string{"internal/cli/*.go", "internal/config/*.go"}, "only the command line knows flags"},
	{"github.com/spf13/viper", []string{"internal/config/*.go"}, "viper changes the case of keys: settings only"},
	{"golang.org/x/term", []string{"internal/cli/*.go", "internal/render/*.go"}, "libraries know no terminal"},
	{"github.com/briandowns/spinner", []string{"internal/render/*.go"}, "libraries know no terminal"},
	{"github.com/olekukonko/tablewriter", []string{"internal/render/*.go"}, "libraries know no terminal"},
	{"github.com/mattn/go-runewidth", []string{"internal/render/*.go"}, "libraries know no terminal"},
	{"os/exec", []string{"internal/cli/*.go"}, "only steady sim starts a program"},
	// Cobra and viper import these too, but execute no template on our behalf;
	// .ci/run looks whether the engine got linked.
	{"text/template", nil, "executing a template switches off the linker's dead-code removal"},
	{"html/template", nil, "executing a template switches off the linker's dead-code removal"},
}

// A gap keeps a package (and what lies below its path) out of some files.
type gap struct {
	from string // path.Match pattern over "package/file.go"
	but  string // the files of from that it does not concern, "" for none
	what string
	why  string
}

var gaps = []gap{
	{"taskdef/*.go", "", "os", "a library reads no environment and no files"},
	{"service/*.go", "", "os", "a library reads no environment and no files"},
	{"watch/*.go", "", "os", "a library reads no environment and no files"},
	{"watch/*.go", "watch/fetch*.go", sdk, "no SDK type leaves the files of watch that fetch"},
	{"internal/render/*.go", "", sdk, "renderers see plain types"},
	{"internal/shape/*.go", "", "os", "a codec sees texts, not files"},
	{"internal/scenario/*.go", "", "os", "a scenario is a text, not a file"},
	{"internal/scenario/*.go", "", "net", "the model has no network"},
	{"internal/world/*.go", "", "os", "the model sees calls, not files"},
	{"internal/world/*.go", "", "net", "the model has no network"},
	{"internal/world/*.go", "", "sync", "the model has no goroutines"},
}

// source is one non-test Go file: its package's path inside the module, its name
// and the full paths that it imports.
type source struct {
	pkg, name string
	imports   []string
}

// violations checks every import of every file against the tables above.
func violations(files []source) []string {
	var out []string
	for _, f := range files {
		allowed, known := arrows[f.pkg]
		if !known {
			out = append(out, fmt.Sprintf("%s: the package is not in the table of arrows", f.pkg))
		}
		file := path.Join(f.pkg, f.name)
		for _, imp := range f.imports {
			if ours, ok := strings.CutPrefix(imp, module+"/"); ok && known && !slices.Contains(allowed, ours) {
				out = append(out, fmt.Sprintf("%s imports %s: against the arrows", file, ours))
			}
			for _, why := range broken(file, imp) {
				out = append(out, fmt.Sprintf("%s imports %s: %s", file, imp, why))
			}
		}
	}
	return slices.Compact(out)
}

// broken gives the reason of each fence and gap that an import breaks.
func broken(file, imp string) (why []string) {
	for _, f := range fences {
		if within(imp, f.what) && !slices.ContainsFunc(f.only, func(p string) bool { return matches(p, file) }) {
			why = append(why, f.why)
		}
	}
	for _, g := range gaps {
		if within(imp, g.what) && matches(g.from, file) && !matches(g.but, file) {
			why = append(why, g.why)
		}
	}
	return why
}

// within says whether a package is the named one or lies below it.
func within(imp, what string) bool { return imp == what || strings.HasPrefix(imp, what+"/") }

func matches(pattern, file string) bool {
	ok, err := path.Match(pattern, file)
	if err != nil {
		panic(fmt.Sprintf("pattern %q: %v", pattern, err)) // a table above is wrong
	}
	return ok
}

func TestArrows(t *testing.T) {
	files := sources(t)
	if len(files) == 0 {
		t.Fatal("no Go files found: nothing was checked")
	}
	for _, v := range violations(files) {
		t.Error(v)
	}
	for pkg := range arrows {
		if !slices.ContainsFunc(files, func(f source) bool { return f.pkg == pkg }) {
			t.Errorf("the table of arrows names %s, which does not exist", pkg)
		}
	}
}

// The library must not carry the command line into other people's programs, not
// even through a dependency.
func TestLibraryCarriesNoCommandLine(t *testing.T) {
	// Reading go.mod tells the test cache that the answer depends on it.
	if _, err := os.ReadFile("go.mod"); err != nil {
		t.Fatal(err)
	}
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "./taskdef", "./service", "./watch")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	deps := strings.Fields(string(out))
	if !slices.Contains(deps, sdk+"/service/ecs") {
		t.Fatal("go list does not name the ECS client: it listed something else")
	}
	for _, dep := range deps {
		for _, f := range []string{
			"github.com/spf13", "golang.org/x/term", "github.com/briandowns", "github.com/olekukonko",
			"github.com/mattn", sdk + "/config", "os/exec", "text/template", "html/template",
		} {
			if within(dep, f) {
				t.Errorf("taskdef, service or watch reach %s", dep)
			}
		}
	}
}

// sources reads the imports of all non-test files of the module, whatever
// platform they are for. It walks the tree itself, because the test cache sees
// the files a test opens, and not those that a go command opens for it.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != "." && (name == "testdata" || strings.HasPrefix(name, ".")):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		imports, err := importsOf(file)
		out = append(out, source{path.Dir(filepath.ToSlash(file)), name, imports})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func importsOf(file string) ([]string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, spec := range f.Imports {
		imp, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		out = append(out, imp)
	}
	return out, nil
}
