package awsclient

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithymiddleware "github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Request is one request to a [Service].
type Request struct {
	Service   Service
	Operation string
	// Region is where it goes, "" for the configured one. IAM has none.
	Region string
	// In is what is asked: a value that encoding/json writes or, for a service with
	// the Query protocol, url.Values.
	In any
	// Out is filled with the answer, by encoding/json or, of the Query protocol, by
	// encoding/xml.
	Out any
}

// Ask sends a request, at the endpoint that [Clients] describes, and fills Out with
// the answer. Its errors are of the kinds that the SDK's clients give: [Classify]
// sorts them.
func (c *Clients) Ask(ctx context.Context, r Request) error {
	region := cmp.Or(r.Region, c.loaded.Region)
	at, signing, err := c.endpointOf(ctx, r.Service, region)
	if err != nil {
		return &smithy.OperationError{ServiceID: string(r.Service), OperationName: r.Operation, Err: err}
	}
	ctx = middleware.SetServiceID(smithymiddleware.ClearStackValues(ctx), string(r.Service))
	ctx = middleware.SetOperationName(ctx, r.Operation)
	ctx = middleware.SetRegion(ctx, region)
	stack := smithymiddleware.NewStack(r.Operation, smithyhttp.NewStackRequest)
	if err = c.furnish(stack, r, at, signing); err == nil {
		handler := smithymiddleware.DecorateHandler(smithyhttp.NewClientHandlerWithOptions(c.sender), stack)
		_, _, err = handler.Handle(ctx, r.In)
	}
	if err != nil {
		return &smithy.OperationError{ServiceID: string(r.Service), OperationName: r.Operation, Err: err}
	}
	return nil
}

// furnish puts into a stack what the SDK's clients have in theirs.
func (c *Clients) furnish(stack *smithymiddleware.Stack, r Request, at *url.URL, signing string) error {
	attempts := retry.NewAttemptMiddleware(c.retryer, smithyhttp.RequestCloner, func(a *retry.Attempt) {
		a.ClientSkew = &c.skew
	})
	err := errors.Join(
		stack.Serialize.Add(serialize(r, at), smithymiddleware.After),
		middleware.AddClientRequestIDMiddleware(stack),
		middleware.AddRequestUserAgentMiddleware(stack),
		c.agent(stack),
		stack.Finalize.Add(attempts, smithymiddleware.After),
		stack.Finalize.Add(c.sign(r.Service.Prefix(), signing), smithymiddleware.After),
		stack.Deserialize.Add(deserialize(r), smithymiddleware.After),
		middleware.AddRequestIDRetrieverMiddleware(stack),
		awshttp.AddResponseErrorMiddleware(stack),
		middleware.AddRecordResponseTiming(stack),
	)
	if c.loaded.AppID != "" {
		err = errors.Join(err, middleware.AddSDKAgentKey(middleware.ApplicationIdentifier, c.loaded.AppID)(stack))
	}
	for _, more := range c.loaded.APIOptions {
		err = errors.Join(err, more(stack))
	}
	return err
}

// serialize writes the request (Smithy, AWS JSON 1.1 protocol and AWS query
// protocol).
func serialize(r Request, at *url.URL) smithymiddleware.SerializeMiddleware {
	return smithymiddleware.SerializeMiddlewareFunc("OperationSerializer", func(
		ctx context.Context, in smithymiddleware.SerializeInput, next smithymiddleware.SerializeHandler,
	) (out smithymiddleware.SerializeOutput, metadata smithymiddleware.Metadata, err error) {
		request, ok := in.Request.(*smithyhttp.Request)
		if !ok {
			return out, metadata, fmt.Errorf("unknown transport type %T", in.Request)
		}
		body, media, err := r.body()
		if err != nil {
			return out, metadata, &smithy.SerializationError{Err: err}
		}
		to := *at
		to.Path = cmp.Or(to.Path, "/")
		request.Request.URL, request.Method = &to, http.MethodPost
		request.Header.Set("Content-Type", media)
		if r.Service.wire().target != "" {
			request.Header.Set("X-Amz-Target", r.Service.wire().target+r.Operation)
		}
		if in.Request, err = request.SetStream(bytes.NewReader(body)); err != nil {
			return out, metadata, &smithy.SerializationError{Err: err}
		}
		return next.HandleSerialize(ctx, in)
	})
}

// body is what the request carries, and its media type.
func (r Request) body() (body []byte, media string, err error) {
	if r.Service.wire().target != "" {
		body, err = json.Marshal(r.In)
		return body, "application/x-amz-json-1.1", err
	}
	form, ok := r.In.(url.Values)
	if !ok {
		return nil, "", fmt.Errorf("the input of %s is %T", r.Operation, r.In)
	}
	whole := url.Values{"Action": {r.Operation}, "Version": {r.Service.wire().version}}
	for name, values := range form {
		whole[name] = values
	}
	return []byte(whole.Encode()), "application/x-www-form-urlencoded", nil
}

// deserialize fills Out, or gives what the service answered instead.
func deserialize(r Request) smithymiddleware.DeserializeMiddleware {
	return smithymiddleware.DeserializeMiddlewareFunc("OperationDeserializer", func(
		ctx context.Context, in smithymiddleware.DeserializeInput, next smithymiddleware.DeserializeHandler,
	) (smithymiddleware.DeserializeOutput, smithymiddleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		if err != nil {
			return out, metadata, err
		}
		answer, ok := out.RawResponse.(*smithyhttp.Response)
		if !ok {
			return out, metadata, fmt.Errorf("unknown transport type %T", out.RawResponse)
		}
		body, err := io.ReadAll(io.LimitReader(answer.Body, longestAnswer))
		_ = answer.Body.Close() // nothing more is wanted of it
		switch {
		case err != nil:
			return out, metadata, &smithy.DeserializationError{Err: err}
		case answer.StatusCode < 200 || answer.StatusCode > 299:
			return out, metadata, refusal(r.Service, answer.Header, body)
		case r.Service.wire().target != "":
			err = json.Unmarshal(body, r.Out)
		default:
			err = xml.Unmarshal(body, r.Out)
		}
		if err != nil {
			err = &smithy.DeserializationError{Err: err}
		}
		return out, metadata, err
	})
}

// longestAnswer bounds what is read of an answer: a page of a thousand image tags
// has less.
const longestAnswer = 4 << 20

// refusal is the error that a service answered, "UnknownError" for one without a
// code, as the SDK's clients say it.
func refusal(s Service, header http.Header, body []byte) error {
	var code, message string
	if s.wire().target == "" {
		var said struct {
			Code    string `xml:"Error>Code"`
			Message string `xml:"Error>Message"`
		}
		_ = xml.Unmarshal(body, &said) // what cannot be read has no code
		code, message = said.Code, said.Message
	} else {
		var said struct {
			Type    string `json:"__type"`
			Message string `json:"message"`
		}
		_ = json.Unmarshal(body, &said) // the same
		code, message = cmp.Or(header.Get("X-Amzn-Errortype"), said.Type), said.Message
	}
	code, _, _ = strings.Cut(code, ":")
	code = cmp.Or(code[strings.LastIndexByte(code, '#')+1:], "UnknownError")
	return &smithy.GenericAPIError{Code: code, Message: cmp.Or(message, code)}
}
