package handlers

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"striate/params"
)

// Bounds of what a request may carry.
const (
	maxJSON   = 1 << 20  // bytes of a JSON body
	maxFrames = 16 << 20 // bytes of video frames in one request
	maxState  = 64 << 20 // bytes of a saved state, either way; the command line takes larger ones
	maxAtOnce = 600      // frames in one request: each is resampled between two steps
	maxDrain  = 64 << 20 // bytes read and thrown away, so that a client that still sends hears why it is refused
)

// JSONBody reads a bounded JSON body; a handler takes its Tree.
type JSONBody struct {
	data []byte
	err  error
}

// Resolve is called by huma before the handler.
func (b *JSONBody) Resolve(ctx huma.Context) []error {
	b.data, b.err = readBody(ctx, "application/json", maxJSON)
	return nil
}

// tree is the body as a JSON object, or the problem with it.
func (b *JSONBody) tree() (map[string]any, error) {
	if b.err != nil {
		return nil, b.err
	}
	tree, err := params.Tree(b.data)
	if err != nil {
		return nil, at(refuse(http.StatusBadRequest, "%v", err), "body", nil)
	}
	return tree, nil
}

// FramesBody reads a bounded body of grey bytes.
type FramesBody struct {
	data []byte
	err  error
}

// Resolve is called by huma before the handler.
func (b *FramesBody) Resolve(ctx huma.Context) []error {
	b.data, b.err = readBody(ctx, "application/octet-stream", maxFrames)
	return nil
}

// StateBody reads a bounded body that is a saved state.
type StateBody struct {
	data []byte
	err  error
}

// Resolve is called by huma before the handler.
func (b *StateBody) Resolve(ctx huma.Context) []error {
	b.data, b.err = readBody(ctx, "application/octet-stream", maxState)
	return nil
}

// readBody reads at most limit bytes of the wanted media type.
func readBody(ctx huma.Context, want string, limit int64) ([]byte, error) {
	r, _ := humachi.Unwrap(ctx)
	given := r.Header.Get("Content-Type")
	if media, _, err := mime.ParseMediaType(given); given != "" && (err != nil || media != want) {
		return nil, at(refuse(http.StatusUnsupportedMediaType, "Content-Type = %s, want %s", clip(given), want), "Content-Type", clip(given))
	}
	if r.ContentLength > limit {
		drain(r)
		return nil, tooLarge(r.ContentLength, limit)
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if int64(len(data)) > limit {
		drain(r)
		return nil, tooLarge(limit+1, limit)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, at(refuse(http.StatusRequestTimeout, "body = %d bytes in %s, want all of it by then", len(data), readTimeout), "body", len(data))
	}
	if err != nil {
		return nil, at(refuse(http.StatusBadRequest, "body ends after %d bytes: %v", len(data), err), "body", nil)
	}
	return data, nil
}

// drain reads on for a while. Many clients look for the answer only once they
// have sent everything; to them a connection closed early is an error without
// words. One that asks first (Expect: 100-continue) needs no such patience.
func drain(r *http.Request) {
	if r.Header.Get("Expect") == "" {
		_, _ = io.CopyN(io.Discard, r.Body, maxDrain)
	}
}

func tooLarge(found, limit int64) *problem {
	return at(refuse(http.StatusRequestEntityTooLarge, "body = %d bytes or more, want at most %d", found, limit), "body", found)
}

// Query reads the query string into T, a parameter struct, so that its
// defaults, ranges and errors are those of every other parameter.
type Query[T any] struct {
	v   T
	err error
}

// Resolve is called by huma before the handler.
func (q *Query[T]) Resolve(ctx huma.Context) []error {
	if q.err = params.SetDefaults(&q.v); q.err != nil {
		return nil
	}
	u := ctx.URL()
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		q.err = at(refuse(http.StatusBadRequest, "query string cannot be read: %v", err), "query", clip(u.RawQuery))
		return nil
	}
	for key, list := range values {
		if len(list) != 1 {
			q.err = &params.Error{Path: key, Found: fmt.Sprintf("%d values", len(list)), Want: "one"}
			return nil
		}
		if q.err = params.Set(&q.v, key, list[0]); q.err != nil {
			return nil
		}
	}
	return nil
}
