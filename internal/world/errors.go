package world

import (
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
