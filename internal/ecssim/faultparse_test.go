package ecssim

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseFault(t *testing.T) {
	tests := []struct {
		text string
		want Fault
	}{
		{"DescribeServices:throttle", Fault{Operation: "DescribeServices", Kind: Throttle, Chance: 1}},
		{"DescribeServices:throttle:0.2", Fault{Operation: "DescribeServices", Kind: Throttle, Chance: 0.2}},
		{"*:error:1/3", Fault{Operation: "*", Kind: ServerError, Every: 3}},
		{"*:reset:from=30s:for=1m", Fault{Operation: "*", Kind: Reset, Chance: 1, From: 30 * time.Second, For: time.Minute}},
		{"Update*:lost:for=1s:1/2", Fault{Operation: "Update*", Kind: LostReply, Every: 2, For: time.Second}},
		{"List*:latency=250ms", Fault{Operation: "List*", Kind: Latency, Chance: 1, Lag: 250 * time.Millisecond}},
		{"*:latency", Fault{Operation: "*", Kind: Latency, Chance: 1, Lag: time.Second}},
		{"Describe*:stale=10s", Fault{Operation: "Describe*", Kind: StaleRead, Chance: 1, Lag: 10 * time.Second}},
		{"Describe*:stale=3:0.5", Fault{Operation: "Describe*", Kind: StaleRead, Chance: 0.5, Reads: 3}},
		{"*:torn", Fault{Operation: "*", Kind: TornRead, Chance: 1, Lag: 5 * time.Second}},
		{"*:missing=2s", Fault{Operation: "*", Kind: Missing, Chance: 1, Lag: 2 * time.Second}},
		{"[DL]*:unknown:1e-1", Fault{Operation: "[DL]*", Kind: Unknown, Chance: 0.1}},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			got, err := ParseFault(test.text)
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("error %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestFaultsThatAreRefused(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", "is not OPERATION:KIND"},
		{"no kind", "DescribeServices", "is not OPERATION:KIND"},
		{"an unknown kind", "*:slow", `no kind "slow"; there is: error, latency`},
		{"an unknown operation", "DescribeService:error", `no operation "DescribeService"`},
		{"no operation", ":error", `no operation ""`},
		{"a broken pattern", "[:error", "no pattern"},
		{"a kind that does not fit", "Update*:stale", "stale works on Describe*, List* only"},
		{"a value that is not taken", "*:error=500", "error takes no value"},
		{"a latency without a unit", "*:latency=5", "latency=5: a time"},
		{"no latency at all", "*:latency=0s", "latency=0s: a time"},
		{"a negative latency", "*:latency=-1s", "latency=-1s: a time"},
		{"a latency of a year", "*:latency=9000h", "at most 24h"},
		{"no read ago", "*:stale=0", "1 to 100"},
		{"too many reads ago", "*:stale=101", "1 to 100"},
		{"an empty value", "*:stale=", "stale=: a time"},
		{"a rate of 0", "*:error:0", `rate "0"`},
		{"a rate above 1", "*:error:1.5", `rate "1.5"`},
		{"a rate that is no number", "*:error:NaN", `rate "NaN"`},
		{"an empty rate", "*:error:", `rate ""`},
		{"every 0th", "*:error:1/0", "not 1/N"},
		{"two in three", "*:error:2/3", `rate "2/3"`},
		{"two rates", "*:error:0.1:0.2", "rate is given twice"},
		{"an unknown option", "*:error:until=5s", `"until=5s" is neither`},
		{"a window without end or length", "*:error:for=0s", "for=0s: a time"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, err := ParseFault(test.text)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%+v, error %v, want %q", f, err, test.want)
			}
		})
	}
}

func FuzzParseFault(f *testing.F) {
	for _, text := range []string{"*:stale=3:0.5:from=1s:for=2m", "Describe*:latency=1ms:1/9", "[:error", "::::"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseFault(text)
		if err == nil && (got.Chance <= 0 && got.Every <= 0 || got.Chance > 1 || got.Lag < 0 || kinds[got.Kind].on == nil) {
			t.Errorf("%q is read as %+v", text, got)
		}
	})
}
