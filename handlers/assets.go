package handlers

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"striate/assets"
)

// asset is a file of the bundle with its ETag.
type asset struct {
	data      []byte
	etag, typ string
	packed    func() []byte // gzipped, once; nil where that gains nothing
}

// assetFiles are those of the bundle by path.
type assetFiles map[string]asset

// bundle is the embedded bundle.
func bundle() assetFiles {
	files := assetFiles{}
	err := fs.WalkDir(assets.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(assets.FS, name)
		if err != nil {
			return err
		}
		files["/assets/"+name] = newAsset(data, assetType(name))
		return nil
	})
	if err != nil {
		panic(err) // the bundle is embedded
	}
	return files
}

// assetType is the media type, whatever this machine's table says.
func assetType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}

func newAsset(data []byte, typ string) asset {
	sum := sha256.Sum256(data)
	a := asset{data: data, etag: hex.EncodeToString(sum[:16]), typ: typ}
	if packable(typ) {
		a.packed = sync.OnceValue(func() []byte { // the first to ask waits some milliseconds, a start none
			var b bytes.Buffer
			z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
			_, _ = z.Write(data) // a bytes.Buffer does not fail
			_ = z.Close()
			return b.Bytes()
		})
	}
	return a
}

// serve is GET /assets/*.
func (files assetFiles) serve(w http.ResponseWriter, r *http.Request) {
	f, ok := files[r.URL.Path]
	if !ok {
		notFound(w, r)
		return
	}
	f.serve(w, r)
}

// serve answers with the file, gzipped for who takes that. A browser asks each
// time whether its copy is still the one, and is told by a hash of the content.
func (f asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	data, etag := f.data, `"`+f.etag+`"`
	if f.packed != nil {
		h.Set("Vary", "Accept-Encoding")
		if takesGzip(r) {
			data, etag = f.packed(), `"`+f.etag+`-gz"`
		}
	}
	h.Set("ETag", etag)
	h.Set("Cache-Control", "no-cache")
	for _, tag := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(tag), "W/") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Type", f.typ)
	if len(data) != len(f.data) {
		h.Set("Content-Encoding", "gzip")
	}
	_, _ = w.Write(data) // the client may have gone
}

// hash is one for all the files.
func (files assetFiles) hash() string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		sum.Write([]byte(name + files[name].etag))
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}
