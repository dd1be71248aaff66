package analysis

import "math"

// grey follows the luminance of every cell.
func (m *FlashMeter) grey() {
	nx := len(m.x.tile)
	for j := range m.y.tile {
		m.follow(m.gather(0, j), j*nx)
	}
}

// follow looks for changes of luminance in the cells from first on.
func (m *FlashMeter) follow(luminance []float32, first int) {
	f := m.frame
	edges := m.general.edges[first:][:len(luminance)]
	for i, v := range luminance {
		c := &edges[i]
		if c.way == 0 {
			c.start(v, f)
			if v-c.lowest >= luminanceStep && c.lowest < darkerBelow {
				c.fromLowest()
				m.turn(&m.general, first+i, 1, v, false)
			} else if c.extreme-v >= luminanceStep && v < darkerBelow {
				m.turn(&m.general, first+i, -1, v, false)
			}
			continue
		}
		// Which way a value goes cannot be foreseen: no branch for that.
		was := c.extreme
		sign := math.Float32frombits(math.Float32bits(1) | uint32(c.way)&(1<<31))
		further := v*sign - was*sign
		if further != further { // a value that is none
			continue
		}
		back := uint32(int32(math.Float32bits(further)) >> 31) // all ones where it did not go further
		c.extreme = math.Float32frombits(math.Float32bits(was)&back | math.Float32bits(v)&^back)
		c.at = c.at&back | f&^back
		if further <= -luminanceStep && min(v, was) < darkerBelow {
			m.turn(&m.general, first+i, -c.way, v, false)
		}
	}
}

// colour follows luminance and redness of every cell.
func (m *FlashMeter) colour() {
	nx := len(m.x.tile)
	for j := range m.y.tile {
		red, green, blue := m.gather(0, j), m.gather(1, j), m.gather(2, j)
		for i, r := range red {
			g, b := green[i], blue[i]
			m.blush(j*nx+i, max(0, r-g-b)*320, r >= saturatedRed*(r+g+b) && r > 0)
			red[i] = .2126*r + .7152*g + .0722*b
		}
		m.follow(red, j*nx)
	}
}

// blush looks for a change of redness in a cell.
func (m *FlashMeter) blush(i int, v float32, saturated bool) {
	c, d := &m.red.edges[i], &m.red.cells[i]
	switch {
	case c.way == 0:
		high, low := c.start(v, m.frame)
		if high {
			d.saturated = saturated
		}
		if low {
			d.lowSaturated = saturated
		}
		if v-c.lowest > rednessStep && (saturated || d.lowSaturated) {
			c.fromLowest()
			d.saturated = d.lowSaturated
			m.turn(&m.red, i, 1, v, saturated)
		} else if c.extreme-v > rednessStep && (saturated || d.saturated) {
			m.turn(&m.red, i, -1, v, saturated)
		}
	case v == c.extreme || (v > c.extreme) == (c.way > 0):
		d.saturated = saturated || v == c.extreme && d.saturated
		c.extreme, c.at = v, m.frame
	default:
		if down := (v - c.extreme) * float32(c.way); down < -rednessStep && (saturated || d.saturated) {
			m.turn(&m.red, i, -c.way, v, saturated)
		}
	}
}

// flashEdge is where the quantity of one cell stands: what every frame looks at.
type flashEdge struct {
	extreme   float32 // of the present rise or fall
	lowest    float32 // before the first change, when extreme is the highest
	at, lowAt uint32  // frames of these
	way       int32   // 1 rising, -1 falling, 0 no change yet
}

// flashCell is what is known of the changes of one cell.
type flashCell struct {
	left         uint32 // frame of the extreme from which the last change went out
	last, before uint32 // frames of the last change and of the one before it
	group        uint32 // it was last counted in
	changes      uint16 // in the last second
	saturated    bool   // at the extreme
	lowSaturated bool   // at the lowest
}

// start keeps the highest and the lowest value before the first change, and
// says whether v is one of them.
func (c *flashEdge) start(v float32, f uint32) (high, low bool) {
	if c.at == noFrame || v >= c.extreme {
		c.extreme, c.at, high = v, f, true
	}
	if c.lowAt == noFrame || v <= c.lowest {
		c.lowest, c.lowAt, low = v, f, true
	}
	return high, low
}

// fromLowest says that the first change goes out from the lowest value.
func (c *flashEdge) fromLowest() { c.extreme, c.at = c.lowest, c.lowAt }
