package stimuli

import (
	"fmt"
	"math"

	"striate/params"
	"striate/sim"
)

// MovingBar is a bar that sweeps over the screen across its axis (Hubel and
// Wiesel 1962, J. Physiol. 160), towards θ-90 as a [Grating] drifts, again and
// again. A sweep begins with the bar just off the screen on one side and ends
// when it has left on the other. Its edges rise as half a cosine, over two pixels
// or more, so that it moves smoothly between pixels; half of the rise is where
// the edge is.
type MovingBar struct {
	_ struct{} `eq:"luminance = ½ (1 ± C) in the bar at θ, which moves at V across its axis" ref:"Hubel & Wiesel 1962"`

	Screen
	Theta    float64 `json:"theta_deg" sym:"θ" label:"orientation" unit:"deg" default:"60" range:"0,180" step:"1" doc:"angle of the bar, anticlockwise, 0 horizontal"`
	BarWidth float64 `json:"bar_width_deg" label:"width" unit:"deg" default:"0.4" range:"0.01,1000" step:"0.05" doc:"width of the bar, across its axis"`
	Length   float64 `json:"bar_length_deg" label:"length" unit:"deg" default:"inf" range:"0.01,inf" step:"0.1" doc:"length of the bar along its axis, inf for one that crosses the screen"`
	Edge     float64 `json:"edge_deg" label:"edge" unit:"deg" default:"0.1" range:"0,10" step:"0.05" tier:"more" doc:"half the width over which an edge rises, at least a pixel"`
	Speed    float64 `json:"speed_dps" sym:"V" label:"speed" unit:"deg/s" default:"4" range:"-1000,1000" step:"0.1" doc:"speed of the bar, negative moves the other way, 0 stops it where it is"`
	Sweeps   string  `json:"sweeps" label:"sweeps" default:"alternate" choice:"alternate,same" tier:"more" doc:"whether the next sweep comes back, or goes the same way"`
	Gap      float64 `json:"gap_ms" label:"gap" unit:"ms" default:"0" range:"0,100000" step:"50" tier:"more" doc:"grey between two sweeps, rounded to whole frames"`
	Sign     string  `json:"sign" label:"sign" default:"bright" choice:"bright,dark" doc:"bright or dark on grey"`
	Contrast float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"contrast of the bar to the grey, 0 is blank"`
}

func init() {
	params.Register[Stimulus]("moving_bar", func() Stimulus { return new(MovingBar) })
}

// ReachDeg is how far from the middle of the screen a sweep begins and ends.
func (b *MovingBar) ReachDeg() float64 {
	sin, cos := math.Sincos((b.Theta - 90) * math.Pi / 180)
	px := (math.Abs(cos)*float64(b.Width+1) + math.Abs(sin)*float64(b.Height+1)) / 2
	return px/b.PixelsPerDegree() + b.BarWidth/2 + b.edgePx()/b.PixelsPerDegree()
}

// edgePx is half the width of the rise.
func (b *MovingBar) edgePx() float64 { return max(1, b.Edge*b.PixelsPerDegree()) }

// sweepFrames is the frames from one begin of a sweep to the next, from a bar
// that has come as far as deg already; 0 for a bar that stands.
func (b *MovingBar) sweepFrames(deg float64) int64 {
	if b.Speed == 0 {
		return 0
	}
	frames := math.Ceil((2*b.ReachDeg()-deg)/math.Abs(b.Speed)*b.FPS - 1e-6)
	if !(frames < 1<<40) {
		return 1 << 40
	}
	n := max(1, int64(frames))
	if b.Gap > 0 {
		n += b.framesOf(b.Gap)
	}
	return n
}

// Open starts the first sweep, or puts a bar that stands into the middle; it
// has no randomness.
func (b *MovingBar) Open(sim.Seed) (Movie, error) {
	if err := Validate(b); err != nil {
		return nil, err
	}
	m := &barMovie{b: *b, trueDeg: math.NaN()}
	if b.Speed == 0 {
		m.head = b.ReachDeg()
	}
	return m, nil
}

// barMovie keeps the sweep: at frame began the bar had come head deg from where
// it starts. A sweep begins with a frame.
type barMovie struct {
	b       MovingBar
	began   int64
	head    float64
	back    bool  // a sweep that comes back
	last    int64 // frame last painted
	trueDeg float64
}

// come is how far the bar has come in its sweep at frame k, deg.
func (m *barMovie) come(k int64) float64 {
	return m.head + math.Abs(m.b.Speed)*float64(k-m.began)/m.b.FPS
}

// positionDeg is the middle of the bar at frame k, from that of the screen, in
// the direction θ-90.
func (m *barMovie) positionDeg(k int64) float64 {
	p := m.come(k) - m.b.ReachDeg()
	if m.b.Speed < 0 != m.back {
		return -p
	}
	return p
}

// Retune takes the parameters of another bar on the same screen; it goes on
// from where it is; off the screen, it waits for the gap.
func (m *barMovie) Retune(s Stimulus) error {
	b, err := sameKind(s, &m.b)
	if err != nil {
		return err
	}
	was := m.b
	p, before := m.come(m.last)-was.ReachDeg(), was.ReachDeg()
	m.b = *b
	if b.Speed == was.Speed && b.ReachDeg() == before && b.Gap == was.Gap {
		return nil
	}
	if p < before {
		if b.Speed < 0 != (was.Speed < 0) { // turns round where it is
			p = -p
		}
		m.head = min(max(0, p+b.ReachDeg()), 2*b.ReachDeg())
	} else { // in the gap
		m.head = 2 * b.ReachDeg()
	}
	m.began = m.last
	return nil
}

// TrueDeg is the orientation of the bar, NaN while none of it is on the screen.
func (m *barMovie) TrueDeg() float64 { return m.trueDeg }

// State is described at [Movie].
func (m *barMovie) State(a *sim.Archive) {
	a.Label("moving_bar")
	sim.Value(a, &m.began)
	sim.Value(a, &m.last)
	sim.Value(a, &m.head)
	a.Bool(&m.back)
	savedDeg(a, &m.trueDeg)
	if !(m.began >= 0 && m.last >= m.began && m.last <= 1<<40 && m.head >= 0 && m.head <= 1e9) {
		a.Fail(fmt.Errorf("saved state is %g deg into a sweep since frame %d at frame %d, want a sweep that has begun", m.head, m.began, m.last))
	}
}

// turn goes on to frame k.
func (m *barMovie) turn(k int64) {
	m.last = k
	for range 2 { // the rest of this sweep, then whole ones
		n := m.b.sweepFrames(m.head)
		if n == 0 || k-m.began < n {
			return
		}
		times := int64(1)
		if m.head == 0 {
			times = (k - m.began) / n
		}
		m.began, m.head = m.began+times*n, 0
		m.back = m.b.Sweeps == "alternate" && m.back != (times%2 == 1)
	}
}

// rise is the height at x of an edge at 0 that goes from 0 to 1 between -a and a,
// the running sum of a raised cosine.
func rise(x, a float64) float64 {
	if x = x / a; math.Abs(x) >= 1 {
		return max(0, math.Copysign(1, x))
	}
	return (1 + x + math.Sin(math.Pi*x)/math.Pi) / 2
}

// Paint writes frame k.
func (m *barMovie) Paint(dst *sim.Frame, k int64) {
	m.turn(k)
	m.trueDeg = math.NaN()
	dst.Fill(0.5)
	b := &m.b
	if b.Contrast == 0 || m.come(k) >= 2*b.ReachDeg() && b.Speed != 0 {
		return
	}
	gain := 0.5 * b.Contrast / 100
	if b.Sign == "dark" {
		gain = -gain
	}
	ppd := b.PixelsPerDegree()
	at, half, along, edge := m.positionDeg(k)*ppd, b.BarWidth*ppd/2, b.Length*ppd/2, b.edgePx()
	sin, cos := math.Sincos((b.Theta - 90) * math.Pi / 180)
	for row := range dst.H {
		y := float64(dst.H - 1 - row - dst.H/2)
		out := dst.Pix[row*dst.W:][:dst.W]
		for i := range out {
			x := float64(i - dst.W/2)
			across := cos*x + sin*y - at
			if math.Abs(across) >= half+edge {
				continue
			}
			axis := cos*y - sin*x
			share := rise(half+across, edge) - rise(across-half, edge)
			if share *= rise(along+axis, edge) - rise(axis-along, edge); share > 0 {
				out[i] += float32(gain * share)
				m.trueDeg = math.Mod(b.Theta, 180)
			}
		}
	}
}

var _ Retunable = (*barMovie)(nil)
