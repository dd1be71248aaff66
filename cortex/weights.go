package cortex

import "math"

// Synapses is the number of synapses.
func (p *Projection) Synapses() int { return len(p.syn.W) }

// Weights writes the weights, brought to date, as a dense matrix [post, pre]
// into dst, which is made when it is too short; NaN where there is no synapse,
// the sum where there are several.
func (p *Projection) Weights(dst []float64) []float64 {
	p.settle()
	pre, m := p.pre.N(), p.pre.N()*p.post.N()
	if cap(dst) < m {
		dst = make([]float64, m)
	}
	dst = dst[:m]
	for k := range dst {
		dst[k] = math.NaN()
	}
	for i := range pre {
		for z := p.syn.Row[i]; z < p.syn.Row[i+1]; z++ {
			k := int(p.syn.Post[z])*pre + i
			if math.IsNaN(dst[k]) {
				dst[k] = 0
			}
			dst[k] += p.syn.W[z]
		}
	}
	return dst
}

// Synapse is one synapse of a projection.
type Synapse struct {
	Pre, Post int32
	DelayMs   float64
	Weight    float64
}

// List appends all synapses, brought to date, sorted by source, delay, target.
func (p *Projection) List(dst []Synapse) []Synapse {
	p.settle()
	for i := range p.pre.N() {
		for z := p.syn.Row[i]; z < p.syn.Row[i+1]; z++ {
			dst = append(dst, Synapse{int32(i), p.syn.Post[z], float64(p.syn.Delay[z]) * p.net.dt, p.syn.W[z]})
		}
	}
	return dst
}

// SetWeights sets the weights in the order of List.
func (p *Projection) SetWeights(w []float64) error {
	if len(w) != len(p.syn.W) {
		return badCount("weights", len(w), len(p.syn.W))
	}
	p.settle()
	copy(p.syn.W, w)
	return nil
}

// Stats sums up the weights of a projection.
type Stats struct {
	Synapses           int
	Mean, SD, Min, Max float64 // NaN without synapses
	WMax               float64
	Histogram          []int // equal bins from 0 to WMax; the last holds WMax and what is above
}

// Stats brings the weights to date and sums them up in that many bins.
func (p *Projection) Stats(bins int) Stats {
	p.settle()
	w := p.syn.W
	s := Stats{Synapses: len(w), Mean: math.NaN(), SD: math.NaN(), Min: math.NaN(), Max: math.NaN(), WMax: p.syn.WMax, Histogram: make([]int, bins)}
	if len(w) == 0 {
		return s
	}
	s.Min, s.Max = w[0], w[0]
	sum := 0.0
	for _, x := range w {
		sum += x
		s.Min, s.Max = min(s.Min, x), max(s.Max, x)
		if bins > 0 {
			k := 0
			if s.WMax > 0 {
				k = min(bins-1, int(x/s.WMax*float64(bins)))
			}
			s.Histogram[k]++
		}
	}
	s.Mean = sum / float64(len(w))
	dev := 0.0
	for _, x := range w {
		dev += (x - s.Mean) * (x - s.Mean)
	}
	s.SD = math.Sqrt(dev / float64(len(w)))
	return s
}
