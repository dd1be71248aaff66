package experiment

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"striate/cortex"
	"striate/params"
	"striate/sim"
)

// Probe is what is recorded besides spikes: state variables of a few cells.
type Probe struct {
	Population string  `json:"population" label:"population" default:"" doc:"population whose cells are watched; empty for the one that is read out, or the first that has cells" tier:"more"`
	Cells      string  `json:"cells" label:"cells" default:"" doc:"indices of the cells that are watched, as in 0, 20, 40, or of several populations, as in E:12, I:3; empty for three, evenly spaced" tier:"more"`
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
	groups, err := r.probedCells()
	if len(groups) == 0 || err != nil {
		return err
	}
	names := split(r.exp.Probe.Variables)
	every := max(1, r.clock.Steps(r.exp.Probe.EveryMs))
	var list []probed
	var has []string
	traces := 0
	for _, g := range groups {
		for k, v := range g.p.Variables() {
			if !slices.Contains(has, v.Name) {
				has = append(has, v.Name)
			}
			if slices.Contains(names, v.Name) || len(names) == 0 && k == 0 {
				list = append(list, probed{out: sim.ProbeSamples{Population: g.p.Name(), Variable: v.Name, Unit: v.Unit, Cells: g.cells, Every: every, X: make([][]float32, len(g.cells))}})
				traces += len(g.cells)
			}
		}
	}
	for _, name := range names {
		if !slices.Contains(has, name) {
			return &params.Error{Path: "probe.variables", Found: fmt.Sprintf("%q", name), Want: "of " + strings.Join(has, ", ")}
		}
	}
	if traces > maxProbed {
		return &params.Error{Path: "probe.cells", Found: fmt.Sprintf("%d traces", traces), Want: fmt.Sprintf("at most %d, cells times variables", maxProbed)}
	}
	r.net.Unprobe()
	for k := range list {
		out := &list[k].out
		if list[k].probe, err = r.net.Probe(r.net.Population(out.Population), out.Variable, out.Cells, every); err != nil {
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

// probedGroup is the cells of one population that are watched.
type probedGroup struct {
	p     *cortex.Population
	cells []int32
}

// probedCells are the cells that the experiment names, by population; none
// where no population has cells.
func (r *Run) probedCells() ([]probedGroup, error) {
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
	named := func(name, path string) (*cortex.Population, error) {
		if p := r.net.Population(name); p != nil && p.V() != nil {
			return p, nil
		}
		return nil, &params.Error{Path: path, Found: fmt.Sprintf("%q", name), Want: "one of " + strings.Join(names, ", ")}
	}
	if name := r.exp.Probe.Population; name != "" {
		var err error
		if first, err = named(name, "probe.population"); err != nil {
			return nil, err
		}
	}
	if first == nil {
		return nil, nil
	}
	var groups []probedGroup
	for _, word := range split(r.exp.Probe.Cells) {
		p, index := first, word
		if at := strings.LastIndexByte(word, ':'); at >= 0 {
			var err error
			if p, err = named(word[:at], "probe.cells"); err != nil {
				return nil, err
			}
			index = word[at+1:]
		}
		i, err := strconv.Atoi(index)
		if err != nil || i < 0 || i >= p.N() {
			return nil, &params.Error{Path: "probe.cells", Found: fmt.Sprintf("%q", word), Want: fmt.Sprintf("0 to %d", p.N()-1)}
		}
		k := slices.IndexFunc(groups, func(g probedGroup) bool { return g.p == p })
		if k < 0 {
			k, groups = len(groups), append(groups, probedGroup{p: p})
		}
		if !slices.Contains(groups[k].cells, int32(i)) {
			groups[k].cells = append(groups[k].cells, int32(i))
		}
	}
	if groups == nil {
		groups = []probedGroup{{p: first}}
		for k := range min(3, first.N()) {
			groups[0].cells = append(groups[0].cells, int32(k*first.N()/3))
		}
	}
	return groups, nil
}

// threshold is where the cells of a population fire, if that is one value of
// their potential; else NaN.
func (r *Run) threshold(population, variable string) float64 {
	p := r.net.Population(population)
	if p == nil || variable != "v_mv" || p.HasVariable("threshold_mv") {
		return math.NaN()
	}
	v, err := params.Get(p.Model(), "v_thresh_mv")
	if at, ok := v.(float64); ok && err == nil {
		return at
	}
	return math.NaN()
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
