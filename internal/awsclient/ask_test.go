package awsclient_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/smithy-go"

	"github.com/ecs-steady/steady/internal/awsclient"
)

func TestAsk(t *testing.T) {
	const role = `<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role><Arn>arn:role</Arn>` +
		`</Role></GetRoleResult></GetRoleResponse>`
	t.Run("in JSON", func(t *testing.T) {
		var got http.Header
		var body strings.Builder
		quietEnvironment(t, keys())
		clients, err := awsclient.New(t.Context(), awsclient.Config{
			Version: "1.2.3", EndpointURL: answer(t, 200, `{"Name":"db"}`, func(_ http.ResponseWriter, r *http.Request) {
				got = r.Header
				buf := make([]byte, 100)
				n, _ := r.Body.Read(buf)
				body.Write(buf[:n])
			}),
		})
		if err != nil {
			t.Fatal(err)
		}
		var out struct{ Name string }
		err = clients.Ask(t.Context(), awsclient.Request{
			Service: awsclient.SecretsManager, Operation: "DescribeSecret", Region: "eu-central-1",
			In: map[string]string{"SecretId": "db"}, Out: &out,
		})
		if err != nil || out.Name != "db" {
			t.Fatalf("got %+v, %v", out, err)
		}
		if got.Get("X-Amz-Target") != "secretsmanager.DescribeSecret" || got.Get("Content-Type") != "application/x-amz-json-1.1" ||
			!strings.Contains(got.Get("Authorization"), "/eu-central-1/secretsmanager/aws4_request") ||
			!strings.Contains(got.Get("User-Agent"), "steady/1.2.3") || body.String() != `{"SecretId":"db"}` {
			t.Errorf("sent %v with %s", got, body.String())
		}
	})
	t.Run("in the Query protocol", func(t *testing.T) {
		var form url.Values
		var got http.Header
		quietEnvironment(t, keys())
		clients, err := awsclient.New(t.Context(), awsclient.Config{
			EndpointURL: answer(t, 200, role, func(_ http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm()
				form, got = r.PostForm, r.Header
			}),
		})
		if err != nil {
			t.Fatal(err)
		}
		var out struct {
			ARN string `xml:"GetRoleResult>Role>Arn"`
		}
		err = clients.Ask(t.Context(), awsclient.Request{
			Service: awsclient.IAM, Operation: "GetRole", In: url.Values{"RoleName": {"web"}}, Out: &out,
		})
		if err != nil || out.ARN != "arn:role" {
			t.Fatalf("got %+v, %v", out, err)
		}
		if form.Encode() != "Action=GetRole&RoleName=web&Version=2010-05-08" ||
			!strings.Contains(got.Get("Authorization"), "/us-east-1/iam/aws4_request") {
			t.Errorf("sent %v, %v", form, got)
		}
	})
}

func TestAskGivesTheErrorsOfServices(t *testing.T) {
	tests := []struct {
		name, body    string
		service       awsclient.Service
		status        int
		kind          awsclient.Kind
		code, message string
	}{
		{
			"a refusal in JSON", `{"__type":"com.amazonaws#AccessDeniedException","Message":"no"}`,
			awsclient.ECR, 400, awsclient.Denied, "AccessDeniedException", "no",
		},
		{
			"a refusal in XML", `<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>gone</Message></Error></ErrorResponse>`,
			awsclient.IAM, 404, awsclient.Refused, "NoSuchEntity", "gone",
		},
		{"a page of a proxy", `<html>`, awsclient.SSM, 403, awsclient.Unreadable, "UnknownError", "UnknownError"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			quietEnvironment(t, keys())
			clients, err := awsclient.New(t.Context(), awsclient.Config{EndpointURL: answer(t, tt.status, tt.body, nil)})
			if err != nil {
				t.Fatal(err)
			}
			err = clients.Ask(t.Context(), awsclient.Request{Service: tt.service, Operation: "Do", In: url.Values{}, Out: &struct{}{}})
			info := awsclient.Classify(err)
			if info.Kind != tt.kind || info.Code != tt.code || info.Message != tt.message || info.RequestID != "request-1" {
				t.Errorf("%v: %+v", err, info)
			}
			var operation *smithy.OperationError
			if !errors.As(err, &operation) || operation.Service() != string(tt.service) {
				t.Errorf("no error of an operation: %v", err)
			}
		})
	}
}
