package analysis

import "math"

// flashAxis is how one axis is cut into tiles and cells.
type flashAxis struct {
	step  int       // pixels of a tile
	span  int       // tiles of a cell
	field int       // tiles of a field of 10 deg
	tile  []int32   // pixels of each tile
	share []float32 // 1 / pixels of the cell that begins at each tile
}

func newFlashAxis(n int, css, field float64) flashAxis {
	px := css / float64(n)
	a := flashAxis{step: 1, span: 1}
	if px < finePx {
		a.span = 2
		a.step = min(n, int(math.Ceil(finePx/px/2-1e-9)))
	}
	count := (n + a.step - 1) / a.step
	for k := range count {
		a.tile = append(a.tile, int32(min(n, (k+1)*a.step)-k*a.step))
	}
	for k := range count {
		sum := a.tile[k]
		if a.span == 2 && k+1 < count {
			sum += a.tile[k+1]
		}
		a.share = append(a.share, 1/float32(sum))
	}
	a.field = min(count, max(1, int(math.Ceil(field/(px*float64(a.step))-1e-9))))
	return a
}

// straight and decoded are the luminance of a byte: in proportion, and by the
// transfer function of IEC 61966-2-1.
var straight, decoded = func() (lin, std [256]float32) {
	for b := range lin {
		v := float64(b) / 255
		lin[b] = float32(v)
		if v <= .04045 {
			std[b] = float32(v / 12.92)
		} else {
			std[b] = float32(math.Pow((v+.055)/1.055, 2.4))
		}
	}
	return lin, std
}()

// fold sums the pixels of each tile of a channel.
func (m *FlashMeter) fold(channel int, add func(row []float32, y int)) {
	nx, y := len(m.x.tile), 0
	for j, tall := range m.y.tile {
		row := m.tiles[channel][j*nx:][:nx]
		clear(row)
		for range tall {
			add(row, y)
			y++
		}
	}
}

func addTiles(row, pix []float32, step int) {
	switch {
	case step == 1:
		for i, v := range pix[:len(row)] {
			row[i] += v
		}
		return
	case step == 2 && len(pix) == 2*len(row):
		for i := range row {
			row[i] = row[i] + pix[2*i] + pix[2*i+1]
		}
		return
	}
	for i := range row {
		part := pix[i*step : min((i+1)*step, len(pix))]
		sum := row[i]
		for _, v := range part {
			sum += v
		}
		row[i] = sum
	}
}

func addBytes(row []float32, pix []byte, step int, table *[256]float32) {
	if step == 2 && len(pix) == 2*len(row) { // the page's own size
		for i := range row {
			row[i] += table[pix[2*i]] + table[pix[2*i+1]]
		}
		return
	}
	for i := range row {
		part := pix[i*step : min((i+1)*step, len(pix))]
		sum := row[i]
		for _, b := range part {
			sum += table[b]
		}
		row[i] = sum
	}
}

// rows are the sums of a channel over the two rows of tiles that cells of row j
// are made of; lower is nil where there is none.
func (m *FlashMeter) rows(channel, j int) (upper, lower []float32) {
	nx := len(m.x.tile)
	upper = m.tiles[channel][j*nx:][:nx]
	if m.y.span == 2 && j+1 < len(m.y.tile) {
		lower = m.tiles[channel][(j+1)*nx:][:nx]
	}
	return upper, lower
}

// gather makes of two rows of tiles the means of the cells, in the upper one.
// Rows are gathered from the top, so that none is read again once it is
// written.
func (m *FlashMeter) gather(channel, j int) []float32 {
	upper, lower := m.rows(channel, j)
	for i, v := range lower {
		upper[i] += v
	}
	tall, last := m.y.share[j], len(upper)-1
	if m.x.span == 2 {
		here := upper[0]
		for i, wide := range m.x.share[:last] {
			next := upper[i+1]
			upper[i] = (here + next) * (wide * tall)
			here = next
		}
		upper[last] *= m.x.share[last] * tall
		return upper
	}
	for i, wide := range m.x.share {
		upper[i] *= wide * tall
	}
	return upper
}
