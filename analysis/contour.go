package analysis

import "math"

// contour is the line where a matrix passes a level, as pieces between NaN, in
// columns and rows of the matrix: cell (i, j) stands at x = i, y = j. Row-major,
// w x h, by marching squares (Lorensen and Cline 1987 in the plane).
func contour(data []float64, w, h int, level float64) (x, y Series) {
	type point struct{ x, y float64 }
	at := func(i, j int) float64 { return data[j*w+i] }
	// Where the line crosses the side from (i, j) to (k, l).
	cross := func(i, j, k, l int) point {
		a, b := at(i, j), at(k, l)
		u := (level - a) / (b - a)
		return point{float64(i) + u*float64(k-i), float64(j) + u*float64(l-j)}
	}
	piece := func(a, b point) {
		x, y = append(x, a.x, b.x, math.NaN()), append(y, a.y, b.y, math.NaN())
	}
	for j := range h - 1 {
		for i := range w - 1 {
			corners := [4][2]int{{i, j}, {i + 1, j}, {i + 1, j + 1}, {i, j + 1}}
			var ends []point // in order round the square, from the side between corners 0 and 1
			for k := range 4 {
				a, b := corners[k], corners[(k+1)%4]
				if (at(a[0], a[1]) >= level) != (at(b[0], b[1]) >= level) {
					ends = append(ends, cross(a[0], a[1], b[0], b[1]))
				}
			}
			switch len(ends) {
			case 2:
				piece(ends[0], ends[1])
			case 4: // a saddle: its middle says which corners belong together
				middle := (at(i, j) + at(i+1, j) + at(i, j+1) + at(i+1, j+1)) / 4
				if (middle >= level) == (at(i, j) >= level) {
					piece(ends[0], ends[1])
					piece(ends[2], ends[3])
				} else {
					piece(ends[3], ends[0])
					piece(ends[1], ends[2])
				}
			}
		}
	}
	return x, y
}
