package sim

// Frame is one image: row-major, row 0 at the top. A luminance frame holds
// linear luminance, 0 to 1; an activity frame holds what its maker says.
type Frame struct {
	W, H int
	Pix  []float32 // len W*H
}

// NewFrame returns a black frame of w x h pixels.
func NewFrame(w, h int) *Frame { return &Frame{W: w, H: h, Pix: make([]float32, w*h)} }

// At is the pixel in column x and row y.
func (f *Frame) At(x, y int) float32 { return f.Pix[y*f.W+x] }

// Set writes the pixel in column x and row y.
func (f *Frame) Set(x, y int, v float32) { f.Pix[y*f.W+x] = v }

// Fill sets every pixel to v.
func (f *Frame) Fill(v float32) {
	for i := range f.Pix {
		f.Pix[i] = v
	}
}

// Clone is an independent copy; the clone of nil is nil.
func (f *Frame) Clone() *Frame {
	if f == nil {
		return nil
	}
	return &Frame{W: f.W, H: f.H, Pix: append([]float32(nil), f.Pix...)}
}
