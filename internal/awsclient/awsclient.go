// Package awsclient is the only place that loads AWS configuration and makes
// SDK clients, and the place that knows what an error of AWS means.
//
// Start at [New]. Where the services next to ECS are asked, [Clients] says.
// [Classify] sorts the errors of any call into the few kinds that a person can do
// something about.
package awsclient

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/logging"
	smithymiddleware "github.com/aws/smithy-go/middleware"
)

// attempts is how often a call is tried. The SDK's standard retryer waits up to
// 20 s in between; its adaptive one would slow every later call down.
const attempts = 8

// neighbourAttempts is how often a call of another service is tried: what it tells
// can be done without.
const neighbourAttempts = 2

// How long the search for credentials may take. It ends at the address of an
// instance role, which answers at once or, on a laptop, never; a login at an
// identity provider may take its time.
const (
	instanceRoleWait = 2 * time.Second
	loginWait        = 30 * time.Second
)

// How long one attempt of a call may take: to connect, and as a whole. ECS answers
// within a second or two; the SDK itself would wait for ever.
const (
	connectWait = 3 * time.Second
	answerWait  = 10 * time.Second
)

// Config is what a client is made from. Empty members are left to the SDK's own
// sources: environment, shared files, roles.
type Config struct {
	Region, Profile, EndpointURL string
	// Version of steady, for the user agent.
	Version string
	// Trace is told of every call, those for credentials too; nil: nobody is.
	Trace func(Call)
}

// NoRegionError says that no source names a Region.
type NoRegionError struct{}

func (*NoRegionError) Error() string { return "no AWS Region is set" }

// NoCredentialsError says that no source gives credentials, or only broken ones.
type NoCredentialsError struct {
	Err error
	// Profile is the one whose settings were read, "" where there is none. SSO is
	// true where they say that credentials come from a login at IAM Identity Center.
	Profile string
	SSO     bool
}

func (*NoCredentialsError) Error() string { return "no AWS credentials found" }

func (e *NoCredentialsError) Unwrap() error { return e.Err }

// ProfileError says that the named profile is in none of the shared files.
type ProfileError struct{ Name string }

func (e *ProfileError) Error() string { return fmt.Sprintf("there is no AWS profile %q", e.Name) }

// RegionError says that a Region cannot be the name of one: it becomes part of
// the host name of the endpoint.
type RegionError struct{ Name string }

func (e *RegionError) Error() string { return fmt.Sprintf("%q is no name of an AWS Region", e.Name) }

// CheckRegion gives a *[RegionError] for what cannot be the name of a Region.
func CheckRegion(name string) error {
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return &RegionError{name}
	}
	return nil
}

// EndpointError says that an endpoint is no http or https URL.
type EndpointError struct{ URL string }

func (e *EndpointError) Error() string {
	shown := e.URL
	if u, err := url.Parse(shown); err == nil {
		shown = u.Redacted()
	}
	return fmt.Sprintf("endpoint %q is no URL like http://127.0.0.1:8080", shown)
}

// Clients are the clients of one AWS configuration. Those of ECS's neighbours go
// to the endpoint that ECS was given, if it was given any, unless one was set for
// them alone: with a simulated ECS nothing ever reaches AWS. An endpoint of AWS
// itself, as of a VPC, holds for ECS only.
type Clients struct {
	ECS    *ecs.Client
	loaded aws.Config
	agent  func(*smithymiddleware.Stack) error

	// What Ask sends with: one HTTP client, for its connections, one budget of
	// retries, and how far the clock of AWS is ahead, in nanoseconds.
	sender  client
	retryer aws.Retryer
	skew    atomic.Int64

	config      Config
	credentials string // the SDK's name of their source
}

// New makes clients, that of ECS first. It looks for the credentials at once, so
// that a missing login is one clear error before anything is sent.
//
// Errors: *[EndpointError], *[NoRegionError], *[RegionError], *[ProfileError],
// *[NoCredentialsError], the cause of a context that ended, and those of a broken
// AWS configuration file.
func New(ctx context.Context, c Config) (*Clients, error) {
	if u, err := url.Parse(c.EndpointURL); c.EndpointURL != "" &&
		(err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return nil, &EndpointError{c.EndpointURL}
	}
	loaded, err := config.LoadDefaultConfig(ctx, options(c)...)
	if err != nil {
		var missing config.SharedConfigProfileNotExistError
		if errors.As(err, &missing) {
			return nil, &ProfileError{missing.Profile}
		}
		return nil, fmt.Errorf("load the AWS configuration: %w", err)
	}
	if loaded.Region == "" {
		return nil, &NoRegionError{}
	}
	if err := CheckRegion(loaded.Region); err != nil {
		return nil, err
	}
	credentials, err := findCredentials(ctx, loaded)
	if err != nil {
		return nil, err
	}
	clients := from(loaded, c.Version, func(o *ecs.Options) {
		if c.EndpointURL != "" {
			o.BaseEndpoint = aws.String(c.EndpointURL)
		}
	})
	clients.config, clients.credentials = c, credentials
	return clients, nil
}

// From makes clients of a configuration that is loaded; version is that of steady,
// for the user agent.
func From(loaded aws.Config, version string) *Clients { return from(loaded, version) }

func from(loaded aws.Config, version string, more ...func(*ecs.Options)) *Clients {
	clients := &Clients{loaded: loaded, agent: middleware.AddUserAgentKeyValue("steady", version)}
	clients.ECS = ecs.NewFromConfig(loaded, append(more, func(o *ecs.Options) {
		o.APIOptions = append(o.APIOptions, clients.agent)
		o.HTTPClient = bounded(o.HTTPClient)
	})...)
	clients.sender = bounded(awshttp.NewBuildableClient())
	if loaded.HTTPClient != nil {
		clients.sender = bounded(loaded.HTTPClient)
	}
	var retryer aws.Retryer = retry.NewStandard(standard)
	if loaded.Retryer != nil {
		retryer = loaded.Retryer()
	}
	clients.retryer = retry.AddWithMaxAttempts(retryer, neighbourAttempts)
	return clients
}

// client is what the SDK calls an HTTP client.
type client interface {
	Do(*http.Request) (*http.Response, error)
}

// bounded is the SDK's HTTP client with limits to its patience.
func bounded(c client) client {
	if sdk, ok := c.(*awshttp.BuildableClient); ok {
		return sdk.WithTimeout(answerWait).WithDialerOptions(func(d *net.Dialer) { d.Timeout = connectWait })
	}
	return c
}

func options(c Config) []func(*config.LoadOptions) error {
	out := []func(*config.LoadOptions) error{
		config.WithRetryer(func() aws.Retryer { return retry.NewStandard(standard) }),
		config.WithLogger(logging.Nop{}), // it would write between the lines of the story
	}
	if c.Region != "" {
		out = append(out, config.WithRegion(c.Region))
	}
	if c.Profile != "" {
		out = append(out, config.WithSharedConfigProfile(c.Profile))
	}
	if c.Trace != nil {
		out = append(out, config.WithAPIOptions([]func(*smithymiddleware.Stack) error{Traced(c.Trace)}))
	}
	return out
}

// standard is the SDK's retryer without patience for an endpoint where nobody
// listens: a person who mistyped it would wait for a minute.
func standard(o *retry.StandardOptions) {
	o.MaxAttempts = attempts
	o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(deadEndpoint)}, o.Retryables...)
}

func deadEndpoint(err error) aws.Ternary {
	var (
		lookup *net.DNSError
		dial   *net.OpError
	)
	if errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &lookup) && lookup.IsNotFound ||
		errors.As(err, &dial) && dial.Op == "dial" && dial.Timeout() {
		return aws.FalseTernary
	}
	return aws.UnknownTernary
}

// findCredentials gives the SDK's name of where they are.
func findCredentials(ctx context.Context, loaded aws.Config) (string, error) {
	wait, provider := loginWait, loaded.Credentials
	if aws.IsCredentialsProvider(provider, (*ec2rolecreds.Provider)(nil)) {
		wait = instanceRoleWait
	}
	bounded, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	found, err := provider.Retrieve(bounded)
	switch {
	case err == nil:
		return found.Source, nil
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	}
	none := &NoCredentialsError{Err: err}
	for _, source := range loaded.ConfigSources {
		if shared, ok := source.(config.SharedConfig); ok {
			none.Profile = shared.Profile
			none.SSO = shared.SSOSession != nil || shared.SSOStartURL != ""
		}
	}
	return "", none
}
