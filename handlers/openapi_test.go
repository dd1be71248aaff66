package handlers

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"striate/experiment"
)

// The description lists every route under /api and no other.
func TestTheDescriptionIsWhole(t *testing.T) {
	w := open(t, Config{})
	a := w.get("/api/v1/openapi.json")
	var doc struct {
		OpenAPI    string
		Paths      map[string]map[string]struct{ Summary, OperationID string }
		Components struct {
			Schemas map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal(a.body, &doc); err != nil || !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Fatalf("OpenAPI %q, %v", doc.OpenAPI, err)
	}
	listed := 0
	err := chi.Walk(w.s.router, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if !strings.HasPrefix(route, "/api/") {
			return nil
		}
		listed++
		if op := doc.Paths[route][strings.ToLower(method)]; op.Summary == "" || op.OperationID == "" {
			t.Errorf("%s %s is not described", method, route)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, methods := range doc.Paths {
		n += len(methods)
	}
	if n != listed || n < 15 {
		t.Errorf("%d operations described, %d routed", n, listed)
	}
	// Whatever is referred to is there.
	for _, ref := range strings.Split(string(a.body), `"$ref":"#/components/schemas/`)[1:] {
		name, _, _ := strings.Cut(ref, `"`)
		if doc.Components.Schemas[name] == nil {
			t.Errorf("no schema %s", name)
		}
	}
}

// schema is what the test reads of a JSON schema.
type schema struct {
	Type       any
	Properties map[string]*schema
	OneOf      []*schema
	Enum       []any
	Minimum    *float64
	Maximum    *float64
}

// Every parameter of every kind is in the schema of an experiment.
func TestTheSchemaHoldsEveryParameter(t *testing.T) {
	w := open(t, Config{})
	var doc struct {
		Components struct{ Schemas map[string]*schema }
	}
	if err := json.Unmarshal(w.get("/api/v1/openapi.json").body, &doc); err != nil {
		t.Fatal(err)
	}
	root := doc.Components.Schemas["Experiment"]
	for _, p := range experiment.Params() {
		found := false
		keys := strings.Split(p.Path, ".")
		var walk func(s *schema, keys []string)
		walk = func(s *schema, keys []string) {
			if s == nil || found {
				return
			}
			if len(keys) == 0 {
				found = true
				return
			}
			walk(s.Properties[keys[0]], keys[1:])
			for _, o := range s.OneOf {
				if o.Properties != nil {
					walk(o, keys)
				}
			}
		}
		walk(root, keys)
		if !found {
			t.Errorf("%s (%s) is not in the schema", p.Path, p.Kind)
		}
	}
	theta := root.Properties["stimulus"].OneOf[0]
	if theta.Properties["kind"].Enum[0] == nil {
		t.Errorf("a kind of stimulus without its name")
	}
}
