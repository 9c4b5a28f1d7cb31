package config_test

import (
	"strings"
	"testing"

	"github.com/ecs-steady/steady/internal/config"
)

func TestVars(t *testing.T) {
	tests := []struct {
		name string
		vars config.Vars
		want string // the value of TAG; "-" where it is not set
	}{
		{"--var beats a file", config.Vars{Assignments: []string{"TAG=1"}, Files: envFile("TAG=2")}, "1"},
		{"a file beats STEADY_VAR_", config.Vars{Files: envFile("TAG=2"), Environ: []string{"STEADY_VAR_TAG=3"}}, "2"},
		{
			"STEADY_VAR_ beats the environment",
			config.Vars{Environ: []string{"STEADY_VAR_TAG=3", "TAG=4"}, All: true},
			"3",
		},
		{"the environment counts when asked for", config.Vars{Environ: []string{"TAG=4"}, All: true}, "4"},
		{"the environment does not count by itself", config.Vars{Environ: []string{"TAG=4"}}, "-"},
		{"an empty value is a value", config.Vars{Assignments: []string{"TAG="}}, ""},
		{"a value may hold =", config.Vars{Assignments: []string{"TAG=a=b"}}, "a=b"},
		{"the last line of a file counts", config.Vars{Files: envFile("TAG=1\nTAG=2")}, "2"},
		{"export, spaces and CRLF are taken off", config.Vars{Files: envFile("export TAG = x \r\n")}, "x"},
		{"a comment is taken off", config.Vars{Files: envFile("# TAG=0\nTAG=x#y # z")}, "x#y"},
		{"single quotes keep all", config.Vars{Files: envFile(`TAG='a #\n$B' # c`)}, `a #\n$B`},
		{"double quotes resolve escapes", config.Vars{Files: envFile(`TAG="a\n\"b\" $C"`)}, "a\n\"b\" $C"},
		{"a byte-order mark is taken off", config.Vars{Files: envFile("\ufeffTAG=x")}, "x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lookup, err := tt.vars.Lookup()
			if err != nil {
				t.Fatal(err)
			}
			got, ok := lookup("TAG")
			if !ok {
				got = "-"
			}
			if got != tt.want {
				t.Errorf("TAG is %q, want %q", got, tt.want)
			}
		})
	}
}

func envFile(text string) []config.EnvFile {
	return []config.EnvFile{{Name: "prod.env", Text: []byte(text)}}
}

func TestVarsRefuse(t *testing.T) {
	tests := []struct {
		name string
		vars config.Vars
		want string
	}{
		{
			"a line without =",
			config.Vars{Files: envFile("A=1\n\nmarker\n")},
			"prod.env:3:1: a line without = (write NAME=VALUE)",
		},
		{
			"a line that is part of a value",
			config.Vars{Files: envFile("mark/er==")},
			"prod.env:1:1: what stands before = is no name of a variable (write NAME=VALUE)",
		},
		{
			"open quotes",
			config.Vars{Files: envFile(`A="marker`)},
			"prod.env:1:1: the quotes of A are not closed (write NAME=VALUE)",
		},
		{
			"text behind the quotes",
			config.Vars{Files: envFile(`A='marker'x`)},
			"prod.env:1:1: the quotes of A are not closed (write NAME=VALUE)",
		},
		{"--var without a value", config.Vars{Assignments: []string{"TAG"}}, `var (--var) is "TAG": want NAME=VALUE`},
		{"--var with no name", config.Vars{Assignments: []string{"mark/er"}}, `var (--var) is "…": want NAME=VALUE`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.vars.Lookup()
			if err == nil || err.Error() != tt.want {
				t.Errorf("error %v\nwant  %s", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "mark") {
				t.Error("the error shows a value")
			}
		})
	}
}
