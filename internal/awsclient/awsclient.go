// Package awsclient is the only place that loads AWS configuration and makes
// SDK clients, and the place that knows what an error of AWS means.
//
// Start at [New]. [Classify] sorts the errors of any call into the few kinds
// that a person can do something about.
package awsclient

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/logging"
)

// attempts is how often a call is tried. The SDK's standard retryer waits up to
// 20 s in between; its adaptive one would slow every later call down.
const attempts = 8

// credentialsWait bounds the search for credentials, which ends at the address
// of an instance role that a laptop cannot reach.
const credentialsWait = 5 * time.Second

// Config is what a client is made from. Empty members are left to the SDK's own
// sources: environment, shared files, roles.
type Config struct {
	Region, Profile, EndpointURL string
	// Version of steady, for the user agent.
	Version string
}

// NoRegionError says that no source names a Region.
type NoRegionError struct{}

func (*NoRegionError) Error() string { return "no AWS Region is set" }

// NoCredentialsError says that no source gives credentials, or only broken ones.
type NoCredentialsError struct{ Err error }

func (*NoCredentialsError) Error() string { return "no AWS credentials found" }

func (e *NoCredentialsError) Unwrap() error { return e.Err }

// New makes an ECS client. It looks for the credentials at once, so that a
// missing login is one clear error before anything is sent.
func New(ctx context.Context, c Config) (*ecs.Client, error) {
	options := []func(*config.LoadOptions) error{
		config.WithAppID("steady"),
		// The SDK would warn on standard error about connections it cannot reuse.
		config.WithLogger(logging.Nop{}),
		config.WithRetryer(func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts = attempts })
		}),
	}
	if c.Region != "" {
		options = append(options, config.WithRegion(c.Region))
	}
	if c.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(c.Profile))
	}
	loaded, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		var missing config.SharedConfigProfileNotExistError
		if errors.As(err, &missing) {
			return nil, &NoCredentialsError{fmt.Errorf("there is no AWS profile %q", missing.Profile)}
		}
		return nil, fmt.Errorf("load the AWS configuration: %w", err)
	}
	if loaded.Region == "" {
		return nil, &NoRegionError{}
	}
	if err := findCredentials(ctx, loaded); err != nil {
		return nil, err
	}
	return ecs.NewFromConfig(loaded, func(o *ecs.Options) {
		if c.EndpointURL != "" {
			o.BaseEndpoint = aws.String(c.EndpointURL)
		}
	}), nil
}

func findCredentials(ctx context.Context, loaded aws.Config) error {
	bounded, cancel := context.WithTimeout(ctx, credentialsWait)
	defer cancel()
	if _, err := loaded.Credentials.Retrieve(bounded); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return &NoCredentialsError{err}
	}
	return nil
}
