package stimuli

import (
	"fmt"
	"math"

	"striate/params"
	"striate/sim"
)

// ReverseCorrelation flashes gratings of a set one after another, in random
// order, with blanks among them: subspace reverse correlation (Ringach, Sapiro
// and Shapley 1997, Vision Res. 37). Correlating spikes with what was shown a
// time τ before gives tuning as a function of τ; [ReverseCorrelation.Sequence]
// tells what each frame shows.
//
//	gratings  L = ½ (1 + C cos(2π sf x' + φ)) for all orientations 180 i/n from 0
//	          on, all spatial frequencies (evenly spaced in octaves about sf_cpd)
//	          and all phases 360 i/n from 0 on; x' as in [Grating]
//	hartley   L = ½ (1 ± C cas(2π (k_x x + k_y y)/M)/√2), cas a = sin a + cos a,
//	          for all whole |k_x|, |k_y| up to harmonics but both 0, x and y in
//	          pixels from the middle, M the longer side of the screen: the
//	          orthogonal basis of the paper, at four phases
type ReverseCorrelation struct {
	_ struct{} `eq:"gratings: luminance = ½ (1 + C cos(2π f x + φ)), f about f₀, all orientations 180° i/n\nhartley: ½ (1 ± C cas(2π (k_x x + k_y y)/M)/√2),  cas a = sin a + cos a" ref:"Ringach, Sapiro & Shapley 1997"`

	Screen
	Set          string  `json:"set" label:"set" default:"gratings" choice:"gratings,hartley" doc:"orientations x spatial frequencies x phases, or the Hartley functions of the paper" ref:"Ringach et al. 1997"`
	Orientations int     `json:"orientations" label:"orientations" default:"12" range:"1,180" doc:"how many orientations, evenly spaced from 0 on; of gratings" when:"set=gratings"`
	SF           float64 `json:"sf_cpd" sym:"f₀" label:"spatial frequency" unit:"c/deg" default:"1" range:"0.01,10" step:"0.05" scale:"log" doc:"middle of the spatial frequencies; of gratings" when:"set=gratings"`
	SFs          int     `json:"sfs" label:"spatial frequencies" default:"3" range:"1,32" doc:"how many spatial frequencies; of gratings" when:"set=gratings"`
	Span         float64 `json:"sf_span_oct" label:"span of frequencies" unit:"oct" default:"2" range:"0,6" step:"0.5" tier:"more" doc:"octaves from the lowest to the highest spatial frequency; of gratings" when:"set=gratings"`
	Phases       int     `json:"phases" label:"phases" default:"4" range:"1,16" tier:"more" doc:"how many phases, evenly spaced from 0 on; of gratings" when:"set=gratings"`
	Harmonics    int     `json:"harmonics" label:"harmonics" default:"5" range:"1,64" tier:"more" doc:"highest number of cycles across the screen; of hartley" when:"set=hartley"`
	Blanks       int     `json:"blanks" label:"blanks" default:"8" range:"0,1000" tier:"more" doc:"how many members of the set are blank"`
	Order        string  `json:"order" label:"order" default:"shuffled" choice:"shuffled,independent" tier:"more" doc:"each member once a round in random order, or each drawn on its own as in the paper"`
	Duration     float64 `json:"duration_ms" label:"duration" unit:"ms" default:"50" range:"1,10000" step:"10" doc:"time that each is shown for, rounded to whole frames"`
	Contrast     float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"Michelson contrast, 0 is blank"`
}

func init() {
	params.Register[Stimulus]("reverse_correlation", func() Stimulus { return new(ReverseCorrelation) })
}

// spatialFreq is the highest of the gratings.
func (r *ReverseCorrelation) spatialFreq() float64 {
	if r.Set == "hartley" {
		return 0
	}
	return r.sf(r.SFs - 1)
}

// sf is spatial frequency i of the gratings.
func (r *ReverseCorrelation) sf(i int) float64 {
	if r.SFs == 1 {
		return r.SF
	}
	return r.SF * math.Exp2(r.Span*(float64(i)/float64(r.SFs-1)-0.5))
}

// check refuses harmonics that alias.
func (r *ReverseCorrelation) check() error {
	if most := max(r.Width, r.Height) / 2; r.Set == "hartley" && r.Harmonics > most {
		return &params.Error{Path: "harmonics", Found: fmt.Sprint(r.Harmonics), Want: fmt.Sprintf("at most %d, half a cycle per pixel", most)}
	}
	return nil
}

// A Flash is one member of the set: what [Grating] calls θ, sf and φ. Theta is
// NaN for a blank. Member counts from 0; the blanks come last.
type Flash struct {
	Member                    int
	ThetaDeg, SFCpd, PhaseDeg float64
}

// Blank says whether nothing is shown.
func (f Flash) Blank() bool { return math.IsNaN(f.ThetaDeg) }

// Members is the size of the set, blanks included.
func (r *ReverseCorrelation) Members() int { return r.gratings() + r.Blanks }

// gratings is the size of the set without blanks.
func (r *ReverseCorrelation) gratings() int {
	if r.Set == "hartley" {
		side := 2*r.Harmonics + 1
		return 2 * (side*side - 1)
	}
	return r.Orientations * r.SFs * r.Phases
}

// Flash is member i, 0 to Members()-1. Of gratings the phase goes fastest, then
// the spatial frequency, then the orientation; of hartley the sign, then k_x,
// then k_y.
func (r *ReverseCorrelation) Flash(i int) Flash {
	if i >= r.gratings() {
		return Flash{Member: i, ThetaDeg: math.NaN()}
	}
	if r.Set == "hartley" {
		return r.hartley(i)
	}
	phase, rest := i%r.Phases, i/r.Phases
	return Flash{
		Member:   i,
		ThetaDeg: 180 * float64(rest/r.SFs) / float64(r.Orientations),
		SFCpd:    r.sf(rest % r.SFs),
		PhaseDeg: 360 * float64(phase) / float64(r.Phases),
	}
}

// hartley is Hartley function i as a grating: cas a = √2 cos(a - 45°).
func (r *ReverseCorrelation) hartley(i int) Flash {
	side, sign, at := 2*r.Harmonics+1, i%2, i/2
	if at >= side*side/2 { // not the one in the middle, which is flat
		at++
	}
	kx, ky := float64(at%side-r.Harmonics), float64(at/side-r.Harmonics)
	f := Flash{Member: i, PhaseDeg: float64(-45 + 180*sign)}
	f.SFCpd = math.Hypot(kx, ky) / float64(max(r.Width, r.Height)) * r.PixelsPerDegree()
	f.ThetaDeg = math.Atan2(ky, kx)*180/math.Pi + 90
	if f.ThetaDeg < 0 || f.ThetaDeg >= 180 { // the same bars with x' turned about
		f.ThetaDeg -= math.Copysign(180, f.ThetaDeg)
		f.PhaseDeg = -f.PhaseDeg
	}
	f.PhaseDeg = math.Mod(f.PhaseDeg+360, 360)
	return f
}

// Sequence is what frames 0 to frames-1 of a movie with these parameters and
// this seed show.
func (r *ReverseCorrelation) Sequence(seed sim.Seed, frames int) ([]Flash, error) {
	if err := Validate(r); err != nil {
		return nil, err
	}
	m := r.movie(seed)
	out := make([]Flash, frames)
	for k := range out {
		m.at.to(int64(k), r.framesOf(r.Duration))
		out[k] = m.flash()
	}
	return out, nil
}

// Open starts the flashes.
func (r *ReverseCorrelation) Open(seed sim.Seed) (Movie, error) {
	if err := Validate(r); err != nil {
		return nil, err
	}
	return r.movie(seed), nil
}

func (r *ReverseCorrelation) movie(seed sim.Seed) *reverseMovie {
	m := &reverseMovie{
		dice: diceOf(seed, "reverse_correlation"), trueDeg: math.NaN(),
		sin: make([]float64, r.Width), cos: make([]float64, r.Width),
	}
	m.deck.restart(m.dice.of(0))
	m.take(r)
	return m
}

// reverseMovie keeps which flash is shown, and the dice; all else follows from it.
type reverseMovie struct {
	r        ReverseCorrelation
	deck     deck
	dice     dice
	at       slot
	trueDeg  float64
	sin, cos []float64 // of the phase across the columns
}

// take sets the parameters.
func (m *reverseMovie) take(r *ReverseCorrelation) {
	m.r = *r
	m.deck.shuffle(m.deck.round, r.Members())
}

// Retune takes the parameters of another set on the same screen.
func (m *reverseMovie) Retune(s Stimulus) error {
	r, err := sameKind(s, &m.r)
	if err != nil {
		return err
	}
	m.take(r)
	return nil
}

// TrueDeg is the orientation of the grating last painted, NaN for a blank.
func (m *reverseMovie) TrueDeg() float64 { return m.trueDeg }

// State is described at [Movie].
func (m *reverseMovie) State(a *sim.Archive) {
	a.Label("reverse_correlation")
	m.dice.state(a)
	m.at.state(a)
	m.deck.restart(m.dice.of(0))
	savedDeg(a, &m.trueDeg)
}

// flash is what is shown now.
func (m *reverseMovie) flash() Flash {
	if n := m.r.Members(); m.r.Order == "independent" {
		return m.r.Flash(m.dice.of(1).below(uint64(m.at.index), n))
	} else {
		return m.r.Flash(m.deck.card(m.at.index, n))
	}
}

// Paint writes frame k.
func (m *reverseMovie) Paint(dst *sim.Frame, k int64) {
	m.at.to(k, m.r.framesOf(m.r.Duration))
	f := m.flash()
	if f.Blank() || m.r.Contrast == 0 {
		m.trueDeg = math.NaN()
		dst.Fill(0.5)
		return
	}
	m.trueDeg = f.ThetaDeg
	sin, cos := math.Sincos((f.ThetaDeg - 90) * math.Pi / 180)
	w := 2 * math.Pi * m.r.CyclesPerPx(f.SFCpd)
	for x := range dst.W {
		m.sin[x], m.cos[x] = math.Sincos(w * cos * float64(x-dst.W/2))
	}
	for row := range dst.H {
		y := dst.H - 1 - row
		s, c := math.Sincos(w*sin*float64(y-dst.H/2) + f.PhaseDeg*math.Pi/180)
		s, c = 0.5*m.r.Contrast/100*s, 0.5*m.r.Contrast/100*c
		out := dst.Pix[row*dst.W:][:dst.W]
		for x := range out {
			out[x] = float32(min(1, max(0, 0.5+c*m.cos[x]-s*m.sin[x])))
		}
	}
}

var _ Retunable = (*reverseMovie)(nil)
