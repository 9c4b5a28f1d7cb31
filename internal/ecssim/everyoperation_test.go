package ecssim

import (
	"context"
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
)

// TestEveryOperationOfTheSDKIsThere walks the methods of the SDK's client that
// are operations.
func TestEveryOperationOfTheSDKIsThere(t *testing.T) {
	client := reflect.TypeFor[*ecs.Client]()
	found := 0
	for i := range client.NumMethod() {
		m := client.Method(i)
		if m.Type.NumIn() != 4 || m.Type.In(1) != reflect.TypeFor[context.Context]() ||
			m.Type.In(2).Kind() != reflect.Pointer || m.Type.In(2).Elem().Name() != m.Name+"Input" {
			continue
		}
		found++
		if built[m.Name].call == nil {
			t.Errorf("the SDK has %s", m.Name)
		}
	}
	if found < 80 || found != len(built) {
		t.Errorf("the SDK has %d operations, the table %d", found, len(built))
	}
}

// modelled are the names of the errors that an operation may answer with: those
// of its model and, where that is too old, every one of the API. Fields of the
// file are the names without Exception.
func modelled(t *testing.T) map[string]map[string]bool {
	t.Helper()
	text, err := os.ReadFile("testdata/errors.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]bool{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		all[fields[0]] = map[string]bool{}
		for _, name := range fields[1:] {
			all[fields[0]][name+"Exception"] = true
		}
	}
	api := map[string]bool{}
	for id := range ecs.TypeRegistry.Entries {
		api[id[strings.LastIndexByte(id, '#')+1:]] = true
	}
	for name := range built {
		if all[name] == nil {
			all[name] = api
		}
	}
	return all
}

// junk fills inputs with nonsense, some of which names what is really there.
type junk struct {
	rng   *rand.Rand
	words []string
}

var arns = regexp.MustCompile(`"arn:aws:ecs:[^"]*"`)

// learn remembers the ARNs of a reply.
func (j *junk) learn(reply []byte) {
	for _, arn := range arns.FindAll(reply, 10) {
		if len(j.words) < 400 {
			j.words = append(j.words, strings.Trim(string(arn), `"`))
		}
	}
}

// fill gives a value nonsense of its type.
func (j *junk) fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Pointer:
		if j.rng.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			j.fill(v.Elem(), depth+1)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(j.rng.Int64N(4e9), 0)))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && j.rng.IntN(3) > 0 {
				j.fill(v.Field(i), depth+1)
			}
		}
	case reflect.Slice:
		n := j.rng.IntN(3)
		if depth < 3 && j.rng.IntN(10) == 0 {
			n = 101 // too many for any list
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			j.fill(v.Index(i), depth+1)
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{j.word(): j.word()}).Convert(v.Type()))
	case reflect.Interface:
		j.choose(v)
	default:
		j.scalar(v)
	}
}

// scalar gives a value that holds no other ones nonsense, or one of its names.
func (j *junk) scalar(v reflect.Value) {
	numbers := []int64{-1, 0, 1, 2, 3, 80, 100, 101, 70000, math.MaxInt32}
	switch v.Kind() {
	case reflect.String:
		v.SetString(j.word())
		if values := v.MethodByName("Values"); values.IsValid() && j.rng.IntN(5) > 0 {
			names := values.Call(nil)[0]
			v.Set(names.Index(j.rng.IntN(names.Len())))
		}
	case reflect.Bool:
		v.SetBool(j.rng.IntN(2) == 0)
	case reflect.Int32, reflect.Int64:
		v.SetInt(numbers[j.rng.IntN(len(numbers))])
	case reflect.Float64:
		v.SetFloat(float64(numbers[j.rng.IntN(len(numbers))]) / 2)
	}
}

func (j *junk) word() string { return j.words[j.rng.IntN(len(j.words))] }

// choose gives a union its member.
func (j *junk) choose(v reflect.Value) {
	for _, member := range []any{
		&types.GatewayConfigurationMemberHostSharedAlb{}, &types.UpdateGatewayConfigurationMemberHostSharedAlb{},
		&types.GatewayElbAccessLogDestinationMemberS3{}, &types.SharingStrategyMemberNvidiaMps{},
		&types.ServiceConnectContainerConfigurationMemberLogLevel{},
	} {
		if m := reflect.ValueOf(member); m.Type().AssignableTo(v.Type()) {
			j.fill(m.Elem().FieldByName("Value"), 2)
			v.Set(m)
		}
	}
}

// TestEveryOperationAnswersNonsense sends each operation nothing, too many items,
// huge names and random values, some of them of what exists: it answers, or
// refuses with an error of its model.
func TestEveryOperationAnswersNonsense(t *testing.T) {
	errors := modelled(t)
	ok, refused := map[string]int{}, 0
	for seed := range uint64(3) {
		synctest.Test(t, func(t *testing.T) {
			server, _ := open(t, Setup{Scenario: "textbook", Seed: seed})
			j := &junk{rand.New(rand.NewPCG(seed, 0)), []string{
				"", "none", "test-cluster", "default", "simple-web", "simple-web:1", "web", "web:0", "/", ":", "a:b/c:99999999999",
				"FARGATE", "role", "256", "512", "1024", "memberOf(", "attribute:x == y", "ü\x00", strings.Repeat("x", 10000),
				"arn:aws:ecs:us-east-1:123456789012:service/test-cluster/simple-web", "nginx:latest", "Main",
			}}
			for round := range 12 {
				for _, name := range slices.Sorted(maps.Keys(built)) {
					in, err := built[name].decode([]byte(`{}`))
					if err != nil {
						t.Fatal(err)
					}
					if round > 0 {
						j.fill(reflect.ValueOf(in).Elem(), 0)
					}
					body, err := shape.Marshal(in)
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					w := post(server, name, string(body))
					var reply errorBody
					_ = json.Unmarshal(w.Body.Bytes(), &reply)
					switch {
					case w.Code == http.StatusOK:
						ok[name]++
						j.learn(w.Body.Bytes())
					case w.Code != http.StatusBadRequest || !errors[name][reply.Type]:
						t.Errorf("%s: %d %.300s to %.600s", name, w.Code, w.Body, body)
					default:
						refused++
					}
				}
				<-time.After(time.Hour)
			}
			if w := get(server, "/_steady/truth"); w.Code != http.StatusOK {
				t.Errorf("afterwards: %d %.300s", w.Code, w.Body)
			}
		})
	}
	if len(ok) < 35 || refused < 100 {
		t.Errorf("only %d operations had success, %d calls were refused", len(ok), refused)
	}
}

// get asks for one of the simulator's own pages.
func get(server *Server, page string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+page, nil))
	return w
}
