package cortex

import "striate/params"

func init() {
	params.Register[SynapseModel]("curr_alpha", func() SynapseModel { return new(CurrAlpha) })
}

// CurrAlpha is currents w (t/τ) exp(1 − t/τ), pA, whose peak, τ after the spike,
// is the weight. A positive weight on the inhibitory receptor inhibits.
type CurrAlpha struct {
	_ struct{} `eq:"i(t) = w (t/τ) exp(1 − t/τ), τ = τ_e or τ_i"`

	TauE float64 `json:"tau_syn_e_ms" sym:"τ_e" label:"excitatory peak" unit:"ms" default:"5" range:"0.01,1000" step:"0.05" doc:"time constant of the excitatory current"`
	TauI float64 `json:"tau_syn_i_ms" sym:"τ_i" label:"inhibitory peak" unit:"ms" default:"5" range:"0.01,1000" step:"0.05" doc:"time constant of the inhibitory current"`
}

func (m *CurrAlpha) open(n int, _ float64) (synapses, error) { return openTwo(m, n, true, false), nil }
func (m *CurrAlpha) taus() (e, i float64)                    { return m.TauE, m.TauI }
func (m *CurrAlpha) reversals() (e, i float64)               { return 0, 0 }
