package stimuli

import (
	"fmt"
	"math"

	"striate/params"
	"striate/sim"
)

// Grating is a sinusoidal luminance grating,
//
//	L = ½ (1 + C cos(2π sf x' + φ - 2π tf t)),
//
// x' the distance in degrees from the centre of the screen along θ-90, the
// direction it drifts in.
type Grating struct {
	Screen
	Theta    float64 `json:"theta_deg" sym:"θ" label:"orientation" unit:"deg" default:"60" range:"0,180" step:"1" doc:"angle of the bars, anticlockwise, 0 horizontal"`
	Motion   string  `json:"motion" label:"motion" default:"drifting" choice:"static,drifting" doc:"whether the grating drifts or stands still"`
	SF       float64 `json:"sf_cpd" sym:"f₀" label:"spatial frequency" unit:"c/deg" default:"1" range:"0.01,10" step:"0.05" scale:"log" doc:"spatial frequency"`
	TF       float64 `json:"tf_hz" sym:"tf" label:"temporal frequency" unit:"Hz" default:"2" range:"-30,30" step:"0.1" doc:"temporal frequency, negative drifts the other way"`
	Phase    float64 `json:"phase_deg" sym:"φ" label:"phase" unit:"deg" default:"0" range:"-360,360" step:"5" tier:"more" doc:"phase at the centre of the screen in the first frame"`
	Contrast float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"Michelson contrast, 0 is blank"`
}

func init() {
	params.Register[Stimulus]("grating", func() Stimulus { return new(Grating) })
}

func (g *Grating) spatialFreq() float64 { return g.SF }

// temporalFreq is 0 for bars that stand still.
func (g *Grating) temporalFreq() float64 {
	if g.Motion == "static" {
		return 0
	}
	return g.TF
}

// SpeedDps is the speed of the bars, tf/sf in deg/s; 0 when static.
func (g *Grating) SpeedDps() float64 {
	if g.Motion == "static" {
		return 0
	}
	return g.TF / g.SF
}

// Open starts the grating; it has no randomness.
func (g *Grating) Open(sim.Seed) (Movie, error) {
	if err := Validate(g); err != nil {
		return nil, err
	}
	return &gratingMovie{g: *g, trueDeg: math.NaN()}, nil
}

// gratingMovie keeps the cycles drifted so far, so that a change of temporal
// or spatial frequency goes on from where the bars are.
type gratingMovie struct {
	g       Grating
	drifted float64 // cycles, modulo 1
	last    int64   // frame last painted
	cosX    []float64
	sinX    []float64
	trueDeg float64
}

// Retune takes the parameters of another grating on the same screen.
func (m *gratingMovie) Retune(s Stimulus) error {
	g, err := sameKind(s, &m.g)
	if err != nil {
		return err
	}
	m.g = *g
	return nil
}

// TrueDeg is the orientation of the frame last painted.
func (m *gratingMovie) TrueDeg() float64 { return m.trueDeg }

// State is described at [Movie].
func (m *gratingMovie) State(a *sim.Archive) {
	a.Label("grating")
	sim.Value(a, &m.drifted)
	sim.Value(a, &m.last)
	sim.Value(a, &m.trueDeg)
	atMostOne(a, m.drifted)
}

// atMostOne refuses a share of a cycle that no movie can have got to.
func atMostOne(a *sim.Archive, share float64) {
	if !(math.Abs(share) <= 1) {
		a.Fail(fmt.Errorf("saved state is %g cycles through one, want at most 1", share))
	}
}

// Paint writes frame k. The centre is the pixel in column W/2 and, counted
// upward from the bottom, row H/2.
func (m *gratingMovie) Paint(dst *sim.Frame, k int64) {
	g := &m.g
	if g.Motion == "drifting" {
		m.drifted = math.Mod(m.drifted+g.TF/g.FPS*float64(k-m.last), 1)
	}
	m.last = k
	if g.Contrast == 0 {
		m.trueDeg = math.NaN()
		dst.Fill(0.5)
		return
	}
	m.trueDeg = math.Mod(g.Theta, 180)

	// cos(a+b) with a along x and b along y: one sine per row and column.
	sin, cos := math.Sincos((g.Theta - 90) * math.Pi / 180)
	w := 2 * math.Pi * g.CyclesPerPx(g.SF)
	if len(m.cosX) != dst.W {
		m.cosX, m.sinX = make([]float64, dst.W), make([]float64, dst.W)
	}
	for x := range dst.W {
		m.sinX[x], m.cosX[x] = math.Sincos(w * cos * (float64(x) - float64(dst.W/2)))
	}
	start := g.Phase*math.Pi/180 - 2*math.Pi*m.drifted
	for row := range dst.H {
		y := dst.H - 1 - row
		s, c := math.Sincos(w*sin*(float64(y)-float64(dst.H/2)) + start)
		s, c = 0.5*g.Contrast/100*s, 0.5*g.Contrast/100*c
		out := dst.Pix[row*dst.W:][:dst.W]
		for x := range out {
			out[x] = float32(min(1, max(0, 0.5+c*m.cosX[x]-s*m.sinX[x])))
		}
	}
}

var _ Retunable = (*gratingMovie)(nil)
