package retina

import (
	"math"
	"math/rand/v2"
)

// Relay is how activity becomes the firing of LGN cells: half-wave rectified,
//
//	ON  rate = min(max_rate, rate · max(0, y)),
//	OFF rate = min(max_rate, rate · max(0, -y)),
//
// y being activity after gain control, whose rms is about 1. With rates kept
// analog the maximum only bounds the map; with Poisson spikes receptive
// fields are driven by spike counts, in the same units on average.
type Relay struct {
	_ struct{} `eq:"ON rate = min(max rate, rate · max(0, y)),  OFF rate = min(max rate, rate · max(0, −y))"`

	Rate    float64 `json:"rate_hz" label:"LGN rate" unit:"Hz" default:"40" range:"1,1000" tier:"more" doc:"rate of an LGN cell for an activity of 1"`
	MaxRate float64 `json:"max_rate_hz" label:"largest LGN rate" unit:"Hz" default:"80" range:"1,1000" tier:"more" doc:"rate at which LGN cells saturate, the top of the LGN maps"`
	Spikes  string  `json:"spikes" label:"LGN spikes" default:"none" choice:"none,poisson" tier:"more" doc:"drive the receptive fields with activity, or with Poisson spikes of LGN cells"`
}

// rates writes the rectified rates of ON and OFF cells, Hz, for activity
// gain·x.
func (r *Relay) rates(on, off, x []float32, gain float64) {
	k, top := float32(r.Rate*gain), float32(r.MaxRate)
	for i, v := range x {
		v *= k
		on[i] = min(top, max(0, v))
		off[i] = min(top, max(0, -v))
	}
}

// spikes writes into dst the ON minus OFF activity that the spikes of one
// interval of dt ms stand for, given the activity gain·x.
func (r *Relay) spikes(dst, x []float32, gain, dt float64, rng *rand.Rand) {
	s := dt / 1000
	one := float32(1 / (r.Rate * s))
	for i, v := range x {
		rate := min(r.MaxRate, r.Rate*gain*math.Abs(float64(v)))
		n := float32(poisson(rng, rate*s)) * one
		if v < 0 {
			n = -n
		}
		dst[i] = n
	}
}

// poisson draws a Poisson number of the given mean by inversion, in parts of
// mean 16 at most so that exp(-mean) stays far from zero.
func poisson(rng *rand.Rand, mean float64) int {
	n := 0
	for mean > 16 {
		n += poisson(rng, 16)
		mean -= 16
	}
	u := rng.Float64()
	p := math.Exp(-mean)
	for k := 0; u > p && k < 200; k++ {
		u -= p
		p *= mean / float64(k+1)
		n++
	}
	return n
}
