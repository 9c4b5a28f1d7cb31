package world

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// clientError is what ECS answers to a request that its rules refuse (API
// reference, Common Errors: ClientException).
func clientError(message string) error {
	return &types.ClientException{Message: aws.String(message)}
}

// invalidParameter is what ECS answers to a parameter that it does not take
// (API reference, Common Errors: InvalidParameterException).
func invalidParameter(message string) error {
	return &types.InvalidParameterException{Message: aws.String(message)}
}

// invalidParameterf is invalidParameter with a format.
func invalidParameterf(format string, args ...any) error {
	return invalidParameter(fmt.Sprintf(format, args...))
}

// missing is the failure of a Describe operation for what does not exist.
// Developer Guide, API failure reasons.
func missing(arn string) types.Failure {
	return types.Failure{Arn: aws.String(arn), Reason: aws.String("MISSING")}
}
