package stimuli

import (
	"fmt"
	"math"

	"striate/params"
)

// wave is one sinusoid of a grating, behind its window:
//
//	drifting      C w(x,y) cos(2π sf x' + φ - 2π tf t)
//	counterphase  C w(x,y) cos(2π sf x' + φ) cos(2π tf t)
//
// x' the distance in deg from the middle of the window along theta - 90.
type wave struct {
	theta, sf, tf, phase float64 // deg, c/deg, Hz, deg
	contrast             float64 // 0 to 1
	motion               string  // static, drifting or counterphase
	x, y                 float64 // middle of the window from that of the screen, deg, y upward
	window               window
	sfKey, tfKey         string // the parameters to name where it aliases
}

// check refuses a wave above half a cycle per pixel or per frame.
func (v *wave) check(g *Screen) error {
	if !(g.CyclesPerPx(v.sf) <= 0.5) {
		return &params.Error{
			Path: v.sfKey, Found: params.FormatNumber(v.sf) + " c/deg",
			Want: fmt.Sprintf("at most %g c/deg, half a cycle per pixel at %g px/deg", g.PixelsPerDegree()/2, g.PixelsPerDegree()),
		}
	}
	if v.motion != "static" && !(math.Abs(v.tf) <= g.FPS/2) {
		return &params.Error{Path: v.tfKey, Found: params.FormatNumber(v.tf) + " Hz", Want: fmt.Sprintf("at most %g Hz, half the frame rate", g.FPS/2)}
	}
	return nil
}

// checkWaves is check of each.
func checkWaves(g *Screen, waves []wave) error {
	for i := range waves {
		if err := waves[i].check(g); err != nil {
			return err
		}
	}
	return nil
}

// wavePainter paints a wave row by row: cos(a+b) with a along x and b along y
// needs one sine per row and one per column.
type wavePainter struct {
	wave
	drifted    float64 // cycles of tf gone by, modulo 1
	ready      wave    // what the tables below were made for
	cosX, sinX []float64
	weights    []float64 // of the window, rows from the bottom up; nil where all are 1
	top        float64   // the largest of them
	slope, mid float64   // rad/px upward; px
}

// advance moves the wave on by frames.
func (p *wavePainter) advance(frames, fps float64) {
	if p.motion != "static" {
		p.drifted = math.Mod(p.drifted+p.tf/fps*frames, 1)
	}
}

// tune makes the tables where something has changed.
func (p *wavePainter) tune(g *Screen) {
	p.window.pxPerDeg = g.PixelsPerDegree()
	// The middle is the pixel in column W/2 and, counted upward, row H/2.
	p.window.midX = float64(g.Width/2) + p.x*p.window.pxPerDeg
	p.window.midY = float64(g.Height/2) + p.y*p.window.pxPerDeg
	if p.ready.window != p.window {
		if p.top = 1; p.window.shape == "full" {
			p.weights = nil
		} else {
			if p.weights == nil {
				p.weights = make([]float64, g.Width*g.Height)
			}
			p.top = p.window.fill(p.weights, g.Width)
		}
	}
	if p.ready.theta != p.theta || p.ready.sf != p.sf || p.ready.window.midX != p.window.midX || p.cosX == nil {
		if p.cosX == nil {
			p.cosX, p.sinX = make([]float64, g.Width), make([]float64, g.Width)
		}
		sin, cos := math.Sincos((p.theta - 90) * math.Pi / 180)
		k := 2 * math.Pi * g.CyclesPerPx(p.sf)
		for x := range p.cosX {
			p.sinX[x], p.cosX[x] = math.Sincos(k * cos * (float64(x) - p.window.midX))
		}
		p.slope = k * sin
	}
	p.mid = p.window.midY
	p.ready = p.wave
}

// amplitude is the factor in front of the cosine in this frame, and start the
// phase that drifting adds.
func (p *wavePainter) amplitude() (gain, start float64) {
	switch p.motion {
	case "counterphase":
		return p.contrast * math.Cos(2*math.Pi*p.drifted), 0
	}
	return p.contrast, -2 * math.Pi * p.drifted
}

// visible says whether the wave changes any float32 of the frame.
func (p *wavePainter) visible() bool {
	gain, _ := p.amplitude()
	return math.Abs(gain)*p.top > 1e-7
}

// add adds half of the wave to row y, counted upward.
func (p *wavePainter) add(row []float64, y int) {
	gain, start := p.amplitude()
	if gain == 0 {
		return
	}
	s, c := math.Sincos(p.slope*(float64(y)-p.mid) + p.phase*math.Pi/180 + start)
	s, c = 0.5*gain*s, 0.5*gain*c
	cosX, sinX := p.cosX[:len(row)], p.sinX[:len(row)]
	if p.weights == nil {
		for x := range row {
			row[x] += c*cosX[x] - s*sinX[x]
		}
		return
	}
	weights := p.weights[y*len(row):][:len(row)]
	for x, w := range weights {
		row[x] += w * (c*cosX[x] - s*sinX[x])
	}
}
