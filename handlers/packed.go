package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5/middleware"
)

// packableTypes are the media types that gzip makes much smaller. What is
// compressed already, and movies, are sent as they are.
var packableTypes = []string{
	"text/html", "text/css", "text/javascript", "text/csv", "application/json", "application/problem+json",
	"application/manifest+json", "image/svg+xml",
}

func packable(typ string) bool {
	typ, _, _ = strings.Cut(typ, ";")
	for _, t := range packableTypes {
		if t == typ {
			return true
		}
	}
	return false
}

// packed gzips answers of those types for who takes gzip, never a stream.
func packed(next http.Handler) http.Handler {
	packing := middleware.Compress(5, packableTypes...)(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isWebsocket(r) || !takesGzip(r) {
			next.ServeHTTP(w, r)
			return
		}
		r.Header.Set("Accept-Encoding", "gzip")
		packing.ServeHTTP(w, r)
	})
}

// takesGzip says whether Accept-Encoding lets gzip in: named, or by *, and not
// with a weight of nothing.
func takesGzip(r *http.Request) bool {
	any := false
	for _, part := range strings.Split(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, weight, _ := strings.Cut(part, ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(weight), " ", ""), "q="); ok {
			q, _ = strconv.ParseFloat(v, 64) // nonsense weighs nothing
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "gzip", "x-gzip":
			return q > 0
		case "*":
			any = q > 0
		}
	}
	return any
}
