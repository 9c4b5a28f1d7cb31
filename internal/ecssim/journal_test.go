package ecssim

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// threeClusters makes a state file of three calls and gives its text.
func threeClusters(t *testing.T, path string) []byte {
	t.Helper()
	server, _ := open(t, Setup{State: path})
	for n := range 3 {
		if w := post(server, "CreateCluster", fmt.Sprintf(`{"clusterName":"c%d"}`, n)); w.Code != 200 {
			t.Fatal(w.Body)
		}
	}
	return read(t, path)
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// listed is how many clusters the server lists.
func listed(server *Server) int {
	return strings.Count(post(server, "ListClusters", ``).Body.String(), "arn:")
}

// TestALineThatACrashCutOffDoesNotCount cuts the file off at every byte. Calls whose
// line has an end have happened, and more can follow.
func TestALineThatACrashCutOffDoesNotCount(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "state.json")
	whole := threeClusters(t, path)
	first := bytes.IndexByte(whole, '\n') + 1
	for end := range len(whole) + 1 {
		if err := os.WriteFile(path, whole[:end], 0o600); err != nil {
			t.Fatal(err)
		}
		server, err := Open(Setup{State: path})
		if end < first {
			var state *StateError
			if !errors.As(err, &state) || !bytes.Equal(read(t, path), whole[:end]) {
				t.Fatalf("cut off at %d, in the first line: error %v", end, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("cut off at %d: %v", end, err)
		}
		want := bytes.Count(whole[first:end], []byte("\n"))
		if got := listed(server); got != want {
			t.Fatalf("cut off at %d: %d clusters, want %d", end, got, want)
		}
		if w := post(server, "CreateCluster", `{"clusterName":"more"}`); w.Code != 200 {
			t.Fatalf("cut off at %d: %s", end, w.Body)
		}
		if again, _ := open(t, Setup{State: path}); listed(again) != want+1 {
			t.Fatalf("cut off at %d: the call afterwards was not kept", end)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("files %v, error %v", files, err)
	}
}

func TestACallAddsOneLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	before := threeClusters(t, path)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	server, _ := open(t, Setup{State: path})
	post(server, "CreateCluster", `{"clusterName":"c3"}`)
	post(server, "DescribeClusters", `{}`)
	added, ok := bytes.CutPrefix(read(t, path), before)
	if !ok || bytes.Count(added, []byte("\n")) != 1 || !bytes.Contains(added, []byte(`"input":{"clusterName":"c3"}}`)) {
		t.Errorf("added %q", added)
	}
	if now, err := os.Stat(path); err != nil || !os.SameFile(info, now) || now.Mode().Perm() != 0o600 {
		t.Errorf("it is another file: %v, error %v", now, err)
	}
}

// TestTheClockAndAResetAreKept holds the order of lines that are no calls: the clock
// stays where it was moved, before and after a reset.
func TestTheClockAndAResetAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "state.json")
		server, _ := open(t, Setup{State: path})
		steps := []func(){
			func() { ask(server, "POST", "/_steady/advance", `{"by":"5m"}`) },
			func() { post(server, "CreateCluster", `{"clusterName":"a"}`) },
			func() { ask(server, "POST", "/_steady/advance", `{"by":"1h"}`) },
			func() { send(server, "POST", "/_steady/reset") },
			func() { post(server, "CreateCluster", `{"clusterName":"b"}`) },
			func() { ask(server, "POST", "/_steady/advance", `{"by":"1m"}`) },
		}
		for n, step := range steps {
			step()
			<-time.After(time.Second)
			again, _ := open(t, Setup{State: path})
			if got, want := told(t, again), told(t, server); got != want || again.ahead != server.ahead {
				t.Errorf("after step %d, %s ahead:\n%s\nopened again, %s ahead:\n%s", n+1, server.ahead, want, again.ahead, got)
			}
		}
		if server.ahead != time.Hour+6*time.Minute {
			t.Errorf("ahead by %s", server.ahead)
		}
	})
}

// TestAFileThatAnotherProcessChangedIsMadeAnew lets two servers have one file: the
// last one wins, and the file can be used all the time.
func TestAFileThatAnotherProcessChangedIsMadeAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	threeClusters(t, path)
	one, _ := open(t, Setup{State: path})
	two, _ := open(t, Setup{State: path})
	for n, server := range []*Server{one, one, two, one, two, two} {
		if w := post(server, "CreateCluster", fmt.Sprintf(`{"clusterName":"d%d"}`, n)); w.Code != 200 {
			t.Fatal(w.Body)
		}
		again, _ := open(t, Setup{State: path})
		if got, want := listed(again), listed(server); got != want {
			t.Errorf("after call %d: %d clusters in the file, %d in the server", n+1, got, want)
		}
	}
}
