package cli_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecs-steady/steady/internal/cli"
)

// guides are the pages that people read; those of docs/cli are made from the commands.
func guides(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/ci/*", "docs/adr/*.md", "docs/json/*.md", "examples/*/README.md"} {
		found, err := filepath.Glob(filepath.Join("../..", pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	return files
}

var (
	// blocks are fenced or indented.
	blocks = regexp.MustCompile("(?m)^```(?:sh|console|yaml|hcl)\n(?:.*\n)*?```|(?:^    .*\n)+")
	// called is what follows the program's name, up to the end of the command.
	called = regexp.MustCompile(`(?:^[ -]*(?:run: )?(?:\w+=\$\()?|-- |"|args: )(?:\.{1,2}/)*steady ((?:'[^']*'|"[^"]*"|[^|;&>#)\n"'])*)`)
	// gap separates a command from words about it.
	gap = regexp.MustCompile(`\S( {3,}).*$`)
	// joint is where a command goes on in the next line.
	joint = regexp.MustCompile(`\\\n *`)
	// word is one of a command line: quotes keep spaces.
	word = regexp.MustCompile(`(?:'[^']*'|"[^"]*"|[^\s'"])+`)
)

// commandsOf are the command lines of steady in the blocks of a page.
func commandsOf(page string) [][]string {
	var commands [][]string
	for _, block := range blocks.FindAllString(page, -1) {
		for line := range strings.Lines(joint.ReplaceAllString(block, " ")) {
			for _, found := range called.FindAllStringSubmatch(strings.TrimRight(line, "\n"), -1) {
				text := found[1]
				if at := gap.FindStringSubmatchIndex(text); at != nil {
					text = text[:at[2]]
				}
				var args []string
				for _, w := range word.FindAllString(text, -1) {
					args = append(args, strings.NewReplacer("'", "", `"`, "").Replace(w))
				}
				commands = append(commands, args)
			}
		}
	}
	return commands
}

func TestCommandsOfAPage(t *testing.T) {
	const page = "Run steady once.\n\n    ./steady sim --list   # those there are\n    steady sim -- steady plan web | tee x\n\n" +
		"```sh\nrev=$(../../steady register task.yaml)\nsteady update 'a b' \"$rev\" \\\n  --quiet || test $? -eq 11\n```\n"
	want := [][]string{
		{"sim", "--list"},
		{"sim", "--", "steady", "plan", "web"},
		{"register", "task.yaml"},
		{"update", "a b", "$rev", "--quiet"},
	}
	if diff := cmp.Diff(want, commandsOf(page)); diff != "" {
		t.Error(diff)
	}
}

// TestCommandsInPagesExist reads every command line that a page shows as the program
// would: the command is there, its flags are, and it takes that many arguments.
func TestCommandsInPagesExist(t *testing.T) {
	t.Parallel()
	read := 0
	for _, file := range guides(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, args := range commandsOf(string(text)) {
			read++
			command, rest, err := cli.Command().Find(args)
			if err == nil && command.Name() == "steady" {
				err = errors.New("there is no such command")
			}
			if err == nil {
				err = command.ParseFlags(rest)
			}
			if err == nil {
				err = command.ValidateArgs(command.Flags().Args())
			}
			if err != nil {
				t.Errorf("%s: steady %s: %v", file, strings.Join(args, " "), err)
			}
		}
	}
	if read < 50 {
		t.Errorf("only %d commands were found", read)
	}
}
