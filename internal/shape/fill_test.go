package shape

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/document"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go/middleware"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	smithydocument "github.com/aws/smithy-go/document"
)

// filler gives every member of an SDK struct a value, no two alike where the
// type allows it.
type filler struct{ n int }

// full makes a struct of type T with all members set.
func full[T any]() *T {
	v := new(T)
	(&filler{}).fill(reflect.ValueOf(v).Elem())
	return v
}

var documentType = reflect.TypeFor[document.Interface]()

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch v.Type() {
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.UnixMilli(1700000000000 + int64(f.n)*1001).UTC()))
		return
	case reflect.TypeFor[middleware.Metadata]():
		return
	case documentType:
		v.Set(reflect.ValueOf(document.NewLazyDocument(map[string]any{
			"text": fmt.Sprint(f.n), "list": []any{true, smithydocument.Number("1.5"), nil},
		})))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.fill(v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, key := range []string{"plain", "With.Case and: signs"} {
			value := reflect.New(v.Type().Elem()).Elem()
			f.fill(value)
			v.SetMapIndex(reflect.ValueOf(key), value)
		}
	case reflect.Interface:
		for _, variant := range variants[v.Type()] {
			wrapper := reflect.New(variant)
			f.fill(wrapper.Elem().FieldByName("Value"))
			v.Set(wrapper)
		}
	case reflect.String:
		if v.Type().Name() != "string" {
			values := enumValues(v.Type())
			v.SetString(values[f.n%len(values)])
			return
		}
		v.SetString(awkward[f.n%len(awkward)] + fmt.Sprint(f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Float64:
		v.SetFloat(float64(f.n) + 0.25)
	default:
		panic("no value for " + v.Type().String())
	}
}

// awkward are the beginnings of strings that text formats get wrong.
var awkward = []string{
	"", "yes", "0x", "1_", "- ", "a: b #", "\"'", "\\n\n", "line\nline\n  ", " ", "é\u2028", "\x00\x7f", "{a", "%", "*", "|", "<<",
	"\ttab", "1e", "2024-01-", ".", "~", "🚀",
}

// sameShape compares what the API would see of two structs.
var sameShape = cmp.Options{
	cmp.Exporter(func(reflect.Type) bool { return true }),
	cmpopts.IgnoreTypes(middleware.Metadata{}),
	cmp.Comparer(func(a, b document.Interface) bool {
		if a == nil || b == nil {
			return a == b
		}
		x, errX := documentNode(a)
		y, errY := documentNode(b)
		return errX == nil && errY == nil && x.JSON() == y.JSON()
	}),
}

// roundTrip sends v through every pair of writer and reader.
func roundTrip[T any](t *testing.T) {
	t.Helper()
	t.Run(strings.TrimPrefix(fmt.Sprintf("%T", *new(T)), "ecs."), func(t *testing.T) {
		v := full[T]()
		for name, write := range map[string]func(any) ([]byte, error){"JSON": JSON, "YAML": YAML} {
			text, err := write(v)
			if err != nil {
				t.Fatal(err)
			}
			n, problems := Parse(name, text)
			if len(problems) > 0 {
				t.Fatalf("%s: %v\n%s", name, problems, text)
			}
			var again T
			if problems := Decode(n, &again); len(problems) > 0 {
				t.Fatalf("%s: %v", name, problems)
			}
			if diff := cmp.Diff(*v, again, sameShape); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		body, err := Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var again T
		if err := Unmarshal(body, &again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(*v, again, sameShape); diff != "" {
			t.Errorf("wire (-want +got):\n%s", diff)
		}
		var tree T
		if problems := Decode(Tree(v), &tree); len(problems) > 0 {
			t.Fatal(problems)
		}
		if diff := cmp.Diff(*v, tree, sameShape); diff != "" {
			t.Errorf("tree (-want +got):\n%s", diff)
		}
	})
}

func TestNothingIsLostOnTheWayThroughAText(t *testing.T) {
	roundTrip[ecs.RegisterTaskDefinitionInput](t)
	roundTrip[ecs.RegisterTaskDefinitionOutput](t)
	roundTrip[ecs.CreateServiceInput](t)
	roundTrip[ecs.CreateServiceOutput](t)
	roundTrip[ecs.UpdateServiceInput](t)
	roundTrip[ecs.RunTaskInput](t)
	roundTrip[ecs.RunTaskOutput](t)
	roundTrip[ecs.DescribeServicesOutput](t)
	roundTrip[ecs.DescribeTasksOutput](t)
	roundTrip[ecs.DescribeTaskDefinitionOutput](t)
	roundTrip[ecs.DescribeClustersOutput](t)
	roundTrip[ecs.DescribeContainerInstancesOutput](t)
	roundTrip[ecs.DescribeServiceDeploymentsOutput](t)
	roundTrip[ecs.DescribeServiceRevisionsOutput](t)
	roundTrip[ecs.DescribeCapacityProvidersOutput](t)
	roundTrip[ecs.CreateGatewayInput](t)
}

// replying answers every request with one body, and keeps the request's.
type replying struct {
	reply []byte
	asked []byte
}

func (r *replying) Do(req *http.Request) (*http.Response, error) {
	var err error
	r.asked, err = io.ReadAll(req.Body)
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
		Body: io.NopCloser(bytes.NewReader(r.reply)),
	}, err
}

func (r *replying) client() *ecs.Client {
	return ecs.New(ecs.Options{Region: "eu-west-1", HTTPClient: r})
}

func TestTheSDKReadsWhatMarshalWrites(t *testing.T) {
	want := full[ecs.DescribeServicesOutput]()
	body, err := Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	in := &ecs.DescribeServicesInput{Services: []string{"web"}}
	got, err := (&replying{reply: body}).client().DescribeServices(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, sameShape); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What stands in a request decides what ECS changes: rollback: false is sent
// where the circuit breaker is, cpu: 0 is not.
func TestAnInputIsWrittenAsTheSDKSendsIt(t *testing.T) {
	for _, in := range []*ecs.CreateServiceInput{
		full[ecs.CreateServiceInput](),
		{
			ServiceName: ptr("web"), LoadBalancers: []types.LoadBalancer{{}}, EnableExecuteCommand: false,
			DeploymentConfiguration: &types.DeploymentConfiguration{
				DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true},
			},
			ServiceConnectConfiguration: &types.ServiceConnectConfiguration{},
			DesiredCount:                ptr(int32(0)),
		},
	} {
		sent := &replying{reply: []byte("{}")}
		if _, err := sent.client().CreateService(context.Background(), in); err != nil {
			t.Fatal(err)
		}
		want, problems := parseJSON("sent", sent.asked)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		got, err := Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.JSON(), string(got)); diff != "" {
			t.Errorf("(-sent +got):\n%s", diff)
		}
	}
}

func TestUnmarshalReadsWhatTheSDKWrites(t *testing.T) {
	want := full[ecs.RegisterTaskDefinitionInput]()
	sent := &replying{reply: []byte("{}")}
	if _, err := sent.client().RegisterTaskDefinition(context.Background(), want); err != nil {
		t.Fatal(err)
	}
	var got ecs.RegisterTaskDefinitionInput
	if err := Unmarshal(sent.asked, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(*want, got, sameShape); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
