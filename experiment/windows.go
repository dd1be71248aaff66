package experiment

import (
	"cmp"
	"math"
	"reflect"
	"slices"

	"striate/analysis"
	"striate/cortex"
	"striate/params"
	"striate/stdp"
)

// Of how many synapses of a projection the pairings are noted, how many of
// them are kept and drawn, and how long.
const (
	pairSynapses = 64
	pairsKept    = 400
	pairsMs      = 5000
)

// watchPairs notes the pairings of all projections that learn, or ends it. It
// changes no spike.
func (r *Run) watchPairs(on bool) {
	if on == r.watched {
		return
	}
	r.watched = on
	for _, p := range r.net.Projections() {
		if p.Rule() == nil {
			continue
		}
		if on {
			p.Watch(pairSynapses, pairsKept)
		} else {
			p.Unwatch()
		}
	}
}

// ruled is the projections that learn under one window.
type ruled struct {
	rule  stdp.Rule
	label string
	of    []*cortex.Projection
}

// ruled are the plasticity rules at work.
func (r *Run) ruled() []ruled {
	var out []ruled
	for _, p := range r.net.Projections() {
		rule := p.Rule()
		if rule == nil {
			continue
		}
		label := p.Pre().Info().Name + "→" + p.Post().Info().Name
		k := slices.IndexFunc(out, func(o ruled) bool {
			return reflect.DeepEqual(o.rule, rule) || sameWindow(r.curve(o.rule), r.curve(rule))
		})
		if k < 0 {
			out = append(out, ruled{rule, label, []*cortex.Projection{p}})
			continue
		}
		out[k].label += ", " + label
		out[k].of = append(out[k].of, p)
	}
	first := r.afferents() // what the weights panel shows comes first
	slices.SortStableFunc(out, func(a, b ruled) int {
		return cmp.Compare(slices.Index(b.of, first), slices.Index(a.of, first))
	})
	return out
}

// sameWindow compares two windows where it shows.
func sameWindow(a, b func(float64) float64) bool {
	for _, dt := range []float64{-50, -10, -1, 1, 10, 50} {
		if a(dt) != b(dt) {
			return false
		}
	}
	return true
}

// windows are the windows of the rules at work, each drawn by the rule itself,
// with what was noted of their pairings.
func (r *Run) windows() []analysis.Window {
	var out []analysis.Window
	from := r.clock.Step - r.clock.Steps(pairsMs)
	ranges := map[string]params.Param{}
	for _, p := range params.Describe(r.exp) {
		ranges[p.Path] = p
	}
	for _, g := range r.ruled() {
		w := analysis.Window{Label: g.label, At: r.curve(g.rule), Handles: r.handles(g.rule, ranges)}
		var noted []stdp.Pairing
		for _, p := range g.of {
			noted = p.Pairings(from, noted)
		}
		slices.SortStableFunc(noted, func(a, b stdp.Pairing) int { return cmp.Compare(a.Step, b.Step) })
		for _, q := range noted[max(0, len(noted)-pairsKept):] {
			w.Pairs = append(w.Pairs, analysis.Paired{DtMs: q.DtMs, Change: q.Change()})
		}
		out = append(out, w)
	}
	return out
}

// curve is the window of a rule, of which each value is computed once: some
// rules run a whole protocol for it.
func (r *Run) curve(rule stdp.Rule) func(float64) float64 {
	for k := range r.curves {
		if c := &r.curves[k]; reflect.DeepEqual(c.rule, rule) {
			return c.at
		}
	}
	if len(r.curves) >= 16 {
		r.curves = slices.Delete(r.curves, 0, 8)
	}
	known := map[float64]float64{}
	at := func(dt float64) float64 {
		v, ok := known[dt]
		if !ok {
			if len(known) > 20000 {
				clear(known)
			}
			v = rule.Window(dt)
			known[dt] = v
		}
		return v
	}
	r.curves = append(r.curves, curve{rule, at})
	return at
}

// curve is a window that was asked for before.
type curve struct {
	rule stdp.Rule
	at   func(float64) float64
}

// handles are the amplitudes and time constants of a pair rule by which its
// window can be changed in flight: none of a rule that has no such parameters.
func (r *Run) handles(rule stdp.Rule, ranges map[string]params.Param) []analysis.Handle {
	if r.given.Changes != "" {
		return nil // the timetable has them
	}
	if path := r.pathOf(rule); path != "" {
		if c, ok := rule.(*stdp.Scaling); ok {
			rule, path = c.Rule.Value, path+".rule"
		}
		pair, ok := rule.(*stdp.Pair)
		if !ok {
			return nil
		}
		return inRange(pair, ranges, func(part string) []analysis.Setting {
			return []analysis.Setting{{Path: path + "." + part, Gain: 1, Power: 1}}
		})
	}
	pair, ok := rule.(*stdp.Pair)
	if !ok || r.layer == nil {
		return nil
	}
	pl := &r.exp.Ring.Plasticity
	const a, aRatio, tau, tauRatio = "ring.plasticity.a", "ring.plasticity.a_ratio", "ring.plasticity.tau_ms", "ring.plasticity.tau_ratio"
	switch *pair {
	case *pl.Causal(): // of each, the other half stays as it is
		return inRange(pair, ranges, func(part string) []analysis.Setting {
			switch {
			case part == aPlus && pl.A > 0:
				return []analysis.Setting{{Path: aRatio, Gain: 1 / pl.A, Power: 1}}
			case part == aPlus && pl.ARatio > 0:
				return []analysis.Setting{{Path: a, Gain: 1 / pl.ARatio, Power: 1}}
			case part == aMinus && pair.APlus > 0:
				return []analysis.Setting{{Path: a, Gain: 1, Power: 1}, {Path: aRatio, Gain: pair.APlus, Power: -1}}
			case part == aMinus:
				return []analysis.Setting{{Path: a, Gain: 1, Power: 1}}
			case part == tauPlus:
				return []analysis.Setting{{Path: tauRatio, Gain: 1 / pl.TauMs, Power: 1}}
			case part == tauMinus:
				return []analysis.Setting{{Path: tau, Gain: 1, Power: 1}, {Path: tauRatio, Gain: pair.TauPlusMs, Power: -1}}
			}
			return nil
		})
	case *pl.Anticausal(), *pl.SymmetricPlus(): // multiples of A and τ
		base := stdp.Anticausal()
		if *pair == *pl.SymmetricPlus() {
			base = stdp.SymmetricPlus()
		}
		return inRange(pair, ranges, func(part string) []analysis.Setting {
			switch part {
			case aPlus:
				return []analysis.Setting{{Path: a, Gain: stdp.BaseA / base.APlus, Power: 1}}
			case aMinus:
				return []analysis.Setting{{Path: a, Gain: stdp.BaseA / base.AMinus, Power: 1}}
			case tauPlus:
				return []analysis.Setting{{Path: tau, Gain: stdp.BaseTauMs / base.TauPlusMs, Power: 1}}
			}
			return []analysis.Setting{{Path: tau, Gain: stdp.BaseTauMs / base.TauMinusMs, Power: 1}}
		})
	}
	return nil
}

// pathOf is where the parameters of a rule are that is chosen by its kind.
func (r *Run) pathOf(rule stdp.Rule) string {
	switch n := r.exp.Network.Value.(type) {
	case *Balanced:
		if reflect.DeepEqual(rule, n.EERule.Value) {
			return "network.ee_rule"
		}
		if reflect.DeepEqual(rule, n.IERule.Value) {
			return "network.ie_rule"
		}
	case *Delays:
		return "network.rule"
	}
	return ""
}

// The parts of a window that have handles, by the names they have in stdp.Pair.
const (
	aPlus    = "a_plus"
	aMinus   = "a_minus"
	tauPlus  = "tau_plus_ms"
	tauMinus = "tau_minus_ms"
)

// inRange makes the handles of a pair rule; sets says what each sets. Their
// ranges are those in which all that they set is allowed.
func inRange(pair *stdp.Pair, ranges map[string]params.Param, sets func(part string) []analysis.Setting) []analysis.Handle {
	var out []analysis.Handle
	for _, h := range []analysis.Handle{
		{Name: "A₊", Part: aPlus, Value: pair.APlus, Step: .0005},
		{Name: "A₋", Part: aMinus, Value: pair.AMinus, Step: .0005},
		{Name: "τ₊", Part: tauPlus, Value: pair.TauPlusMs, Step: .5, Unit: "ms"},
		{Name: "τ₋", Part: tauMinus, Value: pair.TauMinusMs, Step: .5, Unit: "ms"},
	} {
		if h.Sets = sets(h.Part); h.Sets == nil {
			continue
		}
		h.Min, h.Max = math.Inf(-1), math.Inf(1)
		for _, s := range h.Sets {
			p, ok := ranges[s.Path]
			if !ok {
				h.Max = math.NaN()
				break
			}
			lo, hi := p.Min/s.Gain, p.Max/s.Gain
			if s.Power < 0 {
				lo, hi = s.Gain/p.Max, s.Gain/p.Min // p.Min may be 0: no upper end
			}
			h.Min, h.Max = max(h.Min, min(lo, hi)), min(h.Max, max(lo, hi))
		}
		if h.Min < h.Max {
			out = append(out, h)
		}
	}
	return out
}
