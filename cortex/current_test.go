package cortex

import (
	"math"
	"strings"
	"testing"

	"striate/sim"
)

// quietCell is a linear cell without noise or threshold within reach.
func quietCell() *IFCurrExp {
	c := ThalamoRecipient()
	c.IOffset, c.NoiseSD, c.VThresh = 0, 0, 50
	return c
}

// What each current drives a linear membrane to is the closed form: exact for
// steps, and to the lag of half a step where the current changes meanwhile.
func TestCurrentsByClosedForm(t *testing.T) {
	const tau, cm, dt = 30.0, 500.0, 0.02
	step := func(x, from float64) func(t float64) float64 { // response to x pA from then on, mV
		return func(t float64) float64 { return x * tau / cm * -math.Expm1(-max(0, t-from)/tau) }
	}
	ramp := func(slope, from float64) func(t float64) float64 {
		return func(t float64) float64 {
			s := max(0, t-from)
			return slope * tau / cm * (s + tau*math.Expm1(-s/tau))
		}
	}
	for _, c := range []struct {
		name  string
		i     Current
		v     func(t float64) float64 // above rest, mV
		slope float64                 // largest, pA/ms
	}{
		{"step", &StepCurrent{Amplitude: 90, Start: 20, Stop: 70}, func(t float64) float64 { return step(90, 20)(t) - step(90, 70)(t) }, 0},
		{"ramp", &RampCurrent{From: -20, To: 80, Start: 10, Stop: 60}, func(t float64) float64 { return step(-20, 10)(t) + ramp(2, 10)(t) - ramp(2, 60)(t) }, 2},
		{"sinusoid", &SinusoidCurrent{Offset: 30, Amplitude: 50, Frequency: 20, Phase: 90, Start: 0, Stop: 1e9}, func(t float64) float64 {
			w, k := 2*math.Pi*20/1000, 1/tau // ∫ exp(−k(t−s)) cos ws ds
			return step(30, 0)(t) + 50/cm*(k*math.Cos(w*t)+w*math.Sin(w*t)-k*math.Exp(-k*t))/(k*k+w*w)
		}, 50 * 2 * math.Pi * 20 / 1000},
		{"formula", &FormulaCurrent{PA: "60*exp(-t/15)"}, func(t float64) float64 {
			return 60 / cm * (math.Exp(-t/15) - math.Exp(-t/tau)) / (1/tau - 1.0/15)
		}, 4},
		{"array", &ArrayCurrent{Values: []float64{10, -40, 25}, StartMs: 5, EveryMs: 20}, func(t float64) float64 {
			return step(10, 5)(t) - step(50, 25)(t) + step(65, 45)(t) - step(25, 65)(t)
		}, 0},
	} {
		n := must(NewNetwork(dt, 1))
		p := must(n.Populate("p", "", sim.Excitatory, 3, quietCell()))
		if err := p.Drive(c.i, []int32{1}); err != nil {
			t.Fatal(err)
		}
		top := 1e-10 + c.slope*dt*tau/cm // mV
		for n.Steps() < 6000 {
			if err := n.Step(); err != nil {
				t.Fatal(err)
			}
			ms := float64(n.Steps()) * dt
			if got, want := p.V()[1], -73.6+c.v(ms); !(math.Abs(got-want) < top) {
				t.Fatalf("%s: v = %.12g mV at %g ms, want %.12g", c.name, got, ms, want)
			}
			if p.V()[0] != -73.6 || p.V()[2] != -73.6 {
				t.Fatalf("%s: cells that get no current are at %v mV", c.name, p.V())
			}
		}
	}
}

// Currents add up with each other and with what Inject holds, on the cells
// they were given.
func TestCurrentsAddUp(t *testing.T) {
	n := must(NewNetwork(0.1, 1))
	p := must(n.Populate("p", "", sim.Excitatory, 4, quietCell()))
	cells := []int32{3, 0, 3}
	for _, c := range []struct {
		i     Current
		cells []int32
	}{
		{&StepCurrent{Amplitude: 1, Start: 1, Stop: 2}, nil},
		{&ArrayCurrent{Values: []float64{10, 20, 30, 40}, EveryMs: 0.3}, cells},
		{&StepCurrent{Amplitude: 1000, Stop: 1e9}, []int32{}},
	} {
		if err := p.Drive(c.i, c.cells); err != nil {
			t.Fatal(err)
		}
	}
	cells[1] = 2 // the list is the caller's again
	p.Inject()[0], p.Inject()[1] = 100, 200
	for k := range 30 {
		if k == 15 {
			p.Inject()[1] = 300
		}
		if err := n.Step(); err != nil {
			t.Fatal(err)
		}
		all, array := 0.0, 0.0
		if k >= 10 && k < 20 {
			all = 1
		}
		if k < 12 {
			array = float64(10 * (1 + k/3))
		}
		want := [4]float64{100 + all + array, 200 + all, all, all + 2*array}
		if k >= 15 {
			want[1] += 100
		}
		if [4]float64(p.in.Inject) != want {
			t.Errorf("step %d: %v pA, want %v", k, p.in.Inject, want)
		}
	}
	if p.Inject()[3] != 0 || p.Inject()[0] != 100 {
		t.Errorf("Inject holds %v, which others wrote into", p.Inject())
	}
}

// A current begins and ends at the step of its time, whatever the last bit of
// the product of steps and dt.
func TestCurrentsBeginOnTime(t *testing.T) {
	for _, dt := range []float64{0.1, 0.3, 0.15, 0.7, 0.01} {
		for _, k := range []float64{1, 3, 7, 9, 29} {
			start, stop := k*dt, 2*k*dt
			if dt == 0.3 && k == 3 {
				start = 0.9 // 3·0.3 is less
			}
			for name, c := range map[string]Current{
				"step": &StepCurrent{Amplitude: 1, Start: start, Stop: stop}, "sinusoid": &SinusoidCurrent{Offset: 1, Start: start, Stop: stop},
				"array": &ArrayCurrent{Values: []float64{1}, StartMs: start, EveryMs: stop - start},
			} {
				at := must(c.open())
				for s := range 80 {
					want := 0.0
					if s >= int(k) && s < int(2*k) {
						want = 1
					}
					if got := at(float64(s) * dt); got != want {
						t.Errorf("%s from %g to %g ms: %g in step %d of %g ms, want %g", name, start, stop, got, s, dt, want)
					}
				}
			}
		}
	}
}

func TestCurrentsRefused(t *testing.T) {
	n := must(NewNetwork(0.1, 1))
	p := must(n.Populate("p", "", sim.Excitatory, 4, quietCell()))
	in := must(n.Source("in", "", 4, &Poisson{}))
	for _, c := range []struct {
		p     *Population
		i     Current
		cells []int32
		want  string
	}{
		{in, &StepCurrent{}, nil, "in is a source and takes no current"},
		{p, &StepCurrent{}, []int32{0, 4}, "neuron 4 of p, want 0 to 3"},
		{p, &StepCurrent{}, []int32{-1}, "neuron -1 of p"},
		{p, nil, nil, "no current for p"},
		{p, &StepCurrent{Amplitude: math.NaN()}, nil, "amplitude_pa = NaN"},
		{p, &RampCurrent{Start: 5, Stop: 5}, nil, "start_ms = 5, want less than stop_ms = 5"},
		{p, &RampCurrent{Start: math.NaN(), Stop: 5}, nil, "start_ms = NaN"},
		{p, &SinusoidCurrent{Frequency: -1}, nil, "frequency_hz = -1"},
		{p, &FormulaCurrent{PA: "100*x"}, nil, `current_pa = "100*x"`},
		{p, &FormulaCurrent{}, nil, `current_pa = ""`},
		{p, &ArrayCurrent{Values: []float64{1}}, nil, "every_ms = 0"},
		{p, &ArrayCurrent{Values: []float64{1, math.Inf(1)}, EveryMs: 1}, nil, "values[1] = inf"},
		{p, &ArrayCurrent{Values: []float64{1}, EveryMs: 1, StartMs: math.NaN()}, nil, "start_ms = NaN"},
	} {
		if err := c.p.Drive(c.i, c.cells); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%#v: %v, want it to say %q", c.i, err, c.want)
		}
	}
	if len(p.currents) != 0 {
		t.Error("something refused was kept")
	}
}
