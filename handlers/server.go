package handlers

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"
)

// Config is what a server is told. What is left out has a default.
type Config struct {
	Version     string
	Host        string        // the host it listens on, beside loopback; empty: loopback only
	MaxSessions int           // sessions open at once; 16
	Idle        time.Duration // after which an unwatched session is closed; 10 min
	Log         *slog.Logger  // slog.Default()
}

// Server answers HTTP. Close ends its sessions and streams.
type Server struct {
	cfg      Config
	log      *slog.Logger
	sessions *sessions
	metrics  *metrics
	filming  *filming
	thumbs   *thumbs
	router   *chi.Mux
	spec     []byte // the OpenAPI description, JSON

	quit    chan struct{}
	closing sync.Once
	live    sync.WaitGroup // streams and the sweeper
}

// New is a server ready to serve.
func New(cfg Config) (*Server, error) {
	if cfg.MaxSessions == 0 {
		cfg.MaxSessions = 16
	}
	if cfg.Idle == 0 {
		cfg.Idle = 10 * time.Minute
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	s := &Server{
		cfg: cfg, log: cfg.Log, quit: make(chan struct{}),
		sessions: newSessions(cfg.MaxSessions, cfg.Idle),
		filming:  newFilming(),
		thumbs:   newThumbs(),
	}
	s.metrics = newMetrics(s.sessions)
	if err := s.route(); err != nil {
		return nil, err
	}
	s.live.Go(func() { s.sessions.sweep(s.quit) })
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.router.ServeHTTP(w, r) }

// Close ends all sessions, tells their browsers, and waits until all streams
// have ended.
func (s *Server) Close() {
	s.closing.Do(func() {
		close(s.quit)
		s.sessions.close()
	})
	s.live.Wait()
}

// readTimeout is how long a request may take to arrive.
const readTimeout = time.Minute

// HTTP is an http.Server for s with time limits that no slow client outlasts;
// live streams have their own.
func (s *Server) HTTP() *http.Server {
	return &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       readTimeout,
		WriteTimeout:      3 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// hasRoute says whether some route answers method at path.
func (s *Server) hasRoute(method, path string) bool {
	return s.router.Match(chi.NewRouteContext(), method, path)
}
