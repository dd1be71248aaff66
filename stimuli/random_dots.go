package stimuli

import (
	"fmt"
	"math"

	"striate/params"
	"striate/sim"
)

// RandomDots is a random dot kinematogram: dots of which a share, the
// coherence, moves in one direction, while the others are noise (Newsome and
// Paré 1988, J. Neurosci. 8; Britten, Shadlen, Newsome and Movshon 1992, J.
// Neurosci. 12).
//
// From one frame to the next a signal dot moves by speed/fps. What a noise dot
// does is a rule of its own (Scase, Braddick and Raymond 1996, Vision Res. 36;
// Pilly and Seitz 2009, Vision Res. 49):
//
//	position   it is put somewhere at random in every frame: white noise, as in
//	           Newsome and Paré
//	walk       it moves as far as a signal dot, in a direction drawn anew in every
//	           frame: Brownian motion
//	direction  it moves as far as a signal dot, in a direction that it keeps
//
// The signal dots are drawn anew in every frame, each dot with the probability
// of the coherence, or stay the same. A dot whose lifetime is over is put
// somewhere at random; first ages are spread evenly, so that as many go in each
// frame. What leaves the screen comes back on its other side. Dots are discs at
// positions between pixels with exact edges; where two meet, the later one
// covers the other.
type RandomDots struct {
	_ struct{} `eq:"a signal dot moves V / fps a frame towards φ, each dot a signal with probability coherence;  luminance of a dot = ½ (1 ± C)" ref:"Newsome & Paré 1988; Scase, Braddick & Raymond 1996"`

	Screen
	Coherence float64 `json:"coherence_pct" label:"coherence" unit:"%" default:"50" range:"0,100" step:"1" doc:"share of signal dots" ref:"Newsome & Paré 1988"`
	Direction float64 `json:"direction_deg" sym:"φ" label:"direction" unit:"deg" default:"0" range:"0,360" step:"5" doc:"direction of motion of the signal dots, 0 right, 90 up"`
	Speed     float64 `json:"speed_dps" sym:"V" label:"speed" unit:"deg/s" default:"4" range:"0,1000" step:"0.1" doc:"speed of the dots"`
	Density   float64 `json:"dots_per_deg2_s" label:"density" unit:"/deg²/s" default:"300" range:"0,1e6" step:"10" doc:"dots shown per square degree and second: a frame has density/fps of them per square degree; Britten et al. 1992 have 16.7"`
	Dot       float64 `json:"dot_deg" label:"size of a dot" unit:"deg" default:"0.15" range:"0.001,100" step:"0.01" doc:"diameter of a dot"`
	Lifetime  int     `json:"lifetime_frames" label:"lifetime" unit:"frames" default:"20" range:"0,1000000" doc:"frames after which a dot is put elsewhere, 0 for never"`
	Noise     string  `json:"noise_rule" label:"noise dots" default:"position" choice:"position,walk,direction" doc:"put anywhere in every frame, or moving in a direction that is drawn in every frame, or that they keep"`
	Signal    string  `json:"signal_rule" label:"signal dots" default:"different" choice:"different,same" tier:"more" doc:"whether the signal dots are drawn anew in every frame or stay the same"`
	Sign      string  `json:"signs" label:"signs" default:"bright" choice:"bright,dark,both" doc:"bright or dark on grey, or half of each"`
	Contrast  float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"contrast of the dots to the grey, 0 is blank"`
}

func init() {
	params.Register[Stimulus]("random_dots", func() Stimulus { return new(RandomDots) })
}

// maxDots bounds the dots of a frame.
const maxDots = 100_000

// dotsPerFrame is density/fps times the area of the screen, as it is.
func (r *RandomDots) dotsPerFrame() float64 {
	ppd := r.PixelsPerDegree()
	return r.Density / r.FPS * float64(r.Width) / ppd * float64(r.Height) / ppd
}

// Dots is how many dots every frame has.
func (r *RandomDots) Dots() int { return int(math.Round(r.dotsPerFrame())) }

// check refuses more dots than a frame may have.
func (r *RandomDots) check() error {
	if n := r.dotsPerFrame(); !(n <= maxDots) {
		return &params.Error{
			Path: "dots_per_deg2_s", Found: params.FormatNumber(r.Density),
			Want: fmt.Sprintf("at most %.4g /deg²/s, %d dots on this screen", r.Density/n*maxDots, maxDots),
		}
	}
	return nil
}

// Open places the dots.
func (r *RandomDots) Open(seed sim.Seed) (Movie, error) {
	if err := Validate(r); err != nil {
		return nil, err
	}
	m := &dotsMovie{r: *r, dice: diceOf(seed, "random_dots")}
	m.deal()
	m.grow(0)
	return m, nil
}

// dotsMovie keeps where each dot is, and the dice.
type dotsMovie struct {
	r             RandomDots
	dice          dice
	births, steps dice
	x, y          []float64 // 0 to 1 across and up the screen
	age           []int64   // frames since the dot was put where it began
	last          int64     // frame last painted
}

// deal takes the dice of the parts.
func (m *dotsMovie) deal() { m.births, m.steps = m.dice.of(0), m.dice.of(1) }

// What is drawn for a dot when the movie opens; its own throw each.
const (
	dotX = iota
	dotY
	dotAge
	dotSign
	dotRank
	dotDirection
)

// grow brings the number of dots to what the parameters say; a new dot has the
// age that it would have had in frame k.
func (m *dotsMovie) grow(k int64) {
	n := m.r.Dots()
	for i := len(m.x); i < n; i++ {
		d := m.births.of(int64(i))
		m.x, m.y = append(m.x, d.uniform(dotX)), append(m.y, d.uniform(dotY))
		age := int64(0)
		if m.r.Lifetime > 0 {
			age = (int64(d.below(dotAge, m.r.Lifetime)) + k) % int64(m.r.Lifetime)
		}
		m.age = append(m.age, age)
	}
	m.x, m.y, m.age = m.x[:n], m.y[:n], m.age[:n]
}

// Retune takes the parameters of other dots on the same screen.
func (m *dotsMovie) Retune(s Stimulus) error {
	r, err := sameKind(s, &m.r)
	if err != nil {
		return err
	}
	m.r = *r
	m.grow(m.last)
	return nil
}

// TrueDeg is NaN: dots have a direction of motion but no orientation.
func (m *dotsMovie) TrueDeg() float64 { return math.NaN() }

// State is described at [Movie].
func (m *dotsMovie) State(a *sim.Archive) {
	a.Label("random_dots")
	m.dice.state(a)
	m.deal()
	sim.Value(a, &m.last)
	if !(m.last >= 0 && m.last <= 1<<40) {
		a.Fail(fmt.Errorf("saved state is at frame %d, want 0 or more", m.last))
	}
	sim.Bounded(a, m.x, 0, 1)
	sim.Bounded(a, m.y, 0, 1)
	sim.Fixed(a, m.age)
	for _, n := range m.age {
		if !(n >= 0 && n <= 1<<40) {
			a.Fail(fmt.Errorf("saved state has a dot of %d frames, want 0 or more", n))
			return
		}
	}
}

// wrapped is x modulo 1, 0 to 1.
func wrapped(x float64) float64 { return x - math.Floor(x) }

// step moves all dots from the frame before to frame k.
func (m *dotsMovie) step(k int64) {
	r := &m.r
	px := r.PxPerFrame(r.Speed)
	w, h := float64(r.Width), float64(r.Height)
	sin, cos := math.Sincos(r.Direction * math.Pi / 180)
	now := m.steps.of(k)
	for i := range m.x {
		if m.age[i]++; r.Lifetime > 0 && m.age[i] >= int64(r.Lifetime) {
			m.age[i] = 0
			m.x[i], m.y[i] = now.uniform(3*uint64(i)), now.uniform(3*uint64(i)+1)
			continue
		}
		s, c := sin, cos
		if !m.signal(i, now) {
			switch r.Noise {
			case "position":
				m.x[i], m.y[i] = now.uniform(3*uint64(i)), now.uniform(3*uint64(i)+1)
				continue
			case "walk":
				s, c = math.Sincos(2 * math.Pi * now.uniform(3*uint64(i)))
			default:
				s, c = math.Sincos(2 * math.Pi * m.births.of(int64(i)).uniform(dotDirection))
			}
		}
		m.x[i], m.y[i] = wrapped(m.x[i]+px*c/w), wrapped(m.y[i]+px*s/h)
	}
}

// signal says whether dot i is one of the signal dots of the frame that now
// belongs to.
func (m *dotsMovie) signal(i int, now dice) bool {
	if m.r.Signal == "same" {
		return m.births.of(int64(i)).uniform(dotRank) < m.r.Coherence/100
	}
	return now.uniform(3*uint64(i)+2) < m.r.Coherence/100
}

// Paint writes frame k.
func (m *dotsMovie) Paint(dst *sim.Frame, k int64) {
	if k > m.last {
		m.step(k)
		m.last = k
	}
	dst.Fill(0.5)
	if m.r.Contrast == 0 {
		return
	}
	rad := m.r.Dot * m.r.PixelsPerDegree() / 2
	w, h := float64(dst.W), float64(dst.H)
	for i := range m.x {
		l := float32(0.5 + m.sign(i)*0.5*m.r.Contrast/100)
		x, y := m.x[i]*w-0.5, (1-m.y[i])*h-0.5 // columns and rows
		// A dot on an edge shows on both sides.
		for _, dx := range [3]float64{0, -w, w} {
			if x+dx+rad < -0.5 || x+dx-rad > w-0.5 {
				continue
			}
			for _, dy := range [3]float64{0, -h, h} {
				if y+dy+rad > -0.5 && y+dy-rad < h-0.5 {
					paintDisc(dst, x+dx, y+dy, rad, l)
				}
			}
		}
	}
}

// sign is 1 for a bright dot and -1 for a dark one.
func (m *dotsMovie) sign(i int) float64 {
	switch {
	case m.r.Sign == "bright":
		return 1
	case m.r.Sign == "dark" || i%2 == 1:
		return -1
	}
	return 1
}

var _ Retunable = (*dotsMovie)(nil)
