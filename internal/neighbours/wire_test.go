package neighbours_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/world"
)

// Headers of requests.
const (
	formType = "application/x-www-form-urlencoded; charset=utf-8"
	jsonType = "application/x-amz-json-1.1"
)

// post sends a body as a client of a service would, without any client.
func post(server *ecssim.Server, service, path, media, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", media)
	r.Header.Set("X-Amz-Target", target)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260131/us-east-1/"+service+
		"/aws4_request, SignedHeaders=host, Signature=0")
	if media == "application/cbor" {
		r.Header.Set("Smithy-Protocol", "rpc-v2-cbor")
	}
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, r)
	return w
}

func TestBytesThatNobodyShouldSend(t *testing.T) {
	const rpc = "/service/GraniteServiceVersion20100801/operation/DescribeAlarms"
	tests := []struct {
		name, service, path, media, target, body string

		status int
		want   string // in the reply
	}{
		{
			"CloudWatch speaks the Query protocol too", "monitoring", "/", formType, "", "Action=DescribeAlarms&AlarmNames.member.1=a",
			200, "<MetricAlarms><member><AlarmName>a</AlarmName>",
		},
		{"a body that is no JSON", "logs", "/", jsonType, "Logs_20140328.GetLogEvents", "{", 400, `"SerializationException"`},
		{"a number that is a text", "logs", "/", jsonType, "Logs_20140328.GetLogEvents", `{"limit":"x"}`, 400, "limit cannot be a string"},
		{"a list as the body", "ssm", "/", jsonType, "AmazonSSM.GetParameter", "[]", 400, `"SerializationException"`},
		{"deep JSON", "ssm", "/", jsonType, "AmazonSSM.GetParameter", strings.Repeat(`{"a":`, 1e5), 400, `"SerializationException"`},
		{"no body at all", "ssm", "/", jsonType, "AmazonSSM.GetParameter", "", 400, `"ParameterNotFound"`},
		{"no operation", "sts", "/", formType, "", "", 400, "<Code>InvalidAction</Code>"},
		{"a form with a broken escape", "sts", "/", formType, "", "Action=%zz", 400, "<Code>MalformedQueryString</Code>"},
		{
			"a text where a number belongs", "elasticloadbalancing", "/", formType, "", "Action=DescribeTargetGroups&PageSize=x", 400,
			"PageSize must be a number.",
		},
		{"markup in a name", "iam", "/", formType, "", "Action=%3Cb%3E", 400, "operation &lt;b&gt; for"},
		{"an endless list", "elasticloadbalancing", "/", formType, "", "Action=DescribeTargetGroups&Names.member.1=a" +
			strings.Repeat("&Names.member.2=a", 9e3), 200, "<TargetGroups>"},
		{"keys of dots", "sts", "/", formType, "", "Action=GetCallerIdentity&" + strings.Repeat(".", 1e5) + "=1", 200, "<Account>"},
		{"a body that is no CBOR", "monitoring", rpc, "application/cbor", "", "\xff\xff", 400, "SerializationException"},
		{"deep CBOR", "monitoring", rpc, "application/cbor", "", strings.Repeat("\x81", 1e5), 400, "SerializationException"},
		{
			"a list of CBOR that promises too much", "monitoring", rpc, "application/cbor", "", "\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
			400, "SerializationException",
		},
		{
			"a service that is not here, in JSON", "events", "/", jsonType, "AWSEvents.ListRules", "{}", 400,
			"This simulator does not have the service events.",
		},
		{
			"a service that is not here, in a form", "autoscaling", "/", formType, "", "Action=DescribeAutoScalingGroups", 400,
			"<Message>This simulator does not have the service autoscaling.</Message>",
		},
		{
			"an operation of ECS, signed for somebody else", "logs", "/", jsonType,
			"AmazonEC2ContainerServiceV20141113.ListClusters", "{}", 200, `"clusterArns"`,
		},
		{
			"a body of two megabytes", "ssm", "/", jsonType, "AmazonSSM.GetParameter", strings.Repeat(" ", 2<<20), 413,
			"RequestEntityTooLargeException",
		},
	}
	l := newLab(t, func(w *world.World) { w.Close(world.Parameters) })
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := post(l.server, tt.service, tt.path, tt.media, tt.target, tt.body)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("%d %s, want %d with %s", w.Code, w.Body, tt.status, tt.want)
			}
			if w.Header().Get("X-Amzn-Requestid") == "" {
				t.Error("there is no request id")
			}
		})
	}
}
