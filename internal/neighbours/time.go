package neighbours

import (
	"strconv"
	"time"
)

// Time is a timestamp of the APIs: a number of seconds in JSON, the same with a
// tag in CBOR, and ISO 8601 in XML.
type Time time.Time

// MarshalJSON writes seconds with milliseconds behind the point.
func (t Time) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(time.Time(t).UnixMilli())/1000, 'f', -1, 64), nil
}

// IsZero leaves the member out.
func (t Time) IsZero() bool { return time.Time(t).IsZero() }
