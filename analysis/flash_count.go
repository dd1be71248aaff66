package analysis

import "math"

// flashes follows one quantity through all cells.
type flashes struct {
	edges  flashEdges
	cells  []flashCell
	queue  []int32 // ring, a power of two long, of the cells that changed, in the order of frames
	head   int     // the oldest
	length int
	counts [windowFrames]int32       // changes of each frame
	areas  [windowFrames/2 + 1]int32 // px of the cells that have so many flashes, or more, in the last second

	// Flashes one after another: a group is of flashes that are concurrent,
	// each beginning before the first of them is over. In a train of flashes
	// one begins where the one before it ends, with the change before its two.
	since  uint32 // the group of before was full in this frame
	over   uint32 // frame in which the first of this group was over, or noFrame
	begun  uint32 // frame of the first change of this group
	group  uint32
	filled int32 // px
	past   [8]uint32
	size   [8]float64 // CSS px
	pastN  int
}

func (m *FlashMeter) newFlashes() flashes {
	n := m.stride * len(m.y.tile)
	s := flashes{edges: newFlashEdges(n), cells: make([]flashCell, n), queue: make([]int32, 1024), group: 1}
	for j, tall := range m.y.tile {
		for i, wide := range m.x.tile {
			s.cells[j*m.stride+i].px = wide * tall
		}
	}
	return s
}

func (s *flashes) reset() {
	s.edges.reset()
	for i := range s.cells {
		s.cells[i] = flashCell{px: s.cells[i].px}
	}
	*s = flashes{edges: s.edges, cells: s.cells, queue: s.queue, group: 1} // cells are of group 0
}

// turn notes that cell i changed, to go the other way from now on.
func (m *FlashMeter) turn(s *flashes, i int, way int32, v float32) {
	c, e := &s.cells[i], &s.edges
	begun, last := c.left, c.last
	if c.before >= max(m.near[last%windowFrames], m.known()) {
		begun = c.before
	}
	c.left, c.last, c.before = e.at[i], m.frame, last
	e.way[i], e.extreme[i], e.at[i] = way, v, m.frame
	if s.length == len(s.queue) {
		s.grow()
	}
	s.queue[(s.head+s.length)&(len(s.queue)-1)] = int32(i)
	s.length++
	s.counts[m.frame%windowFrames]++
	c.changes++
	s.areas[c.changes/2] += c.px & (int32(c.changes&1) - 1) // nothing for half a flash
	if last == noFrame || begun < s.since {                 // one change is no flash
		return
	}
	if s.over != noFrame && begun >= s.over { // not concurrent with the first
		s.newGroup()
	}
	if s.over == noFrame {
		s.over, s.begun = m.frame, last
	}
	s.begun = min(s.begun, last)
	px := c.px
	if c.group == s.group {
		px = 0
	}
	c.group = s.group
	s.filled += px
}

// known is the first frame whose time is known.
func (m *FlashMeter) known() uint32 { return max(m.frame, windowFrames) - windowFrames + 1 }

// apart is the time between two frames, s; infinite where the first is no
// longer known.
func (m *FlashMeter) apart(a, b uint32) float64 {
	if m.frame-a >= windowFrames {
		return math.Inf(1)
	}
	return m.times[b%windowFrames] - m.times[a%windowFrames]
}

func (s *flashes) newGroup() {
	s.group++
	s.over, s.filled = noFrame, 0
}

func (s *flashes) grow() {
	next := make([]int32, 2*len(s.queue))
	n := copy(next, s.queue[s.head:])
	copy(next[n:], s.queue[:s.head])
	s.queue, s.head = next, 0
}

// begin makes room for a frame at t.
func (m *FlashMeter) begin(t float64) {
	if t < m.last {
		worst := m.worst
		m.Reset()
		m.worst = worst
	}
	m.last = t
	m.frame++
	m.forget(t)
	m.times[m.frame%windowFrames] = t
	near := max(m.near[(m.frame-1)%windowFrames], m.known())
	for near < m.frame && !(m.apart(near, m.frame) < together) {
		near++
	}
	m.near[m.frame%windowFrames] = near
	m.general.counts[m.frame%windowFrames], m.red.counts[m.frame%windowFrames] = 0, 0
}

// forget drops the changes of frames that are a second old.
func (m *FlashMeter) forget(t float64) {
	for ; m.oldest < m.frame; m.oldest++ {
		k := m.oldest % windowFrames
		if m.frame-m.oldest < windowFrames && !(t-m.times[k] > windowS) {
			return
		}
		m.expire(&m.general, k)
		m.expire(&m.red, k)
	}
}

func (m *FlashMeter) expire(s *flashes, k uint32) {
	for range s.counts[k] {
		i := s.queue[s.head]
		s.head = (s.head + 1) & (len(s.queue) - 1)
		s.length--
		c := &s.cells[i]
		s.areas[c.changes/2] -= c.px & (int32(c.changes&1) - 1)
		c.changes--
	}
	s.counts[k] = 0
}

func (s *flashes) close(m *FlashMeter) {
	if float64(s.filled)*m.area <= areaAllowed {
		return
	}
	size := m.within(s, 0)
	if size <= areaAllowed {
		return
	}
	k := s.pastN % len(s.past)
	s.past[k], s.size[k] = s.begun, size
	s.pastN++
	s.since = m.frame
	s.newGroup()
}

// count is the number of flashes in the last second and the area, in CSS px, of
// those beyond what is allowed.
func (m *FlashMeter) count(s *flashes) (n int, area float64) {
	for k := len(s.areas) - 1; k > 0; k-- {
		if float64(s.areas[k])*m.area > areaAllowed && m.within(s, k) > areaAllowed {
			n = k
			break
		}
	}
	if s.areas[flashesAllowed+1] > 0 {
		area = m.within(s, flashesAllowed+1)
	}
	inRow, least := 0, math.Inf(1)
	for k := range min(s.pastN, len(s.past)) {
		i := (s.pastN - 1 - k) % len(s.past)
		if m.apart(s.past[i], m.frame) > windowS {
			break
		}
		inRow, least = inRow+1, min(least, s.size[i])
	}
	if inRow > n {
		if n = inRow; n > flashesAllowed {
			area = max(area, least)
		}
	}
	return n, area
}

// within is the largest area, in CSS px, that cells with n flashes or more (of
// the present group where n is 0) have in any field of 10 deg.
func (m *FlashMeter) within(s *flashes, n int) float64 {
	if m.sums == nil {
		if n == 0 {
			return float64(s.filled) * m.area
		}
		return float64(s.areas[n]) * m.area
	}
	nx, ny := len(m.x.tile), len(m.y.tile)
	side := nx + 1
	for j := range ny {
		above, row := m.sums[j*side:][:side], m.sums[(j+1)*side:][:side]
		sum := int32(0)
		cells := s.cells[j*m.stride:][:nx]
		for i := range cells {
			c := &cells[i]
			if n > 0 && int(c.changes) >= 2*n || n == 0 && c.group == s.group {
				sum += c.px
			}
			row[i+1] = above[i+1] + sum
		}
	}
	most := int32(0)
	for j := m.y.field; j <= ny; j++ {
		lower, upper := m.sums[j*side:][:side], m.sums[(j-m.y.field)*side:][:side]
		for i := m.x.field; i <= nx; i++ {
			most = max(most, lower[i]-lower[i-m.x.field]-upper[i]+upper[i-m.x.field])
		}
	}
	return float64(most) * m.area
}
