package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/config"
)

const shop = `defaults:
  cluster: prod
  region: eu-west-1
  timeout: 20m
services:
  web:
    cluster: edge
    taskDefinition: task.yaml
    serviceDefinition: ecs/service.yaml
  Api:
    service: api-v2
    taskDefinition: api:41
`

// dir makes a folder with files, and .git, so that the search ends there.
func dir(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(root, ".git"), 0o700); err != nil {
		t.Fatal(err)
	}
	return root
}

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for _, pair := range pairs {
			if value, ok := strings.CutPrefix(pair, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

func flags(t *testing.T, args ...string) *pflag.FlagSet {
	t.Helper()
	set := pflag.NewFlagSet("steady", pflag.ContinueOnError)
	set.String("cluster", "", "")
	set.String("endpoint-url", "", "")
	set.Duration("timeout", time.Minute, "")
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	return set
}

func TestPrecedence(t *testing.T) {
	tests := []struct {
		name    string
		args    []string
		env     []string
		service string
		want    string // cluster, from; timeout, from
	}{
		{
			"a flag beats all",
			[]string{"--cluster", "flag"},
			[]string{"STEADY_CLUSTER=variable"},
			"web",
			"flag --cluster, 20m0s steady.yaml:4",
		},
		{
			"a variable beats the file", nil,
			[]string{"STEADY_CLUSTER=variable", "STEADY_TIMEOUT=3s"},
			"web",
			"variable STEADY_CLUSTER, 3s STEADY_TIMEOUT",
		},
		{"the service block beats defaults", nil, nil, "web", "edge steady.yaml:7, 20m0s steady.yaml:4"},
		{"defaults beat what is built in", nil, nil, "Api", "prod steady.yaml:2, 20m0s steady.yaml:4"},
		{"a flag's own default is no answer", []string{}, nil, "Api", "prod steady.yaml:2, 20m0s steady.yaml:4"},
		{
			"the service may be named by a variable", nil,
			[]string{"STEADY_SERVICE=web"},
			"",
			"edge steady.yaml:7, 20m0s steady.yaml:4",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := config.Load(config.Source{
				Flags: flags(t, tt.args...), Env: env(tt.env...), Service: tt.service,
				Dir: dir(t, map[string]string{"steady.yaml": shop}),
			})
			if err != nil {
				t.Fatal(err)
			}
			got := fmt.Sprintf("%s %s, %s %s", s.Cluster, from(s, "cluster"), s.Timeout, from(s, "timeout"))
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if s.StallTimeout != 5*time.Minute || from(s, "stallTimeout") != "built in" {
				t.Errorf("stall timeout %s from %s", s.StallTimeout, from(s, "stallTimeout"))
			}
			if s.GiveUpAfter != 3 {
				t.Errorf("give up after %d tasks", s.GiveUpAfter)
			}
		})
	}
}

func from(s *config.Settings, name string) string {
	for _, o := range s.Origins {
		if o.Name == name {
			return o.From
		}
	}
	return ""
}

func TestServiceBlock(t *testing.T) {
	root := dir(t, map[string]string{"steady.yaml": shop, "deep/er/x": ""})
	load := func(name string) *config.Settings {
		s, err := config.Load(config.Source{Env: env(), Dir: filepath.Join(root, "deep/er"), Service: name})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := load("web"); s.Service != "web" || s.TaskDefinition != filepath.Join(root, "task.yaml") ||
		s.ServiceDefinition != filepath.Join(root, "ecs/service.yaml") {
		t.Errorf("paths are relative to the file: %+v", s)
	}
	if s := load("Api"); s.Service != "api-v2" || s.TaskDefinition != "api:41" {
		t.Errorf("a service and a revision may be named: %+v", s)
	}
	if got, want := from(load("web"), "region"), filepath.FromSlash("../../steady.yaml:3"); got != want {
		t.Errorf("region from %q, want %q", got, want)
	}
}

func TestLoadRefuses(t *testing.T) {
	tests := []struct {
		name, text, service, want string
		env                       []string
	}{
		{
			"an unknown key", "defaults:\n  clustr: a\n", "web",
			`steady.yaml:2:3: unknown key "clustr" in defaults (did you mean "cluster"?)`, nil,
		},
		{
			"a key of a service in defaults", "defaults: {taskDefinition: a}\n", "web",
			`steady.yaml:1:12: unknown key "taskDefinition" in defaults (known: cluster, color, endpointUrl, giveUpAfter, ` +
				`onFailure, onInterrupt, parallel, pollInterval, profile, progress, region, stallTimeout, timeout, until)`, nil,
		},
		{"a list for one value", "defaults: {cluster: [a]}\n", "web", "steady.yaml:1:21: cluster wants one value", nil},
		{"services as a list", "services: [web]\n", "web", "steady.yaml:1:11: services is a map of names", nil},
		{
			"a time without a unit", "defaults: {timeout: 15}\n", "web",
			`timeout (steady.yaml:1) is "15": want a duration like 90s or 15m`, nil,
		},
		{
			"a time below zero", "{}\n", "web",
			`timeout (STEADY_TIMEOUT) is "-1s": want a duration like 90s or 15m`,
			[]string{"STEADY_TIMEOUT=-1s"},
		},
		{
			"what to do on failure, in another word", "defaults: {onFailure: undo}\n", "web",
			`onFailure (steady.yaml:1) is "undo": want leave or rollback`, nil,
		},
		{
			"what to do on an interrupt, in another word", "{}\n", "web",
			`onInterrupt (STEADY_ON_INTERRUPT) is "stop": want leave or rollback`,
			[]string{"STEADY_ON_INTERRUPT=stop"},
		},
		{
			"a number of tasks that is none", "defaults: {giveUpAfter: few}\n", "web",
			`giveUpAfter (steady.yaml:1) is "few": want a number of tasks, 0 for none`, nil,
		},
		{
			"a number of tasks below zero", "{}\n", "web",
			`giveUpAfter (STEADY_GIVE_UP_AFTER) is "-1": want a number of tasks, 0 for none`,
			[]string{"STEADY_GIVE_UP_AFTER=-1"},
		},
		{
			"an aim that is none", "defaults: {until: drained}\n", "web",
			`until (steady.yaml:1) is "drained": want settled or serving`, nil,
		},
		{"a service that is not there", shop, "wbe", `steady.yaml has no service "wbe", did you mean "web"? (it has web, Api)`, nil},
		{"no service among several", shop, "", "name a service: steady.yaml has web, Api", nil},
		{"no service at all", "services:\n", "", "name a service: steady.yaml has none", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := config.Load(config.Source{
				Env: env(tt.env...), Dir: dir(t, map[string]string{"steady.yaml": tt.text}), Service: tt.service,
			})
			if err == nil || err.Error() != tt.want {
				t.Errorf("error %v\nwant  %s", err, tt.want)
			}
		})
	}
}

func TestDiscovery(t *testing.T) {
	const one = "services: {web: }\n"
	tests := []struct {
		name  string
		files []string
		file  string
		env   string
		want  string // the file, relative to the folder, or the error
	}{
		{"the file in the working directory", []string{"sub/steady.yaml", "steady.yaml"}, "", "", "sub/steady.yaml"},
		{"the other spelling", []string{"sub/steady.yml"}, "", "", "sub/steady.yml"},
		{"the nearest parent", []string{"steady.yaml", "sub/x"}, "", "", "steady.yaml"},
		{"-f beats STEADY_FILE", []string{"sub/a.yaml", "sub/b.yaml"}, "a.yaml", "b.yaml", "sub/a.yaml"},
		{"STEADY_FILE beats the search", []string{"sub/b.yaml", "sub/steady.yaml"}, "", "b.yaml", "sub/b.yaml"},
		{"a named file that is not there", []string{"sub/steady.yaml"}, "a.yaml", "", "there is no config file a.yaml"},
		{
			"both spellings in one folder",
			[]string{"sub/steady.yaml", "sub/steady.yml"},
			"", "",
			`file (DIR/sub) is "steady.yaml and steady.yml": want only one of them`,
		},
		{"none up to .git", []string{"sub/x"}, "", "", "no steady.yaml in DIR/sub or above (stopped at .git)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			texts := map[string]string{}
			for _, name := range tt.files {
				texts[name] = one
			}
			root := dir(t, texts)
			s, err := config.Load(config.Source{
				Env: env("STEADY_FILE=" + tt.env), Dir: filepath.Join(root, "sub"), File: tt.file,
			})
			got := ""
			if err != nil {
				got = strings.ReplaceAll(err.Error(), root, "DIR")
			} else if rel, relErr := filepath.Rel(root, s.File); relErr == nil {
				got = filepath.ToSlash(rel)
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestSearchStopsAtHome(t *testing.T) {
	root := dir(t, map[string]string{"steady.yaml": "{}\n", "home/shop/x": ""})
	home := filepath.Join(root, "home")
	_, err := config.Load(config.Source{Env: env("HOME=" + home), Dir: filepath.Join(home, "shop")})
	if err == nil || !strings.HasSuffix(err.Error(), "(stopped at the home directory)") {
		t.Errorf("error %v", err)
	}
}

func TestIgnoredRegionIsTold(t *testing.T) {
	tests := []struct {
		name string
		env  []string
		want string
	}{
		{"another AWS_REGION", []string{"AWS_REGION=us-east-1"}, "AWS_REGION=us-east-1"},
		{"another default Region", []string{"AWS_DEFAULT_REGION=us-east-1"}, "AWS_DEFAULT_REGION=us-east-1"},
		{"the same Region", []string{"AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=us-east-1"}, ""},
		{"a Region asked for", []string{"AWS_REGION=us-east-1", "STEADY_REGION=ap-south-1"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := config.Load(config.Source{
				Env: env(tt.env...), Dir: dir(t, map[string]string{"steady.yaml": shop}), Service: "web",
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range s.Origins {
				if o.Name == "region" && o.Ignored != tt.want {
					t.Errorf("ignored %q, want %q", o.Ignored, tt.want)
				}
			}
		})
	}
}

// A command about no service must not fail for one that a shell has exported.
func TestOptionalIgnoresTheVariable(t *testing.T) {
	s, err := config.Load(config.Source{
		Env: env("STEADY_SERVICE=gone"), Dir: dir(t, map[string]string{"steady.yaml": shop}), Optional: true,
	})
	if err != nil || s.Service != "" || s.Cluster != "prod" {
		t.Errorf("%+v, %v", s, err)
	}
}
