package export

import (
	"math"

	"striate/analysis"
	"striate/sim"
)

// probes read a made-up potential and conductance of three cells every .3 ms;
// the potential falls at each spike.
func probes(st *sim.Step) []sim.ProbeSamples {
	out := []sim.ProbeSamples{
		{Population: "E", Variable: "v", Unit: "mV", Cells: []int32{39, 20}, Every: 3},
		{Population: "E", Variable: "g_e", Unit: "nS", Cells: []int32{39}, Every: 3},
		{Population: "I", Variable: "v", Unit: "mV", Cells: []int32{20, 50}, Every: 3},
	}
	for k := range out {
		p := &out[k]
		p.Start = (st.Start + 2) / 3 * 3
		for _, cell := range p.Cells {
			var x []float32
			last := math.Inf(-1)
			for s := p.Start; s < st.Stop; s += 3 {
				for _, sp := range st.Spikes[1+k/2] {
					if sp.Index == cell && sp.Step <= s {
						last = float64(sp.Step)
					}
				}
				v := -58 + 4*math.Sin(float64(s)*.006) - 8*math.Exp((last-float64(s))/60)
				if p.Variable == "g_e" {
					v = 12 + 10*math.Sin(float64(s)*.006+.5)
				}
				x = append(x, float32(v))
			}
			p.X = append(p.X, x)
		}
	}
	return out
}

// learning is a run beside the same with plasticity off.
func learning(s *analysis.Sequences) *analysis.Figure {
	on := s.Learning()
	off := analysis.Learning{Label: "plasticity off", Key: "off", Role: on.Role}
	for _, q := range on.Sequences {
		q.BThetaDeg, q.FMax, q.Spikes = 12+.1*q.BThetaDeg, .4*q.FMax, q.Spikes/2
		off.Sequences = append(off.Sequences, q)
	}
	on.Label = "plasticity on"
	return analysis.LearningFigure(on, off)
}

func windows() *analysis.Figure {
	var all []analysis.Window
	for _, r := range []struct {
		label                string
		plus, minus, tauPlus float64
	}{{"input → E, E → I: causal", .0375, .025, 37.5}, {"input → I, I → E: anticausal", -.0075, -.025, 22.5},
		{"E → E, I → I: symmetric +", .025, -.025, 48}, {"symmetric −", -.04375, .025, 30}} {
		all = append(all, analysis.Window{Label: r.label, At: func(dt float64) float64 {
			switch {
			case dt > 0:
				return r.plus * math.Exp(-dt/r.tauPlus)
			case dt < 0:
				return -r.minus * math.Exp(dt/30)
			}
			return 0
		}})
	}
	for _, dt := range []float64{-70, -33, -12, -4, 3, 9, 14, 26, 61} {
		all[0].Pairs = append(all[0].Pairs, analysis.Paired{DtMs: dt, Change: 1.1 * all[0].At(dt)})
	}
	return analysis.WindowsFigure(all...)
}

func delays() *analysis.Figure {
	r := analysis.Response{Name: "delays", Title: "Delays", Label: "Synaptic delay (ms)", Key: "delay_ms", Log: true}
	on := analysis.Curve{Label: "plasticity on", Axis: "Firing rate (Hz)", Key: "rate_on_hz", Role: analysis.Excitatory}
	off := analysis.Curve{Label: "plasticity off", Axis: "Firing rate (Hz)", Key: "rate_off_hz", Role: analysis.Excitatory, Dash: true}
	chi := analysis.Curve{Axis: "Synchrony χ² (1)", Key: "synchrony", Role: analysis.Ink}
	for d := .1; d < 13; d *= 1.5 {
		r.Values = append(r.Values, d)
		on.Y, on.SEM = append(on.Y, 30+40*math.Exp(-d/4)), append(on.SEM, 2)
		off.Y, off.SEM = append(off.Y, 31+math.Sin(9*d)), append(off.SEM, 1.5)
		chi.Y, chi.SEM = append(chi.Y, .1+.2*math.Exp(-d/3)), append(chi.SEM, .02)
	}
	r.Curves = []analysis.Curve{on, off, chi}
	return r.Figure()
}
