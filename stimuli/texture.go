package stimuli

import "math"

// Texture is the Fourier envelope of a Motion Cloud in the units of its grid:
// cycles/pixel, cycles/frame, pixels/frame, radians. Theta is the angle of
// the frequency vector (bars + 90 degrees), y upward.
//
// Equations of Sanz Leon et al. 2012; with f = sqrt(fx² + fy² + (ft/FT0)²)
// the envelope is Color · Radial · Speed · Orientation.
type Texture struct {
	Theta, BTheta float64 // orientation and its bandwidth; inf isotropic, 0 a line
	SF0, BSF      float64 // spatial frequency and bandwidth; SF0 = 0 or BSF = inf: no band
	VX, VY, BV    float64 // mean speed, relative bandwidth; 0 rigid, inf white in time
	Alpha         float64 // colour exponent
	FT0           float64 // weight of time in the radius; 0 or inf: none
	Gaussian      bool    // radial envelope Gaussian instead of log-normal
}

// radius is f; at FT0 = 0 (unset) or inf it is the spatial radius.
func (s *Texture) radius(fx, fy, ft float64) float64 {
	r2 := fx*fx + fy*fy
	if s.FT0 != 0 && !math.IsInf(s.FT0, 1) {
		r2 += ft / s.FT0 * (ft / s.FT0)
	}
	return math.Sqrt(r2)
}

// Color is f^-Alpha, 0 at f = 0; 1 everywhere when Alpha is 0.
func (s *Texture) Color(fx, fy, ft float64) float64 {
	if s.Alpha == 0 {
		return 1
	}
	f := s.radius(fx, fy, ft)
	switch {
	case f == 0:
		return 0
	case s.Alpha == 1:
		return 1 / f
	}
	return math.Pow(f, -s.Alpha)
}

// Radial is 1/f · exp(-½ ln²(f/SF0) / ln²((SF0+BSF)/SF0)), 0 at f = 0, or, when
// Gaussian, exp(-½ (f-SF0)²/BSF²). Without a band it is 1/f, or 1.
func (s *Texture) Radial(fx, fy, ft float64) float64 {
	f := s.radius(fx, fy, ft)
	flat := s.SF0 == 0 || math.IsInf(s.BSF, 1)
	if s.Gaussian {
		if flat {
			return 1
		}
		return math.Exp(-0.5 * (f - s.SF0) * (f - s.SF0) / (s.BSF * s.BSF))
	}
	if f == 0 {
		return 0
	}
	if flat {
		return 1 / f
	}
	l, b := math.Log(f/s.SF0), math.Log((s.SF0+s.BSF)/s.SF0)
	return math.Exp(-0.5*l*l/(b*b)) / f
}

// Speed is exp(-½ (ft + fx VX + fy VY)² / (BV f)²) with the spatial f; 1 at
// f = 0. BV = inf: 1, white in time. BV = 0: static, 1 where ft = 0, whatever
// the speed (a rigid drift is a small BV).
func (s *Texture) Speed(fx, fy, ft float64) float64 {
	return math.Exp(-s.speedExponent(fx, fy, ft))
}

// speedExponent is -ln Speed.
func (s *Texture) speedExponent(fx, fy, ft float64) float64 {
	if math.IsInf(s.BV, 1) {
		return 0
	}
	if s.BV == 0 {
		if ft == 0 {
			return 0
		}
		return math.Inf(1)
	}
	f := math.Sqrt(fx*fx + fy*fy)
	if f == 0 {
		return 0
	}
	d := (ft + fx*s.VX + fy*s.VY) / (s.BV * f)
	return 0.5 * d * d
}

// logMax is the largest exponent of the orientation envelope for which the
// product of envelopes stays finite. It is reached at BTheta = 0.0189 rad.
const logMax = 700

// Orientation is exp(cos 2(arg f - Theta) / 4 BTheta²), as MotionClouds has it
// and not normalised; BTheta = inf: 1. Its peak exp(1 / 4 BTheta²) leaves the
// range of float64 at 0.0188 rad (1.08 deg), so below 0.0189 rad the envelope
// is divided by its peak: exp((cos 2(arg f - Theta) - 1) / 4 BTheta²). BTheta
// = 0 is the line of samples nearest to Theta on a grid of spacing dfx, dfy.
func (s *Texture) Orientation(fx, fy, dfx, dfy float64) float64 {
	if math.IsInf(s.BTheta, 1) {
		return 1
	}
	if s.BTheta == 0 {
		sin, cos := math.Sincos(s.Theta)
		off := math.Abs(fy*cos - fx*sin)
		if off < 0.5*math.Max(math.Abs(sin)*dfx, math.Abs(cos)*dfy) {
			return 1
		}
		return 0
	}
	k := min(math.MaxFloat64, 0.25/(s.BTheta*s.BTheta))
	c := math.Cos(2 * (math.Atan2(fy, fx) - s.Theta))
	if k > logMax {
		c--
	}
	return math.Exp(k * c)
}
