package neighbours

import (
	"encoding/base64"

	"github.com/ecs-steady/steady/internal/world"
)

var ssm = Service{
	name: "ssm", target: "AmazonSSM",
	operations: map[string]Operation{
		"GetParameter":       op(getParameter),
		"GetParameters":      op(getParameters),
		"DescribeParameters": op(describeParameters),
	},
}

type (
	getParameterIn struct {
		Name           string `json:"Name"`
		WithDecryption bool   `json:"WithDecryption"`
	}
	getParameterOut struct {
		Parameter parameter `json:"Parameter"`
	}
	getParametersIn struct {
		Names          []string `json:"Names"`
		WithDecryption bool     `json:"WithDecryption"`
	}
	getParametersOut struct {
		Parameters        []parameter `json:"Parameters"`
		InvalidParameters []string    `json:"InvalidParameters"`
	}
	parameter struct {
		Name             string `json:"Name"`
		Type             string `json:"Type"`
		Value            string `json:"Value"`
		Version          int64  `json:"Version"`
		LastModifiedDate Time   `json:"LastModifiedDate"`
		ARN              string `json:"ARN"`
		DataType         string `json:"DataType"`
	}
)

// getParameter gives one parameter. Systems Manager API reference, GetParameter.
func getParameter(w *world.World, in *getParameterIn) (*getParameterOut, error) {
	p, ok := w.Parameter(in.Name)
	if !ok {
		return nil, refusef("ParameterNotFound", "")
	}
	return &getParameterOut{asParameter(w, p, in.WithDecryption)}, nil
}

// getParameters gives up to ten, and names those that do not exist. Systems
// Manager API reference, GetParameters.
func getParameters(w *world.World, in *getParametersIn) (*getParametersOut, error) {
	if n := len(in.Names); n < 1 || n > 10 {
		return nil, refusef("ValidationException", "1 validation error detected: Value at 'names' failed to satisfy "+
			"constraint: Member must have length less than or equal to 10, and greater than or equal to 1")
	}
	out := &getParametersOut{Parameters: []parameter{}, InvalidParameters: []string{}}
	for _, name := range in.Names {
		p, ok := w.Parameter(name)
		if !ok {
			out.InvalidParameters = append(out.InvalidParameters, name)
			continue
		}
		out.Parameters = append(out.Parameters, asParameter(w, p, in.WithDecryption))
	}
	return out, nil
}

// asParameter is a parameter as the API shows it: a SecureString only decrypted
// when it was asked to be.
func asParameter(w *world.World, p world.Parameter, decrypt bool) parameter {
	value := p.Value
	if p.Type == "SecureString" && !decrypt {
		value = base64.StdEncoding.EncodeToString([]byte(world.Digest(p.Value)))
	}
	return parameter{
		Name: p.Name, Type: p.Type, Value: value, Version: 1, LastModifiedDate: Time(w.Start()), ARN: w.ParameterARN(p.Name),
		DataType: "text",
	}
}
