// Command build bundles the page's sources, assets/src, into assets/dist.
// Run it from the root of the repository: go run ./assets/build. With -check
// it writes nothing and fails if the committed bundle is not fresh.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"image/png"
	"maps"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	check := flag.Bool("check", false, "fail if dist is not what the sources make")
	root := flag.String("root", "assets", "folder of the sources")
	flag.Parse()
	if err := build(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func build(root string, check bool) error {
	files, err := bundle(root)
	if err != nil {
		return err
	}
	for name, want := range files {
		path := filepath.Join(root, "dist", name)
		have, err := os.ReadFile(path)
		switch {
		case err == nil && same(name, have, want):
		case check:
			return fmt.Errorf("%s is not fresh; run go run ./assets/build", path)
		default:
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(path, want, 0o644); err != nil {
				return err
			}
			fmt.Printf("%s %d bytes\n", path, len(want))
		}
	}
	return nil
}

// same compares files; pictures by their pixels, as another Go may pack them
// another way.
func same(name string, have, want []byte) bool {
	if bytes.Equal(have, want) || filepath.Ext(name) != ".png" {
		return bytes.Equal(have, want)
	}
	a, errA := png.Decode(bytes.NewReader(have))
	b, errB := png.Decode(bytes.NewReader(want))
	if errA != nil || errB != nil || a.Bounds() != b.Bounds() {
		return false
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

// Parts of the page that are bundles of their own, loaded when they are asked
// for: they use packages from node_modules, which npm ci brings.
var lazy = []string{"src/encode.ts", "src/space/space.ts"}

// bundle makes each file of dist, by name; the lazy parts only where
// node_modules is there.
func bundle(root string) (map[string][]byte, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	files, err := bundled(abs, []string{"src/app.ts", "src/app.css", "src/offline.ts", "src/sw.ts"}, api.FormatIIFE)
	if err != nil {
		return nil, err
	}
	drawn, err := icons()
	if err != nil {
		return nil, err
	}
	maps.Copy(files, drawn)
	if _, err := os.Stat(filepath.Join(abs, "node_modules")); err == nil {
		more, err := bundled(abs, lazy, api.FormatESModule)
		if err != nil {
			return nil, err
		}
		maps.Copy(files, more)
	}
	icon, err := os.ReadFile(filepath.Join(abs, "src", "favicon.svg"))
	if err != nil {
		return nil, err
	}
	files["favicon.svg"] = icon
	return files, nil
}

// bundled bundles each entry into one file.
func bundled(abs string, entries []string, format api.Format) (map[string][]byte, error) {
	r := api.Build(api.BuildOptions{
		AbsWorkingDir:     abs,
		EntryPoints:       entries,
		Outdir:            "dist",
		Bundle:            true,
		Format:            format,
		Platform:          api.PlatformBrowser,
		Target:            api.ES2022,
		Engines:           []api.Engine{{Name: api.EngineChrome, Version: "123"}, {Name: api.EngineFirefox, Version: "121"}, {Name: api.EngineSafari, Version: "17.5"}},
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsEndOfFile,
		Charset:           api.CharsetUTF8,
	})
	for _, e := range r.Errors {
		if l := e.Location; l != nil {
			return nil, fmt.Errorf("%s:%d: %s", l.File, l.Line, e.Text)
		}
		return nil, fmt.Errorf("%s", e.Text)
	}
	files := map[string][]byte{}
	for _, f := range r.OutputFiles {
		files[filepath.Base(f.Path)] = f.Contents
	}
	return files, nil
}
