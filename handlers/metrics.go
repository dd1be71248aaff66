package handlers

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what Prometheus reads at /metrics, in a registry of their own.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	panics   prometheus.Counter
	ticks    prometheus.Counter
	bytes    prometheus.Counter
	missed   prometheus.Counter
	streams  prometheus.Gauge
}

func newMetrics(open *sessions) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "striate_http_requests_total", Help: "Requests answered."}, []string{"route", "method", "code"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "striate_http_request_seconds", Help: "Time to answer a request.", Buckets: prometheus.ExponentialBuckets(0.001, 4, 8)}, []string{"route"}),
		panics:   prometheus.NewCounter(prometheus.CounterOpts{Name: "striate_http_panics_total", Help: "Requests that hit a mistake in the program."}),
		ticks:    prometheus.NewCounter(prometheus.CounterOpts{Name: "striate_stream_ticks_total", Help: "Display ticks sent to browsers."}),
		bytes:    prometheus.NewCounter(prometheus.CounterOpts{Name: "striate_stream_bytes_total", Help: "Bytes sent to browsers over live streams."}),
		missed:   prometheus.NewCounter(prometheus.CounterOpts{Name: "striate_stream_missed_spikes_total", Help: "Spikes that slow browsers did not get."}),
		streams:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "striate_streams", Help: "Live streams open now."}),
	}
	m.registry.MustRegister(
		m.requests, m.seconds, m.panics, m.ticks, m.bytes, m.missed, m.streams,
		&sessionMetrics{open: open},
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// count counts requests by route, not by path, so that the number of series
// stays small.
func (m *metrics) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(ww, r)
		route := "none"
		if c := chi.RouteContext(r.Context()); c != nil && c.RoutePattern() != "" {
			route = c.RoutePattern()
		}
		code := ww.Status()
		if code == 0 {
			code = http.StatusOK
		}
		m.requests.WithLabelValues(route, methodLabel(r.Method), strconv.Itoa(code)).Inc()
		if code != http.StatusSwitchingProtocols {
			m.seconds.WithLabelValues(route).Observe(time.Since(start).Seconds())
		}
	})
}

// methodLabel keeps invented methods from making series of their own.
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodDelete:
		return method
	}
	return "other"
}

// sessionMetrics reads the sessions when it is asked.
type sessionMetrics struct{ open *sessions }

var (
	sessionsDesc  = prometheus.NewDesc("striate_sessions", "Sessions open now.", nil, nil)
	realTimeDesc  = prometheus.NewDesc("striate_realtime_factor", "Simulated time over wall time.", []string{"session", "preset"}, nil)
	simulatedDesc = prometheus.NewDesc("striate_simulated_seconds", "Time simulated by a session.", []string{"session", "preset"}, nil)
)

// Describe is called by the registry.
func (m *sessionMetrics) Describe(to chan<- *prometheus.Desc) {
	to <- sessionsDesc
	to <- realTimeDesc
	to <- simulatedDesc
}

// Collect is called by the registry.
func (m *sessionMetrics) Collect(to chan<- prometheus.Metric) {
	all := m.open.all()
	to <- prometheus.MustNewConstMetric(sessionsDesc, prometheus.GaugeValue, float64(len(all)))
	for _, e := range all {
		i := e.Info()
		to <- prometheus.MustNewConstMetric(realTimeDesc, prometheus.GaugeValue, i.RTF, e.label(), i.Preset)
		to <- prometheus.MustNewConstMetric(simulatedDesc, prometheus.GaugeValue, i.TimeMs/1000, e.label(), i.Preset)
	}
}

// label names a session in metrics without giving away its id, which is all
// that is needed to steer it.
func (e *entry) label() string { return e.id[:4] }
