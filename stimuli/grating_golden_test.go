package stimuli

import (
	"fmt"
	"math"
	"testing"

	"striate/internal/golden"
)

// luminances are all pixels of frame k in float64, before they are clipped and
// rounded, [x, y] with y upward as the vision package has them.
func luminances(m Movie, s Stimulus, k int64) []float64 {
	g := s.Geometry()
	w := m.(interface {
		advance(k int64)
		luminance(row []float64, y int)
	})
	w.advance(k)
	out, row := make([]float64, g.Width*g.Height), make([]float64, g.Width)
	for y := range g.Height {
		w.luminance(row, y)
		for x, v := range row {
			out[x*g.Height+y] = v
		}
	}
	return out
}

// visionBars turns an angle of x' and a phase of ½ - ½ C cos(2π f x' + phase),
// rad, into ours. Bars stand at right angles to x', modulo half a turn; across
// that our x' turns round (sense -1), and with it phase and drift.
func visionBars(theta, phase float64) (thetaDeg, phaseDeg, sense float64) {
	bars := theta*180/math.Pi + 90
	thetaDeg = math.Mod(math.Mod(bars, 180)+180, 180)
	sense = math.Round(math.Cos((bars - thetaDeg) * math.Pi / 180))
	return thetaDeg, math.Remainder((phase+math.Pi)*sense*180/math.Pi, 360), sense
}

// Every grating of the vision package: full fields about the middle of the
// screen; drifting ones with their origin at the corner and towards -x'; discs
// and rings. Beyond those the package shows its initial luminance and we grey;
// a pixel on a border may fall either way.
func TestGratingsOfVision(t *testing.T) {
	var file struct {
		Tolerance golden.Tolerance `json:"tolerance"`
		Screen    struct {
			DPD     float64 `json:"screen_dpd"`
			Refresh float64 `json:"screen_refresh_rate"`
			W       int     `json:"Xd_max"`
			H       int     `json:"Yd_max"`
		} `json:"screen"`
		Base struct {
			Init float64 `json:"lumin_value_at_init"`
		} `json:"stimulus_base"`
		Cases []struct {
			Name     string `json:"name"`
			Stimulus string `json:"stimulus"`
			Params   struct {
				SF       float64 `json:"spatial_freq"`
				Phase    float64 `json:"spatial_phase"`
				Contrast float64 `json:"contrast"`
				Theta    float64 `json:"theta"`
				TF       float64 `json:"drifting_speed_cycle_per_second"`

				Middle           [2]float64 `json:"center"`
				CenterRadius     float64    `json:"center_radius"`
				CenterSF         float64    `json:"center_spatial_freq"`
				CenterPhase      float64    `json:"center_spatial_phase"`
				CenterContrast   float64    `json:"center_contrast"`
				CenterTheta      float64    `json:"center_theta"`
				SurroundRadius   float64    `json:"surround_radius"`
				SurroundSF       float64    `json:"surround_spatial_freq"`
				SurroundPhase    float64    `json:"surround_spatial_phase"`
				SurroundContrast float64    `json:"surround_contrast"`
				SurroundTheta    float64    `json:"surround_theta"`
			} `json:"params"`
			It0      int          `json:"it0"`
			Indices  []int        `json:"frame_indices"`
			Expected golden.Array `json:"expected"`
		} `json:"cases"`
	}
	golden.Read(t, "gratings/gratings.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	scr := Screen{Width: file.Screen.W, Height: file.Screen.H, PxPerDeg: file.Screen.DPD, FPS: file.Screen.Refresh, DegreesBy: "given", MonitorCm: 40, MonitorPx: 1280, DistanceCm: 57}
	for _, c := range file.Cases {
		c.Expected.Load(t, "gratings")
		p := c.Params
		grating := func(theta, phase, sf, contrast float64) *Grating {
			g := fresh(t, "grating", map[string]any{"motion": "static", "aperture_edge_deg": 0.0}).(*Grating)
			g.Screen, g.SF, g.Contrast = scr, sf, 100*contrast
			g.Theta, g.Phase, _ = visionBars(theta, phase)
			g.X, g.Y = p.Middle[0]-float64(scr.Width/2)/scr.PxPerDeg, p.Middle[1]-float64(scr.Height/2)/scr.PxPerDeg
			return g
		}
		center := func() *Grating {
			g := grating(p.CenterTheta, p.CenterPhase, p.CenterSF, p.CenterContrast)
			g.Shape, g.Size = "circle", 2*p.CenterRadius
			return g
		}
		surround := func() *Grating {
			g := grating(p.SurroundTheta, p.SurroundPhase, p.SurroundSF, p.SurroundContrast)
			g.Shape, g.Size, g.Inner = "annulus", 2*p.SurroundRadius, 2*p.CenterRadius
			return g
		}
		both := func() *CenterSurround {
			s := fresh(t, "center_surround", map[string]any{"motion": "static", "gap_deg": 0.0, "contrast_pct": 0.0, "surround_contrast_pct": 0.0, "sf_cpd": 0.1, "surround_sf_cpd": 0.1}).(*CenterSurround)
			s.Screen, s.Center, s.Surround = scr, 2*p.CenterRadius, 2*max(p.SurroundRadius, p.CenterRadius+1)
			if p.CenterContrast > 0 {
				g := center()
				s.Theta, s.Phase, s.SF, s.Contrast, s.Placement = g.Theta, g.Phase, g.SF, g.Contrast, g.Placement
			}
			if p.SurroundContrast > 0 {
				g := surround()
				s.SurroundTheta, s.SurroundPhase, s.SurroundSF, s.SurroundContrast, s.Placement = g.Theta, g.Phase, g.SF, g.Contrast, g.Placement
			}
			return s
		}
		var shows []Stimulus // each must be the same
		switch c.Stimulus {
		case "static-full-field-grating":
			g := grating(p.Theta, p.Phase, p.SF, p.Contrast)
			g.X, g.Y = 0, 0
			shows = []Stimulus{g}
		case "drifting-grating":
			g := grating(p.Theta, p.Phase, p.SF, p.Contrast) // the middle is [0 0], the corner
			_, _, sense := visionBars(p.Theta, p.Phase)
			g.Motion, g.TF = "drifting", -p.TF*sense
			shows = []Stimulus{g}
		case "static-center-grating":
			shows = []Stimulus{center(), both()}
		case "static-surround-grating":
			shows = []Stimulus{surround(), both()}
		case "static-center-surround-grating":
			shows = []Stimulus{both()}
		default:
			t.Errorf("%s is a %s, which nothing shows", c.Name, c.Stimulus)
		}
		inside := func(i int) (in, border bool) {
			if p.CenterRadius == 0 {
				return true, false
			}
			x, y := float64(i/scr.Height)/scr.PxPerDeg, float64(i%scr.Height)/scr.PxPerDeg
			r := math.Hypot(x-p.Middle[0], y-p.Middle[1])
			in = r < p.CenterRadius && p.CenterContrast > 0 || r >= p.CenterRadius && r < p.SurroundRadius
			return in, math.Abs(r-p.CenterRadius) < 1e-9 || math.Abs(r-p.SurroundRadius) < 1e-9
		}
		for _, s := range shows {
			m := open(t, s, 1)
			shown := 0
			for _, k := range c.Indices {
				frame := fmt.Sprintf("frame%d", k)
				at := int64(k - c.It0)
				if c.Stimulus != "drifting-grating" { // frame 0 is before the stimulus, 1 the stimulus
					at = int64(k - 1)
				}
				var got, want, beyond []float64
				for i, v := range c.Expected.Plane(t, frame) {
					if in, border := inside(i); at >= 0 && border {
						continue
					} else if at >= 0 && in {
						want = append(want, v)
					} else {
						beyond = append(beyond, v)
					}
				}
				for _, v := range beyond {
					if v != file.Base.Init {
						t.Fatalf("%s %s is %v where nothing should show", c.Name, frame, v)
					}
				}
				if at < 0 {
					continue
				}
				for i, v := range luminances(m, s, at) {
					if in, border := inside(i); in && !border {
						got = append(got, v)
					} else if !border && v != 0.5 {
						t.Fatalf("%s %s is %v beyond the gratings, want 0.5", c.Name, frame, v)
					}
				}
				file.Tolerance.Compare(t, c.Name, frame, got, want)
				shown++
			}
			if shown == 0 {
				t.Errorf("%s: no frame was compared", c.Name)
			}
		}
	}
}

// The Gabors of the vision package: standard deviation size across the bars and
// size/√beta along them.
func TestGaborsOfVision(t *testing.T) {
	var file struct {
		X         []float64        `json:"x"`
		Y         []float64        `json:"y"`
		Tolerance golden.Tolerance `json:"tolerance"`
		Cases     []struct {
			Params   struct{ X0, Y0, Freq, Size, Beta, Theta, Psi float64 }
			Expected golden.Array `json:"expected"`
		} `json:"cases"`
	}
	golden.Read(t, "gratings/gabor.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	for i, c := range file.Cases {
		c.Expected.Load(t, "gratings")
		p := c.Params
		g := fresh(t, "grating", map[string]any{"motion": "static", "aperture": "gaussian", "contrast_pct": 100.0}).(*Grating)
		g.Width, g.Height, g.PxPerDeg = len(file.X), len(file.Y), 1/(file.X[1]-file.X[0])
		g.SF, g.Size, g.Aspect = p.Freq, p.Size*math.Sqrt(8*math.Ln2), 1/math.Sqrt(p.Beta)
		g.Theta, g.Phase, _ = visionBars(p.Theta, p.Psi-math.Pi)
		// Our middle is the pixel in column W/2 and row H/2.
		g.X, g.Y = p.X0-file.X[g.Width/2], p.Y0-file.Y[g.Height/2]
		got := luminances(open(t, g, 1), g, 0)
		for j, v := range got {
			got[j] = (v - 0.5) / 0.5
		}
		compares(t, i, file.Tolerance, &c.Expected, map[string][]float64{"gabor": got})
	}
}
