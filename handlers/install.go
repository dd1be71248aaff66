package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"striate/experiment"
	"striate/web"
)

// shortcuts are the presets that an installed Striate offers beside its icon.
var shortcuts = []string{"first-light", "learning-from-scratch", "film", "six-sequences"}

// manifest is GET /manifest.webmanifest: what lets a browser install the page.
func (s *Server) manifest() http.HandlerFunc {
	type icon struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose,omitempty"`
	}
	type shortcut struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		URL         string `json:"url"`
		Icons       []icon `json:"icons"`
	}
	doc := struct {
		ID          string     `json:"id"`
		Name        string     `json:"name"`
		ShortName   string     `json:"short_name"`
		Description string     `json:"description"`
		StartURL    string     `json:"start_url"`
		Scope       string     `json:"scope"`
		Display     string     `json:"display"`
		Theme       string     `json:"theme_color"`
		Background  string     `json:"background_color"`
		Lang        string     `json:"lang"`
		Categories  []string   `json:"categories"`
		Icons       []icon     `json:"icons"`
		Shortcuts   []shortcut `json:"shortcuts"`
	}{
		ID: "/", Name: "Striate, live vision lab", ShortName: "Striate", Description: web.Description,
		StartURL: "/", Scope: "/", Display: "standalone", Theme: web.PaperLight, Background: web.PaperLight, Lang: "en", Categories: []string{"education", "science"},
		Icons: []icon{
			{Src: "/assets/icon-192.png", Sizes: "192x192", Type: "image/png"},
			{Src: "/assets/icon-512.png", Sizes: "512x512", Type: "image/png"},
			{Src: "/assets/icon-maskable-512.png", Sizes: "512x512", Type: "image/png", Purpose: "maskable"},
			{Src: "/assets/favicon.svg", Sizes: "any", Type: "image/svg+xml"},
		},
	}
	for _, p := range experiment.Presets() {
		for _, name := range shortcuts {
			if p.Name == name {
				doc.Shortcuts = append(doc.Shortcuts, shortcut{p.Title, p.Doc, "/?preset=" + name, []icon{{Src: "/assets/icon-192.png", Sizes: "192x192", Type: "image/png"}}})
			}
		}
	}
	text, err := json.Marshal(doc)
	if err != nil {
		panic(err) // strings alone
	}
	return newAsset(text, "application/manifest+json").serve
}

// shell are the files that the page's worker keeps, to say something where the
// server does not run.
var shell = []string{"/offline", "/assets/app.css", "/assets/app.js", "/assets/offline.js", "/assets/favicon.svg", "/assets/icon-192.png"}

// worker is GET /sw.js: the bundled worker, told what to keep and under which
// name. Another bundle is another name, and another script.
func (s *Server) worker(files assetFiles) http.HandlerFunc {
	code, ok := files["/assets/sw.js"]
	if !ok {
		panic("the bundle has no sw.js")
	}
	keep, _ := json.Marshal(shell) // strings alone
	name, _ := json.Marshal("striate-" + s.cfg.Version + "-" + files.hash())
	head := fmt.Sprintf("self.striate={name:%s,keep:%s};\n", name, keep)
	return newAsset([]byte(head+strings.TrimSpace(string(code.data))+"\n"), code.typ).serve
}

// offline is GET /offline: the page that the worker shows where the server
// does not run.
func (s *Server) offline(w http.ResponseWriter, r *http.Request) {
	s.html(w, r, http.StatusOK, web.Offline())
}
