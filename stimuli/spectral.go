package stimuli

import "math"

// Spectral is a stimulus whose amplitude at any spatio-temporal frequency is
// known, on whatever grid a view wants it.
type Spectral interface {
	Stimulus
	// EnvelopeAt is the amplitude at the given frequencies, c/px (y upward) and
	// c/frame, which rise evenly; up to a factor.
	EnvelopeAt(fx, fy, ft []float64) *Volume
	// Reach is how far from zero the envelope is of note, in c/px and c/frame,
	// at most one half.
	Reach() (f, ft float64)
}

// Drifting is a stimulus with a mean speed.
type Drifting interface {
	Stimulus
	// Drift is the mean speed in deg/s, to the right and upward.
	Drift() (vx, vy float64)
}

// EnvelopeAt is described at [Spectral].
func (c *MotionCloud) EnvelopeAt(fx, fy, ft []float64) *Volume {
	tx := c.texture()
	return tx.Envelope(fx, fy, ft)
}

// Reach is where the radial envelope has fallen to about 4 % of its height, and
// twice the bandwidth of speed beyond the mean speed.
func (c *MotionCloud) Reach() (f, ft float64) {
	tx := c.texture()
	f, ft = .5, .5
	if tx.SF0 == 0 || math.IsInf(tx.BSF, 1) {
		return f, ft
	}
	middle := 0.0
	if tx.Gaussian {
		f, middle = tx.SF0+2.5*tx.BSF, tx.SF0+tx.BSF
	} else {
		ratio := (tx.SF0 + tx.BSF) / tx.SF0
		f, middle = tx.SF0*math.Pow(ratio, 2.5), tx.SF0*ratio
	}
	ft = middle * (math.Hypot(tx.VX, tx.VY) + 2*tx.BV)
	return min(.5, f), min(.5, ft)
}

// Drift is described at [Drifting].
func (c *MotionCloud) Drift() (vx, vy float64) {
	tx := c.texture()
	return tx.VX * c.FPS / c.PixelsPerDegree(), tx.VY * c.FPS / c.PixelsPerDegree()
}

// Drift is that of the bars, at right angles to them.
func (g *Grating) Drift() (vx, vy float64) {
	sin, cos := math.Sincos((g.Theta - 90) * math.Pi / 180)
	return g.SpeedDps() * cos, g.SpeedDps() * sin
}

// EnvelopeAt is described at [Spectral]: of the real patch, so both lobes, and
// all of it at the sample of ft next to zero.
func (g *LogGabor) EnvelopeAt(fx, fy, ft []float64) *Volume {
	v := NewVolume(len(fx), len(fy), len(ft))
	still := 0
	for k, t := range ft {
		if math.Abs(t) < math.Abs(ft[still]) {
			still = k
		}
	}
	f := g.filter()
	sin, cos := math.Sincos(g.Phase * math.Pi / 180)
	for i, x := range fx {
		for j, y := range fy {
			// Rows go down and y goes up.
			band := f.Band(-y, x)
			there, back := band*f.Orientation(-y, x), band*f.Orientation(y, -x)
			v.Data[(i*len(fy)+j)*len(ft)+still] = math.Hypot(cos*(there+back), sin*(there-back)) / 2
		}
	}
	return v
}

// Reach is described at [Spectral].
func (g *LogGabor) Reach() (f, ft float64) {
	tx := g.filter()
	return min(.5, tx.SF0*math.Exp(2.5*tx.BSF)), .5
}

var (
	_ Spectral = (*MotionCloud)(nil)
	_ Spectral = (*LogGabor)(nil)
	_ Drifting = (*MotionCloud)(nil)
	_ Drifting = (*Grating)(nil)
)
