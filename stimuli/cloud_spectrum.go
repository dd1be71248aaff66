package stimuli

import (
	"math"
	"slices"

	"striate/fourier"
)

// negligible is the share of the largest envelope value below which a
// frequency is left out of a movie: 1e-8 in amplitude, 1e-16 in power.
const negligible = 1e-8

// faintest is the share of the envelope without its speed that the whole has at
// least: far less is beyond the range of float32.
const faintest = 1e-30

// cloudSpectrum is the half spectrum of a batch cloud: envelope times noise.
//
// Along ft the envelope is a Gaussian, the speed, times what the other
// envelopes are at (fx, fy): that is worked out once for each column. Where it
// is not (ft_0 is set) or where E(-f) is not E(f) (the Nyquist frequency of
// an even nx) each value is asked for.
type cloudSpectrum struct {
	tx         Texture
	noise      noiseField
	nx, ny, nt int
	fx, fy, ft []float64 // in DFT order
	half       int       // ky of the half spectrum, ny/2 + 1
	still      []float64 // [kx][ky] Color·Radial·Orientation; nil when it depends on ft
	peak, cut  float64
	nk         int // columns ky >= nk hold nothing
}

// dftAxis is the frequencies in DFT order: index k stands for k/n, from n/2 on
// for k/n - 1, and n/2 itself for -1/2, as in the centred spectrum.
func dftAxis(n int) []float64 {
	a := make([]float64, n)
	for k := range a {
		a[k] = float64(k) / float64(n)
		if 2*k >= n {
			a[k]--
		}
	}
	return a
}

// newCloudSpectrum returns false when the envelope holds no frequency of the grid.
func newCloudSpectrum(tx Texture, noise noiseField, nx, ny, nt int) (*cloudSpectrum, bool) {
	c := &cloudSpectrum{tx: tx, noise: noise, nx: nx, ny: ny, nt: nt, fx: dftAxis(nx), fy: dftAxis(ny), ft: dftAxis(nt), half: ny/2 + 1, nk: ny/2 + 1}
	if tx.FT0 != 0 && !math.IsInf(tx.FT0, 1) {
		c.peak = tx.peak(c.fx, c.fy, c.ft)
	} else {
		c.columns()
	}
	c.cut = negligible * c.peak
	if !(c.cut > 0) {
		return nil, false
	}
	if c.still == nil {
		return c, true
	}
	c.nk = 1
	for i, v := range c.still {
		if v > c.cut {
			c.nk = max(c.nk, i%c.half+1)
		}
	}
	return c, true
}

// columns works out still and the peak.
func (c *cloudSpectrum) columns() {
	c.still = make([]float64, c.nx*c.half)
	tops := make([]float64, c.nx)
	dx, dy := 1/float64(c.nx), 1/float64(c.ny)
	parallel(c.nx, func(next func() (int, bool)) {
		for x, ok := next(); ok; x, ok = next() {
			for y := range c.half {
				e := c.tx.Orientation(c.fx[x], c.fy[y], dx, dy)
				if e > 0 {
					e *= c.tx.Color(c.fx[x], c.fy[y], 0) * c.tx.Radial(c.fx[x], c.fy[y], 0)
				}
				c.still[x*c.half+y] = e
				if x == 0 && y == 0 || e <= tops[x] {
					continue
				}
				centre, rate := c.motion(x, y)
				off := rate * (min(float64(c.nt-1), max(0, math.Round(centre))) - centre)
				tops[x] = max(tops[x], e*math.Exp(-0.5*off*off))
			}
		}
	})
	for _, v := range tops {
		c.peak = max(c.peak, v)
	}
	if c.peak < faintest*slices.Max(c.still) {
		c.peak = 0 // the speed carries all of it past half a cycle per frame
	}
}

// motion says that the speed envelope of a column is exp(-½ ((t - centre)
// rate)²) at row t of the centred spectrum.
func (c *cloudSpectrum) motion(x, y int) (centre, rate float64) {
	fx, fy, n := c.fx[x], c.fy[y], float64(c.nt)
	f := math.Sqrt(fx*fx + fy*fy)
	still := float64(c.nt / 2)
	switch {
	case c.nt == 1 || math.IsInf(c.tx.BV, 1) || f == 0 && c.tx.BV > 0:
		return still, 0
	case c.tx.BV == 0:
		return still, 1e3 // the neighbouring rows have none
	}
	return still - (fx*c.tx.VX+fy*c.tx.VY)*n, 1 / (c.tx.BV * f * n)
}

// onBothHalves says whether the columns of ky hold a frequency and its mirror.
func (c *cloudSpectrum) onBothHalves(ky int) bool { return ky == 0 || 2*ky == c.ny }

// share is what a draw is multiplied by besides the envelope.
func (c *cloudSpectrum) share(ky int) float64 {
	if c.onBothHalves(ky) {
		return 1 / (math.Sqrt2 * c.peak)
	}
	return 0.5 / c.peak
}

// rowsDrawn is how many rows of sixteen columns are drawn at a time.
const rowsDrawn = 64

// cloudFiller fills the sheets of a cloud; one for each worker.
type cloudFiller[T fourier.Float] struct {
	*cloudSpectrum
	draws [rowsDrawn * 2 * sixteen]float32
	e, em []float64 // envelope of a column and of its mirror
}

func (c *cloudFiller[T]) fill(w *sheet[T], x int) {
	for y := 0; y < c.nk; y += sixteen {
		var some bool
		if c.still == nil || 2*x == c.nx {
			some = c.each(w, x, y)
		} else {
			some = c.sixteen(w, x, y)
		}
		if some {
			w.lo, w.hi = min(w.lo, y), y+sixteen
		}
	}
}

// group numbers the sixteen columns from ky on, whatever the envelope.
func (c *cloudFiller[T]) group(x, y int) int { return x*((c.half+sixteen-1)/sixteen) + y/sixteen }

// sixteen draws the columns from y on; false when there is nothing to draw.
func (c *cloudFiller[T]) sixteen(w *sheet[T], x, y int) bool {
	var s shades
	var both [sixteen]bool
	nyquist := c.nt%2 == 0 // row 0, which is its own mirror image
	first := 0
	if nyquist {
		first = 1
	}
	lo, hi, edge := c.nt, -1, false
	for i := range min(sixteen, c.half-y) {
		still := c.still[x*c.half+y+i]
		if !(still > c.cut) {
			continue
		}
		centre, rate := c.motion(x, y+i)
		reach := math.Sqrt(2*math.Log(still/c.cut)) / rate // inf for rate 0
		from, to := math.Ceil(centre-reach), math.Floor(centre+reach)
		edge = edge || nyquist && (from <= 0 || to >= float64(c.nt))
		if from <= to && to >= float64(first) && from < float64(c.nt) {
			lo, hi = min(lo, int(max(float64(first), from))), max(hi, int(min(float64(c.nt-1), to)))
		}
		row := math.Floor(centre)
		both[i] = c.onBothHalves(y + i)
		s.row[i], s.rest[i], s.rate[i] = float32(row), float32(centre-row), float32(rate*halfLog2e)
		s.amp[i] = float32(still * c.share(y+i))
	}
	group := c.group(x, y)
	for base := lo &^ (rowsOfLine - 1); base <= hi; base += rowsDrawn {
		end := min(base+rowsDrawn, hi+1)
		c.noise.draw(c.draws[:], group, c.nt, base, end-base, &both)
		for t := max(lo, base); t < end; {
			n, to := end-t, t-c.nt/2 // the row in DFT order
			if to < 0 {
				n, to = min(n, -to), to+c.nt
			}
			shade(w.re[to*w.stride+y:], w.im[to*w.stride+y:], w.stride, c.draws[(t-base)*2*sixteen:], n, t, &s)
			t += n
		}
	}
	if edge {
		c.nyquistRow(w, x, y, group, &both)
	}
	return edge || lo <= hi
}

// nyquistRow draws the temporal frequency -½ of sixteen columns. Its mirror
// image stands for -½ too, where the envelope may be another.
func (c *cloudFiller[T]) nyquistRow(w *sheet[T], x, y, group int, both *[sixteen]bool) {
	c.noise.draw(c.draws[:], group, c.nt, 0, 1, both)
	for i := range min(sixteen, c.half-y) {
		still := c.still[x*c.half+y+i]
		if !(still > c.cut) {
			continue
		}
		centre, rate := c.motion(x, y+i)
		a, b := centre*rate, (float64(c.nt)-centre)*rate
		e := math.Exp(-0.5 * a * a)
		if !both[i] {
			e = meanPower(e, math.Exp(-0.5*b*b))
		}
		c.put(w, c.nt/2, y, i, 0, still*e)
	}
}

// put writes column i of sixteen at a row in DFT order from the draws of a row.
func (c *cloudFiller[T]) put(w *sheet[T], to, y, i, drawn int, e float64) {
	if !(e > c.cut) {
		return
	}
	e *= c.share(y + i)
	v := c.draws[drawn*2*sixteen:][:2*sixteen]
	w.re[to*w.stride+y+i], w.im[to*w.stride+y+i] = T(e*float64(v[i])), T(e*float64(v[sixteen+i]))
}

// meanPower is the amplitude whose power is the mean of two.
func meanPower(a, b float64) float64 { return math.Sqrt(0.5 * (a*a + b*b)) }

// each is sixteen with every value of the envelope, and of its mirror image,
// from its definition.
func (c *cloudFiller[T]) each(w *sheet[T], x, y int) bool {
	if c.e == nil {
		c.e, c.em = make([]float64, sixteen*c.nt), make([]float64, c.nt)
	}
	dx, dy := 1/float64(c.nx), 1/float64(c.ny)
	var both [sixteen]bool
	some := false
	lanes := min(sixteen, c.half-y)
	for i := range lanes {
		e := c.e[i*c.nt:][:c.nt]
		c.tx.fill(e, c.fx[x], c.fy[y+i], c.ft, dx, dy, c.cut)
		both[i] = c.onBothHalves(y + i)
		if !both[i] {
			c.tx.fill(c.em, c.fx[(c.nx-x)%c.nx], c.fy[c.ny-y-i], c.ft, dx, dy, c.cut)
			for t := range e {
				e[t] = meanPower(e[t], c.em[(c.nt-t)%c.nt])
			}
		}
		for _, v := range e {
			some = some || v > c.cut
		}
	}
	if !some {
		return false
	}
	for t := 0; t < c.nt; t += rowsDrawn {
		n := min(rowsDrawn, c.nt-t)
		c.noise.draw(c.draws[:], c.group(x, y), c.nt, t, n, &both)
		for k := range n {
			to := (t + k - c.nt/2 + c.nt) % c.nt
			for i := range lanes {
				c.put(w, to, y, i, k, c.e[i*c.nt+to])
			}
		}
	}
	return true
}

// peak is the largest value of the envelope off DC.
func (s *Texture) peak(fx, fy, ft []float64) float64 {
	tops := make([]float64, len(fx))
	parallel(len(fx), func(next func() (int, bool)) {
		e := make([]float64, len(ft))
		for i, ok := next(); ok; i, ok = next() {
			for _, y := range fy {
				if fx[i] == 0 && y == 0 {
					continue
				}
				s.fill(e, fx[i], y, ft, 1/float64(len(fx)), 1/float64(len(fy)), tops[i])
				for _, v := range e {
					tops[i] = max(tops[i], v)
				}
			}
		}
	})
	top := 0.0
	for _, v := range tops {
		top = max(top, v)
	}
	return top
}
