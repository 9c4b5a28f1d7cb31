package cli_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/cli"
	"github.com/ecs-steady/steady/internal/ecssim"
)

// A tab reads files and asks nobody: no client is made, whatever is completed.
func TestCompletionIsLocal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"steady.yaml": "services:\n  web: {taskDefinition: task.yaml}\n  api: {taskDefinition: api:7}\n  gone: {taskDefinition: none.json}\n" +
			"  $(id): {taskDefinition: '`id`'}\n",
		"task.yaml": "family: shop-web\ncontainerDefinitions: []\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	causes := strings.Join(cli.Causes(), " ")
	const anyFile, words, kinds, folders = ":0", ":4", ":8", ":16"
	for _, tt := range []struct{ line, want, directive string }{
		{"deploy ", "web api gone", words},
		{"deploy web ", "api gone", words},
		{"plan ", "web api gone", words},
		{"diff ", "web api gone", words},
		{"status ", "web api gone", words},
		{"history ", "web api gone", words},
		{"history web ", "", words},
		{"rollback ", "web api gone", words},
		{"update ", "web api gone", words},
		{"update web ", "shop-web api:7", words},
		{"update web api:7 ", "", words},
		{"explain ", "web api gone " + causes, words},
		{"help deploy ", "", words},
		{"iam-policy rollb", "rollback", words},
		{"version ", "", words},
		{"init --service ", "web api gone", words},
		{"deploy --on-failure ", "leave rollback", words},
		{"deploy --progress ", "auto tty plain json quiet", words},
		{"deploy --task-definition ", "yaml yml json", kinds},
		{"deploy --env-file ", "", anyFile},
		{"deploy --cluster ", "", words},
		{"rollback --to ", "", words},
		{"deploy -f none.yaml ", "", words},
		{"deploy -f - ", "", words},
		{"register ", "yaml yml json", kinds},
		{"agent --logs ", "", folders},
		{"sim --scenario ", strings.Join(ecssim.Scenarios(), " "), anyFile},
	} {
		var out, story strings.Builder
		app := &cli.App{
			Args: append([]string{"__complete"}, strings.Split(tt.line, " ")...), Out: &out, Err: &story, Dir: dir,
			Environ: []string{"AWS_ENDPOINT_URL=http://127.0.0.1:1"},
			NewClients: func(context.Context, awsclient.Config) (*awsclient.Clients, error) {
				t.Errorf("%q asks AWS", tt.line)
				return nil, errors.New("there is no AWS here")
			},
		}
		code := app.Run(t.Context())
		got := strings.Fields(out.String())
		last := len(got) - 1
		if code != 0 || last < 0 || got[last] != tt.directive || !slices.Equal(got[:last], strings.Fields(tt.want)) {
			t.Errorf("steady %s: exit code %d, %q", tt.line, code, got)
		}
	}
}
