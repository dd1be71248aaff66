package stimuli

import (
	"fmt"
	"math"
	"math/rand/v2"

	"striate/params"
	"striate/sim"
)

// EyeMovements is another stimulus as an eye sees it that does not stand
// still: the stimulus is made on a canvas larger than the screen, and the
// screen shows what the gaze (x, y), in degrees from its middle, y upward,
// looks at: L(u) = L_of(u + gaze), read between pixels by a windowed sinc.
//
// During fixation the gaze drifts as an Ornstein-Uhlenbeck process about the
// place where it last landed, dg = -(g - c)/τ dt + sqrt(2 D) dW on each axis,
// exact at any frame rate, and reflected at range_deg. A saccade of amplitude A
// follows the main sequence of Bahill, Clark, Stark 1975 (Math. Biosci. 24):
// its peak velocity is V = V_max (1 - exp(-A/A₀)), microsaccades on the same
// curve. Its path is the smoothest one between two points (minimum jerk, Flash
// and Hogan 1985), so that it lasts 1.875 A/V.
type EyeMovements struct {
	_ struct{} `eq:"luminance(u) = ½ + C (of(u + g) − ½), g the gaze\ndrift: dg = −(g − c)/τ dt + √(2D) dW;  saccades at rate r_s of amplitude A\npeak velocity = V_max (1 − exp(−A/A₀)), duration 1.875 A / velocity" ref:"Bahill, Clark & Stark 1975; Flash & Hogan 1985"`

	Screen
	Diffusion  float64            `json:"drift_arcmin2_s" sym:"D" label:"drift" unit:"arcmin²/s" default:"40" range:"0,100000" step:"5" scale:"log" doc:"diffusion constant of the drift: in a short time t the variance on each axis is 2 D t" ref:"Kuang et al. 2012"`
	Return     float64            `json:"drift_return_s" sym:"τ" label:"drift returns in" unit:"s" default:"1" range:"0.01,inf" step:"0.1" tier:"more" doc:"time constant of the way back to the point of fixation, inf for a random walk"`
	Rate       float64            `json:"saccade_rate_hz" sym:"r_s" label:"saccades" unit:"Hz" default:"1.5" range:"0,10" step:"0.1" doc:"saccades or microsaccades per second, 0 for none"`
	Amplitude  float64            `json:"saccade_deg" sym:"A" label:"amplitude" unit:"deg" default:"0.3" range:"0.01,40" step:"0.05" scale:"log" doc:"median amplitude of saccades, log-normal; below 1 they are microsaccades" when:"saccade_rate_hz!=0"`
	Spread     float64            `json:"saccade_spread_oct" label:"spread of amplitudes" unit:"oct" default:"0.5" range:"0,3" step:"0.1" tier:"more" doc:"standard deviation of the amplitude of saccades in octaves, 0 for one amplitude" when:"saccade_rate_hz!=0"`
	Refractory float64            `json:"saccade_refractory_ms" label:"pause after a saccade" unit:"ms" default:"150" range:"0,10000" step:"10" tier:"more" doc:"time after the end of a saccade in which there is none" when:"saccade_rate_hz!=0"`
	Fastest    float64            `json:"saccade_max_dps" sym:"V_max" label:"fastest saccades" unit:"deg/s" default:"500" range:"10,2000" step:"10" tier:"more" doc:"peak velocity that large saccades come near to" ref:"form of Bahill et al. 1975" when:"saccade_rate_hz!=0"`
	Knee       float64            `json:"saccade_knee_deg" sym:"A₀" label:"knee of the main sequence" unit:"deg" default:"7" range:"0.1,100" step:"0.5" tier:"more" doc:"amplitude at which the peak velocity is 63 % of the largest" when:"saccade_rate_hz!=0"`
	Range      float64            `json:"range_deg" label:"range of gaze" unit:"deg" default:"1" range:"0,25" step:"0.1" live:"rebuild" doc:"how far to each side the gaze goes; the canvas is larger than the screen by so much"`
	Contrast   float64            `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"100" range:"0,100" step:"1" doc:"contrast about mean grey, 100 as it is, 0 is blank"`
	Of         params.OneOf[Part] `json:"of" label:"shown stimulus" default:"natural_image" without:"Screen" doc:"the stimulus that the eye moves over"`
}

func init() {
	params.Register[Stimulus]("eye_movements", func() Stimulus { return new(EyeMovements) })
}

// MaxSide is the widest screen or canvas, px.
const MaxSide = 1024

// margin is how much larger the canvas is on each side, px.
func (s *EyeMovements) margin() int {
	return int(math.Ceil(s.Range*s.PixelsPerDegree())) + sincTaps/2
}

// Canvas is the screen that the stimulus is made for.
func (s *EyeMovements) Canvas() Screen {
	g := s.Screen
	g.Width += 2 * s.margin()
	g.Height += 2 * s.margin()
	return g
}

func (s *EyeMovements) parts() []partOf { return []partOf{{"of", s.Of}} }

func (s *EyeMovements) check() error {
	if n := max(s.Width, s.Height); s.Range*s.PixelsPerDegree() > MaxSide || n+2*s.margin() > MaxSide {
		most := math.Floor(float64((MaxSide-n)/2-sincTaps/2)/s.PixelsPerDegree()*100) / 100
		want := fmt.Sprintf("at most %s deg, as the canvas may be %d px wide", params.FormatNumber(most), MaxSide)
		if most < 0 {
			want = fmt.Sprintf("a screen of at most %d px, as the eye needs a larger canvas", MaxSide-sincTaps)
		}
		return &params.Error{Path: "range_deg", Found: params.FormatNumber(s.Range), Want: want}
	}
	return validParts(s.Canvas(), s.parts()...)
}

// Parts are described at [Composite].
func (s *EyeMovements) Parts() []Stimulus { return []Stimulus{onScreen(s.Of.Value, s.Canvas())} }

// Turned are described at [Turnable].
func (s *EyeMovements) Turned() []Part { return []Part{s.Of.Value} }

// PeakDps is the peak velocity of a saccade of so many degrees, in deg/s.
func (s *EyeMovements) PeakDps(deg float64) float64 {
	return s.Fastest * -math.Expm1(-deg/s.Knee)
}

// LastsS is the duration of a saccade of so many degrees, in s.
func (s *EyeMovements) LastsS(deg float64) float64 {
	if deg == 0 {
		return 0
	}
	return minimumJerkPeak * deg / s.PeakDps(deg)
}

// minimumJerkPeak is the peak velocity of the path of [minimumJerk] in units of its
// mean.
const minimumJerkPeak = 1.875

// minimumJerk is the share of the way done at share x of the time.
func minimumJerk(x float64) float64 { return x * x * x * (10 + x*(6*x-15)) }

// Open opens the stimulus on its canvas; the gaze begins in the middle.
func (s *EyeMovements) Open(seed sim.Seed) (Movie, error) {
	if err := Validate(s); err != nil {
		return nil, err
	}
	parts, err := openParts(s.Canvas(), seed, s.parts()...)
	if err != nil {
		return nil, err
	}
	m := &EyeMovie{s: *s, parts: parts, src: seed.Stream("eye_movements"), trueDeg: math.NaN()}
	m.random = rand.New(m.src)
	m.due = m.random.ExpFloat64()
	m.lines = make([]float32, s.Width*(s.Height+sincTaps))
	return m, nil
}

// EyeMovie is a stimulus seen by an eye at work.
type EyeMovie struct {
	s       EyeMovements
	parts   []*partMovie
	src     *rand.PCG
	random  *rand.Rand // over src
	started bool
	trueDeg float64

	gaze      [2]float64 // deg, where it is now
	fixed     [2]float64 // where it last landed; in flight, where it comes from
	to        [2]float64 // where a saccade goes
	flown     float64    // s since the saccade began
	lasts     float64    // s; 0 during fixation
	pause     float64    // s until there may be another
	due       float64    // until the next, in mean waiting times
	lastLasts float64    // s, the duration of the saccade before

	lines []float32 // for the sampler
}

func (m *EyeMovie) inside() []*partMovie { return m.parts }

// Gaze is where the eye looked in the frame last painted, in degrees from the
// middle of the canvas, y upward.
func (m *EyeMovie) Gaze() (xDeg, yDeg float64) { return m.gaze[0], m.gaze[1] }

// Saccading says whether the eye was in flight in the frame last painted.
func (m *EyeMovie) Saccading() bool { return m.lasts > 0 }

// Retune takes other movements, or other parameters of the stimulus, without a
// jump; a saccade in flight comes to its end as it began.
func (m *EyeMovie) Retune(next Stimulus) error {
	s, err := sameKind(next, &m.s)
	if err != nil {
		return err
	}
	if s.Range != m.s.Range {
		return &params.Error{Path: "range_deg", Found: params.FormatNumber(s.Range), Want: params.FormatNumber(m.s.Range) + ", as the canvas is open"}
	}
	if err := retuneParts(m.parts, s.Canvas(), s.parts()...); err != nil {
		return err
	}
	m.s = *s
	return nil
}

// TrueDeg is the orientation of the stimulus in the frame last painted.
func (m *EyeMovie) TrueDeg() float64 { return m.trueDeg }

// State is described at [Movie].
func (m *EyeMovie) State(a *sim.Archive) {
	a.Label("eye_movements")
	a.Random(m.src)
	a.Bool(&m.started)
	savedDeg(a, &m.trueDeg)
	places := []float64{m.gaze[0], m.gaze[1], m.fixed[0], m.fixed[1], m.to[0], m.to[1]}
	sim.Bounded(a, places, -m.s.Range, m.s.Range)
	copy(m.gaze[:], places[:2])
	copy(m.fixed[:], places[2:4])
	copy(m.to[:], places[4:])
	times := []float64{m.flown, m.lasts, m.pause, m.due, m.lastLasts}
	sim.Bounded(a, times, 0, 1e6)
	m.flown, m.lasts, m.pause, m.due, m.lastLasts = times[0], times[1], times[2], times[3], times[4]
	if !(m.flown <= m.lasts) {
		a.Fail(fmt.Errorf("saved %g s into a saccade of %g s", m.flown, m.lasts))
	}
	stateOf(a, m.parts)
}

// Paint moves the eye by one frame, except before the first, and writes what
// it sees.
func (m *EyeMovie) Paint(dst *sim.Frame, k int64) {
	if m.started {
		m.move(1 / m.s.FPS)
	}
	m.started = true
	canvas := m.parts[0].paint(k)
	ppd, margin := m.s.PixelsPerDegree(), float64(m.s.margin())
	sincShift(dst, canvas, margin+m.gaze[0]*ppd, margin-m.gaze[1]*ppd, m.lines)
	gain := m.s.Contrast / 100
	for i, l := range dst.Pix {
		dst.Pix[i] = clip01(0.5 + gain*(float64(l)-0.5))
	}
	if m.trueDeg = m.parts[0].movie.TrueDeg(); gain == 0 {
		m.trueDeg = math.NaN()
	}
}

// move goes on by so many seconds, through as many drifts and saccades as
// there are in them.
func (m *EyeMovie) move(left float64) {
	for left > 0 {
		if m.lasts > 0 {
			step := min(left, m.lasts-m.flown)
			left -= step
			m.flown += step
			if m.flown >= m.lasts {
				m.land()
				continue
			}
			share := minimumJerk(m.flown / m.lasts)
			for i := range m.gaze {
				m.gaze[i] = m.within(m.fixed[i] + share*(m.to[i]-m.fixed[i]))
			}
			continue
		}
		if m.pause > 0 {
			step := min(left, m.pause)
			m.pause -= step
			left -= step
			m.drift(step)
			continue
		}
		// The mean interval from one saccade to the next is 1/rate.
		mean := max(1e-3, 1/m.s.Rate-m.s.Refractory/1000-m.lastLasts)
		if math.IsInf(mean, 1) || m.due*mean > left {
			if !math.IsInf(mean, 1) {
				m.due -= left / mean
			}
			m.drift(left)
			return
		}
		step := m.due * mean
		left -= step
		m.drift(step)
		m.leap()
	}
}

// drift moves the gaze by t s of the Ornstein-Uhlenbeck process.
func (m *EyeMovie) drift(t float64) {
	if m.s.Diffusion == 0 || t <= 0 {
		return
	}
	d := m.s.Diffusion / 3600 // deg²/s
	stay, variance := 1.0, 2*d*t
	if tau := m.s.Return; !math.IsInf(tau, 1) {
		stay = math.Exp(-t / tau)
		variance = d * tau * -math.Expm1(-2*t/tau)
	}
	sd, r := math.Sqrt(variance), m.s.Range
	for i := range m.gaze {
		g := m.fixed[i] + stay*(m.gaze[i]-m.fixed[i]) + sd*m.random.NormFloat64()
		if g > r {
			g = 2*r - g
		} else if g < -r {
			g = -2*r - g
		}
		m.gaze[i] = m.within(g)
	}
}

func (m *EyeMovie) within(deg float64) float64 { return min(m.s.Range, max(-m.s.Range, deg)) }

// leap begins a saccade: in any direction in which it stays within range, else
// towards the middle, and shorter where that is still too far.
func (m *EyeMovie) leap() {
	m.due = m.random.ExpFloat64()
	r, a := m.s.Range, m.s.Amplitude*math.Exp2(m.s.Spread*m.random.NormFloat64())
	found := false
	for range 32 {
		sin, cos := math.Sincos(2 * math.Pi * m.random.Float64())
		m.to = [2]float64{m.gaze[0] + a*cos, m.gaze[1] + a*sin}
		if found = math.Abs(m.to[0]) <= r && math.Abs(m.to[1]) <= r; found {
			break
		}
	}
	if !found {
		far := math.Hypot(m.gaze[0], m.gaze[1])
		a = min(a, far)
		for i := range m.to {
			m.to[i] = m.gaze[i]
			if far > 0 {
				m.to[i] = m.within(m.gaze[i] * (1 - a/far))
			}
		}
	}
	m.fixed, m.flown, m.lasts = m.gaze, 0, m.s.LastsS(a)
	if m.lasts == 0 {
		m.land()
	}
}

// land ends a saccade: fixation goes on where it ends.
func (m *EyeMovie) land() {
	m.gaze, m.fixed = m.to, m.to
	m.lastLasts, m.flown, m.lasts = m.lasts, 0, 0
	m.pause = m.s.Refractory / 1000
}

var (
	_ Retunable = (*EyeMovie)(nil)
	_ Turnable  = (*EyeMovements)(nil)
)
