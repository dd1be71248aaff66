package stimuli

import (
	"math"

	"striate/params"
	"striate/sim"
)

// Sum is two stimuli at once, each about the mean,
//
//	L = ½ + C (w_a (L_a - ½) + w_b (L_b - ½)),
//
// clipped to 0 to 1. A protocol turns the first of them that has an
// orientation.
type Sum struct {
	_ struct{} `eq:"luminance = ½ + C (w_a (a − ½) + w_b (b − ½)), clipped to 0 to 1"`

	Screen
	WeightA  float64            `json:"weight_a" sym:"w_a" label:"weight of a" default:"1" range:"-4,4" step:"0.05" doc:"weight of the first stimulus about the mean, negative inverts it"`
	WeightB  float64            `json:"weight_b" sym:"w_b" label:"weight of b" default:"1" range:"-4,4" step:"0.05" doc:"weight of the second stimulus about the mean, negative inverts it"`
	Contrast float64            `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"100" range:"0,100" step:"1" doc:"contrast of the sum about mean grey, 100 as it is, 0 is blank"`
	A        params.OneOf[Part] `json:"a" label:"first stimulus" default:"grating" without:"Screen" doc:"the first stimulus of the sum"`
	B        params.OneOf[Part] `json:"b" label:"second stimulus" default:"grating" without:"Screen" start:"theta_deg=150" doc:"the second stimulus of the sum"`
}

func init() {
	params.Register[Stimulus]("sum", func() Stimulus { return new(Sum) })
}

func (s *Sum) parts() []partOf { return []partOf{{"a", s.A}, {"b", s.B}} }

func (s *Sum) check() error { return validParts(s.Screen, s.parts()...) }

// Parts are described at [Composite].
func (s *Sum) Parts() []Stimulus {
	return []Stimulus{onScreen(s.A.Value, s.Screen), onScreen(s.B.Value, s.Screen)}
}

// Turned are described at [Turnable].
func (s *Sum) Turned() []Part { return []Part{s.A.Value, s.B.Value} }

// Open opens both stimuli.
func (s *Sum) Open(seed sim.Seed) (Movie, error) {
	if err := Validate(s); err != nil {
		return nil, err
	}
	parts, err := openParts(s.Screen, seed, s.parts()...)
	if err != nil {
		return nil, err
	}
	return &sumMovie{s: *s, parts: parts, trueDeg: math.NaN()}, nil
}

type sumMovie struct {
	s       Sum
	parts   []*partMovie
	trueDeg float64
}

func (m *sumMovie) inside() []*partMovie { return m.parts }

// Retune takes the parameters of another sum of the same kinds.
func (m *sumMovie) Retune(next Stimulus) error {
	s, err := sameKind(next, &m.s)
	if err != nil {
		return err
	}
	if err := retuneParts(m.parts, s.Screen, s.parts()...); err != nil {
		return err
	}
	m.s = *s
	return nil
}

// TrueDeg is the orientation of the frame last painted: of two that are turned
// differently there is none.
func (m *sumMovie) TrueDeg() float64 { return m.trueDeg }

// State is described at [Movie].
func (m *sumMovie) State(a *sim.Archive) {
	a.Label("sum")
	savedDeg(a, &m.trueDeg)
	stateOf(a, m.parts)
}

// Paint writes frame k of the sum.
func (m *sumMovie) Paint(dst *sim.Frame, k int64) {
	a, b := m.parts[0].paint(k), m.parts[1].paint(k)
	gain := m.s.Contrast / 100
	wa, wb := gain*m.s.WeightA, gain*m.s.WeightB
	for i, l := range a.Pix {
		dst.Pix[i] = clip01(0.5 + wa*(float64(l)-0.5) + wb*(float64(b.Pix[i])-0.5))
	}
	m.trueDeg = math.NaN()
	da, db := m.parts[0].movie.TrueDeg(), m.parts[1].movie.TrueDeg()
	switch {
	case wa == 0 && wb == 0:
	case wb == 0 || math.IsNaN(db):
		if wa != 0 {
			m.trueDeg = da
		}
	case wa == 0 || math.IsNaN(da) || da == db:
		m.trueDeg = db
	}
}

var (
	_ Retunable = (*sumMovie)(nil)
	_ Turnable  = (*Sum)(nil)
)
