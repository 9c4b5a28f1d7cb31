package neighbours

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"
)

// A protocol is how a request came, and so how its reply goes.
type protocol int

const (
	inJSON  protocol = iota // AWS JSON 1.0 and 1.1: the operation in X-Amz-Target
	inQuery                 // a form with the operation as Action; replies in XML
	inCBOR                  // Smithy RPC v2 CBOR: the operation at the end of the path
)

// protocolOf tells the protocols apart as AWS does, by the headers. Smithy, AWS
// protocols.
func protocolOf(r *http.Request) protocol {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Header.Get("Smithy-Protocol") == "rpc-v2-cbor":
		return inCBOR
	case err == nil && media == "application/x-www-form-urlencoded":
		return inQuery
	default:
		return inJSON
	}
}

// Read reads a request.
func (s *Service) Read(r *http.Request, body []byte) (Call, error) {
	var name string
	var f form
	p := protocolOf(r)
	switch p {
	case inCBOR:
		name = path.Base(r.URL.Path)
	case inQuery:
		var err error
		if f, err = parseForm(body); err != nil {
			return Call{}, refusef("MalformedQueryString", "The query string is malformed.")
		}
		name = f.values.Get("Action")
	default:
		name = strings.TrimPrefix(r.Header.Get("X-Amz-Target"), s.target+".")
	}
	o, ok := s.operations[name]
	if !ok {
		return Call{}, s.unknown(p, name)
	}
	in := o.new()
	if err := read(p, body, f, in); err != nil {
		return Call{}, err
	}
	return Call{name, s, in}, nil
}

// unknown is what the service answers to an operation that it does not have; a
// service that is not here has none.
func (s *Service) unknown(p protocol, name string) error {
	code, message := "UnknownOperationException", ""
	if p == inQuery {
		code, message = "InvalidAction", fmt.Sprintf("Could not find operation %s for version %s", name, s.version)
	}
	if s.operations == nil {
		message = "This simulator does not have the service " + s.name + "."
	}
	return refusef(code, "%s", message)
}

// read fills an input.
func read(p protocol, body []byte, f form, in any) error {
	var err error
	switch p {
	case inCBOR:
		err = readCBOR(body, in)
	case inQuery:
		return f.read(in)
	default:
		err = json.Unmarshal(body, in)
	}
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return refusef("SerializationException", "%s cannot be a %s.", wrong.Field, wrong.Value)
	case err != nil:
		return unreadable()
	}
	return nil
}
