package ecssim

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
)

const (
	contentType  = "application/x-amz-json-1.1"
	targetPrefix = "AmazonEC2ContainerServiceV20141113."
	// maxBody bounds what one request may hold: far more than the 64 KiB of the
	// largest task definition.
	maxBody = 4 << 20
)

// api answers one call of an operation (AWS JSON 1.1: POST /, the operation in
// X-Amz-Target).
func (s *Server) api(w http.ResponseWriter, r *http.Request) {
	body, err := s.answer(w, r)
	s.reply(w, body, err)
}

// answer reads the request, lets the world answer and writes its output.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	name, err := target(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &wireError{
			code: "RequestEntityTooLargeException", status: http.StatusRequestEntityTooLarge,
			message: fmt.Sprintf("The request body is larger than %d bytes.", maxBody),
		}
	case err != nil:
		return nil, serialization("The request body could not be read.")
	}
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	o := built[name]
	in, err := o.decode(body)
	var malformed *shape.WireError
	switch {
	case errors.As(err, &malformed):
		return nil, serialization(malformed.Message)
	case err != nil:
		return nil, err
	}
	return s.call(name, o, in)
}

// target finds the operation of a request. One that is known but not built is
// an error of the API's model, so that clients take it for an answer.
func target(r *http.Request) (string, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != contentType {
		return "", serialization("The Content-Type must be " + contentType + ".")
	}
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	switch {
	case !ok || !known(name):
		return "", &wireError{
			code: "UnknownOperationException", status: http.StatusBadRequest,
			message: "Amazon ECS has no operation of this name.",
		}
	case built[name].call == nil:
		return "", &types.UnsupportedFeatureException{
			Message: aws.String("This simulator has not built " + name + " yet."),
		}
	}
	return name, nil
}

// call lets the world answer in at the present. What changes the world is
// written to the state file first: either both happen or neither does.
func (s *Server) call(name string, o operation, in any) (body []byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() {
		if bug := recover(); bug != nil {
			err = serverError(fmt.Sprintf("The simulator has a bug: %s panicked: %v", name, bug))
		}
	}()
	w := s.present()
	if s.journal != nil && mutates(name) {
		if err := s.journal.record(w.Now(), name, in); err != nil {
			return nil, serverError("Nothing was changed: " + err.Error())
		}
	}
	out, err := o.call(w, in)
	if err != nil {
		return nil, err
	}
	return shape.Marshal(out)
}
