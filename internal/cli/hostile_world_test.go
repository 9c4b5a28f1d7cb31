package cli_test

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ecs-steady/steady/internal/ecssim"
)

// poison is a way to ECS on which texts are put behind what ECS says: messages and
// reasons, images, tags, names of variables, log lines. Where names is true they are
// also behind ids, names and ARNs, which then no rule of AWS's holds for.
type poison struct {
	http.RoundTripper
	texts []string
	turn  int // so that every value gets every text in some run
	names bool
}

// of is the text that goes behind a value, always the same.
func (p *poison) of(value string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(value)) // never fails
	return p.texts[(int(h.Sum32()%1_000_003)+p.turn)%len(p.texts)]
}

// without is a value as it was.
func (p *poison) without(value string) string {
	for _, text := range p.texts {
		if short, ok := strings.CutSuffix(value, text); ok && p.of(short) == text {
			return short
		}
	}
	return value
}

// RoundTrip takes the texts out of what is asked and puts them into what is answered.
func (p *poison) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		body = changed(body, nil, func(_, text string) string { return p.without(text) })
		r = r.Clone(r.Context())
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	reply, err := p.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		return nil, err
	}
	body = changed(body, p.more, func(key, text string) string {
		if free(key) || p.names && !fixed(key) {
			return text + p.of(text)
		}
		return text
	})
	for key := range reply.Header {
		if strings.HasPrefix(strings.ToLower(key), "x-amz") { // a request id, which is shown
			reply.Header.Set(key, reply.Header.Get(key)+p.of(key))
		}
	}
	reply.Header.Set("Content-Length", strconv.Itoa(len(body)))
	reply.Body, reply.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return reply, nil
}

// more makes a list of events, those of a service or the lines of a log, as many more
// as there are texts.
func (p *poison) more(key string, list []any) []any {
	if key != "events" || len(list) == 0 {
		return list
	}
	for i, text := range p.texts {
		event := maps.Clone(list[0].(map[string]any))
		event["message"] = text
		if event["id"] != nil {
			event["id"] = strconv.Itoa(i)
		}
		list = append(list, event)
	}
	return list
}

// changed changes each text of a JSON document that has the key it stands under, or
// that of the list it is in. What is no JSON stays.
func changed(doc []byte, more func(string, []any) []any, change func(key, text string) string) []byte {
	var root any
	if err := json.Unmarshal(doc, &root); err != nil {
		return doc
	}
	var walk func(key string, v any) any
	walk = func(key string, v any) any {
		switch v := v.(type) {
		case string:
			return change(key, v)
		case []any:
			if more != nil {
				v = more(key, v)
			}
			for i := range v {
				v[i] = walk(key, v[i])
			}
			return v
		case map[string]any:
			for name := range v {
				v[name] = walk(name, v[name])
			}
		}
		return v
	}
	out, err := json.Marshal(walk("", root))
	if err != nil {
		return doc
	}
	return out
}

// free tells the members that AWS puts sentences in, or what people wrote.
func free(key string) bool {
	return slices.Contains([]string{
		"message", "Message", "reason", "stoppedReason", "statusReason", "rolloutStateReason", "image", "key", "value",
		"imageDigest", "runtimeId", "availabilityZone", "instanceType", "ec2InstanceId", "platformVersion", "detail",
	}, key)
}

// fixed tells the members that hold one of a few words, and those that lead to the
// next page.
func fixed(key string) bool {
	for _, end := range []string{"status", "state", "type", "strategy", "token", "protocol", "mode", "stopcode"} {
		if strings.HasSuffix(strings.ToLower(key), end) {
			return true
		}
	}
	return key == "" || key == "serviceName" // by which steady finds it
}

// hostileWorld is a built-in scenario that is told by a poisoned ECS.
func hostileWorld(t *testing.T, p poison, scenario string) http.RoundTripper {
	t.Helper()
	server, err := ecssim.Open(ecssim.Setup{Scenario: scenario, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	p.RoundTripper = server.Transport()
	return &p
}
