package cortex

import "striate/params"

func init() {
	params.Register[SynapseModel]("curr_exp", func() SynapseModel { return new(CurrExp) })
}

// CurrExp is currents that jump by the weight, pA, and decay exponentially. A
// positive weight on the inhibitory receptor inhibits.
type CurrExp struct {
	_ struct{} `eq:"i → i + w, then di/dt = −i/τ, τ = τ_e or τ_i"`

	TauE float64 `json:"tau_syn_e_ms" sym:"τ_e" label:"excitatory decay" unit:"ms" default:"5" range:"0.01,1000" step:"0.05" doc:"time constant of the excitatory current"`
	TauI float64 `json:"tau_syn_i_ms" sym:"τ_i" label:"inhibitory decay" unit:"ms" default:"5" range:"0.01,1000" step:"0.05" doc:"time constant of the inhibitory current"`
}

func (m *CurrExp) open(n int, _ float64) (synapses, error) { return openTwo(m, n, false, false), nil }
func (m *CurrExp) taus() (e, i float64)                    { return m.TauE, m.TauI }
func (m *CurrExp) reversals() (e, i float64)               { return 0, 0 }
