package stimuli

import (
	"errors"
	"fmt"
	"math"
	"math/cmplx"
	"reflect"
	"strings"
	"testing"

	"striate/params"
	"striate/sim"
)

// set changes parameters by their path, through the same tags as the page; it
// takes values that params.Set would refuse.
func set(t testing.TB, s Stimulus, values map[string]any) Stimulus {
	t.Helper()
	for k, v := range values {
		if !setField(reflect.ValueOf(s).Elem(), k, v) {
			t.Fatalf("%T has no parameter %s", s, k)
		}
	}
	return s
}

func setField(v reflect.Value, path string, x any) bool {
	key, rest, nested := strings.Cut(path, ".")
	for i := range v.NumField() {
		f, at := v.Type().Field(i), v.Field(i)
		if f.Anonymous && setField(at, path, x) {
			return true
		}
		if f.Tag.Get("json") != key {
			continue
		}
		if !nested {
			at.Set(reflect.ValueOf(x).Convert(at.Type()))
			return true
		}
		if value := at.FieldByName("Value"); value.IsValid() { // a OneOf
			if rest == "kind" {
				at.FieldByName("Kind").SetString(x.(string))
				return true
			}
			at = value.Elem().Elem()
		}
		return setField(at, rest, x)
	}
	return false
}

// has says whether a stimulus itself, not one within it, has the parameter.
func has(s Stimulus, key string) bool {
	ps := params.Describe(s)
	for _, p := range ps {
		if p.Path == key {
			return true
		}
	}
	return false
}

func fresh(t testing.TB, kind string, values map[string]any) Stimulus {
	t.Helper()
	s, err := params.New[Stimulus](kind)
	if err != nil {
		t.Fatal(err)
	}
	return set(t, s, values)
}

func open(t testing.TB, s Stimulus, seed sim.Seed) Movie {
	t.Helper()
	m, err := s.Open(seed)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// paint returns copies of the next n frames from k on.
func paint(m Movie, s Stimulus, k, n int) []*sim.Frame {
	var out []*sim.Frame
	for i := range n {
		f := sim.NewFrame(s.Geometry().Width, s.Geometry().Height)
		m.Paint(f, int64(k+i))
		out = append(out, f)
	}
	return out
}

// tensorDeg is the orientation of the bars by the structure tensor of central
// differences: the gradient stands at right angles to the bars. strength is
// 0 (none) to 1 (perfect bars).
func tensorDeg(frames []*sim.Frame) (deg, strength float64) {
	var sum complex128
	total := 0.0
	for _, f := range frames {
		for y := 1; y < f.H-1; y++ {
			for x := 1; x < f.W-1; x++ {
				gx := float64(f.At(x+1, y) - f.At(x-1, y))
				gy := float64(f.At(x, y-1) - f.At(x, y+1)) // upward
				g := complex(gx, gy)
				sum += g * g
				total += gx*gx + gy*gy
			}
		}
	}
	deg = math.Mod(cmplx.Phase(sum)*90/math.Pi+90+360, 180)
	return deg, cmplx.Abs(sum) / total
}

// blurred smooths frames with a binomial of sd √2 px along both axes, as central
// differences see too little of what is finer, and more of it along the axes.
func blurred(frames []*sim.Frame) []*sim.Frame {
	taps := []float32{1, 8, 28, 56, 70, 56, 28, 8, 1} // over 256
	var out []*sim.Frame
	for _, f := range frames {
		along, g := sim.NewFrame(f.W, f.H), sim.NewFrame(f.W, f.H)
		for y := range f.H {
			for x := range f.W {
				for i, v := range taps {
					along.Pix[y*f.W+x] += v / 256 * f.At(min(max(x+i-4, 0), f.W-1), y)
				}
			}
		}
		for y := range f.H {
			for x := range f.W {
				for i, v := range taps {
					g.Pix[y*f.W+x] += v / 256 * along.At(x, min(max(y+i-4, 0), f.H-1))
				}
			}
		}
		out = append(out, g)
	}
	return out
}

// apart is the distance of two orientations, deg.
func apart(a, b float64) float64 {
	d := math.Mod(math.Abs(a-b), 180)
	return min(d, 180-d)
}

// alone leaves one orientation, that of theta_deg, to a kind that shows two.
var alone = map[string]map[string]any{
	"plaid":           {"second_share_pct": 0.0},
	"center_surround": {"surround_contrast_pct": 0.0},
}

// blank takes all contrast out of a stimulus and what it is composed of.
func blank(t testing.TB, s Stimulus) Stimulus {
	t.Helper()
	for _, p := range params.Describe(s) {
		if strings.HasSuffix(p.Key, "contrast_pct") {
			set(t, s, map[string]any{p.Path: 0.0})
		}
	}
	return s
}

func kinds(t testing.TB) []string {
	ks := params.Kinds[Stimulus]()
	if len(ks) < 4 {
		t.Fatalf("kinds = %v, want at least four", ks)
	}
	return ks
}

func TestEveryStimulusOpensAndPaints(t *testing.T) {
	for _, kind := range kinds(t) {
		for _, size := range [][2]int{{64, 64}, {33, 20}, {8, 65}} {
			t.Run(fmt.Sprintf("%s %dx%d", kind, size[0], size[1]), func(t *testing.T) {
				s := fresh(t, kind, map[string]any{"width_px": size[0], "height_px": size[1]})
				a, b := paint(open(t, s, 7), s, 0, 5), paint(open(t, s, 7), s, 0, 5)
				for k, f := range a {
					for i, v := range f.Pix {
						if !(v >= 0 && v <= 1) {
							t.Fatalf("frame %d pixel %d = %v, want 0 to 1", k, i, v)
						}
						if v != b[k].Pix[i] {
							t.Fatalf("frame %d pixel %d: %v and %v from the same seed", k, i, v, b[k].Pix[i])
						}
					}
				}
			})
		}
	}
}

func TestEveryOrientedStimulusHasItsOrientation(t *testing.T) {
	for _, kind := range kinds(t) {
		if !has(fresh(t, kind, nil), "theta_deg") {
			continue
		}
		for _, theta := range []float64{0, 30, 45, 60, 90, 120, 135, 150, 180} {
			t.Run(fmt.Sprintf("%s %g", kind, theta), func(t *testing.T) {
				var all []*sim.Frame
				for seed := range sim.Seed(6) {
					s := set(t, fresh(t, kind, alone[kind]), map[string]any{"theta_deg": theta})
					m := open(t, s, seed)
					for k, f := range paint(m, s, 0, 20) {
						if k%5 == 0 {
							all = append(all, f)
						}
					}
					if got := m.TrueDeg(); got != math.Mod(theta, 180) {
						t.Fatalf("TrueDeg = %v, want %v", got, theta)
					}
				}
				got, strength := tensorDeg(blurred(all))
				if apart(got, theta) > 3 || strength < 0.6 {
					t.Errorf("structure tensor %.1f deg, strength %.2f, want %g deg", got, strength, theta)
				}
			})
		}
	}
}

func TestEveryStimulusIsBlankWithoutContrast(t *testing.T) {
	for _, kind := range kinds(t) {
		s := blank(t, fresh(t, kind, nil))
		m := open(t, s, 1)
		if p, ok := m.(Pusher); ok {
			f := sim.NewFrame(4, 4)
			if err := p.Push(f); err != nil {
				t.Fatal(err)
			}
		}
		check := func(what string, f *sim.Frame) {
			for _, v := range f.Pix {
				if v != 0.5 {
					t.Fatalf("%s %s: luminance %v, want 0.5", kind, what, v)
				}
			}
		}
		for _, f := range paint(m, s, 0, 3) {
			check("movie", f)
		}
		if !math.IsNaN(m.TrueDeg()) {
			t.Errorf("%s: TrueDeg of a blank = %v, want NaN", kind, m.TrueDeg())
		}
		n := 0
		err := Render(s, 3, 1, func(k int, f *sim.Frame) error {
			if k != n {
				t.Errorf("%s: frame %d, want %d", kind, k, n)
			}
			n++
			check("block", f)
			return nil
		})
		if err != nil || n != 3 {
			t.Errorf("%s: %d frames, %v", kind, n, err)
		}
	}
}

func TestEveryStimulusRefusesBadParameters(t *testing.T) {
	for _, kind := range kinds(t) {
		for _, p := range params.Describe(fresh(t, kind, nil)) {
			bad := []any{math.NaN(), p.Min - 1}
			switch p.Type {
			case params.Number:
				if !math.IsInf(p.Max, 1) {
					bad = append(bad, p.Max+1, math.Inf(1))
				}
			case params.Integer:
				bad = []any{p.Min - 1, p.Max + 1}
			case params.Choice:
				bad = []any{"nonsense"}
			default:
				continue
			}
			for _, x := range bad {
				s := fresh(t, kind, map[string]any{p.Path: x})
				_, err := s.Open(1)
				var pe *params.Error
				if !errors.As(err, &pe) || !strings.Contains(err.Error(), p.Path) {
					t.Errorf("%s with %s = %v: %v, want an error that names it", kind, p.Path, x, err)
				}
				if err := Render(s, 1, 1, func(int, *sim.Frame) error { return nil }); err == nil {
					t.Errorf("%s with %s = %v renders", kind, p.Path, x)
				}
				if m, ok := open(t, fresh(t, kind, nil), 1).(Retunable); ok && m.Retune(s) == nil {
					t.Errorf("%s retunes to %s = %v", kind, p.Path, x)
				}
			}
		}
	}
}

// Retuned to the parameters that it has, a movie goes on as if untouched; it
// refuses another kind and another screen.
func TestEveryRetunableGoesOn(t *testing.T) {
	ks := kinds(t)
	for i, kind := range ks {
		s := fresh(t, kind, nil)
		a, b := open(t, s, 3), open(t, s, 3)
		r, ok := b.(Retunable)
		if !ok {
			continue
		}
		for k := range 6 {
			if err := r.Retune(fresh(t, kind, nil)); err != nil {
				t.Fatal(err)
			}
			fa, fb := paint(a, s, k, 1)[0], paint(b, s, k, 1)[0]
			if !reflect.DeepEqual(fa, fb) {
				t.Errorf("%s: frame %d differs after Retune to the same", kind, k)
			}
		}
		if err := r.Retune(fresh(t, ks[(i+1)%len(ks)], nil)); err == nil {
			t.Errorf("%s retunes to %s", kind, ks[(i+1)%len(ks)])
		}
		if err := r.Retune(fresh(t, kind, map[string]any{"width_px": 32})); err == nil {
			t.Errorf("%s retunes to another screen", kind)
		}
	}
}

// A block that is held in memory is bounded, and so is every envelope; what is
// painted frame by frame may be as long as one likes.
func TestBlocksAreBounded(t *testing.T) {
	stop := errors.New("enough")
	for _, kind := range kinds(t) {
		s := fresh(t, kind, map[string]any{"width_px": 512, "height_px": 512})
		for _, frames := range []int{MaxVoxels/512/512 + 1, math.MaxInt, 0, -1} {
			n := 0
			err := Render(s, frames, 1, func(int, *sim.Frame) error { n++; return stop })
			held := kind == "motion_cloud"
			switch {
			case frames < 1:
				if err == nil || n > 0 || !strings.Contains(err.Error(), "at least 1") {
					t.Errorf("%s, %d frames: %v, want at least 1", kind, frames, err)
				}
			case held:
				if err == nil || n > 0 || !strings.Contains(err.Error(), "MaxVoxels") {
					t.Errorf("%s, %d frames: %v, want an error that names MaxVoxels", kind, frames, err)
				}
			case !errors.Is(err, stop) || n != 1:
				t.Errorf("%s, %d frames: %v after %d frames, want them painted one by one", kind, frames, err, n)
			}
			if r, ok := s.(Renderer); ok {
				if _, err := r.Envelope(frames); err == nil {
					t.Errorf("%s: envelope of %d frames", kind, frames)
				}
			}
		}
	}
}

func TestRenderStopsAtAnError(t *testing.T) {
	stop := errors.New("enough")
	for _, kind := range kinds(t) {
		n := 0
		err := Render(fresh(t, kind, nil), 4, 1, func(int, *sim.Frame) error { n++; return stop })
		if !errors.Is(err, stop) || n != 1 {
			t.Errorf("%s: %v after %d frames", kind, err, n)
		}
	}
}
