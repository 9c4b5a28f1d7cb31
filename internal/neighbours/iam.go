package neighbours

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/ecs-steady/steady/internal/world"
)

var iam = Service{
	name: "iam", version: "2010-05-08", namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
	operations: map[string]Operation{
		"GetRole":                 op(getRole),
		"SimulatePrincipalPolicy": op(simulatePrincipalPolicy),
	},
}

type (
	getRoleIn struct {
		RoleName string `json:"RoleName"`
	}
	getRoleOut struct {
		Role role `json:"Role"`
	}
	role struct {
		Path                     string `json:"Path"`
		RoleName                 string `json:"RoleName"`
		RoleID                   string `json:"RoleId"`
		ARN                      string `json:"Arn"`
		CreateDate               Time   `json:"CreateDate"`
		AssumeRolePolicyDocument string `json:"AssumeRolePolicyDocument"`
		MaxSessionDuration       int32  `json:"MaxSessionDuration"`
	}
)

// trust lets a service have a role, as ECS tasks have theirs. Developer Guide, Amazon ECS task execution IAM
// role.
const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":` +
	`{"Service":%q},"Action":"sts:AssumeRole"}]}`

// linked is the role that ECS itself acts in, which it has made with the first
// cluster. Developer Guide, Using service-linked roles for Amazon ECS.
const linked = "AWSServiceRoleForECS"

// roleOf finds a role by its name.
func roleOf(w *world.World, name string) (world.Role, bool) {
	if name == linked {
		arn := "arn:aws:iam::" + w.Account() + ":role/aws-service-role/ecs.amazonaws.com/" + linked
		return world.Role{Name: linked, ARN: arn, Trusts: "ecs.amazonaws.com"}, true
	}
	return w.Role(name)
}

// getRole tells of a role that ECS tasks may have, or of ECS's own. IAM API reference, GetRole.
func getRole(w *world.World, in *getRoleIn) (*getRoleOut, error) {
	r, ok := roleOf(w, in.RoleName)
	if !ok {
		return nil, &Error{"NoSuchEntity", "The role with name " + in.RoleName + " cannot be found.", http.StatusNotFound}
	}
	_, path, _ := strings.Cut(r.ARN, ":role")
	return &getRoleOut{role{
		Path: path[:strings.LastIndexByte(path, '/')+1], RoleName: r.Name,
		RoleID: "AROA" + strings.ToUpper(world.Digest(r.ARN)[:17]), ARN: r.ARN, CreateDate: Time(w.Start()),
		AssumeRolePolicyDocument: url.QueryEscape(fmt.Sprintf(trust, r.Principal())), MaxSessionDuration: 3600,
	}}, nil
}
