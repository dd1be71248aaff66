// Package handlers is the door of Striate: HTTP and the live websocket. It
// translates; the experiment thinks.
//
//	routes.go    every route, in reading order
//	guard.go     who may come in: host, origin, headers, panics
//	problem.go   every error as RFC 9457 problem+json, in one place
//	body.go      bodies and query strings, read within bounds
//	sessions.go  the sessions that are open, and how many may be
//	control.go   requests that change a session, frames.go video from the browser
//	files.go     what to take away: figures, film.go movies, recording.go spikes
//	stream.go    a session live to one browser; tick.go what it sends, typed.go its arrays
//	page.go      the page, its dock and its assets
//	metrics.go   what Prometheus reads
//	operation.go, schema.go, lists.go   the description of all this in OpenAPI
package handlers
