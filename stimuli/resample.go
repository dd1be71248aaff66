package stimuli

import "striate/sim"

// Resample writes src into dst by averaging over area: the largest part of src
// about its middle that has the shape of dst, each pixel of dst the mean of
// the part of src that it covers, borders in proportion.
func Resample(dst, src *sim.Frame) {
	scale := min(float64(src.W)/float64(dst.W), float64(src.H)/float64(dst.H)) // src px per dst px
	x0 := (float64(src.W) - scale*float64(dst.W)) / 2
	y0 := (float64(src.H) - scale*float64(dst.H)) / 2
	average(dst, src, x0, y0, scale)
}

// average writes into dst the part of src that begins at (x0, y0), pixels of src
// from its top left corner, scale of them per pixel of dst.
func average(dst, src *sim.Frame, x0, y0, scale float64) {
	cols, rows := covers(dst.W, src.W, x0, scale), covers(dst.H, src.H, y0, scale)
	for y, r := range rows {
		for x, c := range cols {
			sum := 0.0
			for i, wy := range r.weight {
				line := src.Pix[(r.first+i)*src.W+c.first:]
				for j, wx := range c.weight {
					sum += wy * wx * float64(line[j])
				}
			}
			dst.Pix[y*dst.W+x] = float32(min(1, max(0, sum)))
		}
	}
}

// A cover is the run of samples under one new sample, weights summing to 1.
type cover struct {
	first  int
	weight []float64
}

// covers are the runs under n samples of the given width, from start on.
func covers(n, size int, start, width float64) []cover {
	out := make([]cover, n)
	for k := range out {
		lo, hi := start+float64(k)*width, start+float64(k+1)*width
		c := cover{first: min(size-1, max(0, int(lo)))}
		total := 0.0
		for i := c.first; i < size && float64(i) < hi; i++ {
			w := min(hi, float64(i+1)) - max(lo, float64(i))
			if w <= 0 && i > c.first {
				break
			}
			c.weight = append(c.weight, max(0, w))
			total += max(0, w)
		}
		for i := range c.weight {
			c.weight[i] /= total
		}
		out[k] = c
	}
	return out
}
