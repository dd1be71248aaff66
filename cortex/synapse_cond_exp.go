package cortex

import "striate/params"

func init() {
	params.Register[SynapseModel]("cond_exp", func() SynapseModel { return new(CondExp) })
}

// CondExp is conductances that jump by the weight, nS, and decay
// exponentially: a current g (E − v).
type CondExp struct {
	_ struct{} `eq:"g → g + w, then dg/dt = −g/τ, τ = τ_e or τ_i;  I = g (E_e − v), g (E_i − v)"`

	TauE  float64 `json:"tau_syn_e_ms" sym:"τ_e" label:"excitatory decay" unit:"ms" default:"5" range:"0.01,1000" step:"0.05" doc:"time constant of the excitatory conductance"`
	TauI  float64 `json:"tau_syn_i_ms" sym:"τ_i" label:"inhibitory decay" unit:"ms" default:"5" range:"0.01,1000" step:"0.05" doc:"time constant of the inhibitory conductance"`
	ERevE float64 `json:"e_rev_e_mv" sym:"E_e" label:"excitatory reversal" unit:"mV" default:"0" range:"-120,100" step:"1" doc:"reversal potential of the excitatory conductance"`
	ERevI float64 `json:"e_rev_i_mv" sym:"E_i" label:"inhibitory reversal" unit:"mV" default:"-80" range:"-150,0" step:"1" doc:"reversal potential of the inhibitory conductance"`
}

func (m *CondExp) open(n int, _ float64) (synapses, error) { return openTwo(m, n, false, true), nil }
func (m *CondExp) taus() (e, i float64)                    { return m.TauE, m.TauI }
func (m *CondExp) reversals() (e, i float64)               { return m.ERevE, m.ERevI }
