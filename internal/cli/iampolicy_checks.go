package cli

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/internal/preflight"
)

// lookedAt are the ARNs of what the checks of a subject ask for, by the ARN formats of
// the Service Authorization Reference. The ARN of a log group ends with :* in policies
// (CloudWatch Logs User Guide, Overview of managing access permissions to your
// CloudWatch Logs resources).
func (s subject) lookedAt(on object) []string {
	var out []string
	switch on {
	case images:
		for _, r := range s.named.Repositories {
			at := "arn:" + s.partitionIn(r.Region) + ":ecr:" + r.Region + ":" + r.Account
			out = append(out, at+":repository/"+r.Name)
		}
	case roles, readers:
		refs := s.named.Readers
		if on == roles {
			refs = s.named.Roles
		}
		for _, ref := range refs {
			out = append(out, s.roleARN(ref))
		}
		if on == roles && s.creates {
			out = append(out, s.roleARN(linkedRolePath+preflight.LinkedRoleName))
		}
	case secrets:
		for _, ref := range s.named.Secrets {
			out = append(out, s.secretARN(ref))
		}
	case logGroups:
		for _, g := range s.named.LogGroups {
			region := cmp.Or(g.Region, s.region)
			out = append(out, fmt.Sprintf("arn:%s:logs:%s:%s:log-group:%s:*", s.partitionIn(region), region, s.account, g.Name))
		}
	}
	return out
}

// linkedRolePath is that of the role of ECS itself (IAM User Guide, IAM identifiers).
const linkedRolePath = "aws-service-role/ecs.amazonaws.com/"

// secretARN is that of a secret, by an ARN or a name; any may be of any account.
func (s subject) secretARN(ref string) string {
	switch {
	case strings.HasPrefix(ref, "arn:"):
		return ref
	case ref == anything:
		return fmt.Sprintf("arn:%s:secretsmanager:*:*:secret:*", s.partition)
	}
	return fmt.Sprintf("arn:%s:secretsmanager:%s:%s:secret:%s", s.partition, s.region, s.account, ref)
}

// partitionIn is the partition of a Region, that of the subject where it is not known.
func (s subject) partitionIn(region string) string {
	if strings.Contains(region, anything) {
		return s.partition
	}
	return partitionOf(region)
}
