package handlers

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"striate/experiment"
)

// grace is how long a session that plays without being watched is safe from
// making room for another: a page that reloads comes back well before.
const grace = 30 * time.Second

// sessions are those that are open. There are at most limit; one that no one
// has watched or asked for is closed after idle, or earlier to make room.
type sessions struct {
	limit int
	idle  time.Duration

	mu      sync.Mutex
	open    map[string]*entry
	opening int // places taken by sessions that are being opened
	closed  bool
}

type entry struct {
	*experiment.Session
	id      string
	used    time.Time // of the last request
	streams int       // live streams
}

func newSessions(limit int, idle time.Duration) *sessions {
	return &sessions{limit: limit, idle: idle, open: map[string]*entry{}}
}

// get finds a session and notes that it is used.
func (s *sessions) get(id string) (*entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.open[id]
	if e == nil {
		return nil, at(refuse(http.StatusNotFound, "there is no session %s; it was closed, or the server started anew", clip(id)), "id", clip(id))
	}
	e.used = time.Now()
	return e, nil
}

// stream counts a live stream of e; the function it returns ends it.
func (s *sessions) stream(e *entry) func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.streams++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		e.streams--
		e.used = time.Now()
	}
}

// start opens a session where there is room for one.
func (s *sessions) start(e *experiment.Experiment, o experiment.Options) (*entry, error) {
	if err := s.reserve(); err != nil {
		return nil, err
	}
	id := newID()
	made, err := experiment.NewSession(id, e, o)
	s.mu.Lock()
	s.opening--
	if err != nil {
		s.mu.Unlock()
		return nil, err
	}
	if s.closed {
		s.mu.Unlock()
		made.Close()
		return nil, refuse(http.StatusServiceUnavailable, "the server is closing")
	}
	in := &entry{Session: made, id: id, used: time.Now()}
	s.open[id] = in
	s.mu.Unlock()
	return in, nil
}

// reserve takes a place, if need be of a session that no one misses.
func (s *sessions) reserve() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.open)+s.opening >= s.limit {
		out := s.leastMissed()
		if out == nil {
			p := refuse(http.StatusTooManyRequests, "sessions = %d, want at most %d: close a page or delete a session", s.limit+1, s.limit)
			return at(p, "sessions", s.limit+1)
		}
		delete(s.open, out.id)
		go out.Close()
	}
	s.opening++
	return nil
}

// leastMissed is the session that was used longest ago among those that no one
// watches and that are paused, done or left alone; nil if there is none. The
// lock is held.
func (s *sessions) leastMissed() *entry {
	var unwatched []*entry
	for _, e := range s.open {
		if e.streams == 0 {
			unwatched = append(unwatched, e)
		}
	}
	slices.SortFunc(unwatched, func(a, b *entry) int {
		return cmp.Or(a.used.Compare(b.used), cmp.Compare(a.id, b.id))
	})
	for _, e := range unwatched {
		if time.Since(e.used) > grace || e.Info().State != experiment.Playing {
			return e
		}
	}
	return nil
}

// remove closes a session.
func (s *sessions) remove(id string) error {
	e, err := s.get(id)
	if err != nil {
		return err
	}
	s.mu.Lock()
	delete(s.open, id)
	s.mu.Unlock()
	e.Close()
	return nil
}

// sweep closes sessions left alone for longer than idle, until quit.
func (s *sessions) sweep(quit <-chan struct{}) {
	tick := time.NewTicker(max(s.idle/20, 10*time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-quit:
			return
		case <-tick.C:
			s.closeIdle()
		}
	}
}

func (s *sessions) closeIdle() {
	var out []*entry
	s.mu.Lock()
	for id, e := range s.open {
		if e.streams == 0 && time.Since(e.used) > s.idle {
			delete(s.open, id)
			out = append(out, e)
		}
	}
	s.mu.Unlock()
	for _, e := range out {
		e.Close()
	}
}

// all are the open sessions, by id.
func (s *sessions) all() []*entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*entry, 0, len(s.open))
	for _, e := range s.open {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b *entry) int { return cmp.Compare(a.id, b.id) })
	return out
}

// close closes every session; none is opened after.
func (s *sessions) close() {
	s.mu.Lock()
	s.closed = true
	all := s.open
	s.open = map[string]*entry{}
	s.mu.Unlock()
	for _, e := range all {
		e.Close()
	}
}

// newID is a name that cannot be guessed.
func newID() string {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(fmt.Sprintf("handlers: random numbers: %v", err)) // the system has none
	}
	return hex.EncodeToString(b[:])
}
