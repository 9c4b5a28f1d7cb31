package cli

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/watch"
)

// said answers every request alike and keeps what was asked.
type said struct {
	status int
	body   string
	asked  *[]string
}

func (s said) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	_, scope, _ := strings.Cut(r.Header.Get("Authorization"), "/")
	region := strings.Split(scope, "/")[1]
	*s.asked = append(*s.asked, region+" "+r.Header.Get("X-Amz-Target")+" "+string(body))
	return &http.Response{StatusCode: s.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(s.body)), Request: r}, err
}

func TestContainerLogs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, token, region string
		status              int
		body                string
		asked               string
		messages            []string
		backward, code      string
	}{
		{
			"the last lines", "", "", 200, `{"events":[{"message":"a\nb","timestamp":1},{"message":"c"}],"nextBackwardToken":"b/1"}`,
			`us-east-1 Logs_20140328.GetLogEvents {"logGroupName":"/web","logStreamName":"ecs/app/1","limit":20}`,
			[]string{"a\nb", "c"},
			"b/1", "",
		},
		{
			"the page before, in another Region", "b/1", "eu-west-3", 200, `{"events":[],"nextBackwardToken":"b/1"}`,
			`eu-west-3 Logs_20140328.GetLogEvents {"logGroupName":"/web","logStreamName":"ecs/app/1","limit":20,"nextToken":"b/1"}`,
			nil, "b/1", "",
		},
		{
			"no such stream", "", "", 400, `{"__type":"ResourceNotFoundException","message":"The specified log stream does not exist."}`,
			`us-east-1 Logs_20140328.GetLogEvents {"logGroupName":"/web","logStreamName":"ecs/app/1","limit":20}`,
			nil, "", "ResourceNotFoundException",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var asked []string
			clients := awsclient.From(aws.Config{
				Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
				HTTPClient: &http.Client{Transport: said{tt.status, tt.body, &asked}}, BaseEndpoint: aws.String("http://localhost"),
			}, "test")
			of := watch.LogStream{Region: tt.region, Group: "/web", Name: "ecs/app/1"}
			page, err := containerLogs{clients}.LogEvents(t.Context(), of, tt.token, 20)
			code := ""
			if refused := smithy.APIError(nil); errors.As(err, &refused) {
				code = refused.ErrorCode()
			}
			if code != tt.code || code == "" && err != nil || page.Backward != tt.backward || !slices.Equal(page.Messages, tt.messages) {
				t.Errorf("got %+v, %v", page, err)
			}
			if len(asked) != 1 || asked[0] != tt.asked {
				t.Errorf("asked %q", asked)
			}
		})
	}
}
