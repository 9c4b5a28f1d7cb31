package neighbours

import "github.com/ecs-steady/steady/internal/world"

var secretsManager = Service{
	name: "secretsmanager", target: "secretsmanager",
	operations: map[string]Operation{
		"GetSecretValue": op(getSecretValue),
		"DescribeSecret": op(describeSecret),
	},
}

type (
	secretIn struct {
		SecretID     string `json:"SecretId"`
		VersionID    string `json:"VersionId"`
		VersionStage string `json:"VersionStage"`
	}
	getSecretValueOut struct {
		ARN           string   `json:"ARN"`
		Name          string   `json:"Name"`
		VersionID     string   `json:"VersionId"`
		SecretString  string   `json:"SecretString"`
		VersionStages []string `json:"VersionStages"`
		CreatedDate   Time     `json:"CreatedDate"`
	}
	describeSecretOut struct {
		ARN                string              `json:"ARN"`
		Name               string              `json:"Name"`
		CreatedDate        Time                `json:"CreatedDate"`
		LastChangedDate    Time                `json:"LastChangedDate"`
		VersionIDsToStages map[string][]string `json:"VersionIdsToStages"`
	}
)

// current is the stage of the only version that a secret has here.
const current = "AWSCURRENT"

// getSecretValue gives the value of a secret. Secrets Manager API reference,
// GetSecretValue.
func getSecretValue(w *world.World, in *secretIn) (*getSecretValueOut, error) {
	s, err := secret(w, in.SecretID)
	if err != nil {
		return nil, err
	}
	if in.VersionID != "" && in.VersionID != secretVersion(s) {
		return nil, refusef("ResourceNotFoundException",
			"Secrets Manager can't find the specified secret value for VersionId: %s", in.VersionID)
	}
	if in.VersionStage != "" && in.VersionStage != current {
		return nil, refusef("ResourceNotFoundException",
			"Secrets Manager can't find the specified secret value for staging label: %s", in.VersionStage)
	}
	return &getSecretValueOut{
		ARN: s.ARN, Name: s.Name, VersionID: secretVersion(s), SecretString: s.Value, VersionStages: []string{current},
		CreatedDate: Time(w.Start()),
	}, nil
}

// describeSecret tells of a secret without its value. Secrets Manager API
// reference, DescribeSecret.
func describeSecret(w *world.World, in *secretIn) (*describeSecretOut, error) {
	s, err := secret(w, in.SecretID)
	if err != nil {
		return nil, err
	}
	return &describeSecretOut{
		ARN: s.ARN, Name: s.Name, CreatedDate: Time(w.Start()), LastChangedDate: Time(w.Start()),
		VersionIDsToStages: map[string][]string{secretVersion(s): {current}},
	}, nil
}

func secret(w *world.World, ref string) (world.Secret, error) {
	s, ok := w.Secret(ref)
	if !ok {
		return s, refusef("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
	}
	return s, nil
}

// secretVersion is the id of the version, a UUID.
func secretVersion(s world.Secret) string {
	d := world.Digest(s.ARN + s.Value)
	return d[:8] + "-" + d[8:12] + "-4" + d[13:16] + "-8" + d[17:20] + "-" + d[20:32]
}
