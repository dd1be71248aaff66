package params

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// part is a shape that is not a frame, as frames hold parts.
type part interface{ shape }

type frame struct {
	screen
	First  OneOf[part] `json:"first" default:"square" without:"screen" doc:"first part"`
	Second OneOf[part] `json:"second" default:"square" without:"screen" start:"side_deg=5,delay_ms=0.02 s" doc:"second part"`
}

func (frame) Sides() int { return 0 }

type holder struct {
	Shape OneOf[holding] `json:"shape" default:"frame" doc:"what is drawn"`
}

type holding interface{ shape }

func init() {
	Register[holding]("frame", func() holding { return new(frame) })
	Register[holding]("square", func() holding { return new(square) })
	Register[holding]("circle", func() holding { return new(circle) })
	Subset[part](func(s holding) bool { _, nested := s.(*frame); return !nested })
}

func held(t *testing.T) *holder {
	t.Helper()
	h := new(holder)
	if err := SetDefaults(h); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestSubsetTakesKindsThatAreKept(t *testing.T) {
	if got := strings.Join(Kinds[part](), " "); got != "circle square" {
		t.Errorf("kinds of part %q, want circle square", got)
	}
	if _, err := New[part]("frame"); text(err) != `kind = "frame", want one of circle, square` {
		t.Errorf("a frame as a part: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a subset was made twice")
		}
	}()
	Subset[part](func(holding) bool { return true })
}

func TestNestedWithoutItsScreen(t *testing.T) {
	h := held(t)
	var paths []string
	for _, p := range Describe(h) {
		paths = append(paths, p.Path)
	}
	want := "shape.kind shape.width_px shape.first.kind shape.first.side_deg shape.first.delay_ms shape.second.kind shape.second.side_deg shape.second.delay_ms"
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("paths %q, want %q", got, want)
	}
	for _, list := range [][]Param{DescribeAll(h), DescribeNested(h)} {
		screens := 0
		for _, p := range list {
			if p.Key == "width_px" {
				screens++
			}
			if strings.Contains(p.Path, "first.width") {
				t.Errorf("%s of %s is described", p.Path, p.Kind)
			}
		}
		if screens != 3 { // of frame, square and circle themselves
			t.Errorf("%d screens, want 3", screens)
		}
	}
	const unknown = "shape.first.width_px = an unknown parameter, want one of "
	if got := text(Set(h, "shape.first.width_px", 100)); got != unknown+"delay_ms, kind, side_deg" {
		t.Errorf("Set: %q", got)
	}
	if got := text(Decode([]byte(`{"shape":{"first":{"width_px":100}}}`), h)); got != unknown+"delay_ms, side_deg" {
		t.Errorf("Decode: %q", got)
	}
	if _, there := Values(h)["shape.first.width_px"]; there {
		t.Error("the screen of a part is among the values")
	}
	h.Shape.Value.(*frame).First.Value.(*square).Width = -1
	if err := Validate(h); err != nil {
		t.Errorf("a screen that is not there: %v", err)
	}
	data, err := Encode(h)
	if err != nil || strings.Count(string(data), "width_px") != 1 {
		t.Errorf("%s, %v: want one width_px", data, err)
	}
	if _, err := json.Marshal(DescribeNested(h)); err != nil {
		t.Error(err)
	}
}

func TestNestedDefaultsOfItsOwn(t *testing.T) {
	h := held(t)
	f := h.Shape.Value.(*frame)
	a, b := f.First.Value.(*square), f.Second.Value.(*square)
	if a.Side != 2 || a.Delay != 5 || b.Side != 5 || b.Delay != 20 {
		t.Errorf("sides %v and %v, delays %v and %v, want 2, 5, 5, 20", a.Side, b.Side, a.Delay, b.Delay)
	}
	for _, p := range DescribeAll(h) {
		if p.Path == "shape.second.side_deg" && p.Kind == "circle" && p.Default != 3.0 {
			t.Errorf("%s of %s starts with %v, want its own 3, as it cannot be 5", p.Path, p.Kind, p.Default)
		}
		if p.Path == "shape.second.side_deg" && p.Kind == "square" && p.Default != 5.0 {
			t.Errorf("%s of %s starts with %v, want 5", p.Path, p.Kind, p.Default)
		}
		if p.Path == "shape.first.side_deg" && p.Kind == "square" && p.Default != 2.0 {
			t.Errorf("%s of %s starts with %v, want 2", p.Path, p.Kind, p.Default)
		}
	}
	// what was not changed is not carried to another kind, its start included
	if err := Set(h, "shape.second.kind", "circle"); err != nil {
		t.Fatal(err)
	}
	if c := f.Second.Value.(*circle); c.Side != 3 {
		t.Errorf("side of the circle %v, want 3", c.Side)
	}
}

func TestNestedRoundTripAndErrors(t *testing.T) {
	h := held(t)
	if err := SetAll(h, map[string]any{"shape.first.kind": "circle", "shape.first.fill": false, "shape.second.side_deg": 7, "shape.width_px": 99}); err != nil {
		t.Fatal(err)
	}
	c := Clone(h)
	is, was := Values(c), Values(h)
	for path, v := range was {
		if is[path] != v {
			t.Errorf("%s is %v, was %v", path, is[path], v)
		}
	}
	for path, want := range map[string]string{
		"shape.first.side_deg": "shape.first.side_deg = 30, want 0.1 to 4 deg",
		"shape.first.kind":     "shape.first.kind = 30, want one of circle, square",
	} {
		if got := text(Set(h, path, 30)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	err := Under("stimulus", &Error{Path: "a.sf_cpd", Found: "30", Want: "less"})
	if text(err) != "stimulus.a.sf_cpd = 30, want less" {
		t.Errorf("%v", err)
	}
	if plain := errors.New("plain"); Under("stimulus", plain) != plain {
		t.Error("an error of another kind was changed")
	}
}
