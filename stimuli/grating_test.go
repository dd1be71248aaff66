package stimuli

import (
	"fmt"
	"math"
	"testing"

	"striate/internal/golden"
	"striate/sim"
)

// The full-field gratings of the vision package: ½ - ½ C cos(2π f x' + φ) about
// the centre of the screen, arrays [x, y] with y upward; drifting ones have
// their origin at the corner and move towards -x'.
func TestGratingsOfVision(t *testing.T) {
	var file struct {
		Screen struct {
			DPD     float64 `json:"screen_dpd"`
			Refresh float64 `json:"screen_refresh_rate"`
			W       int     `json:"Xd_max"`
			H       int     `json:"Yd_max"`
		} `json:"screen"`
		Cases []struct {
			Name     string `json:"name"`
			Stimulus string `json:"stimulus"`
			Params   struct {
				SF       float64 `json:"spatial_freq"`
				Phase    float64 `json:"spatial_phase"`
				Contrast float64 `json:"contrast"`
				Theta    float64 `json:"theta"`
				TF       float64 `json:"drifting_speed_cycle_per_second"`
			} `json:"params"`
			It0      int          `json:"it0"`
			Indices  []int        `json:"frame_indices"`
			Expected golden.Array `json:"expected"`
		} `json:"cases"`
	}
	golden.Read(t, "gratings/gratings.json", &file)
	compared := 0
	for _, c := range file.Cases {
		static := c.Stimulus == "static-full-field-grating"
		if !static && c.Stimulus != "drifting-grating" {
			continue // centre and surround come with the stimuli that show them
		}
		c.Expected.Load(t, "gratings")
		g := fresh(t, "grating", nil).(*Grating)
		g.Width, g.Height, g.PxPerDeg, g.FPS = file.Screen.W, file.Screen.H, file.Screen.DPD, file.Screen.Refresh
		p := c.Params
		// Bars stand at right angles to x', modulo half a turn; across that our x'
		// turns round, and with it phase and drift.
		bars := p.Theta*180/math.Pi + 90
		g.Theta = math.Mod(bars+360, 180)
		sense := math.Cos((bars - g.Theta) * math.Pi / 180)
		g.SF, g.Contrast, g.TF = p.SF, 100*p.Contrast, -p.TF*sense
		phase := p.Phase + math.Pi
		if static {
			g.Motion = "static"
		} else { // from their corner to our centre
			sin, cos := math.Sincos(p.Theta)
			phase += 2 * math.Pi * p.SF * (float64(g.Width/2)*cos + float64(g.Height/2)*sin) / file.Screen.DPD
		}
		g.Phase = math.Remainder(phase*sense*180/math.Pi, 360)
		m := open(t, g, 1)
		last := c.Indices[len(c.Indices)-1]
		frames := paint(m, g, 0, last+1)
		for _, k := range c.Indices {
			if k < c.It0 && (!static || k == 0) {
				continue // the screen before the stimulus
			}
			show := k - c.It0
			if static {
				show = 0
			}
			got := make([]float64, 0, g.Width*g.Height)
			for x := range g.Width {
				for y := range g.Height {
					got = append(got, float64(frames[show].At(x, g.Height-1-y)))
				}
			}
			// frames are float32
			golden.Tolerance{ATol: 1e-7}.Compare(t, c.Name, fmt.Sprintf("frame%d", k), got, c.Expected.Plane(t, fmt.Sprintf("frame%d", k)))
			compared++
		}
	}
	if compared < 3 {
		t.Errorf("%d frames compared", compared)
	}
}

func TestGratingDriftsAcrossItsBars(t *testing.T) {
	for _, theta := range []float64{0, 60, 90, 150} {
		g := fresh(t, "grating", map[string]any{"theta_deg": theta, "tf_hz": 1.0}).(*Grating)
		x, y := flowAlong(paint(open(t, g, 1), g, 0, 20), theta-90)
		if want := g.PxPerFrame(g.SpeedDps()); math.Abs(x-want) > 0.05*want || g.SpeedDps() != 1 {
			t.Errorf("theta %g: drifts %.4f px/frame (other %.4f), want %.4f", theta, x, y, want)
		}
	}
}

// flowAlong is the normal flow of bars along a direction: -Σ Lt Ln / Σ Ln².
func flowAlong(frames []*sim.Frame, deg float64) (v, gradient float64) {
	sin, cos := math.Sincos(deg * math.Pi / 180)
	var nn, nt float64
	for k := 1; k+1 < len(frames); k++ {
		f := frames[k]
		for y := 1; y < f.H-1; y++ {
			for x := 1; x < f.W-1; x++ {
				n := cos*float64(f.At(x+1, y)-f.At(x-1, y))/2 + sin*float64(f.At(x, y-1)-f.At(x, y+1))/2
				t := float64(frames[k+1].At(x, y)-frames[k-1].At(x, y)) / 2
				nn, nt = nn+n*n, nt+n*t
			}
		}
	}
	return -nt / nn, nn
}

// A change of tf goes on from the phase reached: the first frame after it is
// the one that the new tf makes of the last.
func TestGratingRetuneKeepsThePhase(t *testing.T) {
	g := fresh(t, "grating", map[string]any{"tf_hz": 7.0})
	m := open(t, g, 1)
	a := paint(m, g, 0, 100)[99]
	still := fresh(t, "grating", map[string]any{"tf_hz": 0.0})
	if err := m.(Retunable).Retune(still); err != nil {
		t.Fatal(err)
	}
	b := paint(m, still, 100, 1)[0]
	for i := range a.Pix {
		if math.Abs(float64(a.Pix[i]-b.Pix[i])) > 1e-6 {
			t.Fatalf("pixel %d jumps from %v to %v", i, a.Pix[i], b.Pix[i])
		}
	}
}

func TestStaticGratingHasNoSpeed(t *testing.T) {
	g := fresh(t, "grating", map[string]any{"motion": "static"}).(*Grating)
	f := paint(open(t, g, 1), g, 0, 9)
	for i := range f[0].Pix {
		if f[0].Pix[i] != f[8].Pix[i] {
			t.Fatal("a static grating moves")
		}
	}
	if g.SpeedDps() != 0 {
		t.Errorf("speed %g", g.SpeedDps())
	}
}

// Above half a cycle per pixel a grating would alias to another.
func TestAliasingIsRefused(t *testing.T) {
	for _, kind := range kinds(t) {
		s := fresh(t, kind, nil)
		if !has(s, "sf_cpd") {
			continue
		}
		set(t, s, map[string]any{"sf_cpd": 6.0, "px_per_deg": 10.0})
		if _, err := s.Open(1); err == nil {
			t.Errorf("%s of .6 c/px opens", kind)
		}
	}
}

// Above half the frame rate a drift would alias to one the other way.
func TestGratingTemporalAlias(t *testing.T) {
	for _, c := range []struct {
		set map[string]any
		ok  bool
	}{
		{map[string]any{"fps": 24.0, "tf_hz": 12.0}, true}, {map[string]any{"fps": 24.0, "tf_hz": -13.0}, false},
		{map[string]any{"fps": 24.0, "tf_hz": 20.0, "motion": "static"}, true},
	} {
		_, err := fresh(t, "grating", c.set).Open(1)
		if (err == nil) != c.ok {
			t.Errorf("%v: %v", c.set, err)
		}
	}
}

// A narrow log-Gabor keeps its energy: exp(1/B²) leaves the range of float64
// long before the filter becomes impossible.
func TestNarrowLogGabor(t *testing.T) {
	for b := 1.0; b < 4; b += 0.25 {
		v, err := fresh(t, "log_gabor", map[string]any{"b_theta_deg": b, "width_px": 256, "height_px": 256}).(Renderer).Envelope(1)
		if err != nil {
			t.Errorf("B_θ %g°: %v", b, err)
			continue
		}
		sum := 0.0
		for _, x := range v.Data {
			sum += x * x
		}
		if !(sum > 0) || math.IsInf(sum, 0) {
			t.Errorf("B_θ %g°: the envelope has energy %g", b, sum)
		}
	}
}
