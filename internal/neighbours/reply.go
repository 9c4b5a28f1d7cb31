package neighbours

import (
	"encoding/json"
	"errors"
	"net/http"
)

// Write answers a request with an output, or with an error in the service's own
// form. id is the request's.
func (s *Service) Write(w http.ResponseWriter, r *http.Request, name, id string, out any, err error) {
	p := protocolOf(r)
	status := http.StatusOK
	var refusal *Error
	if err != nil {
		if !errors.As(err, &refusal) {
			refusal = &Error{"InternalFailure", err.Error(), http.StatusInternalServerError}
		}
		status = refusal.Status
	}
	header := w.Header()
	header.Set("X-Amzn-Requestid", id)
	var body []byte
	switch p {
	case inQuery:
		header.Set("Content-Type", "text/xml")
		body = s.xml(name, id, out, refusal)
	case inCBOR:
		header.Set("Content-Type", "application/cbor")
		header.Set("Smithy-Protocol", "rpc-v2-cbor")
		body, err = writeCBOR(orError(out, refusal))
	default:
		header.Set("Content-Type", r.Header.Get("Content-Type"))
		body, err = json.Marshal(orError(out, refusal))
	}
	if err != nil && refusal == nil {
		status, body = http.StatusInternalServerError, nil
	}
	if refusal != nil && p != inQuery {
		header.Set("X-Amzn-Errortype", refusal.Code)
		// Clients that knew the service in the Query protocol go by its codes. Smithy,
		// awsQueryCompatible trait.
		header.Set("X-Amzn-Query-Error", refusal.Code+";"+refusal.fault())
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the caller has gone: nobody is left to tell
}

// fault is whose it is.
func (e *Error) fault() string {
	if e.Status >= http.StatusInternalServerError {
		return "Receiver"
	}
	return "Sender"
}

// errorBody is the body of an error in JSON and CBOR.
type errorBody struct {
	Type    string `json:"__type"`
	Message string `json:"message"`
}

func orError(out any, refusal *Error) any {
	if refusal != nil {
		return errorBody{refusal.Code, refusal.Message}
	}
	return out
}
