package taskdef

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// RevisionOf gives "family:revision" of a registered task definition.
func RevisionOf(td *types.TaskDefinition) string {
	if td == nil {
		return ""
	}
	return fmt.Sprintf("%s:%d", aws.ToString(td.Family), td.Revision)
}

// ParseRevision splits "family", "family:revision" or the ARN of a task
// definition. The revision is 0 where s names only the family, which stands for
// its latest ACTIVE revision (API reference, DescribeTaskDefinition). What is none of
// them is a [*NameError].
func ParseRevision(s string) (family string, revision int, err error) {
	rest := s
	if strings.HasPrefix(s, "arn:") {
		_, name, ok := strings.Cut(s, ":task-definition/")
		if !ok {
			return "", 0, &NameError{Name: s, Why: "it is not the ARN of a task definition"}
		}
		rest = name
	}
	family, number, numbered := strings.Cut(rest, ":")
	if family == "" || !validName(family) {
		return "", 0, &NameError{Name: s, Why: "want FAMILY or FAMILY:REVISION"}
	}
	if !numbered {
		return family, 0, nil
	}
	revision, err = strconv.Atoi(number)
	if err != nil || revision < 1 || number[0] == '+' {
		return "", 0, &NameError{Name: s, Why: fmt.Sprintf("%q is no revision", number)}
	}
	return family, revision, nil
}
