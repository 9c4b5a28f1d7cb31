package world

import (
	"fmt"
	"strings"
)

// arn names a resource of this account and Region: arn:aws:ecs:REGION:ACCOUNT:RESOURCE.
func (w *World) arn(resource string) string {
	return fmt.Sprintf("arn:aws:ecs:%s:%s:%s", w.opts.Region, w.opts.Account, resource)
}

// lastSegment is what a name or ARN calls the resource itself: the text behind
// the last slash, so that long and short ARNs and plain names are read alike.
func lastSegment(ref string) string {
	return ref[strings.LastIndexByte(ref, '/')+1:]
}

// caller is who makes every call: the account's root user. The world knows no
// identities.
func (w *World) caller() string { return fmt.Sprintf("arn:aws:iam::%s:root", w.opts.Account) }
