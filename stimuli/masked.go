package stimuli

import (
	"fmt"
	"math"

	"striate/params"
	"striate/sim"
)

// Masked is a stimulus seen through a mask,
//
//	L = ½ + C M (L_of - ½),
//
// M from 0, where it is hidden, to 1. About the middle of the mask, with r the
// distance from it in degrees, R the radius and e the width of the edge,
//
//	circle    M = edge(R - r)
//	annulus   M = edge(R - r) edge(r - R_inner)
//	square    M = edge(R - |x|) edge(R - |y|)
//	gaussian  M = exp(-r²/2R²)
//	stimulus  M = the luminance of another stimulus, frame by frame
//
// where edge(d) rises from 0 at d = -e/2 to 1 at e/2 as half a period of a
// cosine. A protocol turns the stimulus, not its mask.
type Masked struct {
	_ struct{} `eq:"luminance = ½ + C M (of − ½)\ncircle M = edge(R − r);  annulus M = edge(R − r) edge(r − R_i);  gaussian M = exp(−r²/2R²);  edge rises over e"`

	Screen
	Mask     string             `json:"mask" label:"mask" default:"gaussian" choice:"circle,gaussian,annulus,square,stimulus" live:"rebuild" doc:"shape of the mask, stimulus for the luminance of another one"`
	Radius   float64            `json:"radius_deg" sym:"R" label:"radius" unit:"deg" default:"0.6" range:"0.01,100" step:"0.05" scale:"log" doc:"radius of the circle, outer one of the annulus, half the side of the square, standard deviation of the gaussian" when:"mask!=stimulus"`
	Inner    float64            `json:"inner_deg" sym:"R_i" label:"inner radius" unit:"deg" default:"0.3" range:"0,100" step:"0.05" tier:"more" doc:"inner radius of the annulus" when:"mask=annulus"`
	Edge     float64            `json:"edge_deg" sym:"e" label:"soft edge" unit:"deg" default:"0.2" range:"0,100" step:"0.05" doc:"width of the edge, a raised cosine about the radius, 0 is sharp" when:"mask=circle|annulus|square"`
	X        float64            `json:"x_deg" label:"x of the mask" unit:"deg" default:"0" range:"-100,100" step:"0.05" tier:"more" doc:"middle of the mask to the right of the middle of the screen" when:"mask!=stimulus"`
	Y        float64            `json:"y_deg" label:"y of the mask" unit:"deg" default:"0" range:"-100,100" step:"0.05" tier:"more" doc:"middle of the mask above the middle of the screen" when:"mask!=stimulus"`
	Inverted bool               `json:"inverted" label:"inverted" default:"false" tier:"more" doc:"show what the mask hides and hide what it shows"`
	Contrast float64            `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"100" range:"0,100" step:"1" doc:"contrast about mean grey, 100 as it is, 0 is blank"`
	Of       params.OneOf[Part] `json:"of" label:"shown stimulus" default:"motion_cloud" without:"Screen" doc:"the stimulus that is shown"`
	By       params.OneOf[Part] `json:"by" label:"masking stimulus" default:"motion_cloud" without:"Screen" start:"contrast_pct=100" tier:"more" doc:"the stimulus whose luminance is the mask, where mask is stimulus"`
}

func init() {
	params.Register[Stimulus]("masked", func() Stimulus { return new(Masked) })
}

// byStimulus says whether the mask is a stimulus, which is not opened else.
func (s *Masked) byStimulus() bool { return s.Mask == "stimulus" }

func (s *Masked) parts() []partOf {
	if s.byStimulus() {
		return []partOf{{"of", s.Of}, {"by", s.By}}
	}
	return []partOf{{"of", s.Of}}
}

func (s *Masked) check() error {
	if s.Mask == "annulus" && !(s.Inner < s.Radius) {
		return &params.Error{Path: "inner_deg", Found: params.FormatNumber(s.Inner), Want: fmt.Sprintf("less than radius_deg = %s", params.FormatNumber(s.Radius))}
	}
	return validParts(s.Screen, s.parts()...)
}

// Parts are described at [Composite].
func (s *Masked) Parts() []Stimulus {
	var out []Stimulus
	for _, p := range s.parts() {
		out = append(out, onScreen(p.of.Value, s.Screen))
	}
	return out
}

// Turned are described at [Turnable].
func (s *Masked) Turned() []Part { return []Part{s.Of.Value} }

// At is the mask x deg to the right of the middle of the screen and y above,
// NaN where it is a stimulus.
func (s *Masked) At(x, y float64) float64 {
	x, y = x-s.X, y-s.Y
	r, m := math.Hypot(x, y), math.NaN()
	switch s.Mask {
	case "circle":
		m = softEdge(s.Radius-r, s.Edge)
	case "annulus":
		m = softEdge(s.Radius-r, s.Edge) * softEdge(r-s.Inner, s.Edge)
	case "square":
		m = softEdge(s.Radius-math.Abs(x), s.Edge) * softEdge(s.Radius-math.Abs(y), s.Edge)
	case "gaussian":
		m = math.Exp(-r * r / (2 * s.Radius * s.Radius))
	}
	if s.Inverted {
		m = 1 - m
	}
	return m
}

// softEdge rises from 0 at d = -width/2 to 1 at width/2; a sharp one is 1 at 0.
func softEdge(d, width float64) float64 {
	switch {
	case d >= width/2:
		return 1
	case d <= -width/2:
		return 0
	}
	return 0.5 * (1 + math.Sin(math.Pi*d/width))
}

// Open opens the stimulus, and the one that masks it if there is one.
func (s *Masked) Open(seed sim.Seed) (Movie, error) {
	if err := Validate(s); err != nil {
		return nil, err
	}
	parts, err := openParts(s.Screen, seed, s.parts()...)
	if err != nil {
		return nil, err
	}
	m := &maskedMovie{s: *s, parts: parts, trueDeg: math.NaN()}
	m.cut()
	return m, nil
}

type maskedMovie struct {
	s       Masked
	parts   []*partMovie
	mask    []float64 // [row][column], none where it is a stimulus
	trueDeg float64
}

func (m *maskedMovie) inside() []*partMovie { return m.parts }

// cut makes the mask. Its middle is the pixel in column W/2 and, counted
// upward from the bottom, row H/2, as for a grating.
func (m *maskedMovie) cut() {
	if m.s.byStimulus() {
		return
	}
	g := &m.s.Screen
	ppd := g.PixelsPerDegree()
	if m.mask == nil {
		m.mask = make([]float64, g.Width*g.Height)
	}
	for row := range g.Height {
		y := float64(g.Height-1-row-g.Height/2) / ppd
		for x := range g.Width {
			m.mask[row*g.Width+x] = m.s.At(float64(x-g.Width/2)/ppd, y)
		}
	}
}

// Retune takes the parameters of another masked stimulus of the same kinds.
func (m *maskedMovie) Retune(next Stimulus) error {
	s, err := sameKind(next, &m.s)
	if err != nil {
		return err
	}
	if s.byStimulus() != m.s.byStimulus() {
		return &params.Error{Path: "mask", Found: s.Mask, Want: m.s.Mask + ", which is running"}
	}
	if err := retuneParts(m.parts, s.Screen, s.parts()...); err != nil {
		return err
	}
	was := m.s
	m.s = *s
	was.Of, was.By, was.Contrast = s.Of, s.By, s.Contrast
	if was != *s {
		m.cut()
	}
	return nil
}

// TrueDeg is the orientation of what is shown, in the frame last painted.
func (m *maskedMovie) TrueDeg() float64 { return m.trueDeg }

// State is described at [Movie].
func (m *maskedMovie) State(a *sim.Archive) {
	a.Label("masked")
	savedDeg(a, &m.trueDeg)
	stateOf(a, m.parts)
}

// Paint writes frame k.
func (m *maskedMovie) Paint(dst *sim.Frame, k int64) {
	of := m.parts[0].paint(k)
	gain := m.s.Contrast / 100
	if m.s.byStimulus() {
		by := m.parts[1].paint(k)
		for i, l := range of.Pix {
			mask := float64(by.Pix[i])
			if m.s.Inverted {
				mask = 1 - mask
			}
			dst.Pix[i] = clip01(0.5 + gain*mask*(float64(l)-0.5))
		}
	} else {
		for i, l := range of.Pix {
			dst.Pix[i] = clip01(0.5 + gain*m.mask[i]*(float64(l)-0.5))
		}
	}
	if m.trueDeg = m.parts[0].movie.TrueDeg(); gain == 0 {
		m.trueDeg = math.NaN()
	}
}

var (
	_ Retunable = (*maskedMovie)(nil)
	_ Turnable  = (*Masked)(nil)
)
