// Package assets holds the page's script, style sheet and icon: sources in
// src, and in dist the bundle that is committed, so that a clone needs Go
// alone. `go run ./assets/build` makes the bundle anew.
package assets

import (
	"embed"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// FS holds app.js, app.css, the worker sw.js, offline.js, what is loaded when
// asked for (encode.js, space.js) and the icons.
var FS fs.FS = sub()

func sub() fs.FS {
	f, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // dist is embedded above
	}
	return f
}
