package stimuli

import (
	"math"

	"striate/params"
	"striate/sim"
)

// Blank is a screen of one luminance.
type Blank struct {
	_ struct{} `eq:"luminance everywhere = L"`

	Screen
	Luminance float64 `json:"luminance_pct" sym:"L" label:"luminance" unit:"%" default:"50" range:"0,100" step:"1" doc:"luminance of the screen, 0 black, 50 the mean of the other stimuli, 100 white"`
}

func init() {
	params.Register[Stimulus]("blank", func() Stimulus { return new(Blank) })
}

// Open starts the blank; it has no randomness.
func (b *Blank) Open(sim.Seed) (Movie, error) {
	if err := Validate(b); err != nil {
		return nil, err
	}
	return &blankMovie{b: *b}, nil
}

type blankMovie struct{ b Blank }

// Retune takes another luminance on the same screen.
func (m *blankMovie) Retune(s Stimulus) error {
	b, err := sameKind(s, &m.b)
	if err != nil {
		return err
	}
	m.b = *b
	return nil
}

// TrueDeg is NaN: there are no bars.
func (m *blankMovie) TrueDeg() float64 { return math.NaN() }

// State is described at [Movie]; every frame is the same.
func (m *blankMovie) State(a *sim.Archive) { a.Label("blank") }

// Paint writes the luminance.
func (m *blankMovie) Paint(dst *sim.Frame, _ int64) { dst.Fill(float32(m.b.Luminance / 100)) }

var _ Retunable = (*blankMovie)(nil)
