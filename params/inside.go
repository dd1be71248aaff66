package params

import (
	"reflect"
	"strings"
	"sync"
)

// inside is what the tag of a OneOf says of the kinds that it holds.
type inside struct {
	without string // the embedded struct whose parameters are not there
	start   string // defaults of its own, "theta_deg=150,sf_cpd=2"
}

var declaredInside sync.Map // insideOf -> []declaration

type insideOf struct {
	t  reflect.Type
	in inside
}

// declarations are those of t as a OneOf holds it.
func (in inside) declarations(t reflect.Type) []declaration {
	if in == (inside{}) {
		return declarations(t)
	}
	if d, ok := declaredInside.Load(insideOf{t, in}); ok {
		return d.([]declaration)
	}
	start := map[string]string{}
	for _, entry := range strings.Split(in.start, ",") {
		if key, value, ok := strings.Cut(entry, "="); ok {
			start[key] = value
		}
	}
	out := []declaration{}
	for _, d := range declarations(t) {
		if in.without != "" && d.embed == in.without {
			continue
		}
		if text, ok := start[d.param.Key]; ok && !d.isStruct && !d.isChoice {
			if x, err := check(d.param, text); err == nil { // else the kind keeps its own
				d.param.Default = x
			}
		}
		out = append(out, d)
	}
	declaredInside.Store(insideOf{t, in}, out)
	return out
}

// variant is a OneOf together with what its tag says of the kinds in it: what
// the walkers of this package see.
type variant interface {
	kind() string
	kinds() []string
	value() any
	put(kind string, v any)
	choose(kind string) error
	fresh(kind string) (any, error)
	inside() inside
}

type chooser struct {
	oneOf
	in inside
}

// chooser is the OneOf in field f, declared by d.
func (d declaration) chooser(f reflect.Value) variant {
	return chooser{f.Addr().Interface().(oneOf), d.in}
}

func (c chooser) choose(kind string) error       { return c.oneOf.choose(kind, c.in) }
func (c chooser) fresh(kind string) (any, error) { return c.oneOf.fresh(kind, c.in) }
func (c chooser) inside() inside                 { return c.in }
