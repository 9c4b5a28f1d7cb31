package watch

import (
	"strconv"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// maxSpeed is the greatest speed of a simulator that is believed.
const maxSpeed = 1e6

// speedOf is the speed of a simulator by the header in which it tells, 0 without one.
func speedOf(reply middleware.Metadata) float64 {
	raw, ok := awsmiddleware.GetRawResponse(reply).(*smithyhttp.Response)
	if !ok {
		return 0
	}
	speed, err := strconv.ParseFloat(raw.Header.Get("X-Steady-Speed"), 64)
	if err != nil || !(speed > 0 && speed <= maxSpeed) { // NaN is neither
		return 0
	}
	return speed
}
