// Package config says what the settings of a run are and where each came from:
// flags, STEADY_* variables, steady.yaml, built-in values.
//
// Start at [Load]. Task definitions and service files are not settings; they
// are only named here.
package config

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// Settings are the settings of one run, for one service.
type Settings struct {
	// File is the steady.yaml that was read, "" where there is none.
	File string
	// Services are the names that the file has for its services, in its order.
	Services []string
	// Service is the name of the ECS service, Cluster its cluster ("" is the
	// cluster named default).
	Service, Cluster             string
	Region, Profile, EndpointURL string
	// TaskDefinition and ServiceDefinition are paths, absolute; TaskDefinition
	// may be FAMILY[:REVISION] instead. "" where steady.yaml names none.
	TaskDefinition, ServiceDefinition string

	Timeout, StallTimeout, PollInterval time.Duration
	// GiveUpAfter is how many tasks may be lost for one reason, 0 for any number.
	GiveUpAfter     int
	Progress, Color string
	// OnFailure and OnInterrupt are Leave or Rollback.
	OnFailure, OnInterrupt string
	// Until is how far to watch: settled or serving.
	Until string
	// Parallel is how many services may roll out at once.
	Parallel int

	// Origins say where each setting came from, in the order of the settings.
	Origins []Origin
}

// What happens to a rollout that failed, or that nobody watches any more.
const (
	Leave    = "leave"
	Rollback = "rollback"
)

// Origin is where one setting came from.
type Origin struct {
	Name, Value string
	// From is "--flag", a variable's name, "steady.yaml:3" or "built in".
	From string
	// Ignored tells of an AWS setting that this one overrules, "" if none:
	// "AWS_REGION=us-east-1". People must see it unasked.
	Ignored string
}

// Source is where Load looks.
type Source struct {
	Flags *pflag.FlagSet // of the command; nil: no flags
	Env   func(string) string
	Dir   string // working directory, absolute
	// File is the path that -f gives, "" if none; it is relative to Dir. "-" is
	// Stdin, whose paths are relative to Dir.
	File  string
	Stdin io.Reader
	// Service is the service that the command line names, "" if none.
	Service string
	// Optional is true for commands that need no service.
	Optional bool
	// Several is true for commands that can be about more than one service: a
	// [*ServiceError] then names --all.
	Several bool
}

// setting is one setting: its key in steady.yaml, which also gives the name of
// its flag and variable, and its built-in value.
type setting struct {
	key     string
	builtIn string
}

// settings lists them in the order in which their origins are shown.
var settings = []setting{
	{"cluster", ""},
	{"region", ""},
	{"profile", ""},
	{"endpointUrl", ""},
	{"timeout", "15m"},
	{"stallTimeout", "5m"},
	{"giveUpAfter", "3"},
	{"pollInterval", "500ms"},
	{"until", "settled"},
	{"onFailure", Leave},
	{"onInterrupt", Leave},
	{"parallel", "4"},
	{"progress", "auto"},
	{"color", "auto"},
}

// flag is the name of the setting's flag: endpointUrl is --endpoint-url.
func (s setting) flag() string {
	var b strings.Builder
	for _, r := range s.key {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

// variable is the name of its environment variable: STEADY_ENDPOINT_URL.
func (s setting) variable() string {
	return "STEADY_" + strings.ToUpper(strings.ReplaceAll(s.flag(), "-", "_"))
}

// Load finds and reads steady.yaml and gives the settings of the run. The first
// of flag, variable, service block, defaults block and built-in value counts.
//
// Errors: *[NotFoundError] where a file is needed and there is none, *[Error]
// for a setting that makes no sense, *[ReadError], *[ServiceError] where the service cannot
// be told, problems with line and column for a broken file.
func Load(src Source) (*Settings, error) {
	if src.Service == "" && !src.Optional {
		src.Service = src.Env("STEADY_SERVICE")
	}
	file, err := find(src)
	if err != nil {
		return nil, err
	}
	return file.load(src)
}

// load gives the settings of the run for one service.
func (file *file) load(src Source) (*Settings, error) {
	name, block, err := file.pick(src)
	if err != nil {
		return nil, err
	}
	values := viper.New()
	origins := map[string]string{}
	if err := file.feed(values, block, origins); err != nil {
		return nil, err
	}
	bind(values, src, origins)
	return resolve(values, src, file, name, block, origins)
}

// bind lays variables and flags over what the file says. viper holds the values;
// it cannot tell where one came from, so that is noted beside it.
func bind(values *viper.Viper, src Source, origins map[string]string) {
	for _, s := range settings {
		values.SetDefault(s.key, s.builtIn)
		if v := src.Env(s.variable()); v != "" {
			values.Set(s.key, v)
			origins[s.key] = s.variable()
		}
		if src.Flags == nil {
			continue
		}
		if f := src.Flags.Lookup(s.flag()); f != nil && f.Changed {
			values.Set(s.key, f.Value.String())
			origins[s.key] = "--" + s.flag()
		}
	}
}

func resolve(
	values *viper.Viper, src Source, file *file, name string, block *block, origins map[string]string,
) (*Settings, error) {
	out := &Settings{
		File: file.path, Services: file.names(), Service: name,
		Cluster: values.GetString("cluster"), Region: values.GetString("region"),
		Profile: values.GetString("profile"), EndpointURL: values.GetString("endpointUrl"),
		Progress: values.GetString("progress"), Color: values.GetString("color"),
	}
	if block != nil {
		out.TaskDefinition = file.resolve(block.taskDefinition)
		out.ServiceDefinition = file.resolve(block.serviceDefinition)
	}
	var errs []error
	for key, into := range map[string]*time.Duration{
		"timeout": &out.Timeout, "stallTimeout": &out.StallTimeout, "pollInterval": &out.PollInterval,
	} {
		d, err := time.ParseDuration(values.GetString(key))
		if err != nil || d < 0 {
			errs = append(errs, &Error{
				Setting: key, From: origins[key], Value: values.GetString(key),
				Want: "a duration like 90s or 15m",
			})
		}
		*into = d
	}
	for _, c := range []struct {
		key, one, other string
		into            *string
	}{
		{"onFailure", Leave, Rollback, &out.OnFailure},
		{"onInterrupt", Leave, Rollback, &out.OnInterrupt},
		{"until", "settled", "serving", &out.Until},
	} {
		if *c.into = values.GetString(c.key); *c.into != c.one && *c.into != c.other {
			errs = append(errs, &Error{c.key, origins[c.key], *c.into, c.one + " or " + c.other})
		}
	}
	errs = append(errs, out.numbers(values, origins)...)
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	out.Origins = originsOf(values, src, origins)
	return out, errors.Join(errs...)
}

// numbers reads the settings that are numbers.
func (out *Settings) numbers(values *viper.Viper, origins map[string]string) []error {
	var errs []error
	for _, n := range []struct {
		key   string
		least int
		want  string
		into  *int
	}{
		{"giveUpAfter", 0, "a number of tasks, 0 for none", &out.GiveUpAfter},
		{"parallel", 1, "a number of services, 1 or more", &out.Parallel},
	} {
		text := values.GetString(n.key)
		number, err := strconv.Atoi(text)
		if err != nil || number < n.least {
			errs = append(errs, &Error{Setting: n.key, From: origins[n.key], Value: text, Want: n.want})
		}
		*n.into = number
	}
	return errs
}

func originsOf(values *viper.Viper, src Source, origins map[string]string) []Origin {
	var out []Origin
	for _, s := range settings {
		o := Origin{Name: s.key, Value: values.GetString(s.key), From: origins[s.key]}
		if o.From == "" {
			o.From = "built in"
		}
		if o.Value == "" {
			continue
		}
		if s.key == "region" && strings.Contains(o.From, ":") {
			o.Ignored = overruled(src, o.Value)
		}
		out = append(out, o)
	}
	return out
}

// overruled names the AWS variable that says another Region than the file.
func overruled(src Source, region string) string {
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION"} {
		if v := src.Env(name); v != "" {
			if v == region {
				return ""
			}
			return name + "=" + v
		}
	}
	return ""
}
