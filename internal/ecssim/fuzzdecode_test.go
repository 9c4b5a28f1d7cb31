package ecssim

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/ecs-steady/steady/internal/shape"
)

// FuzzDecode reads any bytes as the input of any operation. They are refused as
// malformed, or read; what was read can be written, and reads the same again.
func FuzzDecode(f *testing.F) {
	names := slices.Sorted(maps.Keys(built))
	for n := range names {
		for _, body := range []string{
			`{}`, `null`, `[]`, `{"cluster":"c","service":1e3,"tags":[{"key":"a"}],"maxResults":-1}`,
			`{"containerDefinitions":[{"name":"\ud800","cpu":1,"environment":null,"healthCheck":{"command":["x"]}}]}`,
			`{"deploymentConfiguration":{"drainPercent":"NaN","canaryConfiguration":{"canaryPercent":"Infinity"}}}`,
			`{"configuration":{"hostSharedAlb":{"accessLogs":{"destination":{"s3":{"bucket":"b"}}}}},"createdAt":{"after":1e9}}`,
		} {
			f.Add(uint(n), []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, n uint, body []byte) {
		name := names[n%uint(len(names))]
		in, err := built[name].decode(body)
		var malformed *shape.WireError
		switch {
		case errors.As(err, &malformed):
			return
		case err != nil:
			t.Fatalf("%s: %v", name, err)
		}
		once, err := shape.Marshal(in)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		again, err := built[name].decode(once)
		if err != nil {
			t.Fatalf("%s: %s: %v", name, once, err)
		}
		if twice, err := shape.Marshal(again); err != nil || !bytes.Equal(once, twice) {
			t.Errorf("%s: %s, then %s, error %v", name, once, twice, err)
		}
	})
}
