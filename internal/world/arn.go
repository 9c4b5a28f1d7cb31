package world

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// arn names a resource of this account and Region: arn:aws:ecs:REGION:ACCOUNT:RESOURCE.
func (w *World) arn(resource string) string { return w.arnOf("ecs", resource) }

// lastSegment is what a name or ARN calls the resource itself: the text behind
// the last slash, so that long and short ARNs and plain names are read alike.
func lastSegment(ref string) string {
	return ref[strings.LastIndexByte(ref, '/')+1:]
}

// caller is who makes every call: the account's root user. The world knows no
// identities.
func (w *World) caller() string { return fmt.Sprintf("arn:aws:iam::%s:root", w.opts.Account) }

// arnOf names a resource of another service: arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE.
func (w *World) arnOf(service, resource string) string {
	return fmt.Sprintf("arn:aws:%s:%s:%s:%s", service, w.opts.Region, w.opts.Account, resource)
}

// digest is what the world makes of a name where AWS would make something up: 64
// hexadecimal digits, always the same.
func digest(name string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(name))) }
