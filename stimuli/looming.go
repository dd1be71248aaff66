package stimuli

import (
	"fmt"
	"math"

	"striate/params"
	"striate/sim"
)

// Looming is a disc that approaches on a collision course: an object of half
// size l comes at a constant speed v, and a time t before it would collide it
// spans the visual angle
//
//	θ = 2 atan(l / (v t)),
//
// which only the ratio l/v sets (Gabbiani, Krapp and Laurent 1999, J. Neurosci.
// 19). It grows from the smallest size to the largest, stays, is gone, and comes
// again. The screen is as in all stimuli flat in degrees: the disc is θ wide.
// Its edge is exact, each pixel taking the share that the disc covers.
type Looming struct {
	_ struct{} `eq:"angle(t) = 2 atan((l/v) / t),  t the time to collision;  luminance = ½ (1 ± C)" ref:"Gabbiani, Krapp & Laurent 1999"`

	Screen
	LV       float64 `json:"l_over_v_ms" sym:"l/v" label:"size over speed" unit:"ms" default:"10" range:"0.1,10000" step:"1" scale:"log" doc:"half size of the object over its speed of approach" ref:"Gabbiani et al. 1999"`
	First    float64 `json:"first_deg" label:"first size" unit:"deg" default:"0.4" range:"0.01,170" step:"0.1" doc:"angle that the disc spans when it appears"`
	Largest  float64 `json:"largest_deg" label:"largest size" unit:"deg" default:"2.5" range:"0.01,170" step:"0.1" doc:"angle at which it stops to grow, more than the first"`
	Hold     float64 `json:"hold_ms" label:"hold" unit:"ms" default:"300" range:"0,100000" step:"50" tier:"more" doc:"time that it stays at the largest size"`
	Gap      float64 `json:"gap_ms" label:"gap" unit:"ms" default:"700" range:"0,100000" step:"50" doc:"grey before the next approach"`
	X        float64 `json:"x_deg" label:"x" unit:"deg" default:"0" range:"-1000,1000" step:"0.1" tier:"more" doc:"middle of the disc, to the right of the middle of the screen"`
	Y        float64 `json:"y_deg" label:"y" unit:"deg" default:"0" range:"-1000,1000" step:"0.1" tier:"more" doc:"middle of the disc, above the middle of the screen"`
	Sign     string  `json:"sign" label:"sign" default:"dark" choice:"dark,bright" doc:"dark or bright on grey"`
	Contrast float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"contrast of the disc to the grey, 0 is blank"`
}

func init() {
	params.Register[Stimulus]("looming", func() Stimulus { return new(Looming) })
}

// check refuses a disc that would shrink.
func (l *Looming) check() error {
	if !(l.Largest > l.First) {
		return &params.Error{Path: "largest_deg", Found: params.FormatNumber(l.Largest), Want: fmt.Sprintf("more than %g deg, the first size", l.First)}
	}
	return nil
}

// toCollision is the time in s before collision at which the disc spans deg.
func (l *Looming) toCollision(deg float64) float64 {
	return l.LV / 1000 / math.Tan(deg*math.Pi/360)
}

// ApproachS is the time in s from the first size to the largest.
func (l *Looming) ApproachS() float64 { return l.toCollision(l.First) - l.toCollision(l.Largest) }

// SizeDeg is the angle that the disc spans t s after it appeared; 0 when it is
// gone.
func (l *Looming) SizeDeg(t float64) float64 {
	const early = 1e-9 // what is due at this very instant is there
	switch a := l.ApproachS(); {
	case t < a-early:
		return 360 / math.Pi * math.Atan(l.LV/1000/(l.toCollision(l.First)-t))
	case t < a+l.Hold/1000-early:
		return l.Largest
	}
	return 0
}

// cycleS is the time from one approach to the next.
func (l *Looming) cycleS() float64 { return l.ApproachS() + (l.Hold+l.Gap)/1000 }

// Open starts the first approach; it has no randomness.
func (l *Looming) Open(sim.Seed) (Movie, error) {
	if err := Validate(l); err != nil {
		return nil, err
	}
	return &loomingMovie{l: *l}, nil
}

// loomingMovie keeps where it is in the cycle: head seconds at frame began. A
// cycle begins with a frame, at its own first size.
type loomingMovie struct {
	l     Looming
	began int64
	head  float64
	last  int64 // frame last painted
}

// Retune takes other parameters on the same screen: a disc that grows goes on
// from the size that it has, one that stays or is gone from the time it has done so.
func (m *loomingMovie) Retune(s Stimulus) error {
	l, err := sameKind(s, &m.l)
	if err != nil {
		return err
	}
	was, t := m.l, m.time(m.last)
	switch a, b := was.ApproachS(), l.ApproachS(); {
	case was.LV == l.LV && was.First == l.First && was.Largest == l.Largest && was.Hold == l.Hold:
	case t < a:
		size := min(l.Largest, max(l.First, was.SizeDeg(t)))
		m.head, m.began = l.toCollision(l.First)-l.toCollision(size), m.last
	case t < a+was.Hold/1000:
		m.head, m.began = b+min(t-a, l.Hold/1000), m.last
	default:
		m.head, m.began = b+l.Hold/1000+(t-a-was.Hold/1000), m.last
	}
	m.l = *l
	return nil
}

// time is that of frame k in the cycle, s.
func (m *loomingMovie) time(k int64) float64 { return m.head + float64(k-m.began)/m.l.FPS }

// TrueDeg is NaN: a disc has no orientation.
func (m *loomingMovie) TrueDeg() float64 { return math.NaN() }

// State is described at [Movie].
func (m *loomingMovie) State(a *sim.Archive) {
	a.Label("looming")
	sim.Value(a, &m.began)
	sim.Value(a, &m.last)
	sim.Value(a, &m.head)
	if !(m.began >= 0 && m.last >= m.began && m.head >= 0 && m.head <= 1e9 && m.last <= 1<<40) {
		a.Fail(fmt.Errorf("saved state is %g s into an approach since frame %d at frame %d, want an approach that has begun", m.head, m.began, m.last))
	}
}

// Paint writes frame k.
func (m *loomingMovie) Paint(dst *sim.Frame, k int64) {
	l := &m.l
	for range 2 { // the rest of this cycle, then whole ones
		frames := max(1, int64(math.Ceil((l.cycleS()-m.head)*l.FPS-1e-6)))
		if k-m.began < frames {
			break
		}
		if m.head == 0 {
			frames *= (k - m.began) / frames
		}
		m.began += frames
		m.head = 0
	}
	m.last = k
	dst.Fill(0.5)
	if l.Contrast == 0 {
		return
	}
	c := 0.5 * l.Contrast / 100
	if l.Sign == "dark" {
		c = -c
	}
	ppd := l.PixelsPerDegree()
	x := float64(dst.W/2) + l.X*ppd
	y := float64(dst.H-1-dst.H/2) - l.Y*ppd
	paintDisc(dst, x, y, l.SizeDeg(m.time(k))/2*ppd, float32(0.5+c))
}

var _ Retunable = (*loomingMovie)(nil)
