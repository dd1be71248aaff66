package handlers

import (
	"context"
	"net/http"
	"time"

	"striate/experiment"
)

// Films are made maxFilms at a time: a block of a Motion Cloud takes up to 150
// MB for as long as its client reads. Others wait, filmWait at most.
const (
	maxFilms = 4
	filmWait = 30 * time.Second
)

// filming is the places of the films that are being made.
type filming struct {
	places chan struct{}
	wait   time.Duration
}

func newFilming() *filming { return &filming{make(chan struct{}, maxFilms), filmWait} }

// begin waits for a place, until the server closes; end gives it back.
func (f *filming) begin(ctx context.Context, quit <-chan struct{}) error {
	late := time.NewTimer(f.wait)
	defer late.Stop()
	select {
	case f.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-quit:
		return experiment.ErrClosed
	case <-late.C:
		p := refuse(http.StatusTooManyRequests, "films = %d at once, want at most %d: wait until one of them is read", maxFilms+1, maxFilms)
		return at(p, "films", maxFilms+1)
	}
}

func (f *filming) end() { <-f.places }
