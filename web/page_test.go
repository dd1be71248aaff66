package web

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"striate/params"
)

// sample has one control of each form, and a stimulus like the real ones.
func sample() View {
	ps := []params.Param{
		{Path: "preset", Key: "preset", Type: params.Text, Default: "first-light"},
		{Path: "seed", Key: "seed", Type: params.Integer, Default: int64(42), Max: 1e9},
		{Path: "duration_s", Key: "duration_s", Type: params.Number, Label: "duration", Unit: "s", Default: 6.0, Min: .02, Max: 36000},
		{Path: "stimulus.kind", Key: "kind", Type: params.Choice, Label: "stimulus", Default: "motion_cloud", Choices: []string{"grating", "log_gabor", "motion_cloud", "video"}},
		{Path: "stimulus.width_px", Key: "width_px", Type: params.Integer, Label: "width", Unit: "px", Default: int64(64), Min: 8, Max: 1024, Live: "rebuild", Tier: "more"},
		{Path: "stimulus.theta_deg", Key: "theta_deg", Type: params.Number, Symbol: "θ", Label: "orientation", Unit: "deg", Default: 60.0, Max: 180, Step: 1, Doc: "angle of the bars"},
		{Path: "stimulus.b_theta_deg", Key: "b_theta_deg", Type: params.Number, Symbol: "B_θ", Label: "orientation bandwidth", Unit: "deg", Default: 15.0, Max: math.Inf(1), Doc: "bandwidth", Ref: "Sanz Leon et al. 2012"},
		{Path: "stimulus.b_sf_oct", Key: "b_sf_oct", Type: params.Number, Label: "frequency bandwidth", Unit: "oct", Default: .485, Min: .01, Max: math.Inf(1)},
		{Path: "stimulus.sf_cpd", Key: "sf_cpd", Type: params.Number, Symbol: "f₀", Label: "spatial frequency", Unit: "c/deg", Default: 1.0, Min: .01, Max: 100, Step: .05, Scale: "log"},
		{Path: "stimulus.speed_dps", Key: "speed_dps", Type: params.Number, Symbol: "V", Label: "speed", Unit: "deg/s", Default: 2.0, Max: 1000, Step: .1},
		{Path: "stimulus.contrast_pct", Key: "contrast_pct", Type: params.Number, Symbol: "C", Label: "contrast", Unit: "%", Default: 50.0, Max: 100, Step: 1},
		{Path: "stimulus.radial", Key: "radial", Type: params.Choice, Label: "radial envelope", Default: "log_gabor", Choices: []string{"log_gabor", "gaussian"}, Tier: "more"},
		{Path: "input.w_max_ns", Key: "w_max_ns", Type: params.Number, Symbol: "w_max", Label: "ceiling", Unit: "nS", Default: 56.0, Min: .1, Max: 2000},
		{Path: "ring.plasticity.learning", Key: "learning", Type: params.Flag, Label: "whether the synapses learn", Default: true},
		{Path: "ring.plasticity.a", Key: "a", Type: params.Number, Symbol: "A", Label: "STDP amplitude", Default: .025, Max: 1, Step: .001},
	}
	values := map[string]any{"stimulus.theta_deg": 120.0}
	d := NewDock(ps, func(p string) any { return values[p] }, []string{"stimulus.theta_deg"})
	return View{Version: "test", Preset: "first-light", Figures: []string{"stimulus", "lgn", "raster", "rates", "orientation", "tuning", "weights", "stdp", "statistics", "traces"}, Dock: d, Presets: []Preset{
		{Name: "first-light", Group: "Live chain", Title: "First light", Doc: "a cloud"}, {Name: "six-sequences", Group: "The notebooks", Title: "Six sequences", Doc: "<b>", LookAt: "peaks"}, {Name: "film", Group: "Live chain", Title: "Film"},
	}}
}

func render(t *testing.T, c templ.Component) *html.Node {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func attrOf(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// find lists the elements that want accepts, in document order.
func find(n *html.Node, want func(*html.Node) bool) (out []*html.Node) {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && want(c) {
			out = append(out, c)
		}
	}
	return out
}

func withAttr(name, value string) func(*html.Node) bool {
	return func(n *html.Node) bool { v, ok := attrOf(n, name); return ok && (value == "" || v == value) }
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestPageHooks(t *testing.T) {
	doc := render(t, Page(sample()))
	if n := len(find(doc, func(n *html.Node) bool { return n.Data == "h1" })); n != 1 {
		t.Errorf("%d h1 elements, want 1", n)
	}
	for _, name := range []string{"stimulus", "lgn", "raster", "rates", "orientation", "tuning", "weights", "sequences", "learning", "stdp", "delays", "statistics", "traces", "spectrum", "luminance"} {
		panel := find(doc, withAttr("data-panel", name))
		if len(panel) != 1 {
			t.Errorf("%d panels %s, want 1", len(panel), name)
			continue
		}
		role, _ := attrOf(panel[0], "role")
		label, _ := attrOf(panel[0], "aria-label")
		if role != "figure" || label == "" {
			t.Errorf("panel %s: role %q, aria-label %q", name, role, label)
		}
		for _, format := range []string{"svg", "png", "csv"} {
			if len(find(panel[0], withAttr("data-save", "figures/"+name+"."+format))) != 1 {
				t.Errorf("panel %s has no %s", name, format)
			}
		}
	}
	o := find(doc, withAttr("data-panel", "orientation"))[0]
	for _, key := range []string{"data-decoded-deg", "data-true-deg", "data-b-theta-deg"} {
		if v, ok := attrOf(o, key); !ok || v != "" {
			t.Errorf("orientation %s = %q, %v; want it there and empty", key, v, ok)
		}
	}
}

// Panels that do not apply are hidden before the script has run; presets stand
// in their groups, and what the chosen one is stands on the page.
func TestPageOfANetworkWithoutOrientation(t *testing.T) {
	v := sample()
	v.Preset, v.Figures = "six-sequences", []string{"raster", "rates", "statistics", "traces"}
	doc := render(t, Page(v))
	for name, want := range map[string]bool{"stimulus": true, "lgn": true, "orientation": true, "tuning": true, "weights": true, "raster": false, "rates": false} {
		if _, hidden := attrOf(find(doc, withAttr("data-panel", name))[0], "hidden"); hidden != want {
			t.Errorf("panel %s: hidden %v, want %v", name, hidden, want)
		}
	}
	var groups []string
	for _, g := range find(find(doc, withAttr("id", "preset"))[0], func(n *html.Node) bool { return n.Data == "optgroup" }) {
		label, _ := attrOf(g, "label")
		groups = append(groups, label+": "+textOf(g))
	}
	if got, want := strings.Join(groups, "; "), "Live chain: First light Film; The notebooks: Six sequences"; got != want {
		t.Errorf("groups %q, want %q", got, want)
	}
	about := textOf(find(doc, withAttr("id", "about"))[0])
	for _, want := range []string{"Six sequences", "peaks", "<b>"} {
		if !strings.Contains(about, want) {
			t.Errorf("about the experiment: %q lacks %q", about, want)
		}
	}
}

// The policy of the server refuses inline script and style; ids are unique
// and what refers to one finds it.
func TestPageObeysPolicy(t *testing.T) {
	doc := render(t, Page(sample()))
	ids := map[string]int{}
	for _, n := range find(doc, func(*html.Node) bool { return true }) {
		if id, ok := attrOf(n, "id"); ok {
			ids[id]++
		}
		src, _ := attrOf(n, "src")
		if n.Data == "style" || n.Data == "script" && (src == "" || n.FirstChild != nil) {
			t.Errorf("inline %s", n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
	for id, k := range ids {
		if k != 1 {
			t.Errorf("id %s occurs %d times", id, k)
		}
	}
	for _, key := range []string{"for", "aria-describedby", "aria-controls", "aria-labelledby"} {
		for _, n := range find(doc, withAttr(key, "")) {
			if v, _ := attrOf(n, key); ids[v] == 0 {
				t.Errorf("%s=%q finds nothing", key, v)
			}
		}
	}
}

// Every parameter is one native control with its path as name, a label and,
// for a slider, a number box.
func TestEveryParameterHasAControl(t *testing.T) {
	v := sample()
	doc := render(t, Page(v))
	n := 0
	for _, groups := range [][]Group{v.Dock.Rows, v.Dock.More} {
		for _, g := range groups {
			for _, c := range append(append([]Control{}, g.Controls...), g.Flags...) {
				n++
				input := find(doc, withAttr("name", c.Path))
				if len(input) != 1 || input[0].Data != "input" && input[0].Data != "select" {
					t.Errorf("%s: %d native inputs, want 1", c.Path, len(input))
					continue
				}
				id, _ := attrOf(input[0], "id")
				label := find(doc, withAttr("for", id))
				if p := input[0].Parent; p.Data == "label" {
					label = append(label, p)
				}
				if len(label) != 1 || textOf(label[0]) == "" {
					t.Errorf("%s: no visible label", c.Path)
				}
				if boxes := find(doc, withAttr("data-number-for", c.Path)); c.Slides() != (len(boxes) == 1) {
					t.Errorf("%s: %d number boxes", c.Path, len(boxes))
				}
			}
		}
	}
	if want := 12; n != want { // all of sample but preset, seed and stimulus.kind
		t.Errorf("%d controls, want %d", n, want)
	}
	theta := find(doc, withAttr("name", "stimulus.theta_deg"))[0]
	for key, want := range map[string]string{"type": "range", "value": "120", "min": "0", "max": "180", "aria-valuetext": "120 deg"} {
		if got, _ := attrOf(theta, key); got != want {
			t.Errorf("θ slider %s = %q, want %q", key, got, want)
		}
	}
	if kinds := find(find(doc, withAttr("name", "stimulus.kind"))[0], withAttr("selected", "")); len(kinds) != 1 || textOf(kinds[0]) != "Motion cloud" {
		t.Errorf("chosen kind: %d", len(kinds))
	}
}

func TestDockRows(t *testing.T) {
	d := sample().Dock
	keys := func(cs []Control) (out []string) {
		for _, c := range cs {
			out = append(out, c.Key)
		}
		return out
	}
	if len(d.Rows) != 2 {
		t.Fatalf("%d rows, want stimulus and learning", len(d.Rows))
	}
	if got, want := strings.Join(keys(d.Rows[0].Controls), " "), "theta_deg b_theta_deg sf_cpd speed_dps contrast_pct"; got != want {
		t.Errorf("stimulus row %q, want %q", got, want)
	}
	if got, want := strings.Join(keys(append(d.Rows[1].Controls, d.Rows[1].Flags...)), " "), "a w_max_ns learning"; got != want {
		t.Errorf("learning row %q, want %q", got, want)
	}
	front := 0
	for _, c := range d.Rows[0].Controls {
		if c.Front {
			front++
		}
	}
	if front != 3 {
		t.Errorf("%d sliders stay on a phone, want 3", front)
	}
}

func TestShow(t *testing.T) {
	for _, c := range []struct {
		v    any
		want string
	}{
		{60.0, "60"}, {0.4854268271702417, "0.4854"}, {math.Inf(1), "inf"}, {int64(42), "42"}, {1e-6, "0.000001"},
		{123456.0, "123456"}, {-6.0, "-6"}, {true, "true"}, {"across", "across"},
	} {
		if got := Show(c.v); got != c.want {
			t.Errorf("Show(%v) = %q, want %q", c.v, got, c.want)
		}
	}
	if got := (Control{Param: params.Param{Type: params.Number, Step: .05}, Value: 1.0}).Shown(); got != "1.00" {
		t.Errorf("1 in steps of 0.05 is shown as %q, want 1.00", got)
	}
}
