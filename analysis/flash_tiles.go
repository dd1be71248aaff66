package analysis

import "math"

// lanes are the cells that the vector kernels take at a time.
const lanes = 8

// flashAxis is how one axis is cut into tiles and cells.
type flashAxis struct {
	step  int       // pixels of a tile
	span  int       // tiles of a cell
	field int       // tiles of a field of 10 deg
	tile  []int32   // pixels of each tile
	share []float32 // 1 / pixels of the cell that begins at each tile, 0 beyond the picture
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

// newTiles has room for the tile that the last cell beyond the picture reads.
func (m *FlashMeter) newTiles() []float32 { return make([]float32, m.stride*len(m.y.tile)+1) }

// fold sums the pixels of each tile of a channel.
func (m *FlashMeter) fold(channel int, add func(row []float32, y int)) {
	clear(m.tiles[channel])
	y := 0
	for j, tall := range m.y.tile {
		row := m.tiles[channel][j*m.stride:][:len(m.x.tile)]
		for range tall {
			add(row, y)
			y++
		}
	}
}

// addTiles adds a row of pixels to their tiles.
func addTiles(row, pix []float32, step int) {
	n := addVector(row, pix, step)
	addGo(row[n:], pix[n*step:], step)
}

func addGo(row, pix []float32, step int) {
	for i := range row {
		part := pix[i*step : min((i+1)*step, len(pix))]
		sum := row[i]
		for _, v := range part {
			sum += v
		}
		row[i] = sum
	}
}

// addEncoded adds a row of pixels that are shown as sRGB.
func addEncoded(row, pix []float32, step int) {
	for i := range row {
		part := pix[i*step : min((i+1)*step, len(pix))]
		sum := row[i]
		for _, v := range part {
			sum += decoded[byte(max(0, min(255, v*255+.5)))]
		}
		row[i] = sum
	}
}

// addBytes adds a row of bytes, each as table has it.
func addBytes(row []float32, pix []byte, step int, table *[256]float32) {
	n := 0
	if table == &straight {
		n = addBytesVector(row, pix, step)
	}
	addBytesGo(row[n:], pix[n*step:], step, table)
}

func addBytesGo(row []float32, pix []byte, step int, table *[256]float32) {
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

// gather makes of the tiles of a channel the means of the cells, in their
// place. Rows are gathered from the top, so that none is read again once it is
// written. A cell beyond the picture is 0 or NaN.
func (m *FlashMeter) gather(channel int) []float32 {
	tiles, ny := m.tiles[channel], len(m.y.tile)
	for j, tall := range m.y.share {
		upper, lower := tiles[j*m.stride:][:m.stride+1], m.none
		if m.y.span == 2 && j+1 < ny {
			lower = tiles[(j+1)*m.stride:][:m.stride+1]
		}
		right, below := m.none, m.none
		if m.x.span == 2 {
			right, below = upper[1:], lower[1:]
		}
		if !meansVector(upper, lower, right, below, m.x.share, tall) {
			meansGo(upper, lower, right, below, m.x.share, tall)
		}
	}
	return tiles[:m.stride*ny]
}

// meansGo makes the means of cells, in the place of the tile left above in
// each, from it and those left below, right above and right below.
func meansGo(a, b, c, d, share []float32, tall float32) {
	a, b, c, d = a[:len(share)], b[:len(share)], c[:len(share)], d[:len(share)]
	for i, wide := range share {
		a[i] = ((a[i] + b[i]) + (c[i] + d[i])) * (wide * tall)
	}
}
