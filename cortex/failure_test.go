package cortex

import (
	"errors"
	"math"
	"testing"

	"striate/sim"
)

// A potential that leaves the numbers is found within a millisecond, with its
// population, neuron and time, however it came about, and the spikes up to
// there are kept.
func TestNotANumber(t *testing.T) {
	for _, dt := range []float64{0.1, 0.3, 0.025, 2} {
		for name, spoil := range map[string]func(*Population) error{
			"potential": func(p *Population) error { p.V()[700] = math.Inf(-1); return nil },
			"current":   func(p *Population) error { return p.Drive(&FormulaCurrent{PA: "log(-1)"}, []int32{700}) },
			"synapse": func(p *Population) error {
				for _, v := range p.Variables() {
					if v.Name == "i_e_pa" {
						v.X[700] = math.NaN()
					}
				}
				return nil
			},
		} {
			n := must(NewNetwork(dt, 1))
			must(n.Populate("calm", "", sim.Excitatory, 3, quietCell()))
			p := must(n.Populate("ill", "", sim.Excitatory, 900, quietCell()))
			at := int64(math.Round(10.6 / dt))
			must(n.Run(at, nil))
			if err := spoil(p); err != nil {
				t.Fatal(err)
			}
			_, err := n.Run(at+1000, nil)
			var f *Failure
			if !errors.As(err, &f) || f.Population != "ill" || f.Neuron != 700 || f.LimitHz != 0 || f.V >= -math.MaxFloat64 {
				t.Errorf("dt %g, %s: %v", dt, name, err)
				continue
			}
			if late := f.TimeMs - float64(at)*dt; !(late >= 0 && late <= max(1, dt)+dt) || f.TimeMs != float64(n.Steps())*dt {
				t.Errorf("dt %g, %s: spoiled at %g ms, found at %g", dt, name, float64(at)*dt, f.TimeMs)
			}
		}
	}
}

// A single cell may be faster than the limit for less than half a second.
func TestRunawayOfOneCell(t *testing.T) {
	for _, c := range []struct {
		until float64 // ms
		fails bool
	}{{420, false}, {550, true}} {
		n := must(NewNetwork(0.1, 1))
		p := must(n.Populate("p", "", sim.Excitatory, 50, condExp()))
		n.SetRunaway(300)
		if err := p.Drive(&StepCurrent{Amplitude: 50000, Stop: c.until}, []int32{33}); err != nil {
			t.Fatal(err)
		}
		_, err := n.Run(20000, nil)
		var f *Failure
		if c.fails != errors.As(err, &f) || c.fails && (f.Neuron != 33 || f.TimeMs != 500 || !(f.RateHz > 300) || f.LimitHz != 300) {
			t.Errorf("driven for %g ms: %v", c.until, err)
		}
	}
}

// After a failure a network can be run again, also when it is shared out.
func TestRunAfterFailure(t *testing.T) {
	n := everything(1)
	n.crew.always = true
	advance(n, 50, 0, nil)
	v := n.Population("e").V()
	was := v[3]
	v[3] = math.NaN()
	if _, err := n.Run(200, nil); err == nil {
		t.Fatal("no failure")
	}
	v[3] = was
	if _, err := n.Run(n.Steps()+30, nil); err != nil {
		t.Error(err)
	}
}
