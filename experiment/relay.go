package experiment

import "striate/cortex"

// Relay is what all thalamo-recipient cells have besides their drive.
type Relay struct {
	Offset float64 `json:"i_offset_pa" label:"offset current" sym:"I₀" unit:"pA" default:"200" range:"-2000,5000" step:"5" tier:"more" doc:"constant current into each thalamo-recipient cell"`
	Noise  float64 `json:"noise_sd_pa" label:"current noise" sym:"σ" unit:"pA" default:"50" range:"0,2000" step:"1" tier:"more" doc:"standard deviation of the noise current, which is correlated over 5 ms"`
}

func (r *Relay) cell() *cortex.IFCurrExp {
	c := cortex.ThalamoRecipient()
	c.IOffset, c.NoiseSD = r.Offset, r.Noise
	return c
}
