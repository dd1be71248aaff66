package cortex

import (
	"cmp"
	"math"
	"slices"
)

// Synapses is the number of synapses.
func (p *Projection) Synapses() int {
	n := 0
	for _, s := range p.strands {
		n += len(s.offset)
	}
	return n
}

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
	p.each(func(i int32, s *strand, z int32) {
		post, _ := s.at(z)
		k := int(post)*pre + int(i)
		if math.IsNaN(dst[k]) {
			dst[k] = 0
		}
		dst[k] += s.syn.W[z]
	})
	return dst
}

// each calls f with source, strand and place of every synapse, strand by
// strand.
func (p *Projection) each(f func(i int32, s *strand, z int32)) {
	for _, s := range p.strands {
		for i := range int32(p.pre.N()) {
			for z := s.syn.Row[i]; z < s.syn.Row[i+1]; z++ {
				f(i, s, z)
			}
		}
	}
}

// inOrder is each, sorted by axonal delay, source, delay, target.
func (p *Projection) inOrder(f func(i int32, s *strand, z int32)) {
	type place struct {
		s *strand
		z int32
	}
	var row []place
	for lo := 0; lo < len(p.strands); {
		hi := lo
		for hi < len(p.strands) && p.strands[hi].axonal == p.strands[lo].axonal {
			hi++
		}
		for i := range int32(p.pre.N()) {
			row = row[:0]
			for _, s := range p.strands[lo:hi] {
				for z := s.syn.Row[i]; z < s.syn.Row[i+1]; z++ {
					row = append(row, place{s, z})
				}
			}
			if hi-lo > 1 {
				slices.SortStableFunc(row, func(a, b place) int { return cmp.Compare(a.s.offset[a.z], b.s.offset[b.z]) })
			}
			for _, y := range row {
				f(i, y.s, y.z)
			}
		}
		lo = hi
	}
}

// Synapse is one synapse of a projection. Its delay is the whole way, along
// the axon and the dendrite.
type Synapse struct {
	Pre, Post int32
	DelayMs   float64
	Weight    float64
}

// List appends all synapses, brought to date, sorted by axonal delay, source,
// delay, target.
func (p *Projection) List(dst []Synapse) []Synapse {
	p.settle()
	p.inOrder(func(i int32, s *strand, z int32) {
		post, delay := s.at(z)
		dst = append(dst, Synapse{i, post, float64(s.axonal+int64(delay)) * p.net.dt, s.syn.W[z]})
	})
	return dst
}

// SetWeights sets the weights in the order of List.
func (p *Projection) SetWeights(w []float64) error {
	if len(w) != p.Synapses() {
		return badCount("weights", len(w), p.Synapses())
	}
	p.settle()
	k := 0
	p.inOrder(func(_ int32, s *strand, z int32) {
		s.syn.W[z] = w[k]
		k++
	})
	for _, s := range p.strands {
		s.compare()
	}
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
	s := Stats{Synapses: p.Synapses(), Mean: math.NaN(), SD: math.NaN(), Min: math.NaN(), Max: math.NaN(), WMax: p.wMax, Histogram: make([]int, bins)}
	if s.Synapses == 0 {
		return s
	}
	s.Min, s.Max = math.Inf(1), math.Inf(-1)
	sum := 0.0
	for _, t := range p.strands {
		for _, x := range t.syn.W {
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
	}
	s.Mean = sum / float64(s.Synapses)
	dev := 0.0
	for _, t := range p.strands {
		for _, x := range t.syn.W {
			dev += (x - s.Mean) * (x - s.Mean)
		}
	}
	s.SD = math.Sqrt(dev / float64(s.Synapses))
	return s
}
