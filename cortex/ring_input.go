package cortex

import (
	"math"

	"striate/params"
)

// Feed are the weights of a one-to-one input to the ring.
type Feed struct {
	EW0   float64 `json:"input_e_w0_ns" label:"input→E weight" unit:"nS" default:"400" range:"0,10000" step:"5" live:"rebuild" doc:"input→E weight at the start"`
	EWMax float64 `json:"input_e_w_max_ns" label:"input→E w max" unit:"nS" default:"800" range:"0,10000" step:"5" live:"rebuild" doc:"input→E largest weight"`
	IW0   float64 `json:"input_i_w0_ns" label:"input→I weight" unit:"nS" default:"400" range:"0,10000" step:"5" live:"rebuild" tier:"more" doc:"input→I weight at the start" when:"input_i!=none"`
	IWMax float64 `json:"input_i_w_max_ns" label:"input→I w max" unit:"nS" default:"800" range:"0,10000" step:"5" live:"rebuild" tier:"more" doc:"input→I largest weight" when:"input_i!=none"`
	ToI   string  `json:"input_i" label:"input→I" default:"one_to_one" choice:"one_to_one,random,none" live:"rebuild" tier:"more" doc:"how the input reaches the inhibitory neurons"`
	ToIP  float64 `json:"input_i_p" label:"input→I probability" default:"0.05" range:"0,1" step:"0.01" live:"rebuild" tier:"more" doc:"random input→I: probability of each pair" when:"input_i=random"`
}

// RingInput is Poisson input tuned to an orientation.
type RingInput struct {
	_ struct{} `eq:"rate_i = (1 − ν) R exp((cos 2(θ_i − θ) − 1) / 4B_θ²) + ν R" ref:"Ladret & Perrinet, FINAL_1_couche"`

	PeakHz float64 `json:"rate_hz" sym:"R" label:"input rate" unit:"Hz" default:"20" range:"0,1000" step:"1" doc:"rate of the input neuron that prefers the orientation shown"`
	BTheta float64 `json:"b_theta_deg" sym:"B_θ" label:"input bandwidth" unit:"deg" default:"15" range:"0.1,1000" step:"0.5" doc:"orientation bandwidth of the input"`
	Noise  float64 `json:"noise" sym:"ν" label:"untuned share" default:"0.2" range:"0,1" step:"0.01" doc:"share of the input rate that does not depend on the orientation"`
	Feed
}

// NewRingInput is the input of the notebook.
func NewRingInput() *RingInput {
	r := new(RingInput)
	if err := params.SetDefaults(r); err != nil {
		panic(err) // the tags are ours
	}
	return r
}

// Rates writes the rate, Hz, of each input neuron while the orientation
// thetaDeg is shown,
//
//	r_i = (1−ν) R exp((cos 2(θ_i − θ) − 1)/(4 B_θ²)) + ν R,  θ_i = 180° i/N
func (r *RingInput) Rates(dst []float64, thetaDeg float64) []float64 {
	b := r.BTheta * math.Pi / 180
	for i := range dst {
		delta := math.Pi/180*thetaDeg - math.Pi*float64(i)/float64(len(dst))
		dst[i] = (1-r.Noise)*r.PeakHz*math.Exp((math.Cos(2*delta)-1)/(4*b*b)) + r.Noise*r.PeakHz
	}
	return dst
}

// Connect adds the Poisson neurons as population "input"+suffix, as many as
// the layer has excitatory ones, and projects them onto it.
func (r *RingInput) Connect(net *Network, ring *Ring, l *Layer, suffix string) (*Population, error) {
	if err := params.Validate(r); err != nil {
		return nil, err
	}
	in, err := net.Source("input"+suffix, "Input"+suffix, ring.N, &Poisson{})
	if err != nil {
		return nil, err
	}
	in.SetPreferred(Preferred(ring.N))
	return in, ring.ConnectInput(net, l, in, r.Feed)
}

// SequenceDeg is the orientation, deg, that a sequence starting at onsetMs
// shows: j = 40 t + (40/180) N in the notebook's index of N = 60 neurons. With
// sequences of 1 s it is 40, 160, 100, 40, ...
func SequenceDeg(onsetMs float64) float64 {
	return math.Mod(40*onsetMs*180/60+40, 180)
}
