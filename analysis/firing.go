package analysis

import "striate/sim"

// firing is the sums of one population behind its statistics.
type firing struct {
	name, label string
	role        Role
	pending     []sim.Spike // of the open bin
	cells       []cellNow
	active      []int32 // cells paired that have a spike in the bin at hand
	paired      []int32 // the cells that are paired
	parts       [parts]*firingSums
}

// cellNow is where a cell stands.
type cellNow struct {
	last  int64 // step of its last spike, −1 before the first
	gap   int64 // steps between its last two, 0 before the second
	bin   int64 // bin of its last spike
	count int32 // its spikes in that bin
	pair  int32 // its place among the cells paired, −1 where it is none
}

// firingSums are the sums over a part of the window.
type firingSums struct {
	cells         []cellSums
	total, square float64   // over bins, of the count of the population and its square
	own           float64   // over bins and cells, of the square of a cell's count
	x, xx, full   []float64 // by cell paired, over bins: count, its square, 1 where it is not 0
	xy, both      []float64 // by pair, over bins: product of the counts, 1 where neither is 0
}

// cellSums are of the spikes in a part, and the intervals that end there in
// steps.
type cellSums struct {
	spikes, intervals, neighbours int32
	sum, square                   int64
	lv                            float64 // Σ ((d′ − d)/(d′ + d))²
}

func newFiring(p sim.Population, s Statistics) firing {
	f := firing{name: p.Name, label: p.Label, role: Role(p.Role), cells: make([]cellNow, p.N)}
	k := min(s.PairCells, p.N)
	for i := range k {
		f.paired = append(f.paired, int32(i*p.N/k))
	}
	f.active = make([]int32, 0, k)
	for i := range f.parts {
		f.parts[i] = newFiringSums(p.N, k)
		if !(s.Seconds > 0) { // one part is all
			break
		}
	}
	return f
}

func newFiringSums(n, k int) *firingSums {
	pairs := k * (k - 1) / 2
	return &firingSums{cells: make([]cellSums, n), x: make([]float64, k), xx: make([]float64, k), full: make([]float64, k),
		xy: make([]float64, pairs), both: make([]float64, pairs)}
}

// begin forgets everything.
func (f *firing) begin() {
	for i := range f.cells {
		f.cells[i] = cellNow{last: -1, bin: -1, pair: -1}
	}
	for k, i := range f.paired {
		f.cells[i].pair = int32(k)
	}
	f.pending = f.pending[:0]
	for _, p := range f.parts {
		if p != nil {
			p.clear()
		}
	}
}

func (s *firingSums) clear() {
	clear(s.cells)
	s.total, s.square, s.own = 0, 0, 0
	for _, x := range [...][]float64{s.x, s.xx, s.full, s.xy, s.both} {
		clear(x)
	}
}

// add counts spikes, in order of time, into the bins before closed and keeps
// the rest.
func (f *firing) add(spikes []sim.Spike, m *StatisticsMeter, closed int64) {
	for len(spikes) > 0 && spikes[0].Step < m.bin*m.width { // before the measure begins
		spikes = spikes[1:]
	}
	for bin := m.bin; bin < closed; bin++ {
		part, fresh := m.part(bin)
		sums := f.parts[part]
		if fresh {
			sums.clear()
		}
		n := 0
		for n < len(spikes) && spikes[n].Step < (bin+1)*m.width {
			n++
		}
		f.count(f.pending, bin, sums)
		f.count(spikes[:n], bin, sums)
		f.close(len(f.pending)+n, sums)
		f.pending, spikes = f.pending[:0], spikes[n:]
	}
	f.pending = append(f.pending, spikes...)
}

// count adds the spikes of one bin.
func (f *firing) count(spikes []sim.Spike, bin int64, sums *firingSums) {
	for _, s := range spikes {
		if uint(s.Index) >= uint(len(f.cells)) {
			continue
		}
		c, sum := &f.cells[s.Index], &sums.cells[s.Index]
		sum.spikes++
		if c.last >= 0 {
			d := s.Step - c.last
			sum.intervals++
			sum.sum += d
			sum.square += d * d
			if c.gap > 0 {
				u := float64(d-c.gap) / float64(d+c.gap)
				sum.neighbours++
				sum.lv += u * u
			}
			c.gap = d
		}
		c.last = s.Step
		if c.bin != bin {
			c.bin, c.count = bin, 0
			if c.pair >= 0 {
				f.active = append(f.active, s.Index)
			}
		}
		sums.own += float64(2*c.count + 1) // (n+1)² − n²
		c.count++
	}
}

// close adds what is known of a bin once all its spikes are.
func (f *firing) close(spikes int, sums *firingSums) {
	sums.total += float64(spikes)
	sums.square += float64(spikes) * float64(spikes)
	for i, k := range f.active {
		a := f.cells[k]
		n := float64(a.count)
		sums.x[a.pair] += n
		sums.xx[a.pair] += n * n
		sums.full[a.pair]++
		for _, l := range f.active[:i] {
			b := f.cells[l]
			at := pairOf(min(a.pair, b.pair), max(a.pair, b.pair))
			sums.xy[at] += n * float64(b.count)
			sums.both[at]++
		}
	}
	f.active = f.active[:0]
}

// pairOf is the place of the pair a < b among all pairs.
func pairOf(a, b int32) int { return int(b)*(int(b)-1)/2 + int(a) }

// merged is the sum of all parts.
func (f *firing) merged() *firingSums {
	all := newFiringSums(len(f.cells), len(f.paired))
	for _, p := range f.parts {
		if p == nil {
			continue
		}
		for i, c := range p.cells {
			to := &all.cells[i]
			to.spikes, to.intervals, to.neighbours = to.spikes+c.spikes, to.intervals+c.intervals, to.neighbours+c.neighbours
			to.sum, to.square, to.lv = to.sum+c.sum, to.square+c.square, to.lv+c.lv
		}
		all.total, all.square, all.own = all.total+p.total, all.square+p.square, all.own+p.own
		from := [...][]float64{p.x, p.xx, p.full, p.xy, p.both}
		for k, x := range [...][]float64{all.x, all.xx, all.full, all.xy, all.both} {
			for i, v := range from[k] {
				x[i] += v
			}
		}
	}
	return all
}
