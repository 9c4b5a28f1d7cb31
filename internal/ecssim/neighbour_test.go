package ecssim

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// signed sends a body as a client of one of ECS's neighbours would.
func signed(server *Server, service, media, target, body string) string {
	r := httptest.NewRequest(http.MethodPost, "http://localhost/operation/DescribeAlarms", strings.NewReader(body))
	r.Header.Set("Content-Type", media)
	r.Header.Set("X-Amz-Target", target)
	if media == cborType {
		r.Header.Set("Smithy-Protocol", "rpc-v2-cbor")
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=K/20260131/us-east-1/"+service+"/aws4_request, Signature=0")
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, r)
	return w.Body.String()
}

const (
	formType = "application/x-www-form-urlencoded"
	cborType = "application/cbor"
)

func TestTheStateFileKeepsWhatNeighboursChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		setup := Setup{State: filepath.Join(t.TempDir(), "state.json")}
		server, _ := open(t, setup)
		signed(server, "logs", contentType, "Logs_20140328.CreateLogGroup", `{"logGroupName":"/web"}`)
		signed(server, "elasticloadbalancing", formType, "", "Action=CreateTargetGroup&Name=blue&Protocol=HTTP&Port=8080")
		ask := func(s *Server) string {
			return signed(s, "logs", contentType, "Logs_20140328.DescribeLogGroups", `{}`) +
				strings.Split(signed(s, "elasticloadbalancing", formType, "", "Action=DescribeTargetGroups"), "<ResponseMetadata>")[0]
		}
		<-time.After(time.Minute)
		before := ask(server)
		again, _ := open(t, setup)
		if after := ask(again); after != before || !strings.Contains(after, "/web") || !strings.Contains(after, "8080") {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
	})
}

func TestAStaleReadIsBehindWhatNeighboursChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, _ := open(t, Setup{Scenario: "textbook", Faults: faults(t, "DescribeServices:stale=10s")})
		signed(server, "application-autoscaling", contentType, "AnyScaleFrontendService.RegisterScalableTarget",
			`{"ServiceNamespace":"ecs","ResourceId":"service/test-cluster/simple-web","ScalableDimension":"ecs:service:DesiredCount",`+
				`"MinCapacity":3,"MaxCapacity":5}`)
		desired := func() string {
			body := post(server, "DescribeServices", `{"cluster":"test-cluster","services":["simple-web"]}`).Body.String()
			_, rest, _ := strings.Cut(body, `"desiredCount":`)
			return rest[:1]
		}
		first := desired()
		<-time.After(11 * time.Second)
		if then := desired(); first != "1" || then != "3" {
			t.Errorf("the desired count is %s at once and %s after 11 s, want 1 and 3", first, then)
		}
	})
}

// FuzzNeighbours sends bytes in every protocol: whatever they are, the answer is
// no error of the server.
func FuzzNeighbours(f *testing.F) {
	for media, body := range map[string]string{
		contentType: `{"limit":1,"logGroupName":"/web"}`,
		formType:    "Action=DescribeTargetHealth&TargetGroupArn=a&Targets.member.1.Id=i-1",
		cborType:    "\xa1\x6aAlarmNames\x81\x61a",
	} {
		f.Add(media, body)
	}
	services := map[string]string{contentType: "logs", formType: "elasticloadbalancing", cborType: "monitoring"}
	server, err := Open(Setup{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, media, body string) {
		reply := signed(server, services[media], media, "Logs_20140328.FilterLogEvents", body)
		if strings.Contains(reply, "InternalFailure") {
			t.Errorf("%s %q: %s", media, body, reply)
		}
	})
}
