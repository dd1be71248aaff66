package cortex

import (
	"striate/params"
	"striate/sim"
)

func init() {
	params.Register[SynapseModel]("ampa_gaba_nmda", func() SynapseModel { return new(AmpaGabaNmda) })
}

// The receptors of [AmpaGabaNmda].
const (
	AMPA Receptor = "ampa"
	GABA Receptor = "gaba"
	NMDA Receptor = "nmda"
)

// AmpaGabaNmda is three conductances that rise and decay exponentially,
//
//	g(t) = w k (exp(−t/τ_decay) − exp(−t/τ_rise)),
//
// with k such that the peak is the weight, nS; with τ_rise = τ_decay it is the
// alpha function. The NMDA conductance passes its current through the block by
// magnesium 1/(1 + [Mg]/3.57 exp(−.062 v)) of Jahr & Stevens 1990, so that its
// weight is the peak without magnesium. The default time constants are those
// of Brunel & Wang 2001, with a rise for AMPA and GABA.
type AmpaGabaNmda struct {
	_ struct{} `eq:"g(t) = w k (exp(−t/τ_d) − exp(−t/τ_r)), peak w;  I = g (E_AMPA − v), g (E_GABA − v)\nNMDA: I = g (E_NMDA − v) / (1 + [Mg]/3.57 exp(−.062 v))" ref:"Jahr & Stevens 1990; Brunel & Wang 2001"`

	AmpaRise  float64 `json:"ampa_rise_ms" sym:"τ_r" label:"AMPA rise" unit:"ms" default:"0.2" range:"0.01,1000" step:"0.05" doc:"rise time constant of AMPA" tier:"more"`
	AmpaDecay float64 `json:"ampa_decay_ms" sym:"τ_d" label:"AMPA decay" unit:"ms" default:"2" range:"0.01,1000" step:"0.1" doc:"decay time constant of AMPA" ref:"Brunel & Wang 2001"`
	AmpaRev   float64 `json:"ampa_rev_mv" sym:"E_AMPA" label:"AMPA reversal" unit:"mV" default:"0" range:"-120,100" step:"1" doc:"reversal potential of AMPA" tier:"more"`
	GabaRise  float64 `json:"gaba_rise_ms" sym:"τ_r" label:"GABA rise" unit:"ms" default:"0.3" range:"0.01,1000" step:"0.05" doc:"rise time constant of GABA" tier:"more"`
	GabaDecay float64 `json:"gaba_decay_ms" sym:"τ_d" label:"GABA decay" unit:"ms" default:"5" range:"0.01,1000" step:"0.1" doc:"decay time constant of GABA" ref:"Brunel & Wang 2001"`
	GabaRev   float64 `json:"gaba_rev_mv" sym:"E_GABA" label:"GABA reversal" unit:"mV" default:"-70" range:"-150,0" step:"1" doc:"reversal potential of GABA" tier:"more"`
	NmdaRise  float64 `json:"nmda_rise_ms" sym:"τ_r" label:"NMDA rise" unit:"ms" default:"2" range:"0.01,1000" step:"0.1" doc:"rise time constant of NMDA" ref:"Brunel & Wang 2001" tier:"more"`
	NmdaDecay float64 `json:"nmda_decay_ms" sym:"τ_d" label:"NMDA decay" unit:"ms" default:"100" range:"0.01,10000" step:"1" doc:"decay time constant of NMDA" ref:"Brunel & Wang 2001"`
	NmdaRev   float64 `json:"nmda_rev_mv" sym:"E_NMDA" label:"NMDA reversal" unit:"mV" default:"0" range:"-120,100" step:"1" doc:"reversal potential of NMDA" tier:"more"`
	Mg        float64 `json:"mg_mm" sym:"[Mg]" label:"magnesium" unit:"mM" default:"1" range:"0,100" step:"0.1" doc:"magnesium outside the cell, that blocks NMDA" ref:"Jahr & Stevens 1990"`
}

func (m *AmpaGabaNmda) open(n int, _ float64) (synapses, error) {
	s := &threeReceptors{}
	for k := range s.of {
		s.of[k] = newChannel(n, true)
	}
	return s, nil
}

// threeReceptors are AMPA, GABA and NMDA in this order.
type threeReceptors struct {
	of  [3]channel
	rev [3]float64
	mg  float64
}

func (s *threeReceptors) set(m SynapseModel, dt float64, times []float64) error {
	p, ok := m.(*AmpaGabaNmda)
	if !ok {
		return errOtherKind
	}
	s.of[0].set(p.AmpaRise, p.AmpaDecay, dt, times)
	s.of[1].set(p.GabaRise, p.GabaDecay, dt, times)
	s.of[2].set(p.NmdaRise, p.NmdaDecay, dt, times)
	s.rev, s.mg = [3]float64{p.AmpaRev, p.GabaRev, p.NmdaRev}, p.Mg
	return nil
}

func (s *threeReceptors) receptors() []Receptor { return []Receptor{AMPA, GABA, NMDA} }

func (s *threeReceptors) variables() (vs []Variable) {
	for k, r := range s.receptors() {
		vs = append(vs, s.of[k].variables(string(r), "g", "nS", "_ns")...)
	}
	return vs
}

func (s *threeReceptors) receive(b Block, in *Input) {
	for k := range s.of {
		s.of[k].receive(b, in.Arrive[k])
	}
}

func (s *threeReceptors) drive(time, lo int, v, a, g []float64) {
	s.of[0].conduct(time, lo, s.rev[0], a, g)
	s.of[1].conduct(time, lo, s.rev[1], a, g)
	var room [runLength]float64
	block := room[:len(v)]
	magnesiumBlock(block, v, s.mg)
	f, x, y, rev := s.of[2].at[time], s.of[2].g[lo:][:len(v)], s.of[2].y[lo:][:len(v)], s.rev[2]
	for i := range v {
		open := (f.p*x[i] + f.q*y[i]) * block[i]
		g[i] += open
		a[i] += open * rev
	}
}

// magnesiumBlock is the part of NMDA channels that magnesium, mM, leaves open
// at v mV (Jahr & Stevens 1990).
func magnesiumBlock(open, v []float64, mg float64) {
	for i, x := range v {
		open[i] = -0.062 * x
	}
	exps(open, open)
	for i, x := range open {
		open[i] = 1 / (1 + mg/3.57*x)
	}
}

func (s *threeReceptors) advance(b Block) {
	for k := range s.of {
		s.of[k].advance(b)
	}
}

func (s *threeReceptors) state(a *sim.Archive) {
	a.Label("ampa_gaba_nmda")
	for k := range s.of {
		s.of[k].state(a)
	}
}
