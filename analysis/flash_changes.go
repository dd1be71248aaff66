package analysis

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// grey follows the luminance of every cell.
func (m *FlashMeter) grey() { m.follow(m.gather(0)) }

// follow looks for changes of luminance in the cells.
func (m *FlashMeter) follow(luminance []float32) {
	s := &m.general
	e := &s.edges
	if !followVector(e, luminance, m.frame, m.turned) {
		followGo(e, luminance, m.frame, m.turned)
	}
	for k := 0; k < len(m.turned); k += 8 {
		for set := binary.LittleEndian.Uint64(m.turned[k:]); set != 0; set &= set - 1 {
			i := 8*k + bits.TrailingZeros64(set)
			way, v := -e.way[i], luminance[i]
			if way == 0 {
				way = -1
				if e.rose(i, v) {
					way = 1
					e.fromLowest(i)
				}
			}
			m.turn(s, i, way, v)
		}
	}
}

// followGo brings the edges of all cells to their values in frame f, and sets
// a bit of turned for those that changed. The edges of these are to be turned.
func followGo(e *flashEdges, luminance []float32, f uint32, turned []byte) {
	clear(turned)
	for i, v := range luminance {
		var changed bool
		if way := e.way[i]; way == 0 {
			e.start(i, v, f)
			changed = e.rose(i, v) || e.extreme[i]-v >= luminanceStep && v < darkerBelow
		} else {
			// Which way a value goes cannot be foreseen: no branch for that.
			was, at := e.extreme[i], e.at[i]
			sign := math.Float32frombits(math.Float32bits(1) | uint32(way)&(1<<31))
			further := v*sign - was*sign
			if further != further { // a value that is none
				continue
			}
			back := uint32(int32(math.Float32bits(further)) >> 31) // all ones where it did not go further
			e.extreme[i] = math.Float32frombits(math.Float32bits(was)&back | math.Float32bits(v)&^back)
			e.at[i] = at&back | f&^back
			changed = further <= -luminanceStep && min(v, was) < darkerBelow
		}
		if changed {
			turned[i/8] |= 1 << (i % 8)
		}
	}
}

// colour follows luminance and redness of every cell.
func (m *FlashMeter) colour() {
	luminance, greens, blues := m.gather(0), m.gather(1), m.gather(2)
	for j := range m.y.tile {
		for i := j * m.stride; i < j*m.stride+len(m.x.tile); i++ {
			r, g, b := luminance[i], greens[i], blues[i]
			m.blush(i, max(0, r-g-b)*320, r >= saturatedRed*(r+g+b) && r > 0)
			luminance[i] = .2126*r + .7152*g + .0722*b
		}
	}
	m.follow(luminance)
}

// blush looks for a change of redness in a cell.
func (m *FlashMeter) blush(i int, v float32, saturated bool) {
	e, d := &m.red.edges, &m.red.cells[i]
	switch extreme, way := e.extreme[i], e.way[i]; {
	case way == 0:
		high, low := e.start(i, v, m.frame)
		if high {
			d.saturated = saturated
		}
		if low {
			d.lowSaturated = saturated
		}
		if v-e.lowest[i] > rednessStep && (saturated || d.lowSaturated) {
			e.fromLowest(i)
			m.turn(&m.red, i, 1, v)
			d.saturated = saturated
		} else if e.extreme[i]-v > rednessStep && (saturated || d.saturated) {
			m.turn(&m.red, i, -1, v)
			d.saturated = saturated
		}
	case v == extreme || (v > extreme) == (way > 0):
		d.saturated = saturated || v == extreme && d.saturated
		e.extreme[i], e.at[i] = v, m.frame
	default:
		if down := (v - extreme) * float32(way); down < -rednessStep && (saturated || d.saturated) {
			m.turn(&m.red, i, -way, v)
			d.saturated = saturated
		}
	}
}

// flashEdges are where the quantity of each cell stands: what every frame looks
// at.
type flashEdges struct {
	extreme   []float32 // of the present rise or fall
	lowest    []float32 // before the first change, when extreme is the highest
	at, lowAt []uint32  // frames of these
	way       []int32   // 1 rising, -1 falling, 0 no change yet
}

func newFlashEdges(n int) flashEdges {
	return flashEdges{make([]float32, n), make([]float32, n), make([]uint32, n), make([]uint32, n), make([]int32, n)}
}

func (e *flashEdges) reset() {
	clear(e.extreme)
	clear(e.lowest)
	clear(e.at)
	clear(e.lowAt)
	clear(e.way)
}

// flashCell is what is known of the changes of one cell.
type flashCell struct {
	left         uint32 // frame of the extreme from which the last change went out
	last, before uint32 // frames of the last change and of the one before it
	group        uint32 // it was last counted in
	px           int32  // pixels that it stands for: those of its first tile
	changes      uint16 // in the last second
	saturated    bool   // at the extreme
	lowSaturated bool   // at the lowest
}

// start keeps the highest and the lowest value before the first change, and
// says whether v is one of them.
func (e *flashEdges) start(i int, v float32, f uint32) (high, low bool) {
	if e.at[i] == noFrame || v >= e.extreme[i] {
		e.extreme[i], e.at[i], high = v, f, true
	}
	if e.lowAt[i] == noFrame || v <= e.lowest[i] {
		e.lowest[i], e.lowAt[i], low = v, f, true
	}
	return high, low
}

// rose says whether the first change of luminance is up to v.
func (e *flashEdges) rose(i int, v float32) bool {
	return v-e.lowest[i] >= luminanceStep && e.lowest[i] < darkerBelow
}

// fromLowest says that the first change goes out from the lowest value.
func (e *flashEdges) fromLowest(i int) { e.extreme[i], e.at[i] = e.lowest[i], e.lowAt[i] }
