package retina

import "math"

// Ladret2019 is the retino-thalamic encoder of Ladret (2019) as published, to
// compare with: log-Gabor fields at a grid of centres choose ON and OFF cells
// by thresholds, each cell filters a movie with the peak operator and the
// biphasic kernel, and what results is a current. Its first coordinate, "x",
// indexes the rows of a movie. The live model is CenterSurround.
type Ladret2019 struct {
	FPS           int     // movie frames a second, as it counts them
	TotalTime     int     // length of the currents, ms
	SamplingRate  int     // ms between samples of the currents
	DistribSize   float64 // distance of centres, and half width of the square of cells about one, px
	Offset        float64 // safeguard, distance of centres from the edges, px
	GridRes       float64 // distance of cells, px
	NTheta        int     // orientations, over 0 to 90 degrees with both ends
	SF            float64 // c/px
	BSF           float64 // standard deviation of ln f
	BThetaDeg     float64
	OnThreshold   float64 // ON cells where the field exceeds this
	OffThreshold  float64 // OFF cells where it is below this
	FilterSize    float64 // half width of the spatial filter, px
	FilterRes     float64 // its resolution, px
	SigmaCenter   float64 // px
	SigmaSurround float64
	OffGain       float64 // NaN: 0.7 of the largest ON over the largest OFF current at each centre
	Kernel        Temporal
}

// Point is a place in a movie: row, column.
type Point [2]float64

// Field is the cells chosen at one centre for one orientation, and their
// currents, each of TotalTime/SamplingRate samples.
type Field struct {
	ThetaRad              float64
	Centre                Point
	On, Off               []Point
	OnCurrent, OffCurrent [][]float64
}

// arange is start, start + step, ... below stop as NumPy makes it: the number
// is ceil((stop - start)/step) in float64, one too many for some centres.
func arange(start, stop, step float64) []float64 {
	n := int(math.Ceil((stop - start) / step))
	v := make([]float64, max(0, n))
	delta := (start + step) - start
	for i := range v {
		v[i] = start + float64(i)*delta
	}
	return v
}

// linspace is n equal steps from a to b, both included.
func linspace(a, b float64, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = a
		if n > 1 {
			v[i] = a + float64(i)*((b-a)/float64(n-1))
		}
	}
	if n > 1 {
		v[n-1] = b
	}
	return v
}

// Centers are the centres of fields for a movie of rows x cols pixels, the
// first coordinate slow. It comes from the columns (a quirk: it indexes rows).
func (l *Ladret2019) Centers(rows, cols int) []Point {
	along := func(side int) []float64 {
		return linspace(l.Offset, float64(side)-l.Offset, int((float64(side)-l.Offset)/l.DistribSize))
	}
	var at []Point
	for _, x := range along(cols) {
		for _, y := range along(rows) {
			at = append(at, Point{x, y})
		}
	}
	return at
}

// Thetas are the orientations, in rad.
func (l *Ladret2019) Thetas() []float64 { return linspace(0, math.Pi/2, l.NTheta) }

// SpatialFilter samples the filter of an ON cell (OFF: its negative) centred
// at (x, y): its axes and z[row along y][column along x].
func (l *Ladret2019) SpatialFilter(x, y float64) (xs, ys []float64, z [][]float64) {
	n := int(math.Round(2 * l.FilterSize / l.FilterRes))
	xs, ys = make([]float64, n), make([]float64, n)
	z = make([][]float64, n)
	for i := range n {
		d := float64(i)*l.FilterRes - l.FilterSize
		xs[i], ys[i] = x+d, y+d
	}
	for j := range z {
		z[j] = make([]float64, n)
		for i := range z[j] {
			z[j][i] = DifferenceOfGaussians(xs[i]-x, ys[j]-y, l.SigmaCenter, l.SigmaSurround)
		}
	}
	return xs, ys, z
}

// Connect chooses among the candidate cells of a centre: ON where the even
// log-Gabor exceeds OnThreshold, OFF where it is below OffThreshold.
func (l *Ladret2019) Connect(rows, cols int, centre Point, theta float64) (candidates, on, off []Point) {
	phi := l.Phi(rows, cols, centre, theta, 0)
	d := l.DistribSize
	for _, x := range arange(centre[0]-d, centre[0]+d, l.GridRes) {
		for _, y := range arange(centre[1]-d, centre[1]+d, l.GridRes) {
			p := Point{x, y}
			candidates = append(candidates, p)
			switch v := phi[int(x)][int(y)]; {
			case v > l.OnThreshold:
				on = append(on, p)
			case v < l.OffThreshold:
				off = append(off, p)
			}
		}
	}
	return candidates, on, off
}
