package world

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// arn names a resource of this account and Region: arn:aws:ecs:REGION:ACCOUNT:RESOURCE.
func (w *World) arn(resource string) string { return w.ARN("ecs", resource) }

// lastSegment is what a name or ARN calls the resource itself: the text behind
// the last slash, so that long and short ARNs and plain names are read alike.
func lastSegment(ref string) string {
	return ref[strings.LastIndexByte(ref, '/')+1:]
}

// Caller is who makes every call: the account's root user. The world knows no
// identities.
func (w *World) Caller() string { return fmt.Sprintf("arn:aws:iam::%s:root", w.opts.Account) }

// ARN names a resource of any service: arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE.
func (w *World) ARN(service, resource string) string {
	return fmt.Sprintf("arn:aws:%s:%s:%s:%s", service, w.opts.Region, w.opts.Account, resource)
}

// Digest is what stands for a name where AWS would make something up: 64
// hexadecimal digits, always the same.
func Digest(name string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(name))) }
