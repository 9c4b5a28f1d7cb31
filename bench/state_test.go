//go:build unix

package bench

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ecs-steady/steady/internal/ecssim"
)

// BenchmarkState makes calls that change something of a world with a state file. What
// a call costs, most of it waiting for the disk, must not depend on how many were
// before it.
func BenchmarkState(b *testing.B) {
	for _, calls := range []int{1000, 5000} {
		b.Run(fmt.Sprint(calls), func(b *testing.B) {
			for b.Loop() {
				server, err := ecssim.Open(ecssim.Setup{State: filepath.Join(b.TempDir(), "state.json")})
				if err != nil {
					b.Fatal(err)
				}
				handler := server.Handler()
				for n := range calls {
					register(b, handler, n)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*calls), "µs/call")
		})
	}
}

// register registers a task definition.
func register(b *testing.B, handler http.Handler, n int) {
	b.Helper()
	body := fmt.Sprintf(`{"family":"web%d","containerDefinitions":[{"name":"web","image":"shop/web:1","memory":128}]}`, n%100)
	r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "http://localhost/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition")
	w := httptest.NewRecorder()
	if handler.ServeHTTP(w, r); w.Code != http.StatusOK {
		b.Fatal(w.Body)
	}
}
