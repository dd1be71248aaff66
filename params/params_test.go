package params

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
)

type screen struct {
	Width int `json:"width_px" default:"64" range:"8,1024" unit:"px" doc:"width of the frame" live:"rebuild"`
}

type shape interface{ Sides() int }

type square struct {
	screen
	Side  float64 `json:"side_deg" sym:"a" unit:"deg" default:"2" range:"0.1,10" doc:"side, of the square"`
	Delay float64 `json:"delay_ms" unit:"ms" default:"5" range:"0,1000" doc:"delay"`
}

func (square) Sides() int { return 4 }

type circle struct {
	screen
	Width float64 `json:"b_deg" unit:"deg" default:"inf" range:"0,inf" doc:"bandwidth"`
	Fill  bool    `json:"fill" default:"true" doc:"filled"`
	Edge  string  `json:"edge" default:"soft" choice:"soft,hard" doc:"edge"`
	Side  float64 `json:"side_deg" unit:"deg" default:"3" range:"0.1,4" doc:"side"`
}

func (circle) Sides() int { return 0 }

type inner struct {
	Gain float64 `json:"gain" default:"1" range:"0,2" doc:"gain"`
}

type whole struct {
	Name  string       `json:"name" default:"x" doc:"name"`
	Seed  uint64       `json:"seed" default:"42" range:"0,9007199254740991" doc:"seed"`
	Inner inner        `json:"inner" doc:"a part"`
	Shape OneOf[shape] `json:"shape" default:"square" doc:"what is drawn"`
}

func init() {
	Register[shape]("square", func() shape { return new(square) })
	Register[shape]("circle", func() shape { return new(circle) })
}

func fresh(t *testing.T) *whole {
	t.Helper()
	w := new(whole)
	if err := SetDefaults(w); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestDescribeFollowsDeclarations(t *testing.T) {
	var paths []string
	for _, p := range Describe(fresh(t)) {
		paths = append(paths, p.Path)
	}
	want := "name seed inner.gain shape.kind shape.width_px shape.side_deg shape.delay_ms"
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("paths %q, want %q", got, want)
	}
	all := DescribeAll(fresh(t))
	kinds := map[string]int{}
	for _, p := range all {
		kinds[p.Kind]++
	}
	if kinds["square"] != 3 || kinds["circle"] != 5 {
		t.Errorf("all kinds: %v, want 3 of square and 5 of circle", kinds)
	}
	if _, err := json.Marshal(all); err != nil {
		t.Errorf("a parameter with an infinite bound must be written: %v", err)
	}
	if all[5].Label != "side" && all[5].Label == "" {
		t.Errorf("label %q, want the words of doc before its comma", all[5].Label)
	}
}

func TestSetRefusesAndSaysWhatIsWanted(t *testing.T) {
	for _, c := range []struct {
		path string
		x    any
		want string // the error, empty for none
	}{
		{"shape.side_deg", 4.5, ""},
		{"shape.side_deg", "0.05 rad", ""},
		{"shape.delay_ms", "0.5 s", ""},
		{"shape.side_deg", 30.0, "shape.side_deg = 30, want 0.1 to 10 deg"},
		{"shape.side_deg", math.NaN(), "shape.side_deg = NaN, want 0.1 to 10 deg"},
		{"shape.side_deg", "NaN", "shape.side_deg = NaN, want 0.1 to 10 deg"},
		{"shape.side_deg", "inf", "shape.side_deg = inf, want 0.1 to 10 deg"},
		{"shape.side_deg", "5 ms", `shape.side_deg = "5 ms", want 0.1 to 10 deg`},
		{"shape.side_deg", nil, "shape.side_deg = null, want 0.1 to 10 deg"},
		{"shape.side_deg", true, "shape.side_deg = true, want 0.1 to 10 deg"},
		{"shape.width_px", 10.5, "shape.width_px = 10.5, want a whole number, 8 to 1024 px"},
		{"shape.kind", "hexagon", `shape.kind = "hexagon", want one of circle, square`},
		{"shape.sides", 1, "shape.sides = an unknown parameter, want one of delay_ms, kind, side_deg, width_px"},
		{"seed", "1e300", "seed = 1e300, want a whole number, 0 to 9007199254740991"},
	} {
		w := fresh(t)
		err := Set(w, c.path, c.x)
		if got := text(err); got != c.want {
			t.Errorf("Set(%s, %v): %q, want %q", c.path, c.x, got, c.want)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestUnitsAreConverted(t *testing.T) {
	for _, c := range []struct {
		text, unit string
		want       float64
	}{
		{"0.5 s", "ms", 500}, {"30deg", "deg", 30}, {"0.2 rad", "deg", 0.2 * 180 / math.Pi}, {"1e-1 µS", "nS", 100},
		{" 7 ", "ms", 7}, {"20 °", "deg", 20}, {"1.5 octaves", "octaves", 1.5},
	} {
		if got, ok := Quantity(c.text, c.unit); !ok || math.Abs(got-c.want) > 1e-12*c.want {
			t.Errorf("%q in %s: %v %v, want %v", c.text, c.unit, got, ok, c.want)
		}
	}
	for _, bad := range []string{"", "s", "5 Hz", "nan", "five", "5 5"} {
		if got, ok := Quantity(bad, "ms"); ok {
			t.Errorf("%q in ms was read as %v", bad, got)
		}
	}
}

func TestJSONRoundTrip(t *testing.T) {
	w := fresh(t)
	if err := SetAll(w, map[string]any{"shape.b_deg": "inf", "shape.edge": "hard", "shape.kind": "circle", "seed": 7}); err != nil {
		t.Fatal(err)
	}
	text, err := Encode(w)
	if err != nil {
		t.Fatal(err)
	}
	c := fresh(t)
	if err := Decode(text, c); err != nil {
		t.Fatal(err)
	}
	if c.Seed != 7 || c.Shape.Kind != "circle" || c.Shape.Value.(*circle).Edge != "hard" || !math.IsInf(c.Shape.Value.(*circle).Width, 1) {
		t.Errorf("clone %+v %+v", c, c.Shape.Value)
	}
	if again := Clone(w); !reflect.DeepEqual(again, c) {
		t.Errorf("a clone %+v is not what is written and read, %+v", again, c)
	}
	c = Clone(w)
	c.Shape.Value.(*circle).Edge = "soft"
	if w.Shape.Value.(*circle).Edge != "hard" {
		t.Error("a clone shares its choice with the original")
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, c := range []struct{ json, want string }{
		{`{"inner":{"gain":1.5}}`, ""},
		{`{"inner":{"gian":1.5}}`, "inner.gian = an unknown parameter, want one of gain"},
		{`{"inner":7}`, "inner = 7, want an object"},
		{`{"shape":{"kind":"circle","b_deg":"inf"}}`, ""},
		{`{"shape":{"kind":"circle","delay_ms":1}}`, "shape.delay_ms = an unknown parameter, want one of b_deg, edge, fill, side_deg, width_px"},
		{`{"shape":{"kind":7}}`, "shape.kind = 7, want one of circle, square"},
		{`{"seed":`, "JSON ends at byte 8, want a whole object"},
		{`{"seed":1} x`, "JSON goes on at byte 11, want one object"},
		{`[1]`, "JSON holds a list, want an object"},
		{`{"seed":1,"seed":2}`, "JSON names seed twice, want each parameter once"},
		{`{"inner":{"gain":1},"seed":1,"inner":{}}`, "JSON names inner twice, want each parameter once"},
		{`{"inner":{"gain":1,"g\u0061in":2}}`, "JSON names inner.gain twice, want each parameter once"},
		{"\ufeff{\"seed\":1}", ""},
		{`null`, "JSON holds null, want an object"},
		{`{"seed":-1}`, "seed = -1, want a whole number, 0 to 9007199254740991"},
		{`{"inner":{"gain":1e999}}`, "inner.gain = 1e999, want 0 to 2"},
	} {
		if got := text(Decode([]byte(c.json), fresh(t))); got != c.want {
			t.Errorf("%s: %q, want %q", c.json, got, c.want)
		}
	}
}

// A kind chosen anew keeps what was changed and it can hold, not the rest.
func TestChoosingAKindCarriesChangedValues(t *testing.T) {
	w := fresh(t)
	if err := SetAll(w, map[string]any{"shape.width_px": 100, "shape.side_deg": 9}); err != nil {
		t.Fatal(err)
	}
	if err := Set(w, "shape.kind", "circle"); err != nil {
		t.Fatal(err)
	}
	c := w.Shape.Value.(*circle)
	if c.screen.Width != 100 {
		t.Errorf("width %d, want the 100 that was set", c.screen.Width)
	}
	if c.Side != 3 {
		t.Errorf("side %v, want circle's own 3: 9 is outside its range", c.Side)
	}
}

func TestValidateFindsNaN(t *testing.T) {
	w := fresh(t)
	w.Inner.Gain = math.NaN()
	if got := text(Validate(w)); got != "inner.gain = NaN, want 0 to 2" {
		t.Errorf("%q", got)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"name":"a","inner":{"gain":1},"shape":{"kind":"circle","fill":false}}`))
	f.Add([]byte(`{"shape":{"kind":"square","side_deg":"0.1 rad"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		w := new(whole)
		if err := SetDefaults(w); err != nil {
			t.Fatal(err)
		}
		if Decode(data, w) == nil {
			if err := Validate(w); err != nil {
				t.Fatalf("%q was taken, yet %v", data, err)
			}
		}
	})
}
