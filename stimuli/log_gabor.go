package stimuli

import (
	"math"

	"striate/params"
	"striate/sim"
)

// LogGabor is a still log-Gabor patch in the middle of the screen,
//
//	L = ½ (1 + C Re(g e^{iφ}) / max|g|),
//
// g the complex kernel of Fischer et al. 2007: phase 0 is even, 90 odd, and
// the phase does not change the contrast.
type LogGabor struct {
	_ struct{} `eq:"luminance = ½ (1 + C Re(g e^iφ) / max|g|),  g the inverse Fourier transform of\nexp(−½ ln²(f/f₀) / (B_sf ln 2)²) / f · exp(cos(arg f − θ + 90°) / B_θ²)" ref:"Fischer et al. 2007"`

	Screen
	Theta    float64 `json:"theta_deg" sym:"θ" label:"orientation" unit:"deg" default:"60" range:"0,180" step:"1" doc:"angle of the bars, anticlockwise, 0 horizontal"`
	BTheta   float64 `json:"b_theta_deg" sym:"B_θ" label:"orientation bandwidth" unit:"deg" default:"15" range:"1,inf" step:"1" doc:"standard deviation of the orientation envelope; above 48.7 there is no orientation" ref:"Fischer et al. 2007"`
	SF       float64 `json:"sf_cpd" sym:"f₀" label:"spatial frequency" unit:"c/deg" default:"1" range:"0.01,10" step:"0.05" scale:"log" doc:"central spatial frequency"`
	BSF      float64 `json:"b_sf_oct" sym:"B_sf" label:"frequency bandwidth" unit:"oct" default:"0.72" range:"0.01,10" step:"0.05" doc:"standard deviation of the spatial frequency, octaves" ref:"Fischer et al. 2007"`
	Phase    float64 `json:"phase_deg" sym:"φ" label:"phase" unit:"deg" default:"0" range:"-360,360" step:"5" tier:"more" doc:"phase at the centre, 0 even, 90 odd"`
	Contrast float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"Michelson contrast of the even phase, 0 is blank"`
}

func init() {
	params.Register[Stimulus]("log_gabor", func() Stimulus { return new(LogGabor) })
}

func (g *LogGabor) spatialFreq() float64 { return g.SF }

// filter is the patch in the units of its grid, in the middle of the screen:
// column W/2 and, counted upward from the bottom, row H/2, as of a grating.
func (g *LogGabor) filter() LogGaborFilter {
	const rad = math.Pi / 180
	return LogGaborFilter{
		Row: float64(g.Height - 1 - g.Height/2), Col: float64(g.Width / 2),
		SF0: g.CyclesPerPx(g.SF), BSF: g.BSF * math.Ln2,
		Theta: g.Theta * rad, BTheta: g.BTheta * rad,
	}
}

// empty is the error for a patch that no frequency of the grid carries.
func (g *LogGabor) empty() error {
	return &params.Error{Path: "sf_cpd", Found: params.FormatNumber(g.SF), Want: "a band that holds at least one frequency of this screen"}
}

// kernel is the complex patch of phase 0, without its mean.
func (g *LogGabor) kernel() ([]complex128, error) {
	f := g.filter()
	e := f.Envelope(Axis(g.Height), Axis(g.Width), false)
	if e == nil {
		return nil, g.empty()
	}
	e[g.Height/2*g.Width+g.Width/2] = 0
	k := SpatialKernel(e, g.Height, g.Width, 0)
	top := 0.0
	for _, v := range k {
		top = max(top, math.Hypot(real(v), imag(v)))
	}
	if !(top > 0) {
		return nil, g.empty()
	}
	for i := range k {
		k[i] /= complex(top, 0)
	}
	return k, nil
}

// Envelope is the amplitude |Band · Orientation| of mean square 2, [x, y, t],
// centred; a still image, so all of it is at ft = 0.
func (g *LogGabor) Envelope(frames int) (*Volume, error) {
	if err := Validate(g); err != nil {
		return nil, err
	}
	if err := checkVoxels(g.Width, g.Height, frames); err != nil {
		return nil, err
	}
	f := g.filter()
	// Rows go down and y goes up: the frequency fr down a column is -fy.
	fy := Axis(g.Height)
	fr := make([]float64, len(fy))
	for i, y := range fy {
		fr[i] = -y
	}
	e := f.Envelope(fr, Axis(g.Width), false)
	if e == nil {
		return nil, g.empty()
	}
	v := NewVolume(g.Width, g.Height, frames)
	for x := range g.Width {
		for y := range g.Height {
			c := e[y*g.Width+x]
			v.Data[(x*g.Height+y)*frames+frames/2] = math.Hypot(real(c), imag(c))
		}
	}
	return v, nil
}

// Render paints the still image into every frame.
func (g *LogGabor) Render(frames int, seed sim.Seed, each func(k int, f *sim.Frame) error) error {
	return paintAll(g, frames, seed, each)
}

// Open makes the patch; it has no randomness.
func (g *LogGabor) Open(sim.Seed) (Movie, error) {
	if err := Validate(g); err != nil {
		return nil, err
	}
	k, err := g.kernel()
	if err != nil {
		return nil, err
	}
	return &logGaborMovie{g: *g, kernel: k, trueDeg: math.NaN()}, nil
}

type logGaborMovie struct {
	g       LogGabor
	kernel  []complex128
	trueDeg float64
}

// Retune takes the parameters of another log-Gabor on the same screen.
func (m *logGaborMovie) Retune(s Stimulus) error {
	g, err := sameKind(s, &m.g)
	if err != nil {
		return err
	}
	if g.filter() != m.g.filter() {
		k, err := g.kernel()
		if err != nil {
			return err
		}
		m.kernel = k
	}
	m.g = *g
	return nil
}

// TrueDeg is the orientation of the frame last painted.
func (m *logGaborMovie) TrueDeg() float64 { return m.trueDeg }

// State is described at [Movie].
func (m *logGaborMovie) State(a *sim.Archive) {
	a.Label("log_gabor")
	sim.Value(a, &m.trueDeg)
}

// Paint writes the patch.
func (m *logGaborMovie) Paint(dst *sim.Frame, _ int64) {
	if m.g.Contrast == 0 {
		m.trueDeg = math.NaN()
		dst.Fill(0.5)
		return
	}
	m.trueDeg = math.NaN()
	if m.g.BTheta < untunedDeg {
		m.trueDeg = math.Mod(m.g.Theta, 180)
	}
	paintKernel(dst, m.kernel, m.g.Phase*math.Pi/180, m.g.Contrast/100)
}

// paintKernel writes ½ (1 + C Re(k e^{i phase})).
func paintKernel(dst *sim.Frame, kernel []complex128, phase, contrast float64) {
	sin, cos := math.Sincos(phase)
	gain := 0.5 * contrast
	for i, v := range kernel {
		dst.Pix[i] = float32(min(1, max(0, 0.5+gain*(cos*real(v)-sin*imag(v)))))
	}
}

var (
	_ Renderer  = (*LogGabor)(nil)
	_ Renderer  = (*MotionCloud)(nil)
	_ Retunable = (*logGaborMovie)(nil)
)
