package neighbours

import (
	"slices"

	"github.com/ecs-steady/steady/internal/world"
)

type (
	describeParametersIn struct {
		ParameterFilters []parameterFilter `json:"ParameterFilters"`
		NextToken        string            `json:"NextToken"`
		MaxResults       *int32            `json:"MaxResults"`
	}
	parameterFilter struct {
		Key    string   `json:"Key"`
		Option string   `json:"Option"`
		Values []string `json:"Values"`
	}
	describeParametersOut struct {
		Parameters []parameterMetadata `json:"Parameters"`
		NextToken  string              `json:"NextToken,omitempty"`
	}
	parameterMetadata struct {
		Name             string `json:"Name"`
		ARN              string `json:"ARN"`
		Type             string `json:"Type"`
		Version          int64  `json:"Version"`
		LastModifiedDate Time   `json:"LastModifiedDate"`
		DataType         string `json:"DataType"`
		Tier             string `json:"Tier"`
	}
)

// describeParameters tells of parameters without their values: of all, or of those
// that a filter by name wants. Systems Manager API reference, DescribeParameters.
func describeParameters(w *world.World, in *describeParametersIn) (*describeParametersOut, error) {
	size, ok := bounded(in.MaxResults, 50)
	if !ok {
		return nil, refusef("ValidationException", "1 validation error detected: Value at 'maxResults' failed to satisfy "+
			"constraint: Member must have value less than or equal to 50, and greater than or equal to 1")
	}
	var names []string
	for _, p := range w.Parameters() {
		names = append(names, p.Name)
	}
	for i, f := range in.ParameterFilters {
		switch {
		case f.Key != "Name":
			return nil, refusef("InvalidFilterKey", "The filter key %s is not served by this simulator.", f.Key)
		case f.Option != "" && f.Option != "Equals":
			return nil, refusef("InvalidFilterOption", "The filter option %s is not served by this simulator.", f.Option)
		case i == 0:
			names = slices.Compact(slices.Sorted(slices.Values(f.Values)))
		default:
			names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !slices.Contains(f.Values, name) })
		}
	}
	out := &describeParametersOut{Parameters: []parameterMetadata{}}
	for _, name := range names {
		if p, ok := w.Parameter(name); ok && p.Name == name {
			out.Parameters = append(out.Parameters, parameterMetadata{
				Name: p.Name, ARN: w.ParameterARN(p.Name), Type: p.Type, Version: 1, LastModifiedDate: Time(w.Start()),
				DataType: "text", Tier: "Standard",
			})
		}
	}
	if out.Parameters, out.NextToken, ok = page(out.Parameters, in.NextToken, size); !ok {
		return nil, refusef("InvalidNextToken", "The specified token isn't valid.")
	}
	return out, nil
}
