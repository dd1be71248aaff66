package handlers

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"runtime/debug"
	"strings"

	"github.com/go-chi/chi/v5/middleware"
)

// policy is the Content-Security-Policy: everything from here, nothing
// inline, no one may frame the page. Videos come from the visitor's own disk
// as blobs.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

// headers sets what every answer carries.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), interest-cohort=()")
		next.ServeHTTP(w, r)
	})
}

// known lets in only requests whose Host is this machine's own name, so that
// a foreign name that is made to point here (DNS rebinding) gets nothing.
func (s *Server) known(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.ownHost(r.Host) {
			p := refuse(http.StatusMisdirectedRequest, "Host = %s, want localhost or the address this server listens on", clip(r.Host))
			writeProblem(w, at(p, "Host", clip(r.Host)))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ownHost says whether a Host header names this server: a loopback name or
// address, or what it was told to listen on. Of a server that listens on every
// address, any address written as a number will do, and the machine's name:
// it is names that rebinding needs.
func (s *Server) ownHost(hostport string) bool {
	host := hostname(hostport)
	if host == "localhost" {
		return true
	}
	listen := strings.ToLower(strings.Trim(s.cfg.Host, "[]"))
	if host != "" && host == listen {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err == nil && ip.Unmap().IsLoopback() {
		return true
	}
	if on, e := netip.ParseAddr(listen); e == nil && on.IsUnspecified() {
		name, _ := os.Hostname()
		return err == nil || host != "" && host == strings.ToLower(name)
	}
	return false
}

// hostname is the host of host[:port], in lower case and without brackets.
func hostname(hostport string) string {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	return strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
}

// sameOrigin refuses requests that change something, and live streams, when a
// page of another origin sends them. Programs that are no browsers send
// neither of the headers and may come in.
func sameOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
		if safe && !isWebsocket(r) {
			next.ServeHTTP(w, r)
			return
		}
		if err := foreign(r); err != nil {
			writeProblem(w, at(refuse(http.StatusForbidden, "%v", err), "Origin", clip(r.Header.Get("Origin"))))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// foreign is an error when a browser says that the request was made by a page
// of another origin.
func foreign(r *http.Request) error {
	if origins := r.Header.Values("Origin"); len(origins) > 0 {
		u, err := url.Parse(origins[0])
		if err != nil || len(origins) > 1 || (u.Scheme != "http" && u.Scheme != "https") || !strings.EqualFold(u.Host, r.Host) {
			return fmt.Errorf("Origin = %s, want http://%s", clip(strings.Join(origins, ", ")), clip(r.Host))
		}
	}
	switch site := r.Header.Get("Sec-Fetch-Site"); site {
	case "", "same-origin", "none":
		return nil
	default:
		return fmt.Errorf("Sec-Fetch-Site = %s, want same-origin", clip(site))
	}
}

// recovered turns a panic of one request into a problem, and the server goes
// on.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
			s.log.Error("request panicked", "method", r.Method, "path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
			s.metrics.panics.Inc()
			if ww.Status() != 0 || ww.BytesWritten() != 0 {
				panic(http.ErrAbortHandler) // half an answer must not look like a whole one
			}
			writeProblem(ww, refuse(http.StatusInternalServerError, "this request hit a mistake in the program; the server goes on"))
		}()
		next.ServeHTTP(ww, r)
	})
}
