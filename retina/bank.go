package retina

import "math"

// bank is the receptive fields at work: for each position a box of LGN cells
// and the weights of all orientations and computed phases on it. Responses
// are ordered by position, then orientation, then phase.
type bank struct {
	fields    ReceptiveFields
	grid      grid
	boxes     []box
	perBox    int       // orientations x computed phases
	scratch   []float32 // activity of one box
	responses int
	power     float64 // mean square response to gratings of rms 1
}

// box is the rectangle of LGN cells that the fields at one position read.
type box struct {
	i0, j0, cols, rows int
	weight             []float32 // [perBox, rows*cols]
}

// newBank computes the weights for frames of w x h pixels.
func newBank(p ReceptiveFields, g grid, w, h int) *bank {
	b := &bank{fields: p, grid: g, perBox: p.NTheta * p.computed()}
	kernels := fieldKernels(&p, max(w, h))
	reach := 0
	for _, k := range kernels {
		reach = max(reach, k.extent())
	}
	if p.Weighting == "binary" {
		reach = min(kernels[0].reach, p.BinaryPx)
	}
	most := 0
	for _, y := range centres(p.NSide, h, min(w, h)) {
		for _, x := range centres(p.NSide, w, min(w, h)) {
			i0, i1 := g.within(x-reach, x+reach, g.cols)
			j0, j1 := g.within(y-reach, y+reach, g.rows)
			bx := box{i0: i0, j0: j0, cols: i1 - i0, rows: j1 - j0}
			bx.weight = make([]float32, b.perBox*bx.cols*bx.rows)
			b.fill(&bx, kernels, x, y)
			b.boxes = append(b.boxes, bx)
			most = max(most, bx.cols*bx.rows)
		}
	}
	b.scratch = make([]float32, most)
	b.responses = len(b.boxes) * b.perBox
	b.power = b.meanPower()
	return b
}

// within is the half-open range of grid indices, of n, at pixels lo to hi.
func (g grid) within(lo, hi, n int) (from, to int) {
	from = max(0, (lo-g.margin+g.spacing-1)/g.spacing)
	to = min(n, floorDiv(hi-g.margin, g.spacing)+1)
	if lo < g.margin {
		from = 0
	}
	return min(from, n), max(min(from, n), to)
}

func floorDiv(a, b int) int { return int(math.Floor(float64(a) / float64(b))) }

// canvasSide is that of the square on which kernels are made for frames whose
// longer side is given: 9.6 periods (192 px at 0.05 c/px), at most three times
// the frame.
func (p *ReceptiveFields) canvasSide(longer int) int {
	return min(3*longer, max(48, int(math.Ceil(9.6/p.SF))))
}

// maxWeights bounds the size of a bank, 4 bytes each.
const maxWeights = 1 << 24

// weights is a bound on the number of weights for frames of w x h pixels.
func (p *ReceptiveFields) weights(g grid, w, h int) int {
	box := min(p.canvasSide(max(w, h)), 2*max(w, h))/g.spacing + 1
	return p.NTheta * p.computed() * p.NSide * p.NSide * min(box, g.cols) * min(box, g.rows)
}

// fieldKernels are the complex log-Gabors of all orientations.
func fieldKernels(p *ReceptiveFields, longer int) []*kernel {
	g := logGabor{SF: p.SF, BSF: p.BSF, BTheta: p.BTheta * math.Pi / 180}
	c := newCanvas(p.canvasSide(longer), g)
	kernels := make([]*kernel, p.NTheta)
	for t := range kernels {
		g.Theta = p.thetaDeg(t) * math.Pi / 180
		kernels[t] = c.kernel(g, min(longer, c.n/2-1))
	}
	return kernels
}

// fill computes the weights of the fields centred on pixel (x, y): the kernel
// at the LGN cells, its mean removed, scaled to answer 1 to the grating of
// rms 1 at its own orientation and spatial frequency, in the best phase.
func (b *bank) fill(bx *box, kernels []*kernel, x, y int) {
	n := bx.cols * bx.rows
	value := make([]float64, n)
	for t, k := range kernels {
		phasor := b.grating(bx, b.fields.thetaDeg(t)*math.Pi/180)
		for f := range b.fields.computed() {
			s, c := math.Sincos(b.fields.phaseDeg(f) * math.Pi / 180)
			for i := range value {
				re, im := k.at(b.grid.at(bx.j0+i/bx.cols)-y, b.grid.at(bx.i0+i%bx.cols)-x)
				value[i] = c*float64(re) + s*float64(im)
			}
			if b.fields.Weighting == "binary" {
				binarise(value, b.fields.Threshold)
			} else {
				removeMean(value)
			}
			gain := answer(value, phasor)
			w := bx.weight[(t*b.fields.computed()+f)*n:][:n]
			for i, v := range value {
				w[i] = float32(v / gain)
			}
		}
	}
}

// meanPower is the mean square response, over all fields and over the phases
// of a drifting grating, to gratings of rms 1 at the preferred orientations and
// spatial frequency.
func (b *bank) meanPower() float64 {
	sum := 0.0
	for p := range b.boxes {
		bx := &b.boxes[p]
		n := bx.cols * bx.rows
		for t := range b.fields.NTheta {
			phasor := b.grating(bx, b.fields.thetaDeg(t)*math.Pi/180)
			for r := range b.perBox {
				var re, im float64
				for i, w := range bx.weight[r*n:][:n] {
					re += float64(w) * real(phasor[i])
					im += float64(w) * imag(phasor[i])
				}
				sum += re*re + im*im
			}
		}
	}
	return max(sum/float64(b.responses*b.fields.NTheta), math.SmallestNonzeroFloat32)
}

// grating is exp(2πi f·r) at the LGN cells of a box for the spatial frequency
// of the fields and bars at theta, in rad.
func (b *bank) grating(bx *box, theta float64) []complex128 {
	s, c := math.Sincos(theta)
	p := make([]complex128, bx.cols*bx.rows)
	for i := range p {
		at := 2 * math.Pi * b.fields.SF * (c*float64(b.grid.at(bx.j0+i/bx.cols)) + s*float64(b.grid.at(bx.i0+i%bx.cols)))
		im, re := math.Sincos(at)
		p[i] = complex(re, im)
	}
	return p
}

// answer is the largest response of weights w over the phases of the grating
// of rms 1 with phasor p: √2 |Σ w p|.
func answer(w []float64, p []complex128) float64 {
	var re, im float64
	for i, v := range w {
		re += v * real(p[i])
		im += v * imag(p[i])
	}
	return math.Max(math.Sqrt2*math.Hypot(re, im), math.SmallestNonzeroFloat32)
}

func removeMean(v []float64) {
	var mean float64
	for _, x := range v {
		mean += x
	}
	mean /= float64(len(v))
	for i := range v {
		v[i] -= mean
	}
}

// binarise keeps the sign of what exceeds the threshold, a part of the largest
// absolute value.
func binarise(v []float64, threshold float64) {
	var most float64
	for _, x := range v {
		most = max(most, math.Abs(x))
	}
	for i, x := range v {
		switch {
		case x > threshold*most:
			v[i] = 1
		case x < -threshold*most:
			v[i] = -1
		default:
			v[i] = 0
		}
	}
}

// respond writes Σ w y for every position, orientation and computed phase.
func (b *bank) respond(dst, activity []float32) {
	for p := range b.boxes {
		bx := &b.boxes[p]
		y := b.scratch[:bx.rows*bx.cols]
		for j := range bx.rows {
			from := (bx.j0+j)*b.grid.cols + bx.i0
			copy(y[j*bx.cols:(j+1)*bx.cols], activity[from:from+bx.cols])
		}
		product(dst[p*b.perBox:(p+1)*b.perBox], bx.weight, y)
	}
}

// product is the matrix w [len(dst), len(y)] times y, four rows at a time so
// that each value of y is read once for four products.
func product(dst, w, y []float32) {
	n := len(y)
	r := 0
	for ; r+4 <= len(dst); r += 4 {
		w0, w1, w2, w3 := w[r*n:][:n], w[(r+1)*n:][:n], w[(r+2)*n:][:n], w[(r+3)*n:][:n]
		var s0, s1, s2, s3 float32
		for i, v := range y {
			s0 += w0[i] * v
			s1 += w1[i] * v
			s2 += w2[i] * v
			s3 += w3[i] * v
		}
		dst[r], dst[r+1], dst[r+2], dst[r+3] = s0, s1, s2, s3
	}
	for ; r < len(dst); r++ {
		dst[r] = dot(w[r*n:(r+1)*n], y)
	}
}

// scatter writes the responses, times gain, to the cells of a row of Drive:
// orientation slowest, then position and phase.
func (b *bank) scatter(dst, response []float32, gain float32) {
	phases, computed := b.fields.NPhase, b.fields.computed()
	for p := range b.boxes {
		for t := range b.fields.NTheta {
			from := response[p*b.perBox+t*computed:][:computed]
			to := dst[(t*len(b.boxes)+p)*phases:][:phases]
			for f, v := range from {
				to[f] = gain * v
				if computed < phases {
					to[f+computed] = -gain * v
				}
			}
		}
	}
}
