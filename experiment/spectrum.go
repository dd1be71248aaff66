package experiment

import (
	"fmt"
	"math"

	"striate/analysis"
	"striate/stimuli"
)

// spectrumSide is the number of samples along a side of the spectrum's figure.
const spectrumSide = 64

// spectrum prepares the spectrum of what is shown, of n samples a side: the
// envelope where the stimulus has one, else the periodogram of the middle of
// the last pictures, at most frames of them. What it takes from the run it
// copies, so that the rest, which is long, can be done elsewhere. Nil where
// nothing was shown yet.
func (m *Monitor) spectrum(n, frames int) func() *analysis.Spectrum {
	r := m.run
	if r.step.Luminance == nil {
		return nil
	}
	shown := r.shownNow()
	if s, ok := shown.(stimuli.Spectral); ok {
		return func() *analysis.Spectrum { return envelopeOf(s, n) }
	}
	w, h := min(n, m.look.middle.w), min(n, m.look.middle.h)
	pix, got := m.look.middle.last(w, h, frames)
	return func() *analysis.Spectrum {
		out := &analysis.Spectrum{NX: w, NY: h, NT: got, Data: analysis.Periodogram(pix, w, h, got)}
		g := shown.Geometry()
		out.FxMaxCpd, out.FtMaxHz = g.PixelsPerDegree()/2, g.FPS/2
		out.VX, out.VY = driftOf(shown)
		out.Trim()
		out.Source = fmt.Sprintf("periodogram of %d × %d pixels and %d frames", w, h, got)
		return out
	}
}

// shownNow is a copy of the stimulus as the protocol has turned it.
func (r *Run) shownNow() stimuli.Stimulus {
	s := r.exp.Clone().Stimulus.Value
	if theta := stimuli.Orientation(r.shown.Value); !math.IsNaN(theta) {
		stimuli.Turn(s, theta)
	}
	return s
}

// envelopeOf samples an envelope over the part of the Fourier cube in which it
// is of note: all of it, or a half, a quarter or an eighth along space or time.
func envelopeOf(s stimuli.Spectral, n int) *analysis.Spectrum {
	f, ft := s.Reach()
	zoom, zoomT := zoomTo(f), zoomTo(ft)
	axis, times := stimuli.Axis(n), stimuli.Axis(n)
	for i := range axis {
		axis[i], times[i] = axis[i]*zoom, times[i]*zoomT
	}
	v := s.EnvelopeAt(axis, axis, times)
	g := s.Geometry()
	out := &analysis.Spectrum{NX: n, NY: n, NT: n, Data: v.Data, Source: "envelope"}
	out.FxMaxCpd, out.FtMaxHz = zoom*g.PixelsPerDegree()/2, zoomT*g.FPS/2
	out.VX, out.VY = driftOf(s)
	return out
}

// zoomTo is the share of half a cycle, 1 to 1/8, that holds f.
func zoomTo(f float64) float64 {
	zoom := 1.
	for zoom > .125 && f <= zoom/4 {
		zoom /= 2
	}
	return zoom
}

// driftOf is the mean speed in deg/s, NaN where there is none to tell.
func driftOf(s stimuli.Stimulus) (vx, vy float64) {
	if d, ok := s.(stimuli.Drifting); ok {
		return d.Drift()
	}
	return math.NaN(), math.NaN()
}
