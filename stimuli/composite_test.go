package stimuli

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"striate/params"
	"striate/sim"
)

// made changes parameters by path, kinds first, as the command line does.
func made(t testing.TB, kind string, values map[string]any) Stimulus {
	t.Helper()
	s := fresh(t, kind, nil)
	if err := params.SetAll(s, values); err != nil {
		t.Fatal(err)
	}
	return s
}

// apartFrom opens the part of that name as its composite does.
func apartFrom(t testing.TB, s Stimulus, name string, g Screen, seed sim.Seed) Movie {
	t.Helper()
	var of params.OneOf[Part]
	switch c := s.(type) {
	case *Sum:
		of = map[string]params.OneOf[Part]{"a": c.A, "b": c.B}[name]
	case *Masked:
		of = map[string]params.OneOf[Part]{"of": c.Of, "by": c.By}[name]
	case *EyeMovements:
		of = c.Of
	}
	return open(t, onScreen(of.Value, g), seed.Sub(name))
}

func compare(t *testing.T, k int, got *sim.Frame, want func(i int) float64) {
	t.Helper()
	for i, v := range got.Pix {
		if w := float32(min(1, max(0, want(i)))); v != w {
			t.Fatalf("frame %d pixel %d = %v, want %v", k, i, v, w)
		}
	}
}

// Every kind but the composites is a part, and without its screen.
func TestNestedParts(t *testing.T) {
	parts := params.Kinds[Part]()
	for _, kind := range kinds(t) {
		_, composite := fresh(t, kind, nil).(Composite)
		if slices.Contains(parts, kind) == composite {
			t.Errorf("%s: composite %v, part %v", kind, composite, !composite)
		}
	}
	listed := map[string]int{}
	for _, kind := range []string{"sum", "masked", "eye_movements"} {
		s := fresh(t, kind, nil)
		for _, p := range params.DescribeAll(&struct {
			S params.OneOf[Stimulus] `json:"stimulus" default:"sum"`
		}{params.Of(kind, s)}) {
			if n := strings.Count(p.Path, "."); n == 2 && (p.Key == "width_px" || p.Key == "fps") {
				t.Errorf("%s is described", p.Path)
			}
			if strings.Count(p.Path, ".") > 2 {
				t.Errorf("%s lies deeper than the part of a stimulus", p.Path)
			}
			listed[p.Kind+" "+p.Path]++
		}
		for key, n := range listed {
			if n > 1 {
				t.Errorf("%s is listed %d times", key, n)
			}
		}
		clear(listed)
	}
}

// Two clouds, which have noise of their own, add up to the last bit.
func TestSumIsExact(t *testing.T) {
	for _, c := range []struct{ wa, wb, contrast float64 }{{1, 1, 100}, {0.3, -2, 100}, {4, 4, 70}, {1, 0, 100}, {1, 1, 0}} {
		s := made(t, "sum", map[string]any{
			"width_px": 40, "height_px": 24, "a.kind": "motion_cloud", "b.kind": "motion_cloud", "a.theta_deg": 20, "b.contrast_pct": 90,
			"weight_a": c.wa, "weight_b": c.wb, "contrast_pct": c.contrast,
		})
		g := *s.Geometry()
		m, a, b := open(t, s, 9), apartFrom(t, s, "a", g, 9), apartFrom(t, s, "b", g, 9)
		gain, clipped := c.contrast/100, 0
		for k := range 5 {
			got, fa, fb := paint(m, s, k, 1)[0], paint(a, s, k, 1)[0], paint(b, s, k, 1)[0]
			compare(t, k, got, func(i int) float64 {
				return 0.5 + gain*c.wa*(float64(fa.Pix[i])-0.5) + gain*c.wb*(float64(fb.Pix[i])-0.5)
			})
			for i, v := range got.Pix {
				if v == 0 || v == 1 {
					clipped++
				}
				if k == 0 && i > 0 && fa.Pix[i] == fb.Pix[i] && fa.Pix[i-1] == fb.Pix[i-1] {
					t.Fatal("both clouds have the same noise")
				}
			}
		}
		if c.wa == 4 && clipped == 0 {
			t.Error("weights of 4 are not clipped, so that clipping is not tested")
		}
	}
}

func TestSumHasTheOrientationThatItsPartsShare(t *testing.T) {
	for _, c := range []struct {
		set  map[string]any
		want float64
	}{
		{nil, math.NaN()},
		{map[string]any{"b.theta_deg": 60}, 60},
		{map[string]any{"weight_b": 0}, 60},
		{map[string]any{"weight_a": 0}, 150},
		{map[string]any{"weight_a": 0, "weight_b": 0}, math.NaN()},
		{map[string]any{"b.contrast_pct": 0}, 60},
		{map[string]any{"a.contrast_pct": 0}, 150},
		{map[string]any{"b.kind": "natural_film"}, 60},
		{map[string]any{"contrast_pct": 0}, math.NaN()},
	} {
		s := made(t, "sum", c.set)
		m := open(t, s, 1)
		paint(m, s, 0, 1)
		if got := m.TrueDeg(); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%v: %v deg, want %v", c.set, got, c.want)
		}
		if natural := c.set["b.kind"] != nil; IsNatural(s) != natural {
			t.Errorf("%v: natural %v", c.set, IsNatural(s))
		}
	}
}

// The default sum is what a plaid is: two gratings 90 degrees apart, not clipped.
func TestSumStartsAsAPlaid(t *testing.T) {
	s := fresh(t, "sum", nil).(*Sum)
	a, b := s.A.Value.(*Grating), s.B.Value.(*Grating)
	if a.Theta != 60 || b.Theta != 150 {
		t.Errorf("gratings at %g and %g deg, want 60 and 150", a.Theta, b.Theta)
	}
}

func TestMaskIsExact(t *testing.T) {
	for _, mask := range []string{"circle", "gaussian", "annulus", "square"} {
		for _, inverted := range []bool{false, true} {
			s := made(t, "masked", map[string]any{
				"width_px": 41, "height_px": 30, "mask": mask, "inverted": inverted, "x_deg": 0.3, "y_deg": -0.2, "contrast_pct": 80,
			}).(*Masked)
			m, of := open(t, s, 4), apartFrom(t, s, "of", s.Screen, 4)
			for k := range 3 {
				got, f := paint(m, s, k, 1)[0], paint(of, s, k, 1)[0]
				compare(t, k, got, func(i int) float64 {
					x, y := float64(i%41-20)/20, float64(30-1-i/41-15)/20
					x, y = x-0.3, y+0.2
					r, want := math.Hypot(x, y), 0.0
					edge := func(d float64) float64 { // raised cosine, written in another way
						return math.Pow(math.Sin(math.Pi/2*min(1, max(0, d/0.2+0.5))), 2)
					}
					switch mask {
					case "circle":
						want = edge(0.6 - r)
					case "gaussian":
						want = math.Exp(-r * r / 0.72)
					case "annulus":
						want = edge(0.6-r) * edge(r-0.3)
					case "square":
						want = edge(0.6-math.Abs(x)) * edge(0.6-math.Abs(y))
					}
					if inverted {
						want = 1 - want
					}
					if at := s.At(x+0.3, y-0.2); math.Abs(at-want) > 1e-12 {
						t.Fatalf("%s at %g, %g: %v, want %v", mask, x, y, at, want)
					}
					// the product itself to the bit
					return 0.5 + 0.8*m.(*maskedMovie).mask[i]*(float64(f.Pix[i])-0.5)
				})
				for i, at := range m.(*maskedMovie).mask {
					if want := s.At(float64(i%41-20)/20, float64(30-1-i/41-15)/20); at != want {
						t.Fatalf("pixel %d: mask %v, want %v", i, at, want)
					}
				}
			}
			if got := m.TrueDeg(); got != 60 {
				t.Errorf("%v deg, want 60", got)
			}
		}
	}
	sharp := made(t, "masked", map[string]any{"mask": "circle", "edge_deg": 0, "radius_deg": 1}).(*Masked)
	for r, want := range map[float64]float64{0: 1, 1: 1, 1.0001: 0} {
		if got := sharp.At(r, 0); got != want {
			t.Errorf("sharp circle at %g: %v, want %v", r, got, want)
		}
	}
}

func TestMaskedByAStimulus(t *testing.T) {
	s := made(t, "masked", map[string]any{"mask": "stimulus", "by.kind": "grating", "of.kind": "natural_film", "by.theta_deg": 0})
	m, of, by := open(t, s, 4), apartFrom(t, s, "of", *s.Geometry(), 4), apartFrom(t, s, "by", *s.Geometry(), 4)
	for k := range 3 {
		got, f, b := paint(m, s, k, 1)[0], paint(of, s, k, 1)[0], paint(by, s, k, 1)[0]
		compare(t, k, got, func(i int) float64 { return 0.5 + float64(b.Pix[i])*(float64(f.Pix[i])-0.5) })
	}
	if !IsNatural(s) || IsNatural(made(t, "masked", map[string]any{"mask": "stimulus", "by.kind": "natural_film"})) {
		t.Error("what is shown is natural, not its mask")
	}
	if err := m.(Retunable).Retune(made(t, "masked", map[string]any{"mask": "circle", "by.kind": "grating", "of.kind": "natural_film"})); err == nil {
		t.Error("a mask that is a stimulus becomes a circle without another movie")
	}
}

// What is wrong inside says where, by its whole path.
func TestNestedBadValues(t *testing.T) {
	for _, c := range []struct {
		kind string
		set  map[string]any
		want string
	}{
		{"sum", map[string]any{"a.sf_cpd": 9.9, "px_per_deg": 10}, "a.sf_cpd = 9.9, want at most 5 c/deg, half a cycle per pixel at 10 px/deg"},
		{"sum", map[string]any{"b.tf_hz": 20, "fps": 30}, "b.tf_hz = 20, want at most 15 Hz, half the frame rate"},
		{"masked", map[string]any{"of.sf_cpd": 9, "px_per_deg": 10}, "of.sf_cpd = 9, want at most 5 c/deg, half a cycle per pixel at 10 px/deg"},
		{"masked", map[string]any{"mask": "stimulus", "by.sf_cpd": 9, "px_per_deg": 10}, "by.sf_cpd = 9, want at most 5 c/deg, half a cycle per pixel at 10 px/deg"},
		{"masked", map[string]any{"by.sf_cpd": 9, "px_per_deg": 10}, ""}, // not shown
		{"masked", map[string]any{"mask": "annulus", "inner_deg": 0.7}, "inner_deg = 0.7, want less than radius_deg = 0.6"},
		{"eye_movements", map[string]any{"range_deg": 24.5}, "range_deg = 24.5, want at most 23.8 deg, as the canvas may be 1024 px wide"},
		{"eye_movements", map[string]any{"range_deg": 23.8}, ""},
		{"eye_movements", map[string]any{"width_px": 1020}, "range_deg = 1, want a screen of at most 1016 px, as the eye needs a larger canvas"},
		{"eye_movements", map[string]any{"of.kind": "grating", "of.sf_cpd": 9, "px_per_deg": 10}, "of.sf_cpd = 9, want at most 5 c/deg, half a cycle per pixel at 10 px/deg"},
		{"sequence", map[string]any{"isi_s": 0.001}, "isi_s = 0.001, want 0, or at least one frame, 0.0167 s"},
	} {
		got := ""
		if err := Validate(made(t, c.kind, c.set)); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s %v: %q, want %q", c.kind, c.set, got, c.want)
		}
	}
	for _, c := range []struct {
		kind, path string
		x          any
		want       string
	}{
		{"sum", "a.theta_deg", 300, "a.theta_deg = 300, want 0 to 180 deg"},
		{"sum", "a.width_px", 32, "a.width_px = an unknown parameter"},
		{"masked", "of.fps", 60, "of.fps = an unknown parameter"},
		{"eye_movements", "of.kind", "sum", `of.kind = "sum", want one of `},
	} {
		if err := params.Set(fresh(t, c.kind, nil), c.path, c.x); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s %s = %v: %v, want %q", c.kind, c.path, c.x, err, c.want)
		}
	}
}

// Parts take new parameters on the next frame, all of them or none.
func TestNestedRetune(t *testing.T) {
	s := fresh(t, "sum", nil)
	a, b := open(t, s, 1), open(t, s, 1)
	paint(a, s, 0, 3)
	paint(b, s, 0, 3)
	next := made(t, "sum", map[string]any{"a.theta_deg": 10, "b.tf_hz": 5})
	if err := a.(Retunable).Retune(next); err != nil {
		t.Fatal(err)
	}
	fa, fb := paint(a, s, 3, 1)[0], paint(b, s, 3, 1)[0]
	if reflect.DeepEqual(fa, fb) {
		t.Error("the next frame is as before")
	}
	for what, bad := range map[string]map[string]any{
		"another kind":     {"a.theta_deg": 99, "b.kind": "motion_cloud"},
		"a part's aliases": {"a.theta_deg": 99, "b.sf_cpd": 10.0, "a.sf_cpd": 10.0, "px_per_deg": 15},
	} {
		data, _ := sim.Save(a.State)
		was := onScreen(a.(*sumMovie).parts[0].s, *s.Geometry())
		if err := a.(Retunable).Retune(made(t, "sum", bad)); err == nil {
			t.Errorf("%s is taken", what)
		}
		if again, _ := sim.Save(a.State); !slices.Equal(data, again) || !reflect.DeepEqual(was, a.(*sumMovie).parts[0].s) {
			t.Errorf("%s: something changed", what)
		}
	}
	// of two parts of which the second refuses, the first keeps what it had
	v := made(t, "sum", map[string]any{"b.kind": "video"})
	m := open(t, v, 1).(*sumMovie)
	if err := m.Retune(made(t, "sum", map[string]any{"a.theta_deg": 5, "b.kind": "video", "b.axes": "xyt"})); err == nil {
		t.Error("a video takes other axes in flight")
	}
	paint(m, v, 0, 1)
	if got := m.TrueDeg(); got != 60 {
		t.Errorf("%v deg after a change that was refused, want 60", got)
	}
}

func TestTurnForwards(t *testing.T) {
	for _, c := range []struct {
		kind string
		set  map[string]any
		path string // "" where there is nothing to turn
	}{
		{"grating", nil, "theta_deg"},
		{"natural_film", nil, ""},
		{"sum", nil, "a.theta_deg"},
		{"sum", map[string]any{"a.kind": "natural_film"}, "b.theta_deg"},
		{"masked", nil, "of.theta_deg"},
		{"masked", map[string]any{"of.kind": "natural_film"}, ""},
		{"eye_movements", nil, ""},
		{"eye_movements", map[string]any{"of.kind": "grating"}, "of.theta_deg"},
		{"sequence", nil, ""},
	} {
		s := made(t, c.kind, c.set)
		before := params.Values(s)
		Turn(s, 17)
		if got := Orientation(s); c.path != "" && got != 17 || c.path == "" && !math.IsNaN(got) {
			t.Errorf("%s %v: turned to %v", c.kind, c.set, got)
		}
		for path, v := range params.Values(s) {
			if (v != before[path]) != (path == c.path) {
				t.Errorf("%s %v: %s was %v, is %v", c.kind, c.set, path, before[path], v)
			}
		}
	}
	if cpd, ok := SpatialFreq(made(t, "sum", map[string]any{"a.kind": "natural_film", "b.sf_cpd": 3})); !ok || cpd != 3 {
		t.Errorf("spatial frequency %v %v, want 3", cpd, ok)
	}
	if _, ok := SpatialFreq(fresh(t, "natural_film", nil)); ok {
		t.Error("a film has a spatial frequency")
	}
}

// Frames are pushed into the video inside, which takes them on its canvas.
func TestPushedInside(t *testing.T) {
	for kind, path := range map[string]string{"sum": "b.kind", "masked": "of.kind", "eye_movements": "of.kind"} {
		s := made(t, kind, map[string]any{path: "video"})
		if !HasVideo(s) || !Waits(s) || !IsNatural(s) {
			t.Errorf("%s with a video: has %v, waits %v, natural %v", kind, HasVideo(s), Waits(s), IsNatural(s))
		}
		m := open(t, s, 1)
		p, ok := PusherOf(m)
		if !ok {
			t.Fatalf("%s with a video takes no frames", kind)
		}
		f := sim.NewFrame(20, 30)
		f.Fill(1)
		if err := p.Push(f); err != nil {
			t.Fatal(err)
		}
		blank := paint(open(t, s, 1), s, 0, 1)[0]
		if shown := paint(m, s, 0, 1)[0]; reflect.DeepEqual(shown, blank) {
			t.Errorf("%s: the frame pushed is not shown", kind)
		}
		if _, ok := PusherOf(open(t, fresh(t, kind, nil), 1)); ok || HasVideo(fresh(t, kind, nil)) {
			t.Errorf("%s without a video takes frames", kind)
		}
	}
}

func TestFilesInside(t *testing.T) {
	for _, c := range []struct {
		kind string
		set  map[string]any
		want string
	}{
		{"grating", nil, ""},
		{"video", map[string]any{"file": "x.npy"}, "x.npy"},
		{"sum", map[string]any{"b.kind": "video", "b.file": "y.gif"}, "y.gif"},
		{"masked", map[string]any{"by.kind": "video", "by.file": "z.gif"}, "z.gif"}, // though not shown
		{"sequence", map[string]any{"items": "1: grating;2:video\vfile=/etc/hostname"}, "/etc/hostname"},
		{"sequence", map[string]any{"items": "1: masked of.kind=video of.file=a.png"}, "a.png"},
		{"sequence", map[string]any{"items": "1: grating theta_deg=5"}, ""},
	} {
		if got := File(made(t, c.kind, c.set)); got != c.want {
			t.Errorf("%s %v: file %q, want %q", c.kind, c.set, got, c.want)
		}
	}
}

// States of composites of many parts, in the middle of what they do.
func TestCompositeStates(t *testing.T) {
	for i, c := range []struct {
		kind string
		set  map[string]any
		at   []int
	}{
		{"sum", map[string]any{"a.kind": "motion_cloud", "b.kind": "motion_cloud"}, []int{0, 1, 5}},
		{"sum", map[string]any{"b.kind": "video"}, []int{0, 2}},
		{"masked", map[string]any{"mask": "stimulus"}, []int{3}},
		{"eye_movements", map[string]any{"of.kind": "motion_cloud", "saccade_rate_hz": 5, "fps": 500}, []int{1, 40, 77, 150}},
		{"sequence", map[string]any{"items": "0.05: motion_cloud; 0.07: masked of.kind=motion_cloud; 0.1: natural_film", "isi_s": 0.05}, []int{0, 1, 2, 3, 4, 6, 10, 11, 13, 20, 24, 40}},
		{"sequence", map[string]any{"items": "0.05: motion_cloud", "isi_s": 0, "frozen": false}, []int{2, 3, 4}},
	} {
		s := made(t, c.kind, c.set)
		if err := params.SetAll(s, map[string]any{"width_px": 24, "height_px": 18}); err != nil {
			t.Fatal(err)
		}
		m := open(t, s, sim.Seed(i))
		push := func(m Movie) {
			if p, ok := PusherOf(m); ok {
				for k := range 8 {
					f := sim.NewFrame(9, 9)
					f.Fill(float32(k) / 8)
					if err := p.Push(f); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		push(m)
		k := 0
		for _, at := range c.at {
			paint(m, s, k, at-k)
			k = at
			data, err := sim.Save(m.State)
			if err != nil {
				t.Fatal(err)
			}
			deg := m.TrueDeg()
			back := open(t, s, sim.Seed(i))
			if err := sim.Load(data, back.State); err != nil {
				t.Fatalf("%s after %d: %v", c.kind, at, err)
			}
			if got := back.TrueDeg(); got != deg && !(math.IsNaN(got) && math.IsNaN(deg)) {
				t.Errorf("%s after %d: %v deg, want %v", c.kind, at, got, deg)
			}
			if again, err := sim.Save(back.State); err != nil || !slices.Equal(again, data) {
				t.Errorf("%s after %d: saved again it is another state (%v)", c.kind, at, err)
			}
			want := open(t, s, sim.Seed(i))
			push(want)
			paint(want, s, 0, at)
			a, b := paint(back, s, at, 25), paint(want, s, at, 25)
			for j := range a {
				if !reflect.DeepEqual(a[j], b[j]) {
					t.Fatalf("%s after %d: frame %d is another one", c.kind, at, at+j)
				}
			}
		}
	}
}

// Nothing is allocated per frame.
func TestCompositesAllocateNothing(t *testing.T) {
	for kind, set := range map[string]map[string]any{
		"sum": nil, "masked": {"of.kind": "grating"}, "eye_movements": {"of.kind": "grating"}, "sequence": {"items": "9: grating"},
	} {
		s := made(t, kind, set)
		m, f, k := open(t, s, 1), sim.NewFrame(64, 64), int64(0)
		m.Paint(f, 0)
		if n := testing.AllocsPerRun(50, func() { k++; m.Paint(f, k) }); n > 0 {
			t.Errorf("%s: %g allocations per frame", kind, n)
		}
	}
}

func BenchmarkComposite(b *testing.B) {
	for _, kind := range []string{"grating", "sum", "masked", "eye_movements"} {
		for _, side := range []int{64, 256} {
			b.Run(fmt.Sprintf("%s %d", kind, side), func(b *testing.B) {
				set := map[string]any{"width_px": side, "height_px": side}
				if kind == "masked" || kind == "eye_movements" {
					set["of.kind"] = "grating"
				}
				s := made(b, kind, set)
				m, f := open(b, s, 1), sim.NewFrame(side, side)
				for k := range b.N {
					m.Paint(f, int64(k))
				}
			})
		}
	}
}
