package config_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ecs-steady/steady/internal/config"
)

const four = `services:
  web: {cluster: prod}
  api: {cluster: prod, timeout: 20m}
  far: {region: us-west-2}
  old: {service: web, cluster: stage}
`

func TestLoadAll(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		file  string
		names []string
		all   bool
		want  string // the services, or a part of the error
		err   any
	}{
		{name: "named ones come in the order of the file", file: four, names: []string{"api", "web"}, want: "web api"},
		{name: "all of a file", file: "services: {web: , api: }", all: true, want: "web api"},
		{name: "the only one need not be named", file: "services: {web: }", want: "web"},
		{name: "nothing named says --all", file: four, want: "name a service, or say --all: steady.yaml has web", err: new(*config.ServiceError)},
		{name: "one name twice", file: four, names: []string{"web", "web"}, want: "web is named twice", err: new(*config.TwiceError)},
		{name: "two names of one service", file: four, names: []string{"old", "web"}, want: "web and old are both the service web", err: new(*config.TwiceError)},
		{name: "two Regions", file: four, names: []string{"web", "far"}, want: "one region: that of web is none, that of far us-west-2", err: new(*config.PlaceError)},
		{name: "a typing error", file: four, names: []string{"web", "apu"}, want: `did you mean "api"?`, err: new(*config.ServiceError)},
		{name: "all of nothing", file: "services: {}", all: true, want: "steady.yaml has none", err: new(*config.ServiceError)},
		{name: "all without a file", all: true, want: "no steady.yaml", err: new(*config.NotFoundError)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"steady.yaml": tt.file}
			if tt.file == "" {
				files = nil
			}
			list, err := config.LoadAll(config.Source{Env: env(), Dir: dir(t, files)}, tt.names, tt.all)
			var got []string
			for _, s := range list {
				got = append(got, s.Service)
			}
			if tt.err == nil {
				if err != nil || strings.Join(got, " ") != tt.want {
					t.Errorf("%q, error %v, want %q", got, err, tt.want)
				}
				return
			}
			if !errors.As(err, tt.err) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// What asks about services without beginning a run has use for the settings of any.
func TestLoadAllOfNothing(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{
		"no file":         nil,
		"a file of none":  {"steady.yaml": "defaults: {cluster: prod}\nservices: {}"},
		"several places":  {"steady.yaml": four},
		"a file with one": {"steady.yaml": "services: {web: }"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := map[string]string{"several places": "web api far web", "a file with one": "web"}[name]
			list, err := config.LoadAll(config.Source{Env: env(), Dir: dir(t, files), Optional: true}, nil, true)
			var got []string
			for _, s := range list {
				got = append(got, s.Service)
			}
			var apart *config.PlaceError
			if strings.Join(got, " ") != want || len(list) == 0 || err != nil && !errors.As(err, &apart) {
				t.Errorf("%q, error %v", got, err)
			}
		})
	}
}
