package retina

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Temporal is the response of retinal cells in time: a difference of two
// gamma functions (Cai, DeAngelis and Freeman 1997),
//
//	K(t) = G (b + K1 g(t; c1, n1, t1) - K2 g(t; c2, n2, t2)),
//	g(t; c, n, t0) = (c(t-t0))^n exp(-c(t-t0)) / (n^n exp(-n)),   0 for t < t0,
//
// so that g has the peak 1 at t0 + n/c. The form ladret2019 divides by n² and
// multiplies by exp(-n) instead, as published in Ladret (2019). The result is
// divided by the gain at the reference frequency, so G acts nowhere but in the
// compatible encoder.
type Temporal struct {
	_ struct{} `eq:"K(t) = G (b + K₁ g(t; c₁, n₁, t₁) − K₂ g(t; c₂, n₂, t₂))\ng(t; c, n, t₀) = (c (t − t₀))ⁿ exp(−c (t − t₀)) / (nⁿ exp(−n)),  0 for t < t₀" ref:"Cai, DeAngelis & Freeman 1997"`

	Form      string  `json:"form" label:"kernel" default:"cai1997" choice:"cai1997,ladret2019" tier:"more" ref:"Cai, DeAngelis, Freeman 1997" doc:"normalisation of the two gamma functions"`
	K1        float64 `json:"k1" sym:"K₁" label:"first lobe" default:"0.92" range:"0,10" tier:"more" doc:"height of the first lobe"`
	C1        float64 `json:"c1_per_ms" sym:"c₁" label:"first rate" unit:"1/ms" default:"0.2" range:"0.01,5" tier:"more" doc:"rate constant of the first lobe"`
	N1        float64 `json:"n1" sym:"n₁" label:"first order" default:"7" range:"1,20" tier:"more" doc:"order of the first lobe"`
	T1        float64 `json:"t1_ms" sym:"t₁" label:"first onset" unit:"ms" default:"-6" range:"-50,100" tier:"more" doc:"onset of the first lobe"`
	K2        float64 `json:"k2" sym:"K₂" label:"second lobe" default:"0.2" range:"0,10" tier:"more" doc:"height of the second lobe"`
	C2        float64 `json:"c2_per_ms" sym:"c₂" label:"second rate" unit:"1/ms" default:"0.12" range:"0.01,5" tier:"more" doc:"rate constant of the second lobe"`
	N2        float64 `json:"n2" sym:"n₂" label:"second order" default:"8" range:"1,20" tier:"more" doc:"order of the second lobe"`
	T2        float64 `json:"t2_ms" sym:"t₂" label:"second onset" unit:"ms" default:"-6" range:"-50,100" tier:"more" doc:"onset of the second lobe"`
	Baseline  float64 `json:"baseline" sym:"b" label:"kernel baseline" default:"0" range:"-1,1" tier:"more" doc:"constant added to the kernel"`
	Gain      float64 `json:"gain" sym:"G" label:"kernel gain" default:"90" range:"0.001,1000" tier:"more" doc:"gain of the kernel before it is normalised"`
	LengthMs  float64 `json:"length_ms" label:"kernel length" unit:"ms" default:"250" range:"50,1000" tier:"more" doc:"time after which the kernel is cut"`
	Reference float64 `json:"tf_ref_hz" label:"reference frequency" unit:"Hz" default:"2" range:"0.1,20" tier:"more" doc:"temporal frequency at which the kernel is given the gain 1"`
}

// lobe is the factor of (c(t-t0))^n exp(-c(t-t0)) in g.
func (k *Temporal) lobe(n float64) float64 {
	if k.Form == "ladret2019" {
		return math.Exp(-n) / (n * n)
	}
	return math.Exp(n - n*math.Log(n))
}

// At is the kernel t ms after a flash; LengthMs does not cut it.
func (k *Temporal) At(t float64) float64 {
	g := func(c, n, t0 float64) float64 {
		if !(t > t0) {
			return 0
		}
		u := c * (t - t0)
		return math.Exp(n*math.Log(u)-u) * k.lobe(n)
	}
	return k.Gain * (k.Baseline + k.K1*g(k.C1, k.N1, k.T1) - k.K2*g(k.C2, k.N2, k.T2))
}

// integral is the integral of the kernel from a to b ms, each brought within
// 0 and LengthMs, by the incomplete gamma function.
func (k *Temporal) integral(a, b float64) float64 {
	a, b = min(max(a, 0), k.LengthMs), min(max(b, 0), k.LengthMs)
	g := func(c, n, t0 float64) float64 {
		p := func(t float64) float64 { return mathext.GammaIncReg(n+1, max(0, c*(t-t0))) }
		return math.Gamma(n+1) * (p(b) - p(a)) * k.lobe(n) / c
	}
	return k.Gain * (k.Baseline*(b-a) + k.K1*g(k.C1, k.N1, k.T1) - k.K2*g(k.C2, k.N2, k.T2))
}

// gainAt is the gain for a temporal frequency in Hz: the modulus of the
// Fourier transform of the cut kernel, in ms.
func (k *Temporal) gainAt(tf float64) float64 {
	const dt = 0.25 // ms, midpoint rule
	n := int(math.Ceil(k.LengthMs / dt))
	h := k.LengthMs / float64(n)
	var re, im float64
	for i := range n {
		t := (float64(i) + 0.5) * h
		v := k.At(t) * h
		s, c := math.Sincos(2 * math.Pi * tf * t / 1000)
		re += v * c
		im += v * s
	}
	return math.Hypot(re, im)
}

// taps are the weights of frames held for frameMs each: taps[s][j] multiplies
// the frame shown j frames ago, in the middle of sub-sample s of subs:
//
//	taps[s][j] = ∫ K over the time since that frame was on the screen,
//
// divided by the gain at the reference frequency.
func (k *Temporal) taps(frameMs float64, subs int) [][]float32 {
	n := 1 + int(math.Ceil(k.LengthMs/frameMs))
	gain := k.gainAt(k.Reference)
	taps := make([][]float32, subs)
	for s := range taps {
		now := (float64(s) + 0.5) / float64(subs) * frameMs // since the newest frame came on
		taps[s] = make([]float32, n)
		for j := range taps[s] {
			end := now + float64(j)*frameMs
			taps[s][j] = float32(k.integral(end-frameMs, end) / gain)
		}
	}
	return taps
}
