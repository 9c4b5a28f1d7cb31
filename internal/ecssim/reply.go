package ecssim

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
)

// wireError is an error of the protocol, which no operation models.
type wireError struct {
	code, message string
	status        int
}

func (e *wireError) Error() string { return e.code + ": " + e.message }

// serialization is what AWS answers to a body that it cannot read.
func serialization(message string) error {
	return &wireError{code: "SerializationException", status: http.StatusBadRequest, message: message}
}

// serverError is the fault of the simulator, not of the caller.
func serverError(message string) error {
	return &types.ServerException{Message: aws.String(message)}
}

// errorBody is the body of an error reply.
type errorBody struct {
	Type        string   `json:"__type"`
	Message     string   `json:"message"`
	ResourceIDs []string `json:"resourceIds,omitempty"`
}

// reply writes an output or an error: 400 for what the caller did wrong, 500
// for a ServerException (API reference, Common Errors).
func (s *Server) reply(w http.ResponseWriter, body []byte, err error) {
	header := w.Header()
	now, id := s.mark()
	header.Set("Content-Type", contentType)
	// Clients take ECS's time from here. On a socket net/http would add it.
	header.Set("Date", now.Format(http.TimeFormat))
	header.Set("X-Amzn-Requestid", id)
	if s.opts.Speed != 1 { // who watches cannot know else how long ECS's timers run
		header.Set("X-Steady-Speed", strconv.FormatFloat(s.opts.Speed, 'g', -1, 64))
	}
	status := http.StatusOK
	if err != nil {
		var f errorBody
		status, f = errorReply(err)
		if body, err = json.Marshal(f); err != nil {
			status, body = http.StatusInternalServerError, []byte(`{"__type":"ServerException"}`)
		}
		header.Set("X-Amzn-Errortype", f.Type)
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the caller has gone: nobody is left to tell
}

// errorReply puts an error into the API's words.
func errorReply(err error) (status int, f errorBody) {
	var (
		wire     *wireError
		server   *types.ServerException
		conflict *types.ConflictException
		modelled smithy.APIError
	)
	switch {
	case errors.As(err, &wire):
		return wire.status, errorBody{Type: wire.code, Message: wire.message}
	case errors.As(err, &server):
		return http.StatusInternalServerError, errorBody{Type: server.ErrorCode(), Message: server.ErrorMessage()}
	case errors.As(err, &conflict):
		return http.StatusBadRequest, errorBody{conflict.ErrorCode(), conflict.ErrorMessage(), conflict.ResourceIds}
	case errors.As(err, &modelled):
		return http.StatusBadRequest, errorBody{Type: modelled.ErrorCode(), Message: modelled.ErrorMessage()}
	default:
		return http.StatusInternalServerError, errorBody{Type: "ServerException", Message: err.Error()}
	}
}

// mark gives the time of a reply and the id of its request, a random (version 4)
// UUID of the seed.
func (s *Server) mark() (now time.Time, id string) {
	s.mu.Lock()
	now = s.now()
	hi := s.ids.Uint64()&^0xf000 | 0x4000
	lo := s.ids.Uint64()&^(3<<62) | 2<<62
	s.mu.Unlock()
	return now, fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", hi>>32, hi>>16&0xffff, hi&0xffff, lo>>48, lo&0xffffffffffff)
}
