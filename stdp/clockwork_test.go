package stdp

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"striate/params"
)

// A clockwork is a rule at one synapse written down as in its paper: every
// trace is multiplied by its decay in every step, and every event acts at
// once. seen is the step of the target that reaches the synapse now, its
// delay ago.
type clockwork interface {
	// step gives the weight after a step with or without a pre spike, and with
	// or without a post spike and a potential that arrive from the target.
	step(w float64, pre, post bool, u float64) float64
}

func clip(w float64) float64 { return min(max(w, 0), 2) } // wire's bounds

type tripletClock struct {
	r              Triplet
	r1, r2, o1, o2 float64
}

func (c *tripletClock) step(w float64, pre, post bool, _ float64) float64 {
	fade := func(x *float64, tau float64) { *x *= math.Exp(-0.1 / tau) }
	fade(&c.r1, c.r.TauPlusMs)
	fade(&c.r2, c.r.TauXMs)
	fade(&c.o1, c.r.TauMinusMs)
	fade(&c.o2, c.r.TauYMs)
	before := *c
	up, down := func(float64) float64 { return 2 }, func(float64) float64 { return 2 }
	switch c.r.Dependence {
	case Multiplicative:
		up, down = func(w float64) float64 { return 2 - w }, func(w float64) float64 { return w }
	case Power:
		up = func(w float64) float64 { return 2 * math.Pow(1-w/2, c.r.Mu) }
		down = func(w float64) float64 { return 2 * math.Pow(w/2, c.r.Mu) }
	case PowerLaw:
		up = func(w float64) float64 { return math.Pow(2*c.r.WRef, 1-c.r.Mu) * math.Pow(w, c.r.Mu) }
		down = func(w float64) float64 { return w }
	}
	raise := func(x *float64) {
		if *x++; c.r.Pairing == Nearest {
			*x = 1
		}
	}
	if pre {
		w = clip(w - down(w)*before.o1*(c.r.A2Minus+c.r.A3Minus*before.r2))
		raise(&c.r1)
		raise(&c.r2)
	}
	if post {
		w = clip(w + up(w)*before.r1*(c.r.A2Plus+c.r.A3Plus*before.o2))
		raise(&c.o1)
		raise(&c.o2)
	}
	return w
}

type inhibitoryClock struct {
	r           Inhibitory
	xPre, xPost float64
}

func (c *inhibitoryClock) step(w float64, pre, post bool, _ float64) float64 {
	c.xPre *= math.Exp(-0.1 / c.r.TauMs)
	c.xPost *= math.Exp(-0.1 / c.r.TauMs)
	xPre := c.xPre
	if pre {
		w = clip(w + 2*c.r.Eta*(c.xPost-2*c.r.TargetRateHz*c.r.TauMs/1000))
		c.xPre++
	}
	if post {
		w = clip(w + 2*c.r.Eta*xPre)
		c.xPost++
	}
	return w
}

type clopathClock struct {
	r           Clopath
	x           float64
	begun       bool
	spikeLeft   int
	minus, plus []float64 // of all steps so far, the newest last
	mean        float64
}

func (c *clopathClock) step(w float64, pre, post bool, u float64) float64 {
	c.x -= c.x * -math.Expm1(-0.1/c.r.TauXMs)
	x := c.x
	behind := int(math.Round(c.r.FilterDelayMs / 0.1))
	late := func(trace []float64) float64 { return trace[max(len(trace)-1-behind, 0)] }
	if !c.begun {
		c.begun, c.mean = true, c.r.URef2Mv2
		if math.IsNaN(u) {
			c.begun = false
		} else {
			for range behind + 1 {
				c.minus, c.plus = append(c.minus, u), append(c.plus, u)
			}
		}
	}
	if pre { // what arrived up to the step before
		if k := len(c.minus); k > behind+1 {
			h := 1.0
			if c.r.Homeostasis {
				h = c.mean / c.r.URef2Mv2
			}
			w = clip(w - 2*c.r.ALTD*h*max(late(c.minus)-c.r.ThetaMinusMv, 0))
		}
		c.x += 1 / c.r.TauXMs
	}
	if math.IsNaN(u) { // the target's first step has not arrived
		return w
	}
	if c.spikeLeft--; post {
		c.spikeLeft = int(math.Round(c.r.SpikeMs / 0.1))
	}
	if c.spikeLeft > 0 {
		u = c.r.VSpikeMv
	}
	approach := func(x, to, tau float64) float64 { return to + (x-to)*math.Exp(-0.1/tau) }
	c.minus = append(c.minus, approach(c.minus[len(c.minus)-1], u, c.r.TauMinusMs))
	c.plus = append(c.plus, approach(c.plus[len(c.plus)-1], u, c.r.TauPlusMs))
	d := u - c.r.VRestMv
	c.mean = approach(c.mean, d*d, c.r.TauMeanMs)
	return clip(w + 2*c.r.ALTP*x*max(u-c.r.ThetaPlusMv, 0)*max(late(c.plus)-c.r.ThetaMinusMv, 0)*0.1)
}

func clockworkOf(r Rule) clockwork {
	switch q := r.(type) {
	case *Triplet:
		return &tripletClock{r: q.fitted()}
	case *Inhibitory:
		return &inhibitoryClock{r: *q}
	case *Clopath:
		return &clopathClock{r: *q}
	}
	return nil
}

// Every weight of the learners is that of the clockwork: many delays, spikes
// that coincide, learning switched off for a while, and for scaling a pause of
// the spikes' own rule at fixed steps.
func TestLearnersAgainstClockwork(t *testing.T) {
	const off, on = familySteps / 3, familySteps / 2
	p := familyPlay()
	tested := 0
	for name, r := range family(t) {
		if clockworkOf(r) == nil {
			continue
		}
		tested++
		t.Run(name, func(t *testing.T) {
			s := familyWire()
			w0 := s.copied().W
			l := open(t, r, s)
			rng := rand.New(rand.NewPCG(9, 9))
			for n := range familySteps {
				if n == off || n == on {
					l.Learn(n == on, int64(n))
				}
				p.step(l, n)
				if rng.Float64() < 0.01 {
					l.Settle(int64(n + 1))
				}
			}
			l.Settle(familySteps)
			worst := 0.0
			for i := range familySources {
				for z := s.Row[i]; z < s.Row[i+1]; z++ {
					c, w := clockworkOf(r), w0[z]
					for n := range familySteps {
						pre, post, u := has(p.pre[n], i), false, math.NaN()
						if m := n - int(s.Delay[z]); m >= 0 {
							post, u = has(p.post[m], int(s.Post[z])), p.v[m][s.Post[z]]
						}
						if x := c.step(w, pre, post, u); n < off || n >= on {
							w = x
						}
					}
					worst = max(worst, math.Abs(s.W[z]-w))
				}
			}
			if !(worst < 1e-10) {
				t.Errorf("a weight differs by %g", worst)
			}
		})
	}
	if tested < 10 {
		t.Errorf("%d rules tested", tested)
	}
}

func has(list []int32, i int) bool {
	for _, x := range list {
		if int(x) == i {
			return true
		}
	}
	return false
}

// Scaling around another rule, against the sum over all spikes of each target
// and a clockwork of the rule inside that is stopped at each scaling.
func TestScalingAgainstClockwork(t *testing.T) {
	p := familyPlay()
	for _, kind := range []string{"static", "triplet", "clopath"} {
		for _, gamma := range []float64{0, 0.4} {
			t.Run(fmt.Sprint(kind, gamma), func(t *testing.T) {
				r := &Scaling{TargetRateHz: 60, TauS: 0.07, Beta: 0.3, Gamma: gamma, IntervalMs: 7.1}
				inner, err := params.New[Unscaled](kind)
				if err != nil {
					t.Fatal(err)
				}
				r.Rule = params.Of(kind, inner)
				s := familyWire()
				w0 := s.copied().W
				l := open(t, r, s)
				for n := range familySteps {
					p.step(l, n)
				}
				l.Settle(familySteps)
				const every = 71
				for i := range familySources {
					for z := s.Row[i]; z < s.Row[i+1]; z++ {
						c, w, j, integral := clockworkOf(r.Rule.Value), w0[z], int(s.Post[z]), 0.0
						for n := range familySteps {
							if c != nil {
								post, u := false, math.NaN()
								if m := n - int(s.Delay[z]); m >= 0 {
									post, u = has(p.post[m], j), p.v[m][j]
								}
								w = c.step(w, has(p.pre[n], i), post, u)
							}
							if (n+1)%every != 0 {
								continue
							}
							rate := 60 * math.Exp(-float64(n)*1e-4/0.07)
							for m := range n + 1 {
								if has(p.post[m], j) {
									rate += math.Exp(-float64(n-m)*1e-4/0.07) / 0.07
								}
							}
							integral += (60 - rate) * 0.0071
							w = clip(w * math.Exp(0.0071*(0.3*(60-rate)+gamma*integral)))
						}
						if !(math.Abs(s.W[z]-w) < 1e-10) {
							t.Fatalf("synapse %d: weight %.15g, want %.15g", z, s.W[z], w)
						}
					}
				}
			})
		}
	}
}

// A change of amplitudes acts on what reaches the synapses from then on; one
// of how the voltage rule sees a target, on what the target does from then on.
// (No source fires in just the step in which the first of that arrives; its
// depression would read what came before.)
func TestRetuneAgainstClockwork(t *testing.T) {
	const at = 1500
	p := familyPlay()
	strong := family(t)
	for _, c := range []struct {
		from, to Rule
		seen     bool // the change is one of seeing
	}{
		{strong["triplet/strong"], &Triplet{Fit: Own, A2Plus: 0.01, A3Plus: 0.1, A2Minus: 0.05, TauPlusMs: 16.8, TauMinusMs: 33.7, TauXMs: 101, TauYMs: 125, Pairing: All, Dependence: Multiplicative}, false},
		{strong["inhibitory"], &Inhibitory{Eta: 0.01, TauMs: 20, TargetRateHz: 9}, false},
		{strong["clopath"], changed(strong["clopath"], func(c *Clopath) { c.ALTD, c.ALTP = 0.002, 0.0005 }), false},
		{strong["clopath/strong"], changed(strong["clopath/strong"], func(c *Clopath) { c.FilterDelayMs, c.ThetaMinusMv, c.VSpikeMv = 2, -66, 20 }), true},
		{strong["clopath/strong"], changed(strong["clopath/strong"], func(c *Clopath) { c.Homeostasis = false }), true},
	} {
		s := familyWire()
		w0 := s.copied().W
		l := open(t, c.from, s)
		for n := range familySteps {
			if n == at {
				if err := l.Retune(c.to, at); err != nil {
					t.Fatal(err)
				}
			}
			p.step(l, n)
		}
		l.Settle(familySteps)
		for i := range familySources {
			for z := s.Row[i]; z < s.Row[i+1]; z++ {
				k, w, d := clockworkOf(c.from), w0[z], int(s.Delay[z])
				for n := range familySteps {
					if !c.seen && n == at || c.seen && n == at+d {
						switch q := k.(type) {
						case *tripletClock:
							q.r = *c.to.(*Triplet)
						case *inhibitoryClock:
							q.r = *c.to.(*Inhibitory)
						case *clopathClock:
							q.r = *c.to.(*Clopath)
						}
					}
					post, u := false, math.NaN()
					if m := n - d; m >= 0 {
						post, u = has(p.post[m], int(s.Post[z])), p.v[m][s.Post[z]]
					}
					w = k.step(w, has(p.pre[n], i), post, u)
				}
				if !(math.Abs(s.W[z]-w) < 1e-10) {
					t.Fatalf("%+v: synapse %d (delay %d): weight %.15g, want %.15g", c.to, z, d, s.W[z], w)
				}
			}
		}
	}
}

func changed(r Rule, change func(*Clopath)) Rule {
	c := *r.(*Clopath)
	change(&c)
	return &c
}
