package handlers

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"
	"github.com/fxamacker/cbor/v2"
	"github.com/go-chi/chi/v5"

	"striate/experiment"
)

// Limits of a live stream.
const (
	leastGap     = time.Second / 62 // between two messages: at most about 60 a second
	writeTimeout = 10 * time.Second // for one message, then the client is given up
	pingEvery    = 15 * time.Second
)

// stream is GET /sessions/{id}/stream: the session live, one CBOR map a tick.
// Each client has its own watcher, so a slow one keeps no one waiting.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	in, err := s.sessions.get(chi.URLParam(r, "id"))
	if err != nil {
		writeProblem(w, problemOf(err))
		return
	}
	if !isWebsocket(r) {
		w.Header().Set("Upgrade", "websocket")
		writeProblem(w, refuse(http.StatusUpgradeRequired, "this is a live stream, want a websocket"))
		return
	}
	cssW, cssH, err := cssSize(r.URL.Query())
	if err != nil {
		writeProblem(w, problemOf(err))
		return
	}
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		s.log.Debug("stream refused", "session", in.id, "err", err)
		return
	}
	s.live.Add(1)
	defer s.live.Done()
	defer s.sessions.stream(in)()
	s.metrics.streams.Inc()
	defer s.metrics.streams.Dec()

	ctx, cancel := context.WithCancelCause(context.WithoutCancel(r.Context()))
	go func() { cancel(listen(ctx, conn)) }()
	go ping(ctx, conn)
	err = s.send(ctx, conn, in, newFlashGuard(cssW, cssH))
	switch {
	case errors.Is(err, io.EOF):
		_ = conn.Close(websocket.StatusGoingAway, "the session is closed")
	case errors.Is(context.Cause(ctx), errTalks):
		_ = conn.Close(websocket.StatusPolicyViolation, errTalks.Error())
	default:
		_ = conn.CloseNow()
	}
	cancel(err)
}

// errTalks ends the stream of a client that sends messages.
var errTalks = errors.New("this stream has nothing to hear, want HTTP requests")

// listen answers pings and notes when the client goes away. There is nothing
// for it to say.
func listen(ctx context.Context, conn *websocket.Conn) error {
	if _, _, err := conn.Reader(ctx); err != nil {
		return err
	}
	return errTalks
}

// isWebsocket says whether a request asks for a websocket.
func isWebsocket(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// send writes the session, then every tick, until the client or the session
// is gone.
func (s *Server) send(ctx context.Context, conn *websocket.Conn, in *entry, guard *flashGuard) error {
	watch := in.Watch()
	defer watch.Close()
	info := in.Info()
	if err := s.write(ctx, conn, in, hello{(*sessionItem)(&info)}); err != nil {
		return err
	}
	var missed int64
	var due time.Time
	gap := time.NewTimer(0)
	defer gap.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-gap.C:
		}
		t, err := watch.Next(ctx)
		if err != nil {
			return err
		}
		now := time.Now()
		due = experiment.NextTurn(due, now, leastGap)
		gap.Reset(due.Sub(now))
		item := tickOf(t)
		item.Flash = guard.see(t.Stimulus)
		if err := s.write(ctx, conn, in, item); err != nil {
			return err
		}
		s.metrics.ticks.Inc()
		s.metrics.missed.Add(float64(max(0, t.Missed-missed)))
		missed = t.Missed
	}
}

// write sends an item as one message, whole or, when the client does not take
// it in time, gives the client up. It is not cut short by the end of ctx: a
// connection that is broken off within a message cannot carry the reason why.
func (s *Server) write(ctx context.Context, conn *websocket.Conn, in *entry, item any) error {
	message, err := cbor.Marshal(item)
	if err != nil {
		s.log.Error("stream", "session", in.id, "err", err)
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	s.metrics.bytes.Add(float64(len(message)))
	return conn.Write(ctx, websocket.MessageBinary, message)
}

// ping finds out about clients that went away without a word.
func ping(ctx context.Context, conn *websocket.Conn) {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			wait, cancel := context.WithTimeout(ctx, writeTimeout)
			err := conn.Ping(wait)
			cancel()
			if err != nil {
				_ = conn.CloseNow()
				return
			}
		}
	}
}
