package awsclient_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/awsclient"
)

// quietEnvironment leaves the SDK no source but what the test sets.
func quietEnvironment(t *testing.T, set map[string]string) {
	t.Helper()
	none := filepath.Join(t.TempDir(), "none")
	for name, value := range map[string]string{
		"AWS_REGION": "", "AWS_DEFAULT_REGION": "", "AWS_PROFILE": "", "AWS_ACCESS_KEY_ID": "",
		"AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "", "AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_ECS": "",
		"AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2": "", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "",
		"AWS_CONTAINER_CREDENTIALS_FULL_URI": "", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "",
		"AWS_WEB_IDENTITY_TOKEN_FILE": "", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": none, "AWS_SHARED_CREDENTIALS_FILE": none,
	} {
		t.Setenv(name, value)
	}
	for name, value := range set {
		t.Setenv(name, value)
	}
}

func keys(more ...string) map[string]string {
	set := map[string]string{"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}
	for i := 0; i < len(more); i += 2 {
		set[more[i]] = more[i+1]
	}
	return set
}

func TestNewRefuses(t *testing.T) {
	tests := []struct {
		name string
		set  map[string]string
		c    awsclient.Config
		kind awsclient.Kind
		want string
	}{
		{"no Region", keys("AWS_REGION", ""), awsclient.Config{}, awsclient.NoRegion, "no AWS Region is set"},
		{"no credentials", nil, awsclient.Config{Region: "eu-west-1"}, awsclient.Auth, "no AWS credentials found"},
		{"an unknown profile", keys(), awsclient.Config{Profile: "wokr"}, awsclient.Auth, `there is no AWS profile "wokr"`},
		{"a Region with a space", keys(), awsclient.Config{Region: "eu west"}, awsclient.Other, `"eu west" is no name of an AWS Region`},
		{
			"an endpoint without a scheme", keys(),
			awsclient.Config{EndpointURL: "localhost:1"},
			awsclient.Other,
			`endpoint "localhost:1" is no URL like http://127.0.0.1:8080`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			quietEnvironment(t, tt.set)
			_, err := awsclient.New(t.Context(), tt.c)
			if err == nil || err.Error() != tt.want || awsclient.Classify(err).Kind != tt.kind {
				t.Errorf("error %v, kind %d; want %s, kind %d", err, awsclient.Classify(err).Kind, tt.want, tt.kind)
			}
		})
	}
}

// answer serves one reply and says how it was asked.
func answer(t *testing.T, status int, body string, more func(http.ResponseWriter, *http.Request)) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if more != nil {
			more(w, r)
		}
		w.Header().Set("x-amzn-RequestId", "request-1")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func describe(t *testing.T, c awsclient.Config) error {
	t.Helper()
	clients, err := awsclient.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = clients.ECS.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Services: []string{"web"}})
	return err
}

func TestClientNamesItselfAndItsEndpoint(t *testing.T) {
	agent, named := "", answer(t, 500, "", nil)
	asked := answer(t, 200, "{}", func(_ http.ResponseWriter, r *http.Request) { agent = r.UserAgent() })
	for _, tt := range []struct{ flag, variable string }{{asked, named}, {"", asked}} {
		agent = ""
		quietEnvironment(t, keys("AWS_ENDPOINT_URL_ECS", tt.variable))
		if err := describe(t, awsclient.Config{EndpointURL: tt.flag, Version: "1.2.3"}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(agent, "steady/1.2.3") {
			t.Errorf("user agent %q", agent)
		}
	}
}

func TestClassifyAnswers(t *testing.T) {
	const denied = `User: arn:aws:sts::123456789012:assumed-role/ci/run-88 is not authorized to perform: ` +
		`ecs:UpdateService on resource: arn:aws:ecs:eu-west-1:123456789012:service/prod/web because no ` +
		`identity-based policy allows the ecs:UpdateService action`
	tests := []struct {
		name, code, message string
		kind                awsclient.Kind
	}{
		{"a refusal", "AccessDeniedException", denied, awsclient.Denied},
		{"an expired token", "ExpiredTokenException", "The security token included in the request is expired", awsclient.Auth},
		{"a wrong key", "UnrecognizedClientException", "The security token is invalid", awsclient.Auth},
		{"an unknown cluster", "ClusterNotFoundException", "Cluster not found.", awsclient.NotFound},
		{"an unknown task definition", "ClientException", "Unable to describe task definition.", awsclient.NotFound},
		{"an error without a code", "UnknownError", "UnknownError", awsclient.Unreadable},
		{"anything else", "InvalidParameterException", "Services cannot be empty.", awsclient.Refused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			quietEnvironment(t, keys())
			body := fmt.Sprintf(`{"__type":%q,"message":%q}`, tt.code, tt.message)
			info := awsclient.Classify(describe(t, awsclient.Config{EndpointURL: answer(t, 400, body, nil)}))
			if info.Kind != tt.kind || info.Code != tt.code || info.Message != tt.message || info.RequestID != "request-1" {
				t.Errorf("%+v", info)
			}
			if tt.kind != awsclient.Denied {
				return
			}
			if info.Action != "ecs:UpdateService" || !strings.HasSuffix(info.Principal, "/run-88") ||
				!strings.HasSuffix(info.Resource, ":service/prod/web") {
				t.Errorf("%+v", info)
			}
		})
	}
}

// A dead endpoint is told at once: the SDK alone would try for half a minute.
func TestDeadEndpointIsOneAttempt(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	quietEnvironment(t, keys())
	err = describe(t, awsclient.Config{EndpointURL: dead})
	info := awsclient.Classify(err)
	if info.Kind != awsclient.Network || info.Endpoint != dead {
		t.Errorf("%+v", info)
	}
	var attempts interface{ Attempts() int }
	if errors.As(err, &attempts) || strings.Contains(err.Error(), "exceeded maximum number of attempts") {
		t.Errorf("tried again: %v", err)
	}
}

func TestClassifyWithoutAnAnswer(t *testing.T) {
	client := ecs.New(ecs.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String("http://127.0.0.1:1"),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{}, errors.New("the SSO session has expired")
		}),
	})
	_, expired := client.ListClusters(t.Context(), &ecs.ListClustersInput{})
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, stopped := ecs.New(ecs.Options{
		Region: "eu-west-1", Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "secret"}, nil
		}),
	}).ListClusters(cancelled, &ecs.ListClustersInput{})
	tests := []struct {
		name string
		err  error
		kind awsclient.Kind
	}{
		{"credentials that expire on the way", expired, awsclient.Auth},
		{"a call that was cancelled", stopped, awsclient.Other},
		{"a name that does not resolve", &net.DNSError{Name: "ecs.nowhere", IsNotFound: true}, awsclient.Network},
		{"a call that took too long", context.DeadlineExceeded, awsclient.Network},
		{"an error that is not AWS's", errors.New("disk full"), awsclient.Other},
		{"no error", nil, awsclient.Other},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if info := awsclient.Classify(tt.err); info.Kind != tt.kind {
				t.Errorf("%v is %+v", tt.err, info)
			}
		})
	}
}
