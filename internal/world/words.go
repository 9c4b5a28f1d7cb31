package world

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// enum is a type of the API with a fixed set of values.
type enum[E any] interface {
	~string
	Values() []E
}

// valid says whether an enum is absent or has one of its values.
func valid[E enum[E]](e E) bool { return e == "" || slices.Contains(e.Values(), e) }

// oneOf refuses a member that has none of the values of its type, in the words
// that have been seen of the include of DescribeClusters.
func oneOf[E enum[E]](member string, given ...E) error {
	for _, e := range given {
		if !valid(e) {
			return invalidParameter(unlisted(member, e.Values()))
		}
	}
	return nil
}

// unlisted says which values a member may have.
func unlisted[E ~string](member string, values []E) string {
	texts := make([]string, len(values))
	for n, v := range values {
		texts[n] = string(v)
	}
	return member + " should be one of [" + strings.Join(texts, ",") + "]"
}

// checkUpdate refuses an update with a word that the API does not have. What the
// service had before may be newer than that. API reference, UpdateService.
func checkUpdate(in *ecs.UpdateServiceInput, l launch) error {
	return cmp.Or(
		oneOf("propagateTags", in.PropagateTags),
		oneOf("availabilityZoneRebalancing", in.AvailabilityZoneRebalancing),
		checkPlatform(in.PlatformVersion, l),
	)
}

// checkWords refuses a service with a word that the API does not have. API
// reference, CreateService.
func checkWords(in *ecs.CreateServiceInput) error {
	return cmp.Or(
		oneOf("launchType", in.LaunchType),
		oneOf("schedulingStrategy", in.SchedulingStrategy),
		oneOf("propagateTags", in.PropagateTags),
		oneOf("availabilityZoneRebalancing", in.AvailabilityZoneRebalancing),
	)
}

// platformVersion is what one looks like. API reference, CreateService,
// platformVersion.
var platformVersion = regexp.MustCompile(`^(LATEST|1\.\d+\.\d+)$`)

// checkPlatform holds a platform version to Fargate, the only place that has them.
// The text of instances is as it has been seen. API reference, CreateService,
// platformVersion, and PlatformUnknownException.
func checkPlatform(version *string, l launch) error {
	switch {
	case version == nil:
		return nil
	case !l.fargate():
		return invalidParameter("The platform version must be null when specifying an EC2 launch type.")
	case !platformVersion.MatchString(*version):
		return &types.PlatformUnknownException{Message: aws.String("The specified platform version doesn't exist.")}
	}
	return nil
}
