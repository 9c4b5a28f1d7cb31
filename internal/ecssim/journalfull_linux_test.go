package ecssim

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestADiskThatFillsUpInTheMiddleOfALine lets the file grow by ten bytes only: the
// call is refused, its half line is cut off, and with room again the next one counts.
// The limit is that of a process, so the test runs in one of its own: what "go test"
// notes of a process must not meet it.
func TestADiskThatFillsUpInTheMiddleOfALine(t *testing.T) {
	const inside = "STEADY_TEST_FULL_DISK"
	if os.Getenv(inside) == "" {
		again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
		again.Env = append(os.Environ(), inside+"=1")
		if text, err := again.CombinedOutput(); err != nil || !bytes.HasPrefix(text, []byte("PASS")) {
			t.Errorf("%v\n%s", err, text)
		}
		return
	}
	path := filepath.Join(t.TempDir(), "state.json")
	before := threeClusters(t, path)
	server, _ := open(t, Setup{State: path})
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(len(before)) + 10, Max: was.Max}); err != nil {
		t.Fatal(err)
	}
	w := post(server, "CreateCluster", `{"clusterName":"c3"}`)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	if w.Code != 500 || !strings.Contains(w.Body.String(), "Nothing was changed: save the state to ") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if after := read(t, path); !bytes.Equal(after, before) || listed(server) != 3 {
		t.Errorf("afterwards %d clusters and the file\n%s", listed(server), after)
	}
	if w := post(server, "CreateCluster", `{"clusterName":"c3"}`); w.Code != 200 {
		t.Errorf("once there is room again: %d %s", w.Code, w.Body)
	}
	if again, _ := open(t, Setup{State: path}); listed(again) != 4 {
		t.Errorf("%d clusters were kept", listed(again))
	}
}

func TestALineThatFindsNoRoomIsNotThere(t *testing.T) {
	info, err := os.Stat("/dev/full")
	if err != nil {
		t.Fatal(err)
	}
	j := &journal{path: "/dev/full", file: info}
	if err := j.move(time.Minute); !errors.Is(err, syscall.ENOSPC) || len(j.text) != 0 {
		t.Errorf("error %v, kept %q", err, j.text)
	}
}
