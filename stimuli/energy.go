package stimuli

import (
	"math"
	"slices"
)

// EnergyOutside is the share of the cloud's energy, 0 to 1, that its envelope
// has beyond the Fourier cube, half a cycle per pixel along fx and fy and half
// a cycle per frame along ft. A movie holds no such frequencies: what lies
// there is cut off, or folds back to other frequencies and speeds.
func (c *MotionCloud) EnergyOutside() float64 {
	t := c.texture()
	return t.EnergyOutside(1 / float64(max(c.Width, c.Height)))
}

// Nodes of the integrals. Radii are those of each of up to three pieces, an even
// number for Simpson's rule.
const (
	energyAngles, energyRadii           = 64, 48
	coarseAngles, coarseRadii, timeSums = 32, 16, 24 // where ft is summed over too
)

// EnergyOutside is the integral of the squared envelope outside the cube of
// half a cycle each way, over that of all of it. Along ft it is in closed form,
// as the speed envelope is Gaussian there (unless FT0 makes the radius depend
// on ft); over the plane it is summed in polar coordinates.
//
// What is white is so on the frequencies that there are: without a band (SF0 =
// 0, BSF = inf), those from lowest (c/px) to the edges of the cube, and with BV
// = inf those up to half a cycle per frame, so that nothing of it is outside.
func (s *Texture) EnergyOutside(lowest float64) float64 {
	reach := math.Pi / 2 // beyond which the orientation envelope is negligible
	if 5*s.BTheta < 1 {
		reach = math.Asin(5 * s.BTheta)
	}
	angles := energyAngles
	if s.timed() {
		angles = coarseAngles
	}
	if s.BTheta == 0 {
		angles = 1
	}
	inside, all := 0.0, 0.0
	for k := range angles {
		off := reach * (2*(float64(k)+.5)/float64(angles) - 1)
		weight := 1.0
		if s.BTheta > 0 {
			weight = math.Exp(-math.Sin(off) * math.Sin(off) / (s.BTheta * s.BTheta))
		}
		in, total := s.energyAlong(s.Theta+off, lowest)
		inside += weight * in
		all += weight * total
	}
	if !(all > 0) {
		return 0
	}
	return min(1, max(0, 1-inside/all))
}

// energyAlong is the energy in one direction of the plane, inside the cube and
// in all.
func (s *Texture) energyAlong(angle, lowest float64) (inside, all float64) {
	sin, cos := math.Sincos(angle)
	edge := math.Log(.5 / max(math.Abs(sin), math.Abs(cos)))
	low, high := s.band(lowest, edge)
	v := s.VX*cos + s.VY*sin
	turn := math.Log(.5 / math.Abs(v)) // beyond it the mean speed leaves the cube
	bounds := []float64{low, high}
	for _, u := range []float64{edge, turn} {
		if u > low && u < high {
			bounds = append(bounds, u)
		}
	}
	slices.Sort(bounds)
	radii := energyRadii
	if s.timed() {
		radii = coarseRadii
	}
	for p := range len(bounds) - 1 {
		a, b := bounds[p], bounds[p+1]
		within := (a+b)/2 < edge
		step := (b - a) / float64(radii)
		for k := range radii + 1 {
			w := step / 3 * float64(2+2*(k%2))
			if k == 0 || k == radii {
				w = step / 3
			}
			f := math.Exp(a + step*float64(k))
			in, total := s.energyAt(f, v)
			all += w * f * f * total // the area element f df, and df = f du
			if within {
				inside += w * f * f * in
			}
		}
	}
	return inside, all
}

// timed says that time weighs in the radius.
func (s *Texture) timed() bool { return s.FT0 != 0 && !math.IsInf(s.FT0, 1) }

// band is the range of ln f that holds the energy.
func (s *Texture) band(lowest, edge float64) (low, high float64) {
	first := math.Log(lowest)
	switch {
	case s.SF0 == 0 || math.IsInf(s.BSF, 1):
		return first, max(first, edge)
	case s.Gaussian:
		high = math.Log(s.SF0 + 5*s.BSF)
		return min(max(first, math.Log(max(lowest, s.SF0-5*s.BSF))), high), high
	}
	// In u = ln f the log-normal band stays a Gaussian whatever power of f it is
	// multiplied with, of the same width.
	b := math.Log((s.SF0 + s.BSF) / s.SF0)
	power := 1 - 2*s.Alpha // f² of the area, f of the width in ft, f^-2 of the band, f^-2α
	if s.BV == 0 || math.IsInf(s.BV, 1) {
		power--
	}
	middle := math.Log(s.SF0) + power*b*b/2
	low, high = middle-3.6*b, middle+3.6*b
	if s.timed() {
		low = min(low, first) // at a low spatial frequency the radius may be all time
	}
	return low, high
}

// energyAt is the energy at spatial frequency f, integrated over ft, for a
// texture that moves with v px/frame along it: within half a cycle per frame,
// and in all.
func (s *Texture) energyAt(f, v float64) (inside, all float64) {
	if s.timed() {
		return s.energyInTime(f, v)
	}
	e := s.Color(f, 0, 0) * s.Radial(f, 0, 0)
	e *= e
	if s.BV == 0 || math.IsInf(s.BV, 1) {
		return e, e
	}
	width := s.BV * f // exp(-(ft + v f)²/width²)
	all = e * width * math.Sqrt(math.Pi)
	return all * (math.Erf((.5+v*f)/width) + math.Erf((.5-v*f)/width)) / 2, all
}

// energyInTime is energyAt as a sum over ft.
func (s *Texture) energyInTime(f, v float64) (inside, all float64) {
	if s.BV == 0 {
		e := s.Color(f, 0, 0) * s.Radial(f, 0, 0)
		return e * e, e * e
	}
	middle, half := -v*f, 3.6*s.BV*f
	if math.IsInf(s.BV, 1) {
		middle, half = 0, .5
	}
	step := 2 * half / timeSums
	for k := range timeSums {
		ft := middle - half + step*(float64(k)+.5)
		e := s.Color(f, 0, ft) * s.Radial(f, 0, ft)
		if d := (ft - middle) / (s.BV * f); !math.IsInf(s.BV, 1) {
			e *= math.Exp(-d * d / 2)
		}
		e *= e * step
		all += e
		// The share of the step that is within.
		in := min(ft+step/2, .5) - max(ft-step/2, -.5)
		inside += e * min(1, max(0, in/step))
	}
	return inside, all
}
