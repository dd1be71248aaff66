package stimuli

import (
	"math"
	"testing"

	"striate/internal/golden"
)

const clouds = "motionclouds"

type envelopeCase struct {
	Name   string `json:"name"`
	NX     int    `json:"N_X"`
	NY     int    `json:"N_Y"`
	NFrame int    `json:"N_frame"`
	Params struct {
		VX       golden.Number `json:"V_X"`
		VY       golden.Number `json:"V_Y"`
		BV       golden.Number `json:"B_V"`
		SF0      golden.Number `json:"sf_0"`
		BSF      golden.Number `json:"B_sf"`
		LogGabor bool          `json:"loggabor"`
		Theta    golden.Number `json:"theta"`
		BTheta   golden.Number `json:"B_theta"`
		Alpha    golden.Number `json:"alpha"`
	} `json:"params"`
	GridShape []int        `json:"grid_shape"`
	FX        []float64    `json:"fx_axis"`
	FY        []float64    `json:"fy_axis"`
	FT        []float64    `json:"ft_axis"`
	Sum       float64      `json:"envelope_sum"`
	Max       float64      `json:"envelope_max"`
	Expected  golden.Array `json:"expected"`
}

func (c *envelopeCase) texture() Texture {
	p := c.Params
	return Texture{
		Theta: float64(p.Theta), BTheta: float64(p.BTheta), SF0: float64(p.SF0), BSF: float64(p.BSF),
		VX: float64(p.VX), VY: float64(p.VY), BV: float64(p.BV), Alpha: float64(p.Alpha), Gaussian: !p.LogGabor,
	}
}

// overGrid samples f at every frequency, [x, y, t].
func overGrid(fx, fy, ft []float64, f func(x, y, t float64) float64) []float64 {
	var out []float64
	for _, x := range fx {
		for _, y := range fy {
			for _, t := range ft {
				out = append(out, f(x, y, t))
			}
		}
	}
	return out
}

func loadEnvelopes(t *testing.T) (map[string]*envelopeCase, []*envelopeCase, golden.Tolerance) {
	var file struct {
		Tolerance golden.Tolerance `json:"tolerance"`
		Cases     []*envelopeCase  `json:"cases"`
	}
	golden.Read(t, clouds+"/envelopes.json", &file)
	byName := map[string]*envelopeCase{}
	for _, c := range file.Cases {
		c.Expected.Load(t, clouds)
		byName[c.Name] = c
	}
	file.Tolerance.OfMax = true // a note in the file says so
	return byName, file.Cases, file.Tolerance
}

func TestEnvelopesOfMotionClouds(t *testing.T) {
	_, cases, tol := loadEnvelopes(t)
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			s := c.texture()
			dx, dy := spacing(c.FX), spacing(c.FY)
			grid := func(f func(x, y, t float64) float64) []float64 { return overGrid(c.FX, c.FY, c.FT, f) }
			speed := s.Speed
			if len(c.FT) == 1 {
				speed = func(_, _, _ float64) float64 { return 1 }
			}
			tol.Compare(t, c.Name, "color", grid(s.Color), c.Expected.Plane(t, "color"))
			tol.Compare(t, c.Name, "radial", grid(s.Radial), c.Expected.Plane(t, "radial"))
			tol.Compare(t, c.Name, "speed", grid(speed), c.Expected.Plane(t, "speed"))
			tol.Compare(t, c.Name, "orientation", grid(func(x, y, _ float64) float64 { return s.Orientation(x, y, dx, dy) }), c.Expected.Plane(t, "orientation"))
			v := s.Envelope(c.FX, c.FY, c.FT)
			tol.Compare(t, c.Name, "envelope", v.Data, c.Expected.Plane(t, "gabor"))
			sum := 0.0
			for _, e := range v.Data {
				sum += e
			}
			golden.Tolerance{RTol: 1e-11}.Compare(t, c.Name, "sum, max", []float64{sum, golden.MaxAbs(v.Data)}, []float64{c.Sum, c.Max})

			// The axes are ours too, except at odd sizes, where MotionClouds has one sample more.
			for _, a := range []struct {
				n    int
				want []float64
			}{{c.NX, c.FX}, {c.NY, c.FY}, {c.NFrame, c.FT}} {
				if a.n%2 == 0 || a.n == 1 {
					golden.Tolerance{RTol: 1e-14, ATol: 1e-15}.Compare(t, c.Name, "axis", Axis(a.n), a.want)
				} else if len(Axis(a.n)) != a.n {
					t.Errorf("axis of %d samples has %d", a.n, len(Axis(a.n)))
				}
			}
		})
	}
}

func TestExtrasOfMotionClouds(t *testing.T) {
	var file struct {
		Size      []int                    `json:"size"`
		Params    map[string]golden.Number `json:"params"`
		Tolerance golden.Tolerance         `json:"tolerance"`
		Expected  golden.Array             `json:"expected"`
	}
	golden.Read(t, clouds+"/extras.json", &file)
	file.Expected.Load(t, clouds)
	p := func(k string) float64 {
		v, ok := file.Params[k]
		if !ok {
			t.Fatalf("no parameter %s", k)
		}
		return float64(v)
	}
	nx, ny, nt := file.Size[0], file.Size[1], file.Size[2]
	spatial := Texture{FT0: math.Inf(1)}
	s := Texture{Alpha: p("alpha"), SF0: p("sf_0"), BSF: p("B_sf"), FT0: p("ft_0")}
	gauss := s
	gauss.Gaussian = true
	for name, f := range map[string]func(x, y, t float64) float64{
		"radius": spatial.radius, "radius_ft0": s.radius, "color_ft0": s.Color,
		"radial_ft0_loggabor": s.Radial, "radial_ft0_gabor": gauss.Radial,
		"retina": func(x, y, _ float64) float64 { return RetinaEnvelope(x, y, p("retina_df")) },
	} {
		file.Tolerance.Compare(t, "extras", name, overGrid(Axis(nx), Axis(ny), Axis(nt), f), file.Expected.Plane(t, name))
	}
	file.Tolerance.Compare(t, "extras", "mask", CircularMask(nx, ny, nt, p("mask_radius"), p("mask_exponent")).Data, file.Expected.Plane(t, "mask"))
}

func TestCloudsOfMotionClouds(t *testing.T) {
	envelopes, _, _ := loadEnvelopes(t)
	var extras struct {
		Params map[string]golden.Number `json:"params"`
	}
	golden.Read(t, clouds+"/extras.json", &extras)
	var file struct {
		Tolerance golden.Tolerance `json:"tolerance"`
		Cases     []struct {
			Name     string       `json:"name"`
			Envelope string       `json:"envelope_case"`
			Contrast float64      `json:"contrast"`
			ZStd     float64      `json:"z_std"`
			ZAbsMax  float64      `json:"z_absmax"`
			Expected golden.Array `json:"expected"`
		} `json:"cases"`
		Events struct {
			Envelope string       `json:"envelope_case"`
			Expected golden.Array `json:"expected"`
		} `json:"events_in_space_time"`
	}
	golden.Read(t, clouds+"/clouds.json", &file)
	envelope := func(name string) *Volume {
		c := envelopes[name]
		if c == nil {
			t.Fatalf("no envelope %s", name)
		}
		s := c.texture()
		return s.Envelope(c.FX, c.FY, c.FT)
	}
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			c.Expected.Load(t, clouds)
			v := envelope(c.Envelope)
			f := &Events{v.NX, v.NY, v.NT, c.Expected.Complex(t, "F_events")}
			z := f.Texture(v)
			file.Tolerance.Compare(t, c.Name, "z", z.Data, c.Expected.Plane(t, "z"))
			golden.Tolerance{RTol: 1e-10}.Compare(t, c.Name, "std, max", []float64{1 / scaling(z.Data, true), golden.MaxAbs(z.Data)}, []float64{c.ZStd, c.ZAbsMax})
			file.Tolerance.Compare(t, c.Name, "michelson", Michelson(z.Data, c.Contrast), c.Expected.Plane(t, "rectif_michelson"))
			file.Tolerance.Compare(t, c.Name, "energy", Energy(z.Data, c.Contrast), c.Expected.Plane(t, "rectif_energy"))
			k := Impulse(v.NX, v.NY, v.NT).Texture(v)
			file.Tolerance.Compare(t, c.Name, "impulse", k.Data, c.Expected.Plane(t, "impulse"))
			mask := CircularMask(v.NX, v.NY, v.NT, float64(extras.Params["mask_radius"]), float64(extras.Params["mask_exponent"]))
			for i := range k.Data {
				k.Data[i] *= mask.Data[i]
			}
			file.Tolerance.Compare(t, c.Name, "impulse masked", k.Data, c.Expected.Plane(t, "impulse_masked"))
		})
	}
	e := &file.Events
	e.Expected.Load(t, clouds)
	v := envelope(e.Envelope)
	z := EventsInSpaceTime(&Volume{v.NX, v.NY, v.NT, e.Expected.Plane(t, "events")}).Texture(v)
	file.Tolerance.Compare(t, e.Envelope, "events in space and time", z.Data, e.Expected.Plane(t, "z"))
}

// Below 0.0189 rad the envelope is divided by its peak; it must stay finite
// down to nothing, and keep its shape across that line.
func TestNarrowOrientationStaysFinite(t *testing.T) {
	for _, b := range []float64{1e-300, 1e-12, 1e-3, 0.0187, 0.0188, 0.0189, 0.019, 0.03} {
		s := Texture{Theta: 0.4, BTheta: b}
		d := b * 0.7 // exp(-d²/2b²) to the side
		peak := s.Orientation(math.Cos(0.4), math.Sin(0.4), 1, 1)
		side := s.Orientation(math.Cos(0.4+d), math.Sin(0.4+d), 1, 1)
		if !(peak > 0) || math.IsInf(peak, 0) || math.IsNaN(side) {
			t.Errorf("B_theta = %g: peak %g, side %g", b, peak, side)
		}
		if b > 1e-9 && math.Abs(side/peak-math.Exp(-0.245)) > 1e-3 {
			t.Errorf("B_theta = %g: side/peak = %g, want %g", b, side/peak, math.Exp(-0.245))
		}
	}
}
