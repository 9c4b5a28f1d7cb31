package neighbours

import "github.com/ecs-steady/steady/internal/world"

var sts = Service{
	name: "sts", version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
	operations: map[string]Operation{"GetCallerIdentity": op(getCallerIdentity)},
}

type (
	getCallerIdentityIn  struct{}
	getCallerIdentityOut struct {
		UserID  string `json:"UserId"`
		Account string `json:"Account"`
		ARN     string `json:"Arn"`
	}
)

// getCallerIdentity names the account's root user, who makes every call. AWS STS
// API reference, GetCallerIdentity.
func getCallerIdentity(w *world.World, _ *getCallerIdentityIn) (*getCallerIdentityOut, error) {
	return &getCallerIdentityOut{UserID: w.Account(), Account: w.Account(), ARN: w.Caller()}, nil
}
