package experiment

import (
	"fmt"
	"math"

	"striate/analysis"
	"striate/cortex"
	"striate/params"
	"striate/stimuli"
)

// describe is the Info of the run.
func (r *Run) describe() Info {
	text, err := params.Encode(r.given)
	if err != nil {
		panic(fmt.Sprintf("experiment: %v", err)) // a struct that cannot be written is a mistake in the program
	}
	i := Info{Preset: r.exp.Preset, TimeMs: r.TimeMs(), Frame: r.frame, Seed: r.exp.Seed, Experiment: text, Values: plainValues(r.given)}
	i.Changed, i.Default = r.given.Changed()
	i.Default = plain(i.Default)
	i.Figures = r.given.Figures()
	i.Warnings = []string{}
	if r.exp.Input.Value.Sees() {
		i.Warnings = append(i.Warnings, stimuli.Warnings(r.shown.Value)...)
	}
	for _, p := range r.step.Populations {
		info := PopulationInfo{p.Name, p.Label, string(p.Role), p.N, p.Preferred, []Variable{}}
		for _, v := range r.net.Population(p.Name).Variables() {
			info.Variables = append(info.Variables, Variable{v.Name, v.Unit})
		}
		i.Populations = append(i.Populations, info)
	}
	if k := analysis.ReadOut(r.step.Populations); k >= 0 {
		i.Readout = r.step.Populations[k].Name
	}
	return i
}

// plainValues are all parameters by path.
func plainValues(e *Experiment) map[string]any { return plain(params.Values(e)) }

// plain writes infinities as "inf", as JSON wants.
func plain(v map[string]any) map[string]any {
	for k, x := range v {
		if f, ok := x.(float64); ok && math.IsInf(f, 0) {
			v[k] = params.FormatNumber(f)
		}
	}
	return v
}

// lgn is the activity of ON and OFF cells for the live view.
func (r *Run) lgn() *LGN {
	on, off := r.step.On, r.step.Off
	if on == nil {
		return nil
	}
	top := lgnMaxHz(r.exp)
	return &LGN{W: on.W, H: on.H, On: toBytes(on.Pix, 255/float32(top)), Off: toBytes(off.Pix, 255/float32(top)), MaxHz: top}
}

// lgnMaxHz is the top of the scale of LGN maps.
func lgnMaxHz(e *Experiment) float64 {
	if top, err := params.Get(e.Retina.Value, "lgn.max_rate_hz"); err == nil {
		return top.(float64)
	}
	return 100
}

// afferents is the projection that the weights panel shows: input to E, or the
// first one that learns; nil where there is none.
func (r *Run) afferents() *cortex.Projection {
	if p := r.input.afferents(); p != nil {
		return p
	}
	for _, p := range r.net.Projections() {
		if p.Rule() != nil {
			return p
		}
	}
	return nil
}

// weights is what the weights panel shows.
func (r *Run) weights() analysis.Weights {
	p := r.afferents()
	return analysis.Weights{Label: p.Pre().Info().Label + " → " + p.Post().Info().Label, Pre: p.Pre().Info(), Post: p.Post().Info(), W: p.Weights(nil), Max: p.WMax(), Unit: "nS"}
}

// weightsFigure is the same beside what it was when the run began, or, of one
// that goes on from a saved state, when it was first looked at.
func (m *Monitor) weightsFigure() *analysis.Figure {
	w := m.run.weights()
	if m.first == nil {
		first := w.Profile()
		m.first = &first
	}
	w.First = m.first
	return w.Figure()
}

// weightsView is the same for the live view.
func (r *Run) weightsView() *WeightsView {
	p := r.afferents()
	if p == nil || p.Pre().N()*p.Post().N() > maxMatrix {
		return nil
	}
	w := r.weights()
	v := &WeightsView{
		Name: w.Pre.Name + "-" + w.Post.Name, Label: w.Label, NPre: w.Pre.N, NPost: w.Post.N, WMaxNS: w.Max,
		PreDeg: single(w.Pre.Preferred), PostDeg: single(w.Post.Preferred), Data: make([]byte, len(w.W)),
	}
	for k, x := range w.W {
		if x > 0 { // NaN where there is no synapse
			v.Data[k] = byte(min(255, x/w.Max*255+.5))
		}
	}
	return v
}
