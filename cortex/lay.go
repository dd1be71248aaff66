package cortex

import (
	"slices"

	"striate/stdp"
)

// drawn is one synapse as it was drawn; delay is the whole way in steps.
type drawn struct {
	pre, post, delay int32
	w                float64
}

// draft is synapses in the order they were drawn, in pieces, so that none is
// copied when it grows.
type draft struct {
	pieces [][]drawn
	n      int
}

func (d *draft) add(y drawn) {
	last := len(d.pieces) - 1
	if last < 0 || len(d.pieces[last]) == cap(d.pieces[last]) {
		d.pieces = append(d.pieces, make([]drawn, 0, min(max(d.n, 64), 1<<16)))
		last++
	}
	d.pieces[last] = append(d.pieces[last], y)
	d.n++
}

// strands sorts a draft into strands by counting. axonal is the part of each
// delay that lies on the axon.
func (d *draft) strands(pre, post int, axonal func(delay int32) int32) []*strand {
	var byDelay []*strand // of each whole delay
	var out []*strand
	for _, piece := range d.pieces {
		for k := range piece {
			y := &piece[k]
			for int(y.delay) >= len(byDelay) {
				byDelay = append(byDelay, nil)
			}
			s := byDelay[y.delay]
			if s == nil {
				s = strandOf(&out, int64(axonal(y.delay)), pre, post)
				byDelay[y.delay] = s
			}
			s.syn.Row[y.pre+1]++
		}
	}
	if out == nil {
		strandOf(&out, 0, pre, post)
	}
	next := map[*strand][]int32{}
	for _, s := range out {
		row := s.syn.Row
		for i := range pre {
			row[i+1] += row[i]
		}
		s.offset, s.syn.W = make([]uint32, row[pre]), make([]float64, row[pre])
		next[s] = slices.Clone(row)
	}
	places := make([][]int32, len(byDelay))
	for k, s := range byDelay {
		places[k] = next[s]
	}
	for _, piece := range d.pieces {
		for k := range piece {
			y := &piece[k]
			s, at := byDelay[y.delay], &places[y.delay][y.pre]
			s.offset[*at], s.syn.W[*at] = uint32(int(y.delay)-int(s.axonal))*uint32(post)+uint32(y.post), y.w
			*at++
		}
	}
	slices.SortFunc(out, func(a, b *strand) int { return int(a.axonal - b.axonal) })
	for _, s := range out {
		s.sort()
	}
	return out
}

// strandOf is the strand with that axonal delay, made when there is none.
func strandOf(all *[]*strand, axonal int64, pre, post int) *strand {
	for _, s := range *all {
		if s.axonal == axonal {
			return s
		}
	}
	s := &strand{axonal: axonal, syn: stdp.Synapses{Row: make([]int32, pre+1), Targets: post}}
	*all = append(*all, s)
	return s
}

// sort brings each row into the order of its offsets; what was drawn earlier
// comes first among equals.
func (s *strand) sort() {
	var keys []uint64
	var w []float64
	for i := range s.syn.Sources() {
		lo, hi := s.syn.Row[i], s.syn.Row[i+1]
		offset := s.offset[lo:hi]
		if slices.IsSorted(offset) {
			continue
		}
		keys, w = keys[:0], append(w[:0], s.syn.W[lo:hi]...)
		for z, o := range offset {
			keys = append(keys, uint64(o)<<32|uint64(z))
		}
		slices.Sort(keys)
		for z, k := range keys {
			offset[z], s.syn.W[int(lo)+z] = uint32(k>>32), w[uint32(k)]
		}
	}
}
