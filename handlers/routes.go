package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"striate/experiment"
	"striate/export"
	"striate/params"
)

// route builds the one table of routes, in reading order.
func (s *Server) route() error {
	r := chi.NewRouter()
	s.router = r
	r.NotFound(notFound)
	r.MethodNotAllowed(s.notAllowed)
	r.Use(s.metrics.count, s.recovered, headers, s.known, sameOrigin, packed, middleware.GetHead)

	// What a person opens.
	r.Get("/", s.page)
	r.Get("/ui/dock", s.dock)
	r.Get("/ui/help", s.help)
	files := bundle()
	r.Get("/assets/*", files.serve)

	// What a browser keeps, to open the page as an application.
	r.Get("/manifest.webmanifest", s.manifest())
	r.Get("/sw.js", s.worker(files))
	r.Get("/offline", s.offline)

	// What a machine watches.
	r.Get("/healthz", s.health)
	r.Method(http.MethodGet, "/metrics", s.metrics.handler())

	// What a program calls.
	api := humachi.New(r, apiConfig(s.cfg.Version))
	const session = "/api/v1/sessions/{id}"

	huma.Register(api, get("params", "/api/v1/params", "every parameter of every kind", lists("path", "key", "kind", "type", "symbol", "label", "unit", "default", "range", "min", "max", "step", "scale", "choices", "doc", "ref", "eq", "when", "live", "tier")), listParams)
	huma.Register(api, get("presets", "/api/v1/presets", "the experiments to start from", lists("name", "group", "title", "short", "doc", "look_at", "source", "reported", "duration_s", "ends")), listPresets)
	huma.Register(api, get("thumbnail", "/api/v1/presets/{name}.png", "a small picture of a preset: what it shows, or its first spikes", asks[thumbnailQuery](), gives(pngType)), s.thumbnail)

	huma.Register(api, post("start", "/api/v1/sessions", "open a session", created, takes(startSchema())), s.start)
	huma.Register(api, get("show", session, "the experiment, its state, and what was changed in flight"), s.show)
	huma.Register(api, get("link", session+"/link", "what repeats the run to the same spikes, in one line", asks[linkQuery]()), s.link)
	huma.Register(api, remove("close", session, "close a session"), s.remove)
	huma.Register(api, patch("patch", session+"/params", "change parameters by path: all of them, or, when one is refused, none", takes(patchSchema())), s.patch)
	huma.Register(api, post("control", session+"/control", "play, pause, step, reset; speed; seed", takes(withoutDefaults(paramsSchema("each part may be left out", params.Describe(new(command)))))), s.control)
	huma.Register(api, post("load", session+"/experiment", "put another experiment into the session", takes(loadSchema())), s.load)
	huma.Register(api, get("save", session+"/state", "all that the session goes on from, to be restored here, or given to webapp run", gives(stateType)), s.save)
	huma.Register(api, post("restore", session+"/state", "go on from a state that GET gave or webapp run --save wrote; who watches stays", takesBytes), s.restore)
	huma.Register(api, post("frames", session+"/frames", "queue grey video frames, n x height x width bytes", accepted, asks[framesQuery](), takesBytes), s.frames)
	s.raw(api, get("stream", session+"/stream", "the session live: a websocket that sends one CBOR map per display tick, arrays as RFC 8746 typed arrays", streams, asks[streamQuery]()), s.stream)

	huma.Register(api, get("figure", session+"/figures/{name}.{format}", "a figure as it stands: svg, png, pdf, csv or json", asks[figureQuery](), gives(figureTypes)), s.figure)
	huma.Register(api, get("stimulus", session+"/stimulus.{format}", "the stimulus as a movie, streamed: "+strings.Join(export.MovieFormatNames(), ", "), asks[filmQuery](), gives(filmTypes)), s.stimulus)
	huma.Register(api, get("cube", session+"/cube.cbor", "the stimulus as a block of frequencies or of space and time, for a view in three dimensions", asks[cubeQuery](), gives(cborType)), s.cube)
	huma.Register(api, get("film", session+"/film.gif", "the last seconds of the film, and beside it what the network saw, as one gif", asks[reelQuery](), gives(gifType)), s.film)
	huma.Register(api, get("experiment", session+"/params.json", "every parameter, to be given to webapp run", gives(jsonType)), s.experimentFile)
	huma.Register(api, get("recording", session+"/recording.csv", "the spikes of the last minute: time_ms,population,neuron", gives(csvType)), s.recording)

	return s.describeAPI(r, api.OpenAPI())
}

// apiConfig describes the API; documents and schemas are served by route.
func apiConfig(version string) huma.Config {
	c := huma.DefaultConfig("Striate", version)
	c.Info.Description = "Visual-stimulus experiments: a stimulus, a retina, a learning ring of spiking neurons. Errors are RFC 9457 problems that name the field."
	c.Info.License = &huma.License{Name: "BSD-3-Clause", Identifier: "BSD-3-Clause"}
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.OnAddOperation = append(c.OnAddOperation, addBody)
	c.CreateHooks = nil // no $schema member in answers
	return c
}

// describeAPI serves the description at /api/v1/openapi.json.
func (s *Server) describeAPI(r chi.Router, doc *huma.OpenAPI) error {
	const path = "/api/v1/openapi.json"
	op := get("openapi", path, "this description")
	op.Responses = map[string]*huma.Response{"200": {Description: "OpenAPI 3.1", Content: map[string]*huma.MediaType{"application/json": {}}}}
	doc.AddOperation(&op)
	schemas := doc.Components.Schemas.Map()
	schemas["Experiment"] = paramsSchema("every parameter of an experiment", experiment.ParamsNested())
	if info := schemas["Info"]; info != nil {
		info.Properties["experiment"] = &huma.Schema{Ref: "#/components/schemas/Experiment"}
		info.Properties["speed"] = speedSchema()
	}
	var err error
	if s.spec, err = json.Marshal(doc); err != nil {
		return fmt.Errorf("describing the API: %w", err)
	}
	r.Get(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(s.spec) // the client may have gone
	})
	return nil
}

// raw adds a route that huma does not serve itself, and describes it.
func (s *Server) raw(api huma.API, op huma.Operation, h http.HandlerFunc) {
	op.Parameters = append(op.Parameters, &huma.Param{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
	api.OpenAPI().AddOperation(&op)
	s.router.Method(op.Method, op.Path, h)
}
