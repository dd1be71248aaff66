package experiment

import (
	"context"
	"io"
	"sync"
)

// maxPending bounds the spikes that wait for one client. Of more, the newest
// are counted as missed.
const maxPending = 200_000

// Watcher is one live client of a session. Frames wait for it latest-wins;
// spikes are gathered until it takes them.
type Watcher struct {
	session *Session
	ready   chan struct{} // holds one token while pending is not nil

	mu      sync.Mutex
	pending *Tick
	spikes  int // in pending
	missed  int64
	closed  bool
}

func newWatcher(s *Session) *Watcher {
	return &Watcher{session: s, ready: make(chan struct{}, 1)}
}

// Next waits for something new and takes it. The tick is the caller's to
// read; its slices are never written again. It ends with the context's error,
// or with io.EOF once the session or the watcher is closed.
func (w *Watcher) Next(ctx context.Context) (*Tick, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-w.ready:
		}
		w.mu.Lock()
		t, closed := w.pending, w.closed
		w.pending, w.spikes = nil, 0
		w.mu.Unlock()
		if closed {
			w.signal() // for the next call: the token may have stood for both
		}
		if t != nil {
			return t, nil
		}
		if closed {
			return nil, io.EOF
		}
	}
}

// Close ends the watcher; Next returns io.EOF from then on.
func (w *Watcher) Close() {
	w.session.forget(w)
	w.end()
}

func (w *Watcher) end() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.signal()
}

func (w *Watcher) signal() {
	select {
	case w.ready <- struct{}{}:
	default:
	}
}

// offer puts t, which is shared and not written again, where the client will
// find it. What still waits there is merged into it: the newest picture wins,
// spikes and marks add up.
func (w *Watcher) offer(t *Tick) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	n := 0
	if t.Past == nil { // the history that it begins with has a bound of its own
		for _, l := range t.Spikes {
			n += len(l.I)
		}
	}
	if t.Fresh {
		w.spikes = 0
	}
	own := *t
	if old := w.pending; old != nil {
		own.merge(old, w.spikes+n <= maxPending)
		if w.spikes+n > maxPending {
			w.missed += int64(n)
			n = 0
		}
	}
	w.spikes += n
	own.Missed = w.missed
	w.pending = &own
	w.signal()
}

// merge takes from old what a later tick does not repeat. Where the spikes of
// t are not to be kept, those of old stand in their place.
func (t *Tick) merge(old *Tick, keep bool) {
	if t.Weights == nil {
		t.Weights = old.Weights
	}
	if t.Session == nil {
		t.Session = old.Session
	}
	if t.Stimulus == nil {
		t.Stimulus = old.Stimulus
	}
	if t.Luminance == nil {
		t.Luminance = old.Luminance
	}
	if t.LGN == nil {
		t.LGN = old.LGN
	}
	if t.Orientation == nil {
		t.Orientation = old.Orientation
	}
	if t.Fresh { // spikes and marks of old are of another run
		return
	}
	t.Fresh, t.SinceMs, t.Past = old.Fresh, old.SinceMs, old.Past
	t.Marks = append(append([]Mark(nil), old.Marks...), t.Marks...)
	if !keep {
		t.Spikes = old.Spikes
		return
	}
	if len(old.Spikes) == 0 {
		return
	}
	both := make(map[string]*SpikeList, len(t.Spikes))
	for name, l := range t.Spikes {
		both[name] = l
	}
	for name, l := range old.Spikes {
		next := t.Spikes[name]
		if next == nil {
			both[name] = l
			continue
		}
		both[name] = &SpikeList{
			TimeMs: append(append([]float32(nil), l.TimeMs...), next.TimeMs...),
			I:      append(append([]uint32(nil), l.I...), next.I...),
		}
	}
	t.Spikes = both
}
