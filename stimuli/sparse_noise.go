package stimuli

import (
	"fmt"
	"math"

	"striate/params"
	"striate/sim"
)

// SparseNoise flashes dark and bright squares on mean grey, at places of a
// grid, one or a few at a time (Jones and Palmer 1987, J. Neurophysiol. 58):
// L = ½ (1 ± C) in a square.
//
// The grid is of whole squares, as many as fit on the screen, about its middle;
// a pixel belongs to the square that its centre lies in. The places are dealt
// out in rounds: in each, every place comes once, in random order. Where both
// signs are shown, the sign of a place is drawn for one round and turned about
// in the next, so that two rounds show every place dark and bright.
type SparseNoise struct {
	_ struct{} `eq:"luminance = ½ (1 ± C) in a square, ½ elsewhere" ref:"Jones & Palmer 1987"`

	Screen
	Size     float64 `json:"size_deg" label:"size of a square" unit:"deg" default:"0.4" range:"0.01,100" step:"0.05" doc:"side of a square, at least a pixel and at most the screen"`
	Squares  int     `json:"squares" label:"squares at a time" default:"1" range:"1,1000" doc:"squares shown together; the last of a round may be fewer"`
	Signs    string  `json:"signs" label:"signs" default:"both" choice:"both,dark,bright" doc:"whether squares are dark, bright, or one as often as the other"`
	Duration float64 `json:"duration_ms" label:"duration" unit:"ms" default:"50" range:"1,10000" step:"10" doc:"time that each is shown for, rounded to whole frames"`
	Gap      float64 `json:"gap_ms" label:"gap" unit:"ms" default:"0" range:"0,10000" step:"10" tier:"more" doc:"grey after each, rounded to whole frames"`
	Contrast float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"contrast of the squares to the grey, 0 is blank"`
}

func init() {
	params.Register[Stimulus]("sparse_noise", func() Stimulus { return new(SparseNoise) })
}

// grid is the number of squares across and up, and the side of one in pixels.
func (s *SparseNoise) grid() (nx, ny int, side float64) {
	const whole = 1e-9 // a square that fits but for rounding fits
	side = s.Size * s.PixelsPerDegree()
	return int(float64(s.Width)/side + whole), int(float64(s.Height)/side + whole), side
}

// check refuses squares that no pixel shows or that do not fit.
func (s *SparseNoise) check() error {
	nx, ny, side := s.grid()
	if !(side >= 1) || nx < 1 || ny < 1 {
		ppd := s.PixelsPerDegree()
		return &params.Error{
			Path: "size_deg", Found: params.FormatNumber(s.Size),
			Want: fmt.Sprintf("%.3g to %.3g deg, a pixel to the screen", 1/ppd, float64(min(s.Width, s.Height))/ppd),
		}
	}
	return nil
}

// A Square is one square of sparse noise: its place on the grid, counted from
// the lower left, its middle in degrees from the middle of the screen, x to the
// right and y up, and its sign, 1 bright and -1 dark.
type Square struct {
	Column, Row int
	XDeg, YDeg  float64
	Sign        int
}

// Sequence is the squares that frames 0 to frames-1 of a movie with these
// parameters and this seed show; frames of one presentation share a slice, and
// it is empty in a gap.
func (s *SparseNoise) Sequence(seed sim.Seed, frames int) ([][]Square, error) {
	if err := Validate(s); err != nil {
		return nil, err
	}
	m := s.movie(seed)
	_, _, side := s.grid()
	ppd := s.PixelsPerDegree()
	out := make([][]Square, frames)
	was := int64(-1)
	var now []Square
	for k := range out {
		m.turn(int64(k))
		if m.at.index != was {
			was, now = m.at.index, nil
			for i := range m.hand() {
				col, row, sign := m.square(i)
				now = append(now, Square{
					Column: col, Row: row, Sign: sign,
					XDeg: (float64(col) - float64(m.nx-1)/2) * side / ppd,
					YDeg: (float64(row) - float64(m.ny-1)/2) * side / ppd,
				})
			}
		}
		if m.lit {
			out[k] = now
		}
	}
	return out, nil
}

// Open starts the noise.
func (s *SparseNoise) Open(seed sim.Seed) (Movie, error) {
	if err := Validate(s); err != nil {
		return nil, err
	}
	return s.movie(seed), nil
}

func (s *SparseNoise) movie(seed sim.Seed) *sparseMovie {
	m := &sparseMovie{dice: diceOf(seed, "sparse_noise")}
	m.deal()
	m.take(s)
	return m
}

// sparseMovie keeps which presentation is shown, and the dice; all else follows from it.
type sparseMovie struct {
	s      SparseNoise
	nx, ny int
	dice   dice
	places deck
	signs  dice
	at     slot
	lit    bool // not in a gap
}

// deal takes the dice of the parts.
func (m *sparseMovie) deal() {
	m.places.restart(m.dice.of(0))
	m.signs = m.dice.of(1)
}

// take sets the parameters.
func (m *sparseMovie) take(s *SparseNoise) {
	m.s = *s
	m.nx, m.ny, _ = s.grid()
	m.places.shuffle(m.places.round, m.nx*m.ny)
}

// Retune takes the parameters of other sparse noise on the same screen: the
// presentation goes on with them.
func (m *sparseMovie) Retune(s Stimulus) error {
	n, err := sameKind(s, &m.s)
	if err != nil {
		return err
	}
	m.take(n)
	return nil
}

// TrueDeg is NaN: squares have no orientation.
func (m *sparseMovie) TrueDeg() float64 { return math.NaN() }

// State is described at [Movie].
func (m *sparseMovie) State(a *sim.Archive) {
	a.Label("sparse_noise")
	m.dice.state(a)
	m.at.state(a)
	m.deal()
}

// turn goes on to frame k.
func (m *sparseMovie) turn(k int64) {
	on, off := m.s.framesOf(m.s.Duration), int64(0)
	if m.s.Gap > 0 {
		off = m.s.framesOf(m.s.Gap)
	}
	m.at.to(k, on+off)
	m.lit = k-m.at.began < on
}

// hand is how many squares this presentation shows.
func (m *sparseMovie) hand() int {
	first := m.inRound()
	return min(m.s.Squares, m.nx*m.ny-first)
}

// hands is how many presentations a round has.
func (m *sparseMovie) hands() int64 {
	return int64((m.nx*m.ny + m.s.Squares - 1) / m.s.Squares)
}

// inRound is the number of the first card of this hand in its round.
func (m *sparseMovie) inRound() int { return int(m.at.index%m.hands()) * m.s.Squares }

// square is the place and the sign of square i of this presentation.
func (m *sparseMovie) square(i int) (col, row, sign int) {
	n, round := m.nx*m.ny, m.at.index/m.hands()
	place := m.places.card(round*int64(n)+int64(m.inRound()+i), n)
	switch m.s.Signs {
	case "dark":
		sign = -1
	case "bright":
		sign = 1
	default:
		sign = 1 - 2*int((m.signs.of(round/2).word(uint64(place))>>63)^uint64(round&1))
	}
	return place % m.nx, place / m.nx, sign
}

// Paint writes frame k.
func (m *sparseMovie) Paint(dst *sim.Frame, k int64) {
	m.turn(k)
	dst.Fill(0.5)
	if !m.lit || m.s.Contrast == 0 {
		return
	}
	for i := range m.hand() {
		col, row, sign := m.square(i)
		x0, x1 := m.span(col, m.nx, dst.W)
		y0, y1 := m.span(row, m.ny, dst.H)
		l := float32(0.5 + 0.5*float64(sign)*m.s.Contrast/100)
		for y := y0; y < y1; y++ {
			line := dst.Pix[(dst.H-1-y)*dst.W:][x0:x1]
			for x := range line {
				line[x] = l
			}
		}
	}
}

// span is the pixels whose centres lie in place i of n along an axis of size px.
func (m *sparseMovie) span(i, n, size int) (lo, hi int) {
	side := m.s.Size * m.s.PixelsPerDegree()
	edge := func(i int) int { // the first pixel whose centre is not below the edge
		x := float64(size)/2 + (float64(i)-float64(n)/2)*side
		return min(size, max(0, int(math.Ceil(x-0.5-1e-9))))
	}
	return edge(i), edge(i + 1)
}

var _ Retunable = (*sparseMovie)(nil)
