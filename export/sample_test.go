package export

import (
	"encoding/json"
	"math"

	"striate/analysis"
	"striate/sim"
)

var provenance = Provenance{Engine: "striate test", Params: json.RawMessage(`{"stimulus": {"kind": "motion_cloud", "theta_deg": 60}}`), Seed: 42}

func ring(name, label string, role sim.Role, n int) sim.Population {
	p := sim.Population{Name: name, Label: label, Role: role, N: n}
	for i := range n {
		p.Preferred = append(p.Preferred, 180*float64(i)/float64(n))
	}
	return p
}

// figures are one of each kind, from meters fed with Poisson spikes of which
// the orientation jumps from 120 to 60 deg; each with so many seconds.
func figures(seconds float64) map[string]*analysis.Figure {
	pops := []sim.Population{ring("thalamic", "Thalamic", sim.Thalamic, 768), ring("E", "E ring", sim.Excitatory, 60), ring("I", "I ring", sim.Inhibitory, 60)}
	widths, peaks, floors := []float64{18, 14, 30}, []float64{20, 38, 34}, []float64{1, .6, 4}
	orientation := analysis.DefaultOrientation.For(1, pops[1])
	blank := analysis.DefaultOrientation.For(0, ring("E", "E ring", sim.Excitatory, 60))
	tuning := analysis.DefaultTuning.For(1, pops[1])
	rates, raster := analysis.DefaultRates.For(pops), analysis.DefaultRaster.For(pops)
	selectivity := analysis.DefaultSelectivity.For(1, pops[1])
	statistics := analysis.DefaultStatistics.For(pops)
	sequences := []*analysis.Sequences{}
	for i, p := range pops[:2] {
		sequences = append(sequences, analysis.DefaultOrientation.NewSequences(i, p, []float64{0, .4 * seconds, .7 * seconds, seconds, 2 * seconds}))
	}
	power := analysis.PowerSpectrum{BinMs: 1, Seconds: 20, SegmentMs: 500}.For(pops)
	traces := analysis.Traces{WindowMs: 300, Rows: 4}.For(pops)
	r := sim.Seed(11).Rand("sample")
	clock := sim.Clock{Dt: .1}
	noise := &sim.Step{Dt: .1, TrueDeg: math.NaN(), Spikes: make([][]sim.Spike, 1)}
	st := &sim.Step{Dt: .1, Populations: pops, Spikes: make([][]sim.Spike, 3)}
	for k := range int64(seconds * 60) {
		st.Frame, st.Start, st.Stop = k, clock.FrameStart(k, 60), clock.FrameStart(k+1, 60)
		noise.Start, noise.Stop, noise.Spikes[0] = st.Start, st.Stop, noise.Spikes[0][:0]
		st.TrueDeg = 120
		if float64(k)/60 > seconds*.4 {
			st.TrueDeg = 60
		}
		beat := 1 + .4*math.Sin(2*math.Pi*2*float64(k)/60)
		for p := range pops {
			st.Spikes[p] = st.Spikes[p][:0]
			for s := st.Start; s < st.Stop; s += 10 {
				for i, pref := range pops[p].Preferred {
					if r.Float64() < 1e-3*beat*(floors[p]+peaks[p]*analysis.VonMises(pref, st.TrueDeg-2, widths[p])) {
						st.Spikes[p] = append(st.Spikes[p], sim.Spike{Step: s, Index: int32(i)})
					}
				}
			}
		}
		for i := range 60 {
			if r.Float64() < .05 {
				noise.Spikes[0] = append(noise.Spikes[0], sim.Spike{Step: st.Start, Index: int32(i)})
			}
		}
		st.Probes = probes(st)
		for _, m := range []interface{ Add(*sim.Step) }{orientation, tuning, rates, raster, selectivity, statistics, sequences[0], sequences[1], traces, power} {
			m.Add(st)
		}
		blank.Add(noise)
	}
	return map[string]*analysis.Figure{
		"orientation": orientation.Figure(), "none": blank.Figure(), "tuning": tuning.Figure(), "rates": rates.Figure(),
		"raster": raster.Figure(), "selectivity": selectivity.Figure(),
		"stimulus": analysis.StimulusFigure(bars(64, 60), 60), "lgn": analysis.LGNFigure(half(bars(26, 60), 1), half(bars(26, 60), -1), 0),
		"weights": weights(pops[1]), "fields": fields(), "stdp": stdp(),
		"statistics": statistics.Figure(), "sequences": analysis.SequencesFigure(sequences...), "learning": learning(sequences[1]),
		"traces": traces.Figure(), "psd": power.Figure(), "windows": windows(), "delays": delays(),
	}
}

func bars(n int, deg float64) *sim.Frame {
	f := sim.NewFrame(n, n)
	s, c := math.Sincos((deg - 90) * math.Pi / 180)
	for y := range n {
		for x := range n {
			u := (float64(x)*c - float64(y)*s) / float64(n)
			f.Set(x, y, float32(.5+.25*math.Cos(2*math.Pi*3.2*u)))
		}
	}
	return f
}

func half(f *sim.Frame, sign float32) *sim.Frame {
	for i, v := range f.Pix {
		f.Pix[i] = max(0, sign*(v-.5)*4)
	}
	return f
}

func weights(e sim.Population) *analysis.Figure {
	w := analysis.Weights{Label: "E → E", Pre: e, Post: e, W: make([]float64, 3600), Max: 56, Unit: "nS"}
	r := sim.Seed(3).Rand("weights")
	for i := range 60 {
		for j := range 60 {
			w.W[i*60+j] = 50 * analysis.VonMises(3*float64(i), 3*float64(j), 12) * r.Float64()
			if i == j || r.Float64() > math.Exp(-4*math.Sin(math.Abs(float64(i-j))*math.Pi/60)) {
				w.W[i*60+j] = math.NaN()
			}
		}
	}
	first := w.Profile()
	for i := range w.W {
		w.W[i] *= .6 + .4*r.Float64()
	}
	w.First = &first
	return w.Figure()
}

func fields() *analysis.Figure {
	var all []analysis.Field
	for deg := 0.0; deg < 180; deg += 15 {
		f := bars(20, deg)
		for i, v := range f.Pix {
			x, y := float64(i%20)-9.5, float64(i/20)-9.5
			f.Pix[i] = (v - .5) * float32(math.Exp(-(x*x+y*y)/40))
		}
		all = append(all, analysis.Field{ThetaDeg: deg, Neuron: int(deg / 3), RF: f, Even: bars(20, deg)})
	}
	return analysis.Fields{AtS: 6, Unit: "nS", Left: -.85, Right: .85, Foot: -.85, Top: .85, Of: all}.Figure()
}

func stdp() *analysis.Figure {
	r := sim.Seed(5).Rand("pairs")
	window := func(t float64) float64 {
		if t < 0 {
			return -2.5 * math.Exp(t/30)
		}
		return 3.75 * math.Exp(-t/37.5)
	}
	var t, dw, pt, pw []float64
	for x := -120.0; x <= 120; x += 2 {
		t, dw = append(t, x), append(dw, window(x))
	}
	for range 150 {
		x := 45 * r.NormFloat64()
		pt, pw = append(pt, x), append(pw, window(x)*r.Float64())
	}
	return analysis.PlasticityFigure("causal", t, dw, pt, pw)
}
