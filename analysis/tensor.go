package analysis

import (
	"fmt"
	"math"

	"striate/sim"
)

// StructureTensor finds the dominant orientation of the bars in frames
// (Bigün & Granlund 1987): J = Σ w ∇L ∇Lᵀ over a round window w, the gradient
// taken with the five-point kernels of Farid & Simoncelli (2004), whose error
// hardly depends on the angle.
type StructureTensor struct {
	Frames       int     `json:"frames" label:"frames averaged" default:"1" range:"1,600" doc:"the dominant orientation is that of the last so many frames" live:"rebuild" tier:"more"`
	CoherenceMin float64 `json:"coherence_min" label:"least coherence" default:"0.1" range:"0,1" step:"0.01" doc:"least coherence, (λ1 − λ2)/(λ1 + λ2), at which an orientation is named" tier:"more"`
}

// DefaultTensor reads single frames of coherence 0.1 or more.
var DefaultTensor = StructureTensor{Frames: 1, CoherenceMin: 0.1}

// Tensor is the sum J, x to the right and y upwards.
type Tensor struct{ XX, XY, YY float64 }

// Deg is the orientation of the bars, at right angles to the main axis of J:
// 0 horizontal, anticlockwise, 0 <= Deg < 180; NaN in a uniform frame.
func (t Tensor) Deg() float64 {
	if !(t.XX+t.YY > 0) {
		return math.NaN()
	}
	return Wrap(math.Atan2(2*t.XY, t.XX-t.YY)/(2*rad) + 90)
}

// Coherence is (λ1 − λ2)/(λ1 + λ2), 0 (no orientation) to 1 (straight bars).
func (t Tensor) Coherence() float64 {
	if !(t.XX+t.YY > 0) {
		return 0
	}
	return math.Hypot(t.XX-t.YY, 2*t.XY) / (t.XX + t.YY)
}

// Open returns a reader of frames.
func (s StructureTensor) Open() *TensorReader {
	return &TensorReader{set: s, ring: make([]Tensor, max(1, s.Frames))}
}

// TensorReader is a StructureTensor at work.
type TensorReader struct {
	set    StructureTensor
	ring   []Tensor
	n      int
	w, h   int
	window []float64
	lp, hp []float64 // rows filtered with the smoothing and the derivative kernel
}

// Derivative kernels of Farid & Simoncelli 2004, five points: taps 0, ±1, ±2.
var (
	smooth = [3]float64{0.426375, 0.249153, 0.037659}
	derive = [2]float64{0.276691, 0.109604}
)

// See adds one frame; it keeps nothing of it but its tensor.
func (r *TensorReader) See(f *sim.Frame) {
	r.ring[r.n%len(r.ring)] = r.tensor(f)
	r.n++
}

// Reset forgets all frames.
func (r *TensorReader) Reset() { r.n = 0 }

// State saves what was seen, or reads it back into a reader of the same
// settings.
func (r *TensorReader) State(a *sim.Archive) {
	a.Label("structure tensor")
	n := int64(r.n)
	sim.Value(a, &n)
	if !(n >= 0 && n <= 1<<40) {
		a.Fail(fmt.Errorf("saved state has seen %d frames, want 0 to 2^40", n))
		return
	}
	r.n = int(n)
	ring := make([]float64, 0, 3*len(r.ring))
	for _, t := range r.ring {
		ring = append(ring, t.XX, t.XY, t.YY)
	}
	sim.Bounded(a, ring, -1e12, 1e12)
	for k := range r.ring {
		r.ring[k] = Tensor{ring[3*k], ring[3*k+1], ring[3*k+2]}
	}
}

// Tensor is the sum over the frames in the window.
func (r *TensorReader) Tensor() Tensor {
	var t Tensor
	for i := range min(r.n, len(r.ring)) {
		t.XX, t.XY, t.YY = t.XX+r.ring[i].XX, t.XY+r.ring[i].XY, t.YY+r.ring[i].YY
	}
	return t
}

// Deg is the dominant orientation of the frames in the window, NaN where
// there is none: coherence below the least, or less contrast than 8-bit noise.
func (r *TensorReader) Deg() float64 {
	t := r.Tensor()
	frames := float64(max(1, min(r.n, len(r.ring))))
	if t.Coherence() < r.set.CoherenceMin || t.XX+t.YY < frames*1e-8 {
		return math.NaN()
	}
	return t.Deg()
}

// tensor is the mean over the window of the products of the gradient, per
// pixel squared.
func (r *TensorReader) tensor(f *sim.Frame) (t Tensor) {
	w, h := f.W, f.H
	if w < 5 || h < 5 {
		return t
	}
	r.size(w, h)
	for y := range h { // along the rows
		row := f.Pix[y*w : y*w+w]
		for x := 2; x < w-2; x++ {
			a, b, c, d, e := float64(row[x-2]), float64(row[x-1]), float64(row[x]), float64(row[x+1]), float64(row[x+2])
			r.lp[y*w+x] = smooth[0]*c + smooth[1]*(b+d) + smooth[2]*(a+e)
			r.hp[y*w+x] = derive[0]*(d-b) + derive[1]*(e-a)
		}
	}
	sum := 0.0
	for y := 2; y < h-2; y++ { // and down the columns; y upwards
		for x := 2; x < w-2; x++ {
			i := y*w + x
			g := r.window[i]
			if g == 0 {
				continue
			}
			gx := smooth[0]*r.hp[i] + smooth[1]*(r.hp[i-w]+r.hp[i+w]) + smooth[2]*(r.hp[i-2*w]+r.hp[i+2*w])
			gy := derive[0]*(r.lp[i-w]-r.lp[i+w]) + derive[1]*(r.lp[i-2*w]-r.lp[i+2*w])
			t.XX += g * gx * gx
			t.XY += g * gx * gy
			t.YY += g * gy * gy
			sum += g
		}
	}
	t.XX, t.XY, t.YY = t.XX/sum, t.XY/sum, t.YY/sum
	return t
}

// size prepares the round window, (1 + cos πρ)/2 within the inscribed ellipse,
// so that the corners of the frame favour no diagonal.
func (r *TensorReader) size(w, h int) {
	if r.w == w && r.h == h {
		return
	}
	r.w, r.h = w, h
	r.window, r.lp, r.hp = make([]float64, w*h), make([]float64, w*h), make([]float64, w*h)
	for y := 2; y < h-2; y++ {
		for x := 2; x < w-2; x++ {
			u := (float64(x) - float64(w-1)/2) / (float64(w-4) / 2)
			v := (float64(y) - float64(h-1)/2) / (float64(h-4) / 2)
			if rho := math.Hypot(u, v); rho < 1 {
				r.window[y*w+x] = (1 + math.Cos(math.Pi*rho)) / 2
			}
		}
	}
}

// DominantDeg is the orientation of the bars in one frame and its coherence,
// by the default settings; NaN where no orientation stands out.
func DominantDeg(f *sim.Frame) (deg, coherence float64) {
	r := DefaultTensor.Open()
	r.See(f)
	return r.Deg(), r.Tensor().Coherence()
}
