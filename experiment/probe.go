package experiment

import (
	"fmt"
	"strconv"
	"strings"

	"striate/cortex"
	"striate/params"
	"striate/sim"
)

// Probe is what is recorded besides spikes: state variables of a few cells.
type Probe struct {
	Population string  `json:"population" label:"population" default:"" doc:"population whose cells are watched; empty for the one that is read out, or the first that has cells" tier:"more"`
	Cells      string  `json:"cells" label:"cells" default:"" doc:"indices of the cells that are watched, as in 0, 20, 40; empty for three, evenly spaced" tier:"more"`
	Variables  string  `json:"variables" label:"variables" default:"" doc:"state variables that are recorded, as in v_mv, g_e_ns; empty for the membrane potential" tier:"more"`
	EveryMs    float64 `json:"every_ms" label:"every" unit:"ms" default:"0.5" range:"0.1,1000" step:"0.1" doc:"time between two samples" tier:"more"`
}

// maxProbed bounds the cells and variables that are watched together.
const maxProbed = 64

// probed is one variable of the chosen cells, and the place in the step where
// its samples go.
type probed struct {
	probe *cortex.Probe
	out   sim.ProbeSamples
}

// openProbes starts the recording that the experiment asks for, and ends what
// was recorded before.
func (r *Run) openProbes() error {
	p, err := r.probedPopulation()
	if p == nil || err != nil {
		return err
	}
	cells, err := r.probedCells(p)
	if err != nil {
		return err
	}
	names := split(r.exp.Probe.Variables)
	if len(names) == 0 {
		names = []string{p.Variables()[0].Name}
	}
	if len(names)*len(cells) > maxProbed {
		return &params.Error{Path: "probe.cells", Found: fmt.Sprintf("%d cells times %d variables", len(cells), len(names)), Want: fmt.Sprintf("at most %d traces", maxProbed)}
	}
	every := max(1, r.clock.Steps(r.exp.Probe.EveryMs))
	var list []probed
	for _, name := range names {
		unit, has := "", []string{}
		found := false
		for _, v := range p.Variables() {
			has = append(has, v.Name)
			if v.Name == name {
				unit, found = v.Unit, true
			}
		}
		if !found {
			return &params.Error{Path: "probe.variables", Found: fmt.Sprintf("%q", name), Want: "of " + strings.Join(has, ", ")}
		}
		list = append(list, probed{out: sim.ProbeSamples{Population: p.Name(), Variable: name, Unit: unit, Cells: cells, Every: every, X: make([][]float32, len(cells))}})
	}
	r.net.Unprobe()
	for k := range list {
		if list[k].probe, err = r.net.Probe(p, list[k].out.Variable, cells, every); err != nil {
			return err
		}
		list[k].probe.Forget()
	}
	r.probes = list
	r.step.Probes = make([]sim.ProbeSamples, len(list))
	return nil
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(c rune) bool { return c == ',' || c == ' ' })
}

// probedPopulation is nil where no population has cells.
func (r *Run) probedPopulation() (*cortex.Population, error) {
	var names []string
	var first *cortex.Population
	for _, info := range r.net.Populations() {
		p := r.net.Population(info.Name)
		if p.V() == nil {
			continue
		}
		if names = append(names, info.Name); first == nil || first.Info().Role == sim.Thalamic {
			first = p
		}
	}
	name := r.exp.Probe.Population
	if name == "" {
		return first, nil
	}
	if p := r.net.Population(name); p != nil && p.V() != nil {
		return p, nil
	}
	return nil, &params.Error{Path: "probe.population", Found: fmt.Sprintf("%q", name), Want: "one of " + strings.Join(names, ", ")}
}

func (r *Run) probedCells(p *cortex.Population) ([]int32, error) {
	var cells []int32
	for _, word := range split(r.exp.Probe.Cells) {
		i, err := strconv.Atoi(word)
		if err != nil || i < 0 || i >= p.N() {
			return nil, &params.Error{Path: "probe.cells", Found: fmt.Sprintf("%q", word), Want: fmt.Sprintf("0 to %d", p.N()-1)}
		}
		cells = append(cells, int32(i))
	}
	if cells == nil {
		for k := range min(3, p.N()) {
			cells = append(cells, int32(k*p.N()/3))
		}
	}
	return cells, nil
}

// readProbes hands what was recorded during the step up.
func (r *Run) readProbes() {
	for k := range r.probes {
		p := &r.probes[k]
		first := (r.step.Start/p.out.Every+1)*p.out.Every - 1 // a sample is taken after every Every-th step
		for c, row := range p.probe.Rows() {
			x := p.out.X[c][:0]
			for _, v := range row {
				x = append(x, float32(v))
			}
			p.out.X[c] = x
		}
		p.probe.Forget()
		p.out.Start = first
		r.step.Probes[k] = p.out
	}
}
