// Package shape turns YAML and JSON text into AWS SDK for Go structs and back,
// by the schemas that the SDK itself carries at run time. It is strict: every
// problem is found in one pass, each with its line and column, its path as the
// API spells it, and a suggestion.
//
// Start at [Parse], which reads a text into a tree of [Node]s, and [Decode],
// which fills an SDK struct from such a tree; [Excerpt] adds the lines of the text
// to their problems. [JSON], [YAML] and [Tree] go the other way.
// [Unmarshal] and [Marshal] are the wire format of AWS JSON 1.1.
//
// No other package of steady touches the SDK's schemas. shape knows nothing of
// what the members mean; package taskdef does.
package shape
