package cortex

import (
	"cmp"
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

// strands sorts a draft into strands by counting, the targets cut into so many
// parts. axonal is the part of each delay that lies on the axon.
func (d *draft) strands(pre, post, parts int, axonal func(delay int32) int32) []*strand {
	partOf := make([]int32, post) // by target
	for part := range parts {
		for j := part * post / parts; j < (part+1)*post/parts; j++ {
			partOf[j] = int32(part)
		}
	}
	var to []*strand // of each whole delay, each part
	var out []*strand
	for _, piece := range d.pieces {
		for k := range piece {
			y := &piece[k]
			at := int(y.delay)*parts + int(partOf[y.post])
			for at >= len(to) {
				to = append(to, nil)
			}
			s := to[at]
			if s == nil {
				s = strandOf(&out, int64(axonal(y.delay)), int(partOf[y.post]), pre, post, parts)
				to[at] = s
			}
			s.syn.Row[y.pre+1]++
		}
	}
	if out == nil {
		strandOf(&out, 0, 0, pre, post, parts)
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
	places := make([][]int32, len(to))
	for k, s := range to {
		places[k] = next[s]
	}
	for _, piece := range d.pieces {
		for k := range piece {
			y := &piece[k]
			k := int(y.delay)*parts + int(partOf[y.post])
			s, at := to[k], &places[k][y.pre]
			s.offset[*at], s.syn.W[*at] = uint32(int(y.delay)-int(s.axonal))*uint32(post)+uint32(y.post), y.w
			*at++
		}
	}
	slices.SortFunc(out, func(a, b *strand) int { return cmp.Or(cmp.Compare(a.axonal, b.axonal), cmp.Compare(a.part, b.part)) })
	for _, s := range out {
		s.sort()
		s.compare()
		s.frame()
	}
	return out
}

// strandOf is the strand with that axonal delay onto that part of the targets,
// made when there is none.
func strandOf(all *[]*strand, axonal int64, part, pre, post, parts int) *strand {
	for _, s := range *all {
		if s.axonal == axonal && s.part == part {
			return s
		}
	}
	s := &strand{axonal: axonal, part: part, from: int32(part * post / parts), to: int32((part + 1) * post / parts), targets: uint32(post)}
	s.syn = stdp.Synapses{Row: make([]int32, pre+1), Targets: int(s.to - s.from)}
	*all = append(*all, s)
	return s
}

// partsOf is into how many parts the n targets of a projection that learns are
// cut, so that several cores can work on it. It depends on nothing but their
// number: what a part is must not depend on the machine. Projections that do
// not learn are not cut: they are done before it would pay.
func partsOf(n int) int { return min(4, max(1, n/150)) }

// frame finds the first source that has synapses here, and the one after the
// last.
func (s *strand) frame() {
	row, pre := s.syn.Row, int32(s.syn.Sources())
	s.sources = [2]int32{0, pre}
	for s.sources[0] < s.sources[1] && row[s.sources[0]+1] == 0 {
		s.sources[0]++
	}
	for s.sources[0] < s.sources[1] && row[s.sources[1]-1] == row[pre] {
		s.sources[1]--
	}
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
