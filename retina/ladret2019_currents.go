package retina

import "math"

// Currents encodes a movie [row][column][frame]: for each orientation and
// centre its ON and OFF cells and their currents.
func (l *Ladret2019) Currents(movie [][][]float64) []Field {
	rows, cols := len(movie), len(movie[0])
	show := l.schedule(len(movie[0][0]))
	_, _, z := l.SpatialFilter(0, 0)
	var fields []Field
	for _, theta := range l.Thetas() {
		for _, centre := range l.Centers(rows, cols) {
			f := Field{ThetaRad: theta, Centre: centre}
			_, f.On, f.Off = l.Connect(rows, cols, centre, theta)
			for _, p := range f.On {
				f.OnCurrent = append(f.OnCurrent, l.current(movie, show, z, p, 1))
			}
			for _, p := range f.Off {
				f.OffCurrent = append(f.OffCurrent, l.current(movie, show, z, p, -1))
			}
			gain := l.OffGain
			if math.IsNaN(gain) {
				gain = 0.7 * largest(f.OnCurrent) / largest(f.OffCurrent)
			}
			for _, c := range f.OffCurrent {
				for i := range c {
					c[i] *= gain
				}
			}
			fields = append(fields, f)
		}
	}
	return fields
}

// schedule is the movie frame shown at each ms: whole frames of
// int(TotalTime/FPS) ms, then the last of these to the end.
func (l *Ladret2019) schedule(frames int) []int {
	d := l.TotalTime / l.FPS
	last := min(l.TotalTime/d, frames) - 1
	show := make([]int, l.TotalTime)
	for t := range show {
		show[t] = min(t/d, last)
	}
	return show
}

// current is that of the cell at p, ON with sign 1 and OFF with sign -1:
//
//	a(t) = max (ON) or min (OFF) over the patch of luminance times filter,
//	I(t) = SamplingRate · max over the filter of filter · (kernel * a)(t).
func (l *Ladret2019) current(movie [][][]float64, show []int, z [][]float64, p Point, sign float64) []float64 {
	n := l.TotalTime / l.SamplingRate
	stretch := linspace(0, float64(l.TotalTime-1), n)
	active := make([]float64, n)
	for i := range active {
		active[i] = l.activation(movie, show[int(stretch[i])], z, p, sign)
	}
	kernel := linspace(0, float64(l.TotalTime), n)
	for i, t := range kernel {
		kernel[i] = l.Kernel.At(t)
	}
	most, least := math.Inf(-1), math.Inf(1)
	for _, row := range z {
		for _, v := range row {
			most, least = max(most, sign*v), min(least, sign*v)
		}
	}
	current := make([]float64, n)
	for i := range current {
		var conv float64
		for k := 0; k <= i; k++ {
			conv += kernel[k] * active[i-k]
		}
		current[i] = float64(l.SamplingRate) * max(conv*most, conv*least)
	}
	return current
}

// activation is the largest (ON) or smallest (OFF) product of the filter and
// the patch of one frame about p, whose pixels are repeated to the filter's
// resolution.
func (l *Ladret2019) activation(movie [][][]float64, frame int, z [][]float64, p Point, sign float64) float64 {
	r0, c0 := int(p[0]-l.FilterSize), int(p[1]-l.FilterSize)
	wide := int(p[0]+l.FilterSize) - r0
	repeat := len(z) / wide
	best := math.Inf(-1)
	for r, row := range z {
		for c, v := range row {
			// the smallest of a product with -z is minus the largest with z
			best = max(best, v*movie[r0+r/repeat][c0+c/repeat][frame])
		}
	}
	return sign * best
}

func largest(rows [][]float64) float64 {
	most := math.Inf(-1)
	for _, row := range rows {
		for _, v := range row {
			most = max(most, v)
		}
	}
	return most
}
