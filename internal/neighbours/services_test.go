package neighbours_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/ecs-steady/steady/internal/world"
)

func TestCallerIdentity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, nothing)
		client := sts.NewFromConfig(l.config)
		out := got(client.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{}))(l)
		if *out.Account != "123456789012" || *out.Arn != "arn:aws:iam::123456789012:root" || *out.UserId != "123456789012" {
			t.Errorf("the caller is %+v", out)
		}
		_, err := client.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
		l.refused(err, "InvalidAction", "Could not find operation GetSessionToken for version 2011-06-15")
	})
}

func TestRoles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, func(w *world.World) {
			w.AddRole(world.Role{Name: "exec", ARN: "arn:aws:iam::123456789012:role/app/exec"})
		})
		client := iam.NewFromConfig(l.config)
		r := got(client.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("exec")}))(l).Role
		trust, err := url.QueryUnescape(*r.AssumeRolePolicyDocument)
		if *r.Path != "/app/" || *r.Arn != "arn:aws:iam::123456789012:role/app/exec" || r.CreateDate.IsZero() ||
			err != nil || !strings.Contains(trust, "ecs-tasks.amazonaws.com") {
			t.Errorf("the role is %+v, its trust %s", r, trust)
		}
		_, err = client.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("none")})
		l.refused(err, "NoSuchEntity", "The role with name none cannot be found.")
	})
}

func TestSecrets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var arn string
		l := newLab(t, func(w *world.World) { arn = w.AddSecret(world.Secret{Name: "db", Value: "hunter2"}) })
		client := secretsmanager.NewFromConfig(l.config)
		for _, id := range []string{"db", arn, arn[:len(arn)-7]} {
			out := got(client.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: &id}))(l)
			if *out.SecretString != "hunter2" || *out.ARN != arn || out.VersionStages[0] != "AWSCURRENT" {
				t.Errorf("%s is %+v", id, out)
			}
		}
		shown := got(client.DescribeSecret(t.Context(), &secretsmanager.DescribeSecretInput{SecretId: aws.String("db")}))(l)
		if *shown.Name != "db" || len(shown.VersionIdsToStages) != 1 {
			t.Errorf("described as %+v", shown)
		}
		const missing = "Secrets Manager can't find the specified secret."
		_, err := client.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String("other")})
		l.refused(err, "ResourceNotFoundException", missing)
		_, err = client.DescribeSecret(t.Context(), &secretsmanager.DescribeSecretInput{SecretId: aws.String("other")})
		l.refused(err, "ResourceNotFoundException", missing)
		_, err = client.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{
			SecretId: aws.String("db"), VersionStage: aws.String("AWSPENDING"),
		})
		l.refused(err, "ResourceNotFoundException",
			"Secrets Manager can't find the specified secret value for staging label: AWSPENDING")
	})
}

func TestParameters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, func(w *world.World) {
			w.AddParameter(world.Parameter{Name: "/web/token", Value: "hunter2"})
			w.AddParameter(world.Parameter{Name: "plain", Value: "open", Type: "String"})
		})
		client := ssm.NewFromConfig(l.config)
		out := got(client.GetParameter(t.Context(), &ssm.GetParameterInput{
			Name: aws.String("/web/token"), WithDecryption: aws.Bool(true),
		}))(l)
		if *out.Parameter.Value != "hunter2" || *out.Parameter.ARN != "arn:aws:ssm:us-east-1:123456789012:parameter/web/token" {
			t.Errorf("the parameter is %+v", out.Parameter)
		}
		if out := got(client.GetParameter(t.Context(), &ssm.GetParameterInput{Name: out.Parameter.ARN}))(l); *out.Parameter.Value == "hunter2" {
			t.Error("it was decrypted without being asked to be")
		}
		several := got(client.GetParameters(t.Context(), &ssm.GetParametersInput{Names: []string{"plain", "none"}}))(l)
		if len(several.Parameters) != 1 || *several.Parameters[0].Value != "open" || several.InvalidParameters[0] != "none" {
			t.Errorf("the parameters are %+v", several)
		}
		_, err := client.GetParameter(t.Context(), &ssm.GetParameterInput{Name: aws.String("none")})
		l.refused(err, "ParameterNotFound", "")
	})
}

func TestAlarms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, func(w *world.World) { w.SetAlarm("errors", true) })
		client := cloudwatch.NewFromConfig(l.config)
		out := got(client.DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{"errors", "other"}}))(l)
		if len(out.MetricAlarms) != 2 || out.MetricAlarms[0].StateValue != cwtypes.StateValueAlarm ||
			out.MetricAlarms[1].StateValue != cwtypes.StateValueOk || out.MetricAlarms[0].StateUpdatedTimestamp.IsZero() {
			t.Errorf("the alarms are %+v", out.MetricAlarms)
		}
		firing := got(client.DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{StateValue: cwtypes.StateValueAlarm}))(l)
		if len(firing.MetricAlarms) != 1 || *firing.MetricAlarms[0].AlarmName != "errors" {
			t.Errorf("those that fire are %+v", firing.MetricAlarms)
		}
		_, err := client.DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{NextToken: aws.String("x")})
		l.refused(err, "InvalidNextToken", "The next token is invalid.")
		_, err = client.DescribeAlarmHistory(t.Context(), &cloudwatch.DescribeAlarmHistoryInput{})
		l.refused(err, "UnknownOperationException", "UnknownError") // the SDK's word for none
	})
}

func TestImages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, func(w *world.World) {
			w.AddRepository(world.Repository{Name: "web", Images: []world.RepositoryImage{
				{Digest: "sha256:a", Tags: []string{"1", "latest"}, Size: 5}, {Digest: "sha256:b"},
			}})
		})
		client := ecr.NewFromConfig(l.config)
		web := aws.String("web")
		all := got(client.DescribeImages(t.Context(), &ecr.DescribeImagesInput{RepositoryName: web}))(l).ImageDetails
		if len(all) != 2 || *all[0].ImageDigest != "sha256:a" || len(all[0].ImageTags) != 2 || *all[0].ImageSizeInBytes != 5 {
			t.Errorf("the images are %+v", all)
		}
		tag := func(s string) ecrtypes.ImageIdentifier { return ecrtypes.ImageIdentifier{ImageTag: &s} }
		_, err := client.DescribeImages(t.Context(), &ecr.DescribeImagesInput{
			RepositoryName: web, ImageIds: []ecrtypes.ImageIdentifier{tag("2")},
		})
		l.refused(err, "ImageNotFoundException", "The image with imageId {imageDigest:'null', imageTag:'2'} does not exist within "+
			"the repository with name 'web' in the registry with id '123456789012'")
		some := got(client.BatchGetImage(t.Context(), &ecr.BatchGetImageInput{
			RepositoryName: web, ImageIds: []ecrtypes.ImageIdentifier{tag("1"), tag("2")},
		}))(l)
		if len(some.Images) != 1 || *some.Images[0].ImageId.ImageDigest != "sha256:a" || len(some.Failures) != 1 ||
			some.Failures[0].FailureCode != ecrtypes.ImageFailureCodeImageNotFound {
			t.Errorf("the batch is %+v", some)
		}
		_, err = client.BatchGetImage(t.Context(), &ecr.BatchGetImageInput{
			RepositoryName: aws.String("api"), ImageIds: []ecrtypes.ImageIdentifier{tag("1")},
		})
		l.refused(err, "RepositoryNotFoundException",
			"The repository with name 'api' does not exist in the registry with id '123456789012'")
		list := got(client.DescribeRepositories(t.Context(), &ecr.DescribeRepositoriesInput{}))(l).Repositories
		if len(list) != 1 || *list[0].RepositoryUri != "123456789012.dkr.ecr.us-east-1.amazonaws.com/web" {
			t.Errorf("the repositories are %+v", list)
		}
		login := got(client.GetAuthorizationToken(t.Context(), &ecr.GetAuthorizationTokenInput{}))(l).AuthorizationData[0]
		if token, err := base64.StdEncoding.DecodeString(*login.AuthorizationToken); err != nil || !strings.HasPrefix(string(token), "AWS:") {
			t.Errorf("the token is %s, %v", token, err)
		}
	})
}
